"""Telegram's menu of commands speaks the person's language."""

import pytest

from bot.run import commands
from texts.locale import voice


@pytest.mark.parametrize("language", ["fr", "ar", "es"])
def test_every_command_is_described_in_the_language(language: str) -> None:
    english = {each.command: each.description for each in commands(voice("en"))}
    spoken = {each.command: each.description for each in commands(voice(language))}
    assert list(spoken) == list(english) == ["report", "myreports", "language", "forget", "help"]
    assert [command for command in english if spoken[command] == english[command]] == []
