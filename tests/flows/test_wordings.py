"""The words of the flows that we ship: whole in every language, and as the catalogs' words must be."""

import re
from collections.abc import Iterator, Mapping

import pytest

from flows.definition import ASKED_TYPES, Group, Item, Question, QuestionType
from flows.reading import catalog
from tests.support.wording import badly_spaced, button_too_long, out_of_register, same_as_english
from texts.locale import LANGUAGES

FLOWS = catalog()
EACH_FLOW = pytest.mark.parametrize("key", FLOWS)
Wording = tuple[str, Mapping[str, str]]


def wordings(key: str) -> Iterator[Wording]:
    """Every wording of a flow with its place."""
    flow = FLOWS[key]
    yield "title", flow.title
    yield from of_items(flow.items)
    for name, choices in flow.choice_lists.items():
        for choice in choices:
            yield f"choice {name}.{choice.name}", choice.label


def of_items(items: tuple[Item, ...]) -> Iterator[Wording]:
    for item in items:
        if isinstance(item, Group):
            yield f"group {item.name}", item.label
            yield from of_items(item.items)
        else:
            yield from of_question(item)


def of_question(question: Question) -> Iterator[Wording]:
    for part in ("label", "hint", "line", "required_message", "constraint_message", "finish"):
        yield f"{question.name}.{part}", getattr(question, part)


def labels(key: str) -> Iterator[Wording]:
    """The wordings that stand on buttons."""
    yield "title", FLOWS[key].title
    for place, words in wordings(key):
        if place.startswith("choice ") or place.endswith((".line", ".finish")):
            yield place, words


@EACH_FLOW
def test_every_wording_is_there_in_every_language(key: str) -> None:
    partly = [place for place, words in wordings(key) if words and set(words) != set(LANGUAGES)]
    assert partly == []


@EACH_FLOW
def test_what_is_asked_has_a_label(key: str) -> None:
    said = {*ASKED_TYPES, QuestionType.NOTE}
    assert [each.name for each in FLOWS[key].questions() if each.type in said and not each.label] == []


@EACH_FLOW
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_is_left_in_english(key: str, language: str) -> None:
    left = [
        f"{place}: {words[language]}"
        for place, words in wordings(key)
        if language in words and same_as_english(language, words["en"], words[language])
    ]
    assert left == [], "translate it, or name it with its reason in tests/support/wording.py"


@EACH_FLOW
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_register_and_the_spacing_are_those_of_the_language(key: str, language: str) -> None:
    found = [
        f"{place}: {words[language]}"
        for place, words in wordings(key)
        if language in words
        and (out_of_register(language, words[language]) or badly_spaced(language, words[language]))
    ]
    assert found == []


@EACH_FLOW
def test_every_language_puts_in_the_same_answers(key: str) -> None:
    for place, words in wordings(key):
        put_in = {language: sorted(re.findall(r"\$\{[^}]*\}", text)) for language, text in words.items()}
        assert all(each == put_in["en"] for each in put_in.values()), place


@EACH_FLOW
def test_what_stands_on_buttons_is_short(key: str) -> None:
    told = [f"{place}: {text}" for place, words in labels(key) for text in words.values() if button_too_long(text)]
    assert told == []
