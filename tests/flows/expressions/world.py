"""A small world to evaluate expressions in: one person's answers, a table, a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flows.expressions import Element, Node, Root, Scope, Value, compile, table_tree

NOW = datetime.fromisoformat("2014-10-21T18:40:00+02:00")

ANSWERS: dict[str, Any] = {
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
    answers: Mapping[str, Any] | None = None,
    now: datetime = NOW,
    zone: str = "Europe/Berlin",
) -> Scope:
    """The scope of an expression that belongs to the question `current`."""
    tree = Root([Element("data", list(_elements(ANSWERS if answers is None else answers)))])
    named = {name: list(nodes) for name, nodes in groupby(sorted(_below(tree), key=_name), key=_name)}
    labels = {("target", "uz_berlin"): "Embassy of Uzbekistan, Berlin"}
    return Scope(
        current=named.get(current, [tree])[0],
        named=lambda name: named.get(name, ()),
        now=now,
        zone=ZoneInfo(zone),
        table={"targets": table_tree(TARGETS)}.get,
        choice_label=lambda question, value: labels.get((question, value), value),
        seed="session-1",
    )


def _elements(answers: Mapping[str, Any]) -> Iterator[Element]:
    """A text is a leaf, a list of texts a select_multiple, a mapping a group, a list of mappings a repeat."""
    for name, answer in answers.items():
        if isinstance(answer, str):
            yield Element(name, text=answer)
        elif isinstance(answer, Mapping):
            yield Element(name, list(_elements(answer)))
        elif isinstance(answer[0], Mapping):
            yield from (Element(name, list(_elements(part))) for part in answer)
        else:
            yield Element(name, text=" ".join(answer))


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def _name(node: Node) -> str:
    return node.name


def value(text: str, scope: Scope | None = None) -> Value:
    """What an expression gives, in its own kind."""
    return compile(text).value(scope or world())


def string(text: str, scope: Scope | None = None) -> str:
    """What an expression gives, as text."""
    return compile(text).string(scope or world())
