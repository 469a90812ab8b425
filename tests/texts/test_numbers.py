"""Numbers as people of a country write them."""

from decimal import Decimal

import pytest

from texts.bidi import seen
from texts.locale import LANGUAGES, voice
from texts.numbers import QUALIFIERS, number, qualified, read_number


@pytest.mark.parametrize(
    ("language", "country", "written"),
    [
        ("en", None, "37,181"),
        ("en", "GB", "37,181"),
        ("fr", "FR", "37\u202f181"),
        ("fr", "MA", "37\u202f181"),
        ("ar", None, "37,181"),
        ("ar", "MA", "37.181"),
        ("ar", "EG", "٣٧٬١٨١"),
        ("ar", "ZZ", "37,181"),
        ("es", None, "37.181"),
        ("es", "ES", "37.181"),
        ("es", "AR", "37.181"),
        ("es", "MX", "37,181"),
        ("es", "GT", "37,181"),
        ("en", "DE", "37.181"),
    ],
)
def test_a_count(language: str, country: str | None, written: str) -> None:
    assert number(37181, voice(language, country)) == written


def test_spain_writes_four_digits_without_a_sign() -> None:
    spain = voice("es", "ES")
    assert [number(value, spain) for value in (3622, -3622, 9999, 10000)] == ["3622", "-3622", "9999", "10.000"]
    assert number(3622, voice("es", "MX")) == "3,622"


def test_decimals_keep_their_digits() -> None:
    assert number(Decimal("3.622"), voice("en")) == "3.622"
    assert number(Decimal("3.5"), voice("fr")) == "3,5"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["200,000", "about 200,000", "over 200,000", "at least 200,000", "almost 200,000"]),
        ("fr", ["200 000", "environ 200 000", "plus de 200 000", "au moins 200 000", "près de 200 000"]),
        ("ar", ["200,000", "حوالي 200,000", "أكثر من 200,000", "200,000 على الأقل", "ما يقارب 200,000"]),
        ("es", ["200.000", "alrededor de 200.000", "más de 200.000", "al menos 200.000", "casi 200.000"]),
    ],
)
def test_a_qualifier_in_words(language: str, words: list[str]) -> None:
    said = [seen(qualified(200_000, qualifier, voice(language))) for qualifier in QUALIFIERS]
    assert [text.replace("\u202f", " ") for text in said] == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_qualifier_that_we_write_we_read(language: str) -> None:
    for qualifier in QUALIFIERS:
        read = read_number(qualified(200_000, qualifier, voice(language)), language, decimal=False)
        assert read is not None
        assert (read.value, read.qualifier) == (200_000, None if qualifier == "exactly" else qualifier)
