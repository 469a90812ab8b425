"""What people read: in every language, short enough for a button, naming only what there is."""

import re
from collections.abc import Iterator

from flows.checks.outline import Outline
from flows.definition import ASKED_TYPES, Choice, Flow, Group, Media, Question, QuestionType, Words
from flows.limits import OPTION_LABEL_MAX
from flows.problems import Kind, Problem
from texts.said import said, said_plural

_LABELLED = ASKED_TYPES | {QuestionType.NOTE}
_WORDINGS = ("label", "hint", "line", "required_message", "constraint_message", "finish")
_IN_WORDS = re.compile(r"\$\{([^}]*)\}")


def of_title(flow: Flow) -> Iterator[Problem]:
    """The flow's own."""
    if not flow.title.get(flow.default_language, "").strip():
        wrong = said("the title is missing in {language}", language=flow.default_language)
        yield Problem(said("flow"), wrong, said("write it: people choose by it"), kind=Kind.UNTRANSLATED)
    yield from _in_languages(flow, said("flow"), "title", flow.title)


def of_question(outline: Outline, question: Question) -> Iterator[Problem]:
    """All a question's wordings and what is shown with it."""
    flow, place = outline.flow, question.name
    if question.type in _LABELLED and not (question.label or question.hint or question.media):
        yield Problem(place, said("the label is missing"), said("say what is asked"))
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
            yield Problem(group.name, said("the label is missing"), said("say what one is called"), warning=True)
        yield from _in_languages(flow, group.name, "label", group.label)


def of_choice(flow: Flow, place: str, choice: Choice) -> Iterator[Problem]:
    """A choice's label: on a button."""
    if not choice.label and not choice.media:
        yield Problem(place, said("the label is missing"), said("its name is shown instead"), warning=True)
    yield from _in_languages(flow, place, "label", choice.label)
    for language, label in choice.label.items():
        if len(label) > OPTION_LABEL_MAX:
            wrong = said_plural(
                "the label ({language}) has {n} character",
                "the label ({language}) has {n} characters",
                len(label),
                language=language,
            )
            yield Problem(place, wrong, a_button_shows(), warning=True)
    yield from _media(flow, place, choice.media)


def a_button_shows() -> str:
    """How to mend a label that is too long."""
    return said("a button shows at most {most}", most=OPTION_LABEL_MAX)


def no_such_question(place: str, column: str, name: str) -> Problem:
    """A reference that leads nowhere."""
    wrong = said("{column} names {reference}, which is no question", column=column, reference=f"${{{name}}}")
    return Problem(place, wrong, said("correct the name"))


def _in_languages(flow: Flow, place: str, column: str, words: Words, *, wanted: bool = False) -> Iterator[Problem]:
    """What is missing in a language is shown in the default one: a warning, unless it is `wanted` and missing there."""
    if not any(text.strip() for text in words.values()):
        return
    for language in flow.languages:
        if not words.get(language, "").strip():
            default = language == flow.default_language
            shown = said("translate it; until then it is shown in {language}", language=flow.default_language)
            wrong = said("the {column} is missing in {language}", column=column, language=language)
            mend, warning = said("write it") if default else shown, not (default and wanted)
            yield Problem(place, wrong, mend, warning, Kind.UNTRANSLATED)
    for language in words.keys() - set(flow.languages):
        told = {"column": column, "language": language}
        wrong = said("the {column} is in {language}, a language the flow does not have", **told)
        yield Problem(place, wrong, said("add the language"))


def _media(flow: Flow, place: str, media: Media) -> Iterator[Problem]:
    names = {name for by_language in media.values() for name in by_language.values()}
    for name in sorted(names - flow.media.keys()):
        wrong = said("the file {file} is missing", file=name)
        yield Problem(place, wrong, said("send it with the flow"), warning=True, kind=Kind.FILE_MISSING)
