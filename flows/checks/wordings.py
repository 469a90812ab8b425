"""What people read: in every language, short enough for a button, naming only what there is."""

import re
from collections.abc import Iterator

from flows.checks.outline import Outline
from flows.definition import ASKED_TYPES, Choice, Flow, Group, Media, Question, QuestionType, Words
from flows.limits import OPTION_LABEL_MAX
from flows.problems import Problem

_LABELLED = ASKED_TYPES | {QuestionType.NOTE}
_WORDINGS = ("label", "hint", "line", "required_message", "constraint_message", "finish")
_IN_WORDS = re.compile(r"\$\{([^}]*)\}")


def of_title(flow: Flow) -> Iterator[Problem]:
    """The flow's own."""
    if not flow.title.get(flow.default_language, "").strip():
        yield Problem("flow", f"the title is missing in {flow.default_language}", "write it: people choose by it")
    yield from _in_languages(flow, "flow", "title", flow.title)


def of_question(outline: Outline, question: Question) -> Iterator[Problem]:
    """All a question's wordings and what is shown with it."""
    flow, place = outline.flow, question.name
    if question.type in _LABELLED and not (question.label or question.hint or question.media):
        yield Problem(place, "the label is missing", "say what is asked")
    for column in _WORDINGS:
        words: Words = getattr(question, column)
        yield from _in_languages(flow, place, column, words, wanted=column == "label")
        for language, text in words.items():
            for name in _IN_WORDS.findall(text):
                if name.strip() not in outline.by_name:
                    yield no_such_question(place, f"{column} ({language})", name)
    yield from _media(flow, place, question.media)


def of_group(flow: Flow, group: Group) -> Iterator[Problem]:
    """What an instance of a repeat is called."""
    if group.type == "repeat":
        if not group.label:
            yield Problem(group.name, "the label is missing", "say what one is called", warning=True)
        yield from _in_languages(flow, group.name, "label", group.label)


def of_choice(flow: Flow, place: str, choice: Choice) -> Iterator[Problem]:
    """A choice's label: on a button."""
    if not choice.label and not choice.media:
        yield Problem(place, "the label is missing", "its name is shown instead", warning=True)
    yield from _in_languages(flow, place, "label", choice.label)
    for language, label in choice.label.items():
        if len(label) > OPTION_LABEL_MAX:
            wrong = f"the label ({language}) has {len(label)} characters"
            yield Problem(place, wrong, f"a button shows at most {OPTION_LABEL_MAX}", warning=True)
    yield from _media(flow, place, choice.media)


def no_such_question(place: str, column: str, name: str) -> Problem:
    """A reference that leads nowhere."""
    return Problem(place, f"{column} names ${{{name}}}, which is no question", "correct the name")


def _in_languages(flow: Flow, place: str, column: str, words: Words, *, wanted: bool = False) -> Iterator[Problem]:
    """What is missing in a language is shown in the default one: a warning, unless it is `wanted` and missing there."""
    if not any(text.strip() for text in words.values()):
        return
    for language in flow.languages:
        if not words.get(language, "").strip():
            default = language == flow.default_language
            mend = "write it" if default else f"translate it; until then it is shown in {flow.default_language}"
            yield Problem(place, f"the {column} is missing in {language}", mend, warning=not (default and wanted))
    for language in words.keys() - set(flow.languages):
        yield Problem(place, f"the {column} is in {language}, a language the flow does not have", "add the language")


def _media(flow: Flow, place: str, media: Media) -> Iterator[Problem]:
    names = {name for by_language in media.values() for name in by_language.values()}
    for name in sorted(names - flow.media.keys()):
        yield Problem(place, f"the file {name} is missing", "send it with the flow", warning=True)
