"""What people send is made safe without losing what they wrote; spellings of one word are one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.bidi import isolate
from texts.cleaning import clean
from texts.folding import ascii_digits, fold

ANYTHING = st.text(st.characters())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\u2028three\ttab", "one\ntwo\nthree\ttab"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("سلام\u200f!\u200e", "سلام\u200f!\u200e"),
        ("👩\u200d🎨 می\u200cخواهم", "👩\u200d🎨 می\u200cخواهم"),
        ("e\u0301", "é"),
        ("\ud83dx\ufeff", "x"),
    ],
)
def test_clean(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(ANYTHING)
def test_cleaning_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs") for char in cleaned)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Pétition", "petition", "PÉTITION", "pe\u0301tition"),
        ("أمانة", "امانه", "إمانة", "أَمَانَة", "أمـانة"),
        ("مستشفى", "مستشفي"),
        ("٣٧", "۳۷", "37", "３７"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_spellings_of_one_word(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@given(ANYTHING)
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(ascii_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "direction", "isolated"),
    [
        ("Ana", "ltr", False), ("Ana", "rtl", True), ("ليلى", "rtl", False), ("ليلى", "ltr", True),
        ("37,181", "ltr", False), ("37,181", "rtl", True), ("!", "rtl", False), ("", "rtl", False),
    ],
)  # fmt: skip
def test_what_runs_against_the_line_is_isolated(text: str, direction: str, isolated: bool) -> None:
    assert isolate(text, direction) == (f"\u2068{text}\u2069" if isolated else text)
