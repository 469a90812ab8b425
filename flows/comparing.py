"""What changed from one revision of a flow to another, as data: `bot.flow_words` puts it in words.

What was renamed (`was`) is the same question or choice, not one gone and one come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from flows.definition import Flow
from flows.ordering import moved
from flows.parts import AUDIENCE, FLOW, LANGUAGES, Parts, Path, Piece, Values, taken_apart
from flows.translations.strings import missing

Subject = Literal["flow", "question", "group", "choice", "language", "table", "media"]
_WORDED = ("title", "label", "hint", "line", "required_message", "constraint_message", "finish")
_FLAGS = {"retired", "sensitive", "required", "type", "name", "was"}


class Code(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RETIRED = "retired"
    RETURNED = "returned"  # no longer retired
    RENAMED = "renamed"
    MOVED = "moved"  # of a choice: its list is in another order
    REQUIRED = "required"
    OPTIONAL = "optional"
    REQUIRED_WHERE = "required_where"  # `new` holds
    TYPE = "type"
    SENSITIVE = "sensitive"
    NOT_SENSITIVE = "not_sensitive"
    WIDENED = "widened"  # the audience, by the role `name`
    NARROWED = "narrowed"
    REWORDED = "reworded"  # `column` in `languages`
    ALTERED = "altered"  # any other column or setting
    UNTRANSLATED = "untranslated"  # `count` wordings lack the language `name`, which did not before


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. `name`: what it concerns, as it is called now; `number`: a question's place among all, from 1 (of one
    removed, in the old revision). `list_name`: of a choice. `column`: of the sheet; `old` and `new`: its cell, "" for
    none."""

    code: Code
    subject: Subject
    name: str
    number: int = 0
    list_name: str = ""
    column: str = ""
    languages: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    count: int = 0


def compare(old: Flow, new: Flow) -> list[Difference]:
    """Every difference: of the flow, then of its questions in the new order, then of its choices, list by list; at the
    end what lacks translation that did not before."""
    before = taken_apart(old)
    after = taken_apart(new, before)
    pieces = [*after.values, *(piece for piece in before.values if piece not in after.values)]
    found = [*_of_flow(before, after)]
    numbers = _numbers(before) | _numbers(after)
    shifted = _moved(before, after)
    for kinds in (("question", "group"), ("choice",)):
        for piece in pieces:
            if piece[0] in kinds:
                found += _of_piece(piece, before, after, numbers.get(piece, 0), piece in shifted)
    return found + _untranslated(old, new)


def _of_flow(before: Parts, after: Parts) -> Iterator[Difference]:
    old, new = before.values[FLOW], after.values[FLOW]
    yield from _columns("flow", "", old, new)
    for subject, container in (("language", LANGUAGES), ("role", AUDIENCE)):
        was, now = ([piece[1] for piece in parts.inside[container]] for parts in (before, after))
        gained, lost = (Code.WIDENED, Code.NARROWED) if subject == "role" else (Code.ADDED, Code.REMOVED)
        about: Subject = "flow" if subject == "role" else "language"
        yield from (Difference(gained, about, name) for name in now if name not in was)
        yield from (Difference(lost, about, name) for name in was if name not in now)
    for column, about in (("tables", "table"), ("media", "media")):
        yield from _files(about, column, old, new)


def _files(about: Subject, column: str, old: Values, new: Values) -> Iterator[Difference]:
    for path in dict.fromkeys([*old, *new]):
        if path[0] == column and old.get(path) != new.get(path):
            code = Code.REMOVED if path not in new else Code.ADDED if path not in old else Code.ALTERED
            yield Difference(code, about, path[1])


