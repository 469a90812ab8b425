"""Flows and reports small enough to read in one glance."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from flows.definition import Choice, Flow, Group, Question, QuestionType
from reports.rows import Cell, Figure, ReportRecord

LANGUAGES = ("en", "fr")
CHOICES = {"materials": (Choice(name="leaflets", label={"en": "Leaflets", "fr": "Tracts"}),)}


def question(type: str, name: str, **columns: Any) -> Question:
    return Question(type=QuestionType(type), name=name, label={"en": f"{name}?"}, **columns)


def flow(key: str, *questions: Question | Group) -> Flow:
    return Flow(
        key=key, title={"en": key}, languages=LANGUAGES, default_language="en", files=key, items=questions,
        choice_lists=CHOICES,
    )


SIGNATURES = question(
    "integer", "signatures", figure="signatures_delivered", basis="signatures", measure="in_period", required=True
)
DELIVERY = flow(
    "delivery",
    question("note", "welcome"),
    SIGNATURES,
    question("select_one", "target", table="targets", fills="target"),
    question("date", "day", fills="occurred_on"),
    question("image", "pictures"),
    question("select_multiple", "materials", list_name="materials"),
    question("text", "story"),
    question("text", "contact", sensitive=True),
    question("username", "whoami"),
)


def report(flow: Flow, answers: Mapping[str, Any], figures: Mapping[str, Figure] | None = None) -> ReportRecord:
    core: dict[str, Cell] = {
        "reference": "AR-7K3F9Q-2", "kind": flow.files, "status": "filed", "flow": flow.key, "revision": 1,
        "filed_at": datetime(2014, 10, 21, 18, 40, tzinfo=UTC), "filed_on": date(2014, 10, 21),
        "occurred_on": date(2014, 10, 21), "target": "embassy_uz_berlin",
    }
    return ReportRecord(
        flow=flow.key,
        core=core,
        questions={each.name: each for each in flow.questions()},
        answers={name: each if isinstance(each, dict) else {"value": each} for name, each in answers.items()},
        figures=figures or {},
    )


def signatures(value: str, qualifier: str = "exactly") -> dict[str, Figure]:
    return {"signatures": Figure(Decimal(value), qualifier, "signatures", "in_period")}
