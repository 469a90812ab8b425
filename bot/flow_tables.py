"""Tables of choices that come of the published flows themselves, for the flow that plans events."""

from collections.abc import Iterable, Iterator

from bot.events import EVENT
from flows.context import Row, Table
from flows.definition import Choice, Flow, Words


def flow_tables(flows: Iterable[Flow]) -> dict[str, Table]:
    """`flows`: what may be reported, with the roles that may; `activities`: the kinds of action, with the flows that
    ask for them.
    """
    reports = [flow for flow in flows if flow.files != EVENT]
    choices = {each.key: Row(each.title, {"audience": " ".join(each.audience)}) for each in reports}
    return {"flows": Table("flows", choices), "activities": Table("activities", _activities(reports))}


def _activities(flows: list[Flow]) -> dict[str, Row]:
    labels: dict[str, Words] = {}
    asked_by: dict[str, list[str]] = {}
    for flow in flows:
        for choice in _choices(flow):
            labels[choice.name] = choice.label
            asked_by.setdefault(choice.name, []).append(flow.key)
    return {name: Row(labels[name], {"flows": " ".join(keys)}) for name, keys in asked_by.items()}


def _choices(flow: Flow) -> Iterator[Choice]:
    """What the flow's question on the activity offers."""
    for question in flow.questions():
        if question.fills == "activity":
            yield from flow.choice_lists.get(question.list_name or "", ())
