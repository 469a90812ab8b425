"""The sample people that the chat page offers, from a file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import orjson

from sandbox.world import World


class Sample(TypedDict):
    """One person of the file. `note` says who they are, in their words; `dir` is `ltr` or `rtl`."""

    id: int
    first_name: str
    last_name: NotRequired[str]
    username: NotRequired[str]
    language_code: NotRequired[str]
    note: NotRequired[str]
    dir: NotRequired[str]


def read_people(path: Path) -> list[Sample]:
    """The people of a JSON file, a list; OSError or ValueError if it cannot be read."""
    people: list[Sample] = orjson.loads(path.read_bytes())
    return people


def add_people(world: World, people: Iterable[Sample]) -> None:
    """Add everyone, or bring those already known up to date; what they have said stays."""
    for sample in people:
        name = (sample["first_name"], sample.get("last_name"), sample.get("username"), sample.get("language_code"))
        world.add_person(sample["id"], *name)
        shown = {key: sample.get(key) for key in ("note", "dir")}
        key = str(sample["id"])
        world.people[key] = {**world.people[key], **shown}


def everyone(world: World) -> list[dict[str, Any]]:
    """All people as the page shows them, in the order in which they were added."""
    return [
        {**known["user"], "note": known.get("note"), "dir": known.get("dir")}
        for known in world.people.values()
    ]
