"""Conditions of a flow in the words of its questions and choices: "Activity is Training or workshop". Pure.

What has no simple words (a path, an unusual function) stands as it was written.
"""

import re
from dataclasses import dataclass

from flows.definition import Choice, Flow, Question, QuestionType
from flows.expressions import ExpressionError
from flows.expressions.parser import parse
from flows.expressions.syntax import Call, Chain, Literal, Reference, Syntax
from texts.locale import N_, Voice

NAMED_CHOICES = 3  # of those that a looked-up value stands for; more are counted
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_COMPARED = {
    "=": N_("{what} is {value}"),
    "!=": N_("{what} is not {value}"),
    ">": N_("{what} is more than {value}"),
    ">=": N_("{what} is at least {value}"),
    "<": N_("{what} is less than {value}"),
    "<=": N_("{what} is at most {value}"),
}
_MIRRORED = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}


def condition_words(condition: str, flow: Flow, voice: Voice, language: str) -> str:
    """When it holds, in the voice's words; what the flow calls things is in `language`."""
    try:
        return _Wording(flow, voice, language).told(parse(condition))
    except (ExpressionError, _NoWords):
        return named(" ".join(condition.split()), flow, language)


class _NoWords(Exception):
    """There are no simple words for it."""


@dataclass(frozen=True, slots=True)
class _Wording:
    flow: Flow
    voice: Voice
    language: str

    def told(self, syntax: Syntax) -> str:
        match syntax:
            case Chain(first, ((operator, operand), *rest)) if operator in ("and", "or"):
                return self._joined(operator, [first, operand, *(each for _, each in rest)])
            case Chain(Reference(name), ((operator, Literal(value)),)) if operator in _COMPARED:
                return self._compared(name, operator, value)
            case Chain(Literal(value), ((operator, Reference(name)),)) if operator in _COMPARED:
                return self._compared(name, _MIRRORED[operator], value)
            case Call("selected", (Reference(name), Literal(value))):
                return self._selected(name, value)
            case Call("not", (inner,)):
                return self.voice("not ({condition})", condition=self.told(inner))
        raise _NoWords

    def _joined(self, operator: str, parts: list[Syntax]) -> str:
        told = [self.told(each) for each in parts]
        words = told[0]
        for each in told[1:]:
            if operator == "and":
                words = self.voice("{condition}, and {other}", condition=words, other=each)
            else:
                words = self.voice("{condition}, or {other}", condition=words, other=each)
        return words

    def _compared(self, name: str, operator: str, value: str | float) -> str:
        if value == "" and operator in ("=", "!="):
            what = self._called(name)
            return self.voice("{what} is answered", what=what) if operator == "!=" else self._empty(what)
        if isinstance(value, str) and operator in ("=", "!=") and (found := self._looked_up(name, value)):
            name, value = found
            return self.voice(_COMPARED[operator], what=self._called(name), value=value)
        return self.voice(_COMPARED[operator], what=self._called(name), value=self._value(name, value))

    def _selected(self, name: str, value: str | float) -> str:
        question = question_named(self.flow, name)
        if question is not None and question.type is QuestionType.SELECT_ONE:
            return self._compared(name, "=", value)
        return self.voice("{what} includes {value}", what=self._called(name), value=self._value(name, value))

    def _empty(self, what: str) -> str:
        return self.voice("{what} is not answered", what=what)

    def _called(self, name: str) -> str:
        return called(self.flow, name, self.language)

    def _value(self, name: str, value: str | float) -> str:
        """A choice by its label, a whole number without a point."""
        if isinstance(value, float):
            return str(int(value)) if value == int(value) else str(value)
        question = question_named(self.flow, name)
        listed = self.flow.choice_lists.get((question.list_name if question else None) or "", ())
        choice = next((each for each in listed if each.name == value), None)
        return self._label(choice) if choice else value

    def _label(self, choice: Choice) -> str:
        words = choice.label
        return words.get(self.language) or words.get(self.flow.default_language) or choice.name

    def _looked_up(self, name: str, value: str) -> tuple[str, str] | None:
        """Where `name` looks a column of a select's choices up: the select, and the choices whose column says `value`.
        """
        question = question_named(self.flow, name)
        try:
            syntax = parse(question.calculation or "") if question else None
        except ExpressionError:
            return None
        match syntax:
            case Call("pulldata", (Literal(list_name), Literal(column), Literal("name"), Reference(select))):
                listed = self.flow.choice_lists.get(str(list_name), ())
                labels = [self._label(each) for each in listed if each.columns.get(str(column)) == value]
                return (select, self._either(labels)) if labels else None
        return None

    def _either(self, labels: list[str]) -> str:
        if len(labels) > NAMED_CHOICES:
            return self.voice("one of {n} choices", n=len(labels))
        words = labels[0]
        for each in labels[1:]:
            words = self.voice("{one} or {other}", one=words, other=each)
        return words


def question_named(flow: Flow, name: str) -> Question | None:
    """The question of that name."""
    return next((each for each in flow.questions() if each.name == name), None)


def called(flow: Flow, name: str, language: str) -> str:
    """What people call a question: its short name, else its label, else its name."""
    question = question_named(flow, name)
    words = (question.line or question.label) if question else {}
    return words.get(language) or words.get(flow.default_language) or name


def named(text: str, flow: Flow, language: str) -> str:
    """The text with each question that it refers to by what people call it."""
    return _REFERENCE.sub(lambda found: f"“{called(flow, found[1].strip(), language)}”", text)
