"""A small world to evaluate expressions in: one person's answers, a table, a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.expressions import Node, Scope, Value, answers_tree, compile, table_tree

NOW = datetime.fromisoformat("2014-10-21T18:40:00+02:00")

ANSWERS: dict[str, object] = {
    "signatures": "37181",
    "share": "0.5",
    "delivered_on": "2014-10-21",
    "handed_at": "2014-10-21T11:30:00.000+02:00",
    "evidence": ["photo", "letter"],
    "target": "uz_berlin",
    "title": "  Stop   torture ",
    "note": "",
    "place": {"city": "Berlin", "country": "DE"},
    "training": [
        {"city": "Łódź", "people": "20"},
        {"city": "Kraków", "people": "31"},
        {"city": "Gdańsk", "people": ""},
    ],
}

TARGETS = [
    {"name": "uz_berlin", "label": "Embassy of Uzbekistan, Berlin", "state": "UZ"},
    {"name": "mx_paris", "label": "Embassy of Mexico, Paris", "state": "MX"},
    {"name": "mx_rome", "label": "Embassy of Mexico, Rome", "state": "MX"},
]


def world(
    current: str = "signatures",
    *,
    answers: Mapping[str, object] | None = None,
    now: datetime = NOW,
    zone: str = "Europe/Berlin",
) -> Scope:
    """The scope of an expression that belongs to the question `current`."""
    tree = answers_tree(ANSWERS if answers is None else answers)  # type: ignore[arg-type]
    tables: dict[str, Node] = {"targets": table_tree(TARGETS)}
    labels = {("target", "uz_berlin"): "Embassy of Uzbekistan, Berlin"}
    return Scope(
        current=tree.named(current)[0] if tree.named(current) else tree,
        named=tree.named,
        now=now,
        zone=ZoneInfo(zone),
        table=tables.get,
        choice_label=lambda question, value: labels.get((question, value), value),
        seed="session-1",
    )


def value(text: str, scope: Scope | None = None) -> Value:
    """What an expression gives, in its own kind."""
    return compile(text).value(scope or world())


def string(text: str, scope: Scope | None = None) -> str:
    """What an expression gives, as text."""
    return compile(text).string(scope or world())
