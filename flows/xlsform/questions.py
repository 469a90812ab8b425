"""A line of the survey sheet to a question."""

import re
from dataclasses import dataclass
from typing import Any, get_args

from flows.definition import ATTACHED_TYPES, SELECT_TYPES, Media, Question, QuestionType, Words
from flows.ranges import span
from flows.reading import parameters
from flows.xlsform.choices import Lists
from flows.xlsform.columns import SURVEY, WORDED
from flows.xlsform.findings import Findings, nothing_to_do, shown
from flows.xlsform.headings import GUIDANCE
from flows.xlsform.kinds import Kind
from flows.xlsform.lines import Line
from flows.xlsform.mending import expression, plain
from flows.xlsform.mending import name as mended_name
from flows.xlsform.pulldata import unspaced
from flows.xlsform.settings import Tongues
from flows.xlsform.truths import spelt, truth
from flows.xlsform.unsupported import LAST_SAVED, SEARCH, XML_FILE
from texts.said import said

_MEASURES = get_args(get_args(Question.model_fields["measure"].annotation)[0])
_PARAMETERS = {
    QuestionType.RANGE: ("start", "end", "step"),
    **dict.fromkeys(SELECT_TYPES, ("randomize", "seed", "value", "label")),
}
_LAST_SAVED = re.compile(r"\$\{\s*last-saved#")
_DRAWN = re.compile(r"\b(signature|draw|annotate)\b")


@dataclass
class Reader:
    """What the lines of a survey are read with. `steps`: the names that paths of its expressions go through."""

    tongues: Tongues
    lists: Lists
    findings: Findings
    steps: frozenset[str] = frozenset()

    def expression(self, line: Line, column: str) -> str | None:
        """The expression of a cell, mended; None if the cell is empty."""
        text = line.get(column)
        if not text:
            return None
        mended = expression(text, self.lists.renamed)
        if mended != text.strip():
            self.findings.mended(line.at(column), text, mended, said("signs of the expression were changed"))
        line.cells[column] = mended
        if _LAST_SAVED.search(mended):
            self.findings.refuse(line.at(column), *LAST_SAVED)
            return None
        return unspaced(mended, self.lists.lists)

    def condition(self, line: Line, column: str) -> str | None:
        """An expression that may also be a plain yes or no."""
        found = self.expression(line, column)
        return spelt(found) if found else None

    def truth(self, line: Line, column: str) -> bool:
        """Yes or no; anything else is told."""
        found = truth(line.get(column))
        if found is None:
            wrong = said("{text} is neither yes nor no", text=shown(line.get(column)))
            self.findings.refuse(line.at(column), wrong, said("write yes or no"))
        return found or False

    def words(self, line: Line, column: str) -> Words:
        """The wordings of a column by language."""
        words = self.tongues.words(line.worded.get(column))
        for language, text in words.items():
            if _LAST_SAVED.search(text):
                self.findings.refuse(line.at(f"{column} ({language})"), *LAST_SAVED)
        return words

    def media(self, line: Line) -> Media:
        """Files by kind and language."""
        return {kind: self.tongues.words(files) for kind, files in line.media.items()}


def question_of(line: Line, kind: Kind, name: str, reader: Reader) -> Question:
    """The question that a line describes."""
    assert kind.type is not None
    findings = reader.findings
    words = {column: reader.words(line, column) for column in WORDED}
    words["hint"] = _guided(words["hint"], reader.words(line, GUIDANCE), line, findings)
    if brought := kind.brings.get("hint"):
        words["hint"] = words["hint"] or {reader.tongues.default: brought}
    told: dict[str, Any] = {
        "type": kind.type,
        "name": name,
        **words,
        **_logic(line, kind, reader),
        **_source(line, kind, findings),
        **_ours(line, reader),
        "parameters": _parameters(line, kind, findings),
        "appearance": _appearance(line, kind, findings),
        "media": reader.media(line),
    }
    return _fitting(Question(**told), line, findings)


def _logic(line: Line, kind: Kind, reader: Reader) -> dict[str, Any]:
    required = reader.expression(line, "required")
    plainly = truth(required or "")
    if line.get("trigger") and kind.type is not QuestionType.NOTE:
        wrong = said("trigger is not used: {text}", text=shown(line.get("trigger")))
        mend = said("nothing to do: a calculation is worked out anew whenever an answer changes")
        reader.findings.warn(line.at("trigger"), wrong, mend)
    constraint = reader.condition(line, "constraint") or kind.brings.get("constraint")
    return {
        "required": required if plainly is None and required else plainly or False,
        "relevant": reader.condition(line, "relevant"),
        "constraint": constraint,
        "calculation": reader.condition(line, "calculation"),
        "default": _default(line, kind, reader),
        "choice_filter": reader.expression(line, "choice_filter"),
    }


