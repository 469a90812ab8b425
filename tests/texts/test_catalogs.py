"""The catalogs hold every text of the code, whole and correctly, and the .mo files are up to date."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from string import Formatter

import pytest
from babel.messages import Message

from tests.support.wording import LONGEST_BUTTON, badly_spaced, button_too_long, out_of_register, same_as_english
from texts import catalogs
from texts.commands import mentioned
from texts.locale import BUTTON_CONTEXT, voice

EACH_LANGUAGE = pytest.mark.parametrize("language", catalogs.TRANSLATED)


def messages(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Every message with its English forms and its translated forms."""
    for message in catalogs.read(language):
        if message.id:
            yield message, _forms(message.id), _forms(message.string)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.found.append("/" + tag)


def tags(text: str) -> list[str]:
    return sorted(Tags(text).found)


@cache
def in_code() -> frozenset[tuple[str | None, str]]:
    """Every text that the code says, with its context."""
    return frozenset((message.context, str(message.id)) for message in catalogs.extract() if message.id)


@EACH_LANGUAGE
def test_every_text_of_the_code_is_in_the_catalog_and_no_other(language: str) -> None:
    in_catalog = {(message.context, str(message.id)) for message in catalogs.read(language) if message.id}
    assert in_catalog == in_code(), "run: python -m texts.catalogs update, translate, python -m texts.catalogs compile"


@EACH_LANGUAGE
def test_nothing_is_left_untranslated(language: str) -> None:
    missing = [message.id for message, _, _ in messages(language) if not catalogs.is_translated(message.string)]
    assert missing == []


@EACH_LANGUAGE
def test_nothing_is_left_in_english(language: str) -> None:
    left = [
        form
        for _, english, translated in messages(language)
        for form in translated
        if any(same_as_english(language, each, form) for each in english)
    ]
    assert left == [], "translate it, or name it with its reason in tests/support/wording.py"


@EACH_LANGUAGE
def test_french_says_vous_spanish_says_tu_and_arabic_orders_nobody_about(language: str) -> None:
    said = [form for _, _, forms in messages(language) for form in forms]
    assert {form: word for form in said if (word := out_of_register(language, form))} == {}


@EACH_LANGUAGE
def test_translations_name_the_same_commands(language: str) -> None:
    """By their English names: speaking turns them into those of the language."""
    for message, english, translated in messages(language):
        for form in translated:
            assert sorted(mentioned(form)) == sorted(mentioned(english[-1])), message.id


@EACH_LANGUAGE
def test_translations_hold_the_same_placeholders_and_tags(language: str) -> None:
    for message, english, translated in messages(language):
        if not catalogs.is_translated(message.string):
            continue
        known = placeholders(english[-1])
        for at, form in enumerate(translated):
            # "one picture" and Arabic's dual may do without the count, and only without that. A `number` may be 0 or
            # "about 1", and French speaks of those in the form of one: only Arabic's are for just one and just two.
            may = {"n", "number"} if language == "ar" and at in (1, 2) else {"n"}
            missing = known - placeholders(form)
            assert placeholders(form) <= known, message.id
            assert missing <= (may if message.pluralizable else set()), message.id
            assert tags(form) == tags(english[-1]), message.id


@EACH_LANGUAGE
def test_plurals_have_every_form_of_the_language(language: str) -> None:
    catalog = catalogs.read(language)
    assert catalog.num_plurals == len({*voice(language).locale.plural_form.tags, "other"})
    for message, _, translated in messages(language):
        assert len(translated) == (catalog.num_plurals if message.pluralizable else 1), message.id


@EACH_LANGUAGE
def test_button_labels_are_short(language: str) -> None:
    for message, english, translated in messages(language):
        if message.context == BUTTON_CONTEXT:
            for label in (*english, *translated):
                assert not button_too_long(label), f"{label}: over {LONGEST_BUTTON} characters"


def test_french_has_curly_apostrophes_and_keeps_its_double_signs_with_their_word() -> None:
    assert [form for _, _, translated in messages("fr") for form in translated if badly_spaced("fr", form)] == []


@EACH_LANGUAGE
def test_the_compiled_catalog_is_up_to_date(language: str) -> None:
    assert catalogs.mo_path(language).read_bytes() == catalogs.compiled(language), "python -m texts.catalogs compile"


def test_the_command_line_names_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main([]) == 2
    assert capsys.readouterr().err == "usage: python -m texts.catalogs update|compile\n"
