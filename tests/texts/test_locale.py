"""Voices: a language with a country's habits."""

import gettext
from dataclasses import replace

import pytest

from texts import catalogs
from texts.bidi import begun, isolate
from texts.locale import LANGUAGES, NATIVE_NAMES, Html, Voice, best, voice
from texts.numbers import number


class Told(gettext.NullTranslations):
    """A catalog of a few words, for these tests."""

    def gettext(self, message: str) -> str:
        return {"Thank you, {name}!": "شكرا، {name}!", "<b>{name}</b>": "<b>{name}</b>", "Next": "التالي"}.get(
            message, message
        )

    def pgettext(self, context: str, message: str) -> str:
        return {("button", "Back"): "رجوع"}.get((context, message), message)


ARABIC = replace(voice("ar", "MA"), catalog=Told())


def test_the_languages_by_their_own_names() -> None:
    assert dict(NATIVE_NAMES) == {"en": "English", "fr": "Français", "ar": "العربية", "es": "Español"}
    assert [voice(language).direction for language in LANGUAGES] == ["ltr", "ltr", "rtl", "ltr"]


def test_one_voice_for_one_language_and_country() -> None:
    assert voice("fr", "CH") is voice("fr", "CH")
    with pytest.raises(ValueError, match="xx"):
        voice("xx")


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr-CA", "fr"), ("fr", "fr"), ("AR", "ar"), ("es-419", "es"), ("pt_BR", "en"), (None, "en"), ("", "en")],
)
def test_the_best_language_for_a_code(code: str | None, language: str) -> None:
    assert best(code, "en") == language


def test_english_speaks_the_texts_as_they_stand() -> None:
    spoken = voice("en")
    assert spoken("Thank you, {name}!", name="Ana") == "Thank you, Ana!"
    assert spoken("{n} of them", n=37181) == "37,181 of them"
    assert spoken.plural("{n} picture", "{n} pictures", 1) == "1 picture"
    assert spoken.plural("{n} picture", "{n} pictures", 3) == "3 pictures"


@pytest.mark.parametrize("language", catalogs.TRANSLATED)
def test_a_count_takes_the_form_that_cldr_names(language: str) -> None:
    """Forms stand in CLDR's order; every count up to 200, some hundreds and the millions of French and Spanish."""
    spoken = voice(language)
    rule = spoken.locale.plural_form
    order = [
        category for category in ("zero", "one", "two", "few", "many", "other") if category in {*rule.tags, "other"}
    ]
    message = catalogs.read(language).get("{n} file")
    assert message is not None
    for n in (*range(201), 300, 1000, 10**6, 2 * 10**6, 10**6 + 1):
        form = message.string[order.index(rule(n))]
        assert spoken.plural("{n} file", "{n} files", n) == isolate_counts(form, number(n, spoken), spoken)


def isolate_counts(form: str, written: str, spoken: Voice) -> str:
    return begun(form.format(n=isolate(written, spoken.direction)), spoken.direction)


def test_an_unknown_text_is_spoken_in_english() -> None:
    assert voice("ar")("No such text in any catalog") == "No such text in any catalog"


def test_names_and_numbers_are_isolated_in_a_line_of_the_other_direction() -> None:
    assert ARABIC("Thank you, {name}!", name="Ana") == "شكرا، \u2068Ana\u2069!"
    assert ARABIC("Thank you, {name}!", name="ليلى") == "شكرا، ليلى!"
    assert ARABIC("Thank you, {name}!", name=37181) == "شكرا، \u206837.181\u2069!"
    assert voice("en")("Thank you, {name}!", name="ليلى") == "Thank you, \u2068ليلى\u2069!"


def test_an_arabic_line_that_begins_with_a_part_kept_apart_still_runs_from_the_right() -> None:
    arabic, english = voice("ar"), voice("en")
    told = arabic.html("<b>{title}</b>\n{what} – {who}", title="37,181 توقيعًا", what="Berlin", who="أمينة")
    assert [line[0] for line in told.splitlines()] == ["\u200f", "\u200f"]
    assert arabic.html("<b>ما حدث</b>") == "<b>ما حدث</b>", "a letter says it already"
    signs = arabic.html("⚠️ {notice}\n• {place}", notice="21/10/2014 أو يوم آخر", place="Berlin")
    assert [line[0] for line in signs.splitlines()] == ["\u200f", "\u200f"], "a sign has no direction"
    assert arabic.html("{told}", told=signs).count("\u200f") == 2, "one mark is enough"
    assert arabic.html("• {row}", row=Html(arabic.beside("Berlin", "3"))).count("\u200f") == 1, "after a sign, too"
    assert english.html("{who}", who="أمينة")[0] != "\u200f"


@pytest.mark.parametrize(
    "label",
    [
        voice("ar").beside("AR-0MQCY9-R", "37,181", "Berlin"),
        voice("ar").listed(["Berlin", "Rabat"]),
        voice("ar")("{label}: {answer}", label="Berlin", answer=3),
        voice("ar").plural("{n} person", "{n} people", 14),
        voice("ar").button("{counted} so far", counted=37181),
        voice("ar").html("<b>{kinds}</b>", kinds=voice("ar").beside("Berlin", "37,181")),
    ],
    ids=["beside", "listed", "text", "plural", "button", "html"],
)
def test_whatever_arabic_line_begins_with_a_part_kept_apart_runs_from_the_right(label: str) -> None:
    plain = label.replace("<b>", "")
    assert plain.startswith("\u200f\u2068")
    assert "\u200f\u200f" not in label, "one mark is enough"


def test_parts_that_stand_in_one_row_run_from_the_right_within_another_line_too() -> None:
    arabic = voice("ar")
    inner = arabic.beside("AR-0MQCY9-R", "37,181")
    assert arabic("{what}: {number}", what="Berlin", number=inner).endswith(f"\u2068{inner}\u2069")
    assert inner.startswith("\u200f"), "or the part kept apart would take its direction from nothing: left to right"


def test_commands_are_isolated_in_a_line_that_runs_from_the_right() -> None:
    assert ARABIC.html("Write /help or <b>{name}</b>/", name="ليلى") == "Write \u2068/musaada\u2069 or <b>ليلى</b>/"
    assert voice("en")("Write /help.") == "Write /help."


def test_html_escapes_what_people_wrote_once() -> None:
    inner = voice("en").html("<b>{name}</b>", name="<Ana & Eve>")
    assert inner == "<b>&lt;Ana &amp; Eve&gt;</b>"
    assert isinstance(inner, Html)
    assert voice("en").html("<i>{inner}</i>", inner=inner) == f"<i>{inner}</i>"


def test_a_brace_in_what_people_wrote_is_only_a_brace() -> None:
    assert voice("en")("Thank you, {name}!", name="{name.__class__}") == "Thank you, {name.__class__}!"


def test_a_button_has_its_own_translation_or_that_of_running_text() -> None:
    assert ARABIC.button("Back") == "رجوع"
    assert ARABIC.button("Next") == "التالي"
    assert ARABIC.button("Elsewhere") == "Elsewhere"


def test_voices_are_values() -> None:
    assert Voice("fr", "FR", voice("fr").locale, gettext.NullTranslations(), "ltr") == voice("fr", "FR")