def _of_piece(piece: Piece, before: Parts, after: Parts, number: int, shifted: bool) -> Iterator[Difference]:
    old, new = before.values.get(piece), after.values.get(piece)
    told: dict[str, Any] = {"number": number, "list_name": piece[1] if piece[0] == "choice" else ""}
    subject: Any = piece[0]
    name = str((new or old or {})[("name",)])
    if old is None or new is None:
        yield Difference(Code.ADDED if old is None else Code.REMOVED, subject, name, **told)
        return
    if old[("name",)] != name:
        yield Difference(Code.RENAMED, subject, name, old=str(old[("name",)]), new=name, **told)
    if shifted:
        yield Difference(Code.MOVED, subject, name, **told)
    for code in _flags(old, new):
        yield Difference(code, subject, name, **told)
    required = new.get(("required",))
    if required != old.get(("required",)):
        code = Code.REQUIRED_WHERE if isinstance(required, str) else Code.REQUIRED if required else Code.OPTIONAL
        yield Difference(code, subject, name, new=_text(required) if code is Code.REQUIRED_WHERE else "", **told)
    was, now = _type(old), _type(new)
    if subject != "choice" and was != now:
        yield Difference(Code.TYPE, subject, name, old=was, new=now, **told)
    yield from _columns(subject, name, old, new, **told)


def _flags(old: Values, new: Values) -> Iterator[Code]:
    for column, on, off in (
        ("retired", Code.RETIRED, Code.RETURNED),
        ("sensitive", Code.SENSITIVE, Code.NOT_SENSITIVE),
    ):
        if old.get((column,), False) != new.get((column,), False):
            yield on if new.get((column,)) else off


def _columns(subject: Subject, name: str, old: Values, new: Values, **told: Any) -> Iterator[Difference]:
    """Wordings and every other column, each once."""
    changed = [path for path in dict.fromkeys([*old, *new]) if old.get(path) != new.get(path)]
    for column in dict.fromkeys(path[0] for path in changed):
        paths = [path for path in changed if path[0] == column]
        if (
            column in _FLAGS
            or column in ("list_name", "table")
            or (subject == "flow" and column in ("tables", "media"))
        ):
            continue
        if column in _WORDED:
            languages = tuple(path[1] for path in paths)
            yield Difference(Code.REWORDED, subject, name, column=column, languages=languages, **told)
        elif column == "columns":
            for path in paths:
                yield _altered(subject, name, path[1], path, old, new, told)
        elif column in ("media", "parameters"):
            yield Difference(Code.ALTERED, subject, name, column=column, **told)
        else:
            yield _altered(subject, name, column, paths[0], old, new, told)


def _altered(
    subject: Subject, name: str, column: str, path: Path, old: Values, new: Values, told: dict[str, Any]
) -> Difference:
    was, now = _text(old.get(path)), _text(new.get(path))
    return Difference(Code.ALTERED, subject, name, column=column, old=was, new=now, **told)


def _type(values: Values) -> str:
    """As in the sheet's column `type`: `select_one kinds`."""
    source = values.get(("list_name",)) or values.get(("table",)) or ""
    return f"{values.get(('type',), '')} {source}".strip()


def _text(value: Any) -> str:
    return "" if value is None else "yes" if value is True else "no" if value is False else str(value)


def _numbers(parts: Parts) -> dict[Piece, int]:
    questions = [piece for piece in parts.values if piece[0] == "question"]
    return {piece: number for number, piece in enumerate(questions, 1)}


def _moved(before: Parts, after: Parts) -> set[Piece]:
    """What stands in another group, or elsewhere among what stood beside it; of a list in another order its first."""
    around, now = before.around(), after.around()
    found = {piece for piece in now if piece in around and around[piece] != now[piece]}
    for container, inside in after.inside.items():
        if container in (LANGUAGES, AUDIENCE):
            continue
        here = [piece for piece in inside if around.get(piece) == container]
        there: Sequence[Piece] = (
            [piece for piece in before.inside[container] if now.get(piece) == container] if here else []
        )
        shifted = moved(there, here)
        found |= set(shifted[:1] if container[0] == "list" else shifted)
    return found


def _untranslated(old: Flow, new: Flow) -> list[Difference]:
    found = []
    for language in new.languages:
        known = {each.key for each in missing(old, language)} if language in old.languages else set()
        count = sum(each.key not in known for each in missing(new, language))
        if count:
            found.append(Difference(Code.UNTRANSLATED, "language", language, count=count))
    return found
