"""Instances of repeats: how many there are, what is left without one of them, and how a report keeps them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flows.compiled import instance_key
from flows.limits import INSTANCES_MAX
from flows.session import Response

ANOTHER, NO_MORE = "yes", "no"
"""Values of the answer to "Add another?"."""

_COMPONENT = re.compile(r"([^\[\]/]+)\[(\d+)\]")
Item = TypeVar("Item")


def counted(repeat: str, responses: Mapping[str, Response]) -> int:
    """How many instances the person wants of a repeat, by its key: the first stands until it is removed, each other
    once it was asked for."""

    def said(instance: int) -> Any:
        response = responses.get(instance_key(repeat, instance))
        return response.value if response else None

    if said(1) == NO_MORE:
        return 0
    return next((place for place in range(1, INSTANCES_MAX) if said(place + 1) != ANOTHER), INSTANCES_MAX)


def moved_up(repeat: str, removed: int) -> Callable[[str], str | None]:
    """Where an answer's key goes once an instance is removed: later instances move up; None for what goes with it.
    `repeat`: its key, `teams[2]/people`."""
    begin = f"{repeat}["

    def moved(key: str) -> str | None:
        number, bracket, question = key[len(begin) :].partition("]") if key.startswith(begin) else ("", "", "")
        if not bracket:
            return key
        instance = int(number)
        if not question or instance == removed:
            return None
        return f"{instance_key(repeat, instance - (instance > removed))}{question}"

    return moved


def renamed(answers: Mapping[str, Item], moved: Callable[[str], str | None]) -> dict[str, Item]:
    """The answers under their keys as they are once an instance is removed."""
    return {to: each for key, each in answers.items() if (to := moved(key)) is not None}


def wanted(repeat: str, count: int, at: str) -> dict[str, Response]:
    """The answers to "Add another?" that make so many instances."""
    said = {instance_key(repeat, place): Response(ANOTHER, at) for place in range(2, count + 1)}
    if count < INSTANCES_MAX:
        said[instance_key(repeat, count + 1)] = Response(NO_MORE, at)
    return said


def held(content: dict[str, Any], key: str) -> tuple[dict[str, Any], str]:
    """Where the answer of a key stands in a filed report: among which answers (of one instance?), by which name."""
    *outer, name = key.split("/")
    for component in outer:
        found = _COMPONENT.fullmatch(component)
        instances = content.get(found[1], []) if found else []
        content = instances[int(found[2]) - 1] if found and 0 < int(found[2]) <= len(instances) else {}
    return content, name


def flat(content: Mapping[str, Any], at: str, before: str = "") -> dict[str, Response]:
    """The answers of a filed report (`Filing.content`) by key, as a session holds them; `at`: when, ISO; `before`:
    what their keys begin with."""
    responses: dict[str, Response] = {}
    for name, told in content.items():
        key = f"{before}{name}"
        if isinstance(told, list):
            for place, instance in enumerate(told, 1):
                responses |= flat(instance, at, f"{instance_key(key, place)}/")
            responses |= wanted(key, len(told), at)
        else:
            responses[key] = Response.from_json(told)
    return responses
