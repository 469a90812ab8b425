"""Checks of a flow that need what is stored: the revision it follows, the reports of that, the flow it extends."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from bot.flow_life.contents import flow_of
from flows.checks import check, check_change
from flows.composing import is_addon, parted, problems_of_addon
from flows.definition import Flow
from flows.problems import Problem
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from storage.stores import Stores
from texts.said import said

Answers = dict[str, Any]
"""What was filed, by question, as `flows.effects.Filing.content` has it."""
LOOKED_AT = 500  # reports, latest first, when it is asked which questions have answers


def problems_of(stores: Stores, flow: Flow) -> list[Problem]:
    """Everything to mend before the flow is published, warnings too."""
    found = [*_key(flow), *check(flow)] if flow.extends is None else _problems_of_addon(stores, flow)
    published = stores.flows.published_of(flow.key)
    if published is not None:
        found += _of_change(stores, flow_of(published), flow)
    return found


def revisions_answered(stores: Stores, flow_key: str) -> dict[UUID, Flow]:
    """The revisions that reports of the flow, or of an add-on, were answered on, in the order of publishing: also those
    composed for sections."""
    shared, section = parted(flow_key)
    rows = [
        row
        for key in stores.flows.all_keys()
        if parted(key)[0] == shared and not is_addon(key) and section in (None, parted(key)[1])
        for row in stores.flows.revisions(key)
    ]
    return {row.id: flow_of(row) for row in sorted(rows, key=lambda row: (row.published_at, row.id))}


def latest_reports(stores: Stores, revisions: Iterable[UUID], most: int) -> Iterator[tuple[ReportRow, Answers]]:
    """Reports that were answered on the revisions and can be read, with their answers, the last filed first."""
    for row in stores.reports.listed(ReportFilter(revision_ids=list(revisions), erased=False), most):
        content = stores.reports.content(row)
        if content is not None:
            yield row, json.loads(content)


def _key(flow: Flow) -> Iterator[Problem]:
    if parted(flow.key)[1] is not None:
        wrong = said("{key} is for add-ons of sections", key=flow.key)
        yield Problem("key", wrong, said("give it a key without + and @"))


def _problems_of_addon(stores: Stores, flow: Flow) -> list[Problem]:
    shared = None if flow.extends is None else stores.flows.published_of(flow.extends)
    if shared is None:
        wrong = said("{flow} is not published", flow=flow.extends or "")
        return [Problem("extends", wrong, said("name a flow that is"))]
    sections = {each.key for each in stores.organisation.sections()}
    if flow.section not in sections:
        wrong = said("there is no section {section}", section=flow.section or "")
        return [Problem("section", wrong, said("give its key"))]
    return problems_of_addon(flow_of(shared), flow)


def _of_change(stores: Stores, old: Flow, new: Flow) -> list[Problem]:
    """Nothing is read unless an answer would matter."""
    names = {question.name for question in old.questions()}
    if not check_change(old, new, names):
        return []
    return check_change(old, new, _answered(stores, old.key, names))


def _answered(stores: Stores, flow_key: str, names: set[str]) -> set[str]:
    """The questions that reports answer; all, if there are more reports than are looked at."""
    revisions = list(revisions_answered(stores, flow_key))
    if stores.reports.count(ReportFilter(revision_ids=revisions, erased=False)) > LOOKED_AT:
        return names
    return {name for _, content in latest_reports(stores, revisions, LOOKED_AT) for name in _names(content)}


def _names(content: Answers) -> Iterator[str]:
    """The questions that a filed content answers, those of instances too."""
    for name, told in content.items():
        if isinstance(told, list):
            yield from (inside for instance in told for inside in _names(instance))
        elif told.get("value") is not None:
            yield name
