"""A flow's YAML to a `Flow`. Every value in the file is text, so that a choice named `no` stays one."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from flows.definition import GROUPS, Flow
from flows.problems import Problem
from texts.said import said

CATALOG = Path(__file__).parent / "catalog"
# The same of YAML's own library, where it is built in: ten times as fast, and a start reads the whole catalog.
_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TEXT_MAX = 1_000_000
_YES = frozenset({"yes", "true", "true()"})
_NO = frozenset({"no", "false", "false()", ""})


class UnreadableFlow(ValueError):
    """The text is no flow: not YAML, or not of a flow's shape. `problems` says where and why, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


def read_flow(text: str) -> Flow:
    """The flow in a YAML text. Raises UnreadableFlow."""
    try:
        return Flow.model_validate(_shaped(_load(text)))
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = said("line {line}", line=str(min(place.line + 1, len(text.splitlines())))) if place else said("file")
        why = getattr(error, "problem", None) or said("it cannot be read")
        wrong = said("this is not YAML: {error}", error=why)
        raise UnreadableFlow([Problem(where, wrong, said("check indentation, colons and quotes"))]) from error
    except ValidationError as error:
        raise UnreadableFlow([_problem(each) for each in error.errors()]) from error


def catalog() -> dict[str, Flow]:
    """The flows we ship, by key."""
    flows = (read_flow(path.read_text("utf-8")) for path in sorted(CATALOG.glob("*.yaml")))
    return {flow.key: flow for flow in flows}


def _load(text: str) -> Any:
    if len(text) > _TEXT_MAX:
        mend = said("keep it under {most} characters", most=_TEXT_MAX)
        raise UnreadableFlow([Problem(said("file"), said("the file is too long"), mend)])
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _LOADER)):
        wrong = said("aliases (*name) are not read")
        raise UnreadableFlow([Problem(said("file"), wrong, said("write the text out"))])
    return yaml.load(text, _LOADER)


def _shaped(raw: Any) -> Any:
    """XLSForm's ways of writing to the model's: `select_one targets`, `required: yes`; languages from the title."""
    if not isinstance(raw, Mapping):
        mend = said("begin with key, title, files and items")
        raise UnreadableFlow([Problem(said("file"), said("this is not a flow"), mend)])
    flow = dict(raw)
    title = flow.get("title")
    if "languages" not in flow and isinstance(title, Mapping):
        flow["languages"] = list(title)
    if "default_language" not in flow and flow.get("languages"):
        flow["default_language"] = flow["languages"][0]
    flow["items"] = _items(flow.get("items"))
    return flow


def _items(raw: Any) -> Any:
    return [_item(each) for each in raw] if isinstance(raw, list) else raw


def _item(raw: Any) -> Any:
    if not isinstance(raw, Mapping):
        return raw
    item = dict(raw)
    if item.get("type", "group" if "items" in item else "") in GROUPS:
        item["items"] = _items(item.get("items", []))
        return item
    kind, _, source = str(item.setdefault("type", "")).partition(" ")
    source = source.strip()
    if kind in ("select_one_from_file", "select_multiple_from_file"):
        item |= {"type": kind.removesuffix("_from_file"), "table": source.removesuffix(".csv")}
    elif source:
        item |= {"type": kind, "list_name": source}
    if isinstance(given := item.get("parameters"), str):
        item["parameters"] = parameters(given)
    if isinstance(required := item.get("required"), str):
        plain = required.strip().lower()
        item["required"] = True if plain in _YES else False if plain in _NO else required
    return item


def parameters(text: str) -> dict[str, str]:
    """XLSForm's `start=0 end=10 step=2`, parted by spaces, commas or semicolons."""
    pairs = (part.partition("=") for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", text.strip())) if part)
    return {name: value for name, _, value in pairs}


def _problem(error: Any) -> Problem:
    place = ".".join(str(part) for part in error["loc"] if part not in ("question", "group"))
    return Problem(place or said("file"), error["msg"], said("see the vocabulary of flows in the documentation"))
