"""Notes that the program writes beside a revision are read in the person's language, those of people as they are."""

import pytest

from bot.flow_life.notes import note_words
from texts.locale import voice


@pytest.mark.parametrize(
    ("note", "language", "words"),
    [
        ("bundled", "fr", "fournie avec le programme"),
        ("as revision 12", "es", "como la revisión 12"),
        ("as revision 12 or so", "es", "as revision 12 or so"),
        ("bundled", "en", "bundled"),
        (None, "en", ""),
    ],
)
def test_a_note_in_words(note: str | None, language: str, words: str) -> None:
    assert note_words(note, voice(language)) == words
