"""The table of commands: one name for one thing, in every language."""

import re

import pytest

from texts.commands import COMMANDS, command_named, english_names, spoken_commands
from texts.locale import LANGUAGES, voice

#: Names that are the same word in another language.
SAME = {"section": ["fr"]}
NAME = re.compile(r"[a-z0-9_]{1,32}")


def test_every_command_of_a_menu_has_a_name_in_every_language_that_telegram_takes() -> None:
    for command in COMMANDS:
        if command.description:
            same = {language for language in LANGUAGES if command.shown_as(language) == command.name}
            assert same == {"en", *SAME.get(command.name, ())}, command.name
        for language in LANGUAGES:
            assert NAME.fullmatch(command.shown_as(language)), command.name


def test_no_name_means_two_things() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    names = [(command.name, {command.name, *sum(command.names.values(), ())}) for command in COMMANDS]
    for name, called in names:
        for other, called_too in names:
            assert name == other or not called & called_too
    assert len(english_names()) >= sum(len(called) for _, called in names) - len(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("report", "report"),
        ("rapport", "report"),
        ("informe", "report"),
        ("taqrir", "report"),
        ("تقرير", "report"),
        ("MesRapports", "myreports"),
        ("borrar", "forget"),
        ("إلغاء", "cancel"),
        ("الغاء", "cancel"),
        ("weather", "weather"),
    ],
)
def test_a_command_is_understood_by_any_of_its_names(typed: str, meant: str) -> None:
    assert command_named(typed) == meant


def test_a_text_names_commands_as_its_language_does() -> None:
    assert voice("en")("Write /help.") == "Write /help."
    assert voice("fr")("Write /help.") == "Write /aide."
    assert voice("es").html("<b>/forget</b> /start /weather") == "<b>/borrar</b> /start /weather"
    assert voice("ar")("Write /help.") == "Write \u2068/musaada\u2069."


def test_what_people_wrote_keeps_its_commands() -> None:
    assert voice("fr")("{name}", name="/help") == "/help"


def test_tags_and_fractions_are_no_commands() -> None:
    for text in ("<b>a</b>", "21/10/2014", "and/or", "1/report"):
        assert spoken_commands(text, "fr", "ltr") == text
