"""The survey sheet: its lines to questions and groups, one inside the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flows.definition import Group, Question, QuestionType
from flows.xlsform.findings import shown
from flows.xlsform.kinds import Kind, alike, kind_of
from flows.xlsform.lines import Line
from flows.xlsform.mending import name as mended_name
from flows.xlsform.mending import plain
from flows.xlsform.other import which_other, with_other
from flows.xlsform.questions import Reader, question_of
from flows.xlsform.truths import truth
from flows.xlsform.unsupported import UNSUPPORTED
from texts.said import said

_CALCULATED_NOTE = "_shown"


@dataclass
class _Open:
    """A group whose end has not come yet."""

    kind: str
    line: Line | None
    told: dict[str, Any] = field(default_factory=dict)
    items: list[Question | Group] = field(default_factory=list)


@dataclass
class Survey:
    """What the sheet says. `places`: the line of each question and group by name. `settings`: those that stand among
    the questions, as old forms have them."""

    items: tuple[Question | Group, ...] = ()
    places: dict[str, Line] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


def survey_of(lines: Iterable[Line], reader: Reader) -> Survey:
    """All lines. For what cannot be read a hidden question stands in, so that the rest can be checked."""
    builder = _Builder(reader)
    for line in lines:
        builder.add(line)
    return builder.finished()


class _Builder:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._findings = reader.findings
        self._found = Survey()
        self._open = [_Open("", None)]
        self._notes = 0

    def add(self, line: Line) -> None:
        written = plain(line.get("type"))
        if _says(line, "disabled"):
            line.cells["type"] = ""
            return
        if not written:
            self._untyped(line)
            return
        kind = kind_of(written)
        line.cells["type"] = kind.written
        if kind.what in ("question", "begin", "end") and written.replace("_", " ") != kind.written.replace("_", " "):
            self._findings.mended(line.at("type"), written, kind.written, said("the type was written otherwise"))
        match kind.what:
            case "begin":
                self._begin(line, kind)
            case "end":
                self._end(line, kind)
            case "question":
                self._question(line, kind)
            case "setting":
                self._found.settings[kind.source] = line.get("name")
            case "table":  # what an expression looks into is attached; a table that is only declared is none
                self._name(line, "table")
            case _:
                self._refused(line, kind)

    def finished(self) -> Survey:
        while len(self._open) > 1:
            opened = self._open[-1]
            if opened.line is not None:
                wrong = said("the {kind} is never ended", kind=_spoken(opened.kind))
                mend = said("add a row {row}", row=f"end_{opened.kind}")
                self._findings.refuse(opened.line.at("type"), wrong, mend)
            self._close()
        self._found.items = tuple(self._open[0].items)
        return self._found

    def _untyped(self, line: Line) -> None:
        if line.get("name") or line.worded.get("label"):
            what = shown(line.get("name") or next(iter(line.worded["label"].values())))
            wrong = said("{name} has no type", name=what)
            self._findings.refuse(line.at("type"), wrong, said("write its type, or delete the row"))

    def _begin(self, line: Line, kind: Kind) -> None:
        name = self._name(line, kind.group)
        label = self._reader.words(line, "label")
        told: dict[str, Any] = {"type": kind.group, "name": name, "label": label}
        told["relevant"] = self._reader.condition(line, "relevant")
        if kind.group == "repeat":
            told["repeat_count"] = self._reader.expression(line, "repeat_count")
        self._open.append(_Open(kind.group, line, told))

    def _end(self, line: Line, kind: Kind) -> None:
        if len(self._open) == 1:
            wrong = said("there is no {kind} to end here", kind=_spoken(kind.group))
            self._findings.refuse(line.at("type"), wrong, said("delete the row"))
            return
        opened = self._open[-1]
        if opened.kind != kind.group and opened.line is not None:
            told = {"ended": _spoken(kind.group), "begun": _spoken(opened.kind), "row": str(opened.line.number)}
            wrong = said("this ends a {ended}, but row {row} began a {begun}", **told)
            mend = said("write {end}, or move the row", end=f"end_{opened.kind}")
            self._findings.refuse(line.at("type"), wrong, mend)
        self._close()

    def _close(self) -> None:
        closed = self._open.pop()
        self._open[-1].items.append(Group(**closed.told, items=tuple(closed.items)))

    def _question(self, line: Line, kind: Kind) -> None:
        name = self._name(line, kind.written)
        if kind.other and kind.source:
            with_other(self._reader.lists, kind.source, self._reader.tongues)
        question = question_of(line, kind, name, self._reader)
        items = self._open[-1].items
        items += self._read_only(line, question) if _says(line, "read_only") else [question]
        if kind.other:
            other = which_other(name, self._reader.tongues)
            self._found.places.setdefault(other.name, line)
            items.append(other)

    def _read_only(self, line: Line, question: Question) -> list[Question]:
        """What is only shown is a note; what is worked out besides is kept as a calculation."""
        note = question.model_copy(update=_NOTE)
        worked_out = question.calculation or question.default
        if question.type in (QuestionType.CALCULATE, QuestionType.HIDDEN):
            return [question]
        if not worked_out or question.type is QuestionType.NOTE:
            return [note]
        value = worked_out if question.calculation or "(" in worked_out or "${" in worked_out else f"'{worked_out}'"
        told = {"type": QuestionType.CALCULATE, "calculation": value, "required": False, "constraint": None}
        shown_name = f"{question.name}{_CALCULATED_NOTE}"
        self._found.places.setdefault(shown_name, line)
        reference = f"${{{question.name}}}"
        label = {code: text if reference in text else f"{text} {reference}" for code, text in question.label.items()}
        kept = Question.model_validate(question.model_dump(exclude={"label", "hint", "media", *_CHOOSING}) |
                                       {**told, "default": None, "ask": "always"})  # fmt: skip
        return [kept, note.model_copy(update={"name": shown_name, "label": label})]

    def _refused(self, line: Line, kind: Kind) -> None:
        if kind.what == "refused":
            why, instead = UNSUPPORTED[kind.source]
            wrong = said("{why}: {text}", why=shown(kind.written), text=why)
            self._findings.refuse(line.at("type"), wrong, instead)
            if kind.source.startswith("begin"):  # its end is no further mistake
                self._begin(line, Kind("begin", kind.written, group="group"))
                return
        else:
            near = alike(kind.written)
            known = said("see docs/xlsform.md for the types there are")
            mend = said("perhaps {type}?", type=near) if near else known
            wrong = said("{type} is no type of question", type=shown(kind.written))
            self._findings.refuse(line.at("type"), wrong, mend)
        if line.get("name"):
            stand_in = Question(type=QuestionType.HIDDEN, name=self._name(line, kind.written))
            self._open[-1].items.append(stand_in)

    def _name(self, line: Line, what: str) -> str:
        """The name of a line, unlike all before it."""
        name = mended_name(line.get("name"))
        if not name and what == "note":
            self._notes += 1
            name = f"generated_note_name_{self._notes}"
        elif not name:
            mend = said("write a short name without spaces")
            self._findings.refuse(line.at("name"), said("the row has no name"), mend)
            return f"row_{line.number}"
        elif name != line.get("name"):
            self._findings.mended(line.at("name"), line.get("name"), name, said("signs of the name were changed"))
        line.cells["name"] = name
        around = self._open[-1].told.get("name")
        siblings = {item.name for item in self._open[-1].items}
        if name in self._found.places and name not in siblings and around:
            row = str(self._found.places[name].number)
            wrong = said("{name} stands in row {row} too, in another group", name=name, row=row)
            if name in self._reader.steps:  # a path such as `../name` may mean either
                mend = said("give it a name of its own, and the paths to it")
                self._findings.refuse(line.at("name"), wrong, mend)
            else:
                name = f"{around}_{name}"
                mend = said("it is called {name}; better give it a name of its own", name=name)
                self._findings.warn(line.at("name"), wrong, mend)
        self._found.places.setdefault(name, line)
        return name


def _spoken(kind: str) -> str:
    return said("repeat") if kind == "repeat" else said("group")


def _says(line: Line, column: str) -> bool:
    """Whether a cell says yes."""
    return truth(line.get(column)) is True


_CHOOSING = frozenset({"choice_filter", "first", "parameters", "appearance", "finish", "list_name", "table"})
_NOTE: dict[str, Any] = {
    "type": QuestionType.NOTE, "calculation": None, "default": None, "required": False, "constraint": None,
    "choice_filter": None, "first": None, "parameters": {}, "list_name": None, "table": None, "finish": {},
    "figure": None, "basis": None, "measure": None, "fills": None, "ask": "always", "kept": True,
    "constraint_message": {}, "required_message": {},
}  # fmt: skip