def _default(line: Line, kind: Kind, reader: Reader) -> str | None:
    text = line.get("default")
    if not text:
        return None
    if kind.type in ATTACHED_TYPES:
        wrong = said("a picture or file has no default")
        reader.findings.warn(line.at("default"), wrong, said("nothing to do: it is left out"))
        line.cells.pop("default")
        return None
    if "(" in text or "${" in text:
        return reader.expression(line, "default")
    if kind.type in (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE):
        number = plain(text).replace(",", ".")
        number = number.removesuffix(".0") if kind.type is QuestionType.INTEGER else number
        if number != text:
            reader.findings.mended(line.at("default"), text, number, said("the number was written otherwise"))
        return number
    if kind.type in SELECT_TYPES:
        renamed = reader.lists.renamed
        return renamed.get(text) or " ".join(renamed.get(each, each) for each in text.split())
    return text


def _source(line: Line, kind: Kind, findings: Findings) -> dict[str, Any]:
    if kind.type not in SELECT_TYPES:
        return {}
    if not kind.source:
        wrong = said("the question names no list of choices")
        findings.refuse(line.at("type"), wrong, said("write it like: select_one colours"))
        return {}
    if not kind.from_file:
        return {"list_name": kind.source}
    name, _, ending = kind.source.rpartition(".")
    if ending.lower() != "csv":
        findings.refuse(line.at("type"), *XML_FILE)
        return {}
    return {"table": name}


def _ours(line: Line, reader: Reader) -> dict[str, Any]:
    told: dict[str, Any] = {column: plain(line.get(column)) or None for column in ("fills", "figure", "basis")}
    told |= {column: reader.truth(line, column) for column in ("sensitive", "reconstructed", "retired")}
    told["kept"] = reader.truth(line, "kept") if line.get("kept") else True
    told["was"] = mended_name(line.get("was")) or None
    told["ask"] = reader.expression(line, "ask") or "always"
    told["first"] = reader.expression(line, "first")
    if measure := re.sub(r"[\s-]+", "_", plain(line.get("measure")).lower()):
        if measure in _MEASURES:
            told["measure"] = measure
        else:
            wrong = said("{text} is no measure", text=shown(line.get("measure")))
            mend = said("write one of: {measures}", measures=", ".join(_MEASURES))
            reader.findings.refuse(line.at("measure"), wrong, mend)
    return told


def _parameters(line: Line, kind: Kind, findings: Findings) -> dict[str, str]:
    """Those that mean something in a chat; the others (how large a picture, how many rows) are passed over."""
    told = parameters(plain(line.get("parameters")))
    known = {name: told[name] for name in _PARAMETERS.get(kind.type or QuestionType.TEXT, ()) if name in told}
    if kind.type is QuestionType.RANGE and known:
        if span(known) is None and known.get("step", "").startswith("-"):
            known["step"] = known["step"].removeprefix("-")
        if span(known) is None and {"start", "end"} <= known.keys():
            known["start"], known["end"] = known["end"], known["start"]
        left = [name for name in ("tick_labelset", "placeholder") if name in told]
        if left:
            wrong = said("{name} is not used", name=", ".join(left))
            findings.warn(line.at("parameters"), wrong, said("nothing to do: numbers are shown"))
    if known.get("randomize", "true").lower() != "true":
        return {name: text for name, text in known.items() if name not in ("randomize", "seed")}
    return known


def _appearance(line: Line, kind: Kind, findings: Findings) -> str | None:
    appearance = plain(line.get("appearance"))
    if re.search(r"\bsearch\s*\(", appearance):
        findings.refuse(line.at("appearance"), *SEARCH)
        return None
    if kind.type is QuestionType.IMAGE and (drawn := _DRAWN.search(appearance)):
        wrong = said("{appearance}: a chat cannot draw", appearance=drawn[0])
        findings.warn(line.at("appearance"), wrong, said("a photo is asked for instead"))
    if re.search(r"\bex:|\bintent\b", appearance):
        findings.warn(line.at("appearance"), said("a chat opens no other app"), said("the question is asked as usual"))
    return appearance or None


def _guided(hint: Words, guidance: Words, line: Line, findings: Findings) -> Words:
    if not guidance:
        return hint
    where = said("{sheet}, {column}", sheet=SURVEY, column=GUIDANCE)
    findings.warn(where, said("guidance is shown with the hint"), nothing_to_do())
    languages = dict.fromkeys((*hint, *guidance))
    return {each: "\n".join(filter(None, (hint.get(each), guidance.get(each)))) for each in languages}


def _fitting(question: Question, line: Line, findings: Findings) -> Question:
    """What a type cannot have is moved to what it means: a hidden question that calculates is a calculation."""
    if question.type is QuestionType.HIDDEN and question.calculation:
        return question.model_copy(update={"type": QuestionType.CALCULATE})
    if question.type is QuestionType.CALCULATE and not question.calculation and question.default:
        return question.model_copy(update={"calculation": question.default, "default": None})
    if question.type is QuestionType.NOTE and question.required:
        return question.model_copy(update={"required": False})
    if not question.kept and question.type is not QuestionType.CALCULATE:
        wrong = said("only a calculation may be left unkept")
        findings.warn(line.at("kept"), wrong, said("nothing to do: the answer is kept"))
        return question.model_copy(update={"kept": True})
    return question
