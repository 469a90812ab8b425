"""What people mean when they write a number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.locale import LANGUAGES, voice
from texts.numbers import NumberRead, number, read_number

COUNTRIES = (None, "MA", "EG", "FR", "CH", "IN", "US", "ZZ")


def whole(text: str, language: str = "en") -> NumberRead:
    read = read_number(text, language, decimal=False)
    assert read is not None, text
    return read


@pytest.mark.parametrize(
    "text",
    [
        "37181", "37,181", "37.181", "37 181", "37\u00a0181", "37\u202f181", "37'181", "37’181", "٣٧١٨١", "۳۷۱۸۱",
        "٣٧٬١٨١", "37،181", "  37,181  ", "37,181.", "37 thousand 181", "(37,181)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_write_one_count(text: str, language: str) -> None:
    assert whole(text, language) == NumberRead(37181, None, "")


@pytest.mark.parametrize(
    ("language", "text", "value", "qualifier", "words"),
    [
        ("en", "almost 200,000 petitions", 200_000, "almost", "petitions"),
        ("en", "over 2,000 messages", 2_000, "over", "messages"),
        ("en", "more than 300,000 people", 300_000, "over", "people"),
        ("en", "at least 12", 12, "at_least", ""),
        ("en", "no fewer than 12", 12, "at_least", ""),
        ("en", "about 500", 500, "about", ""),
        ("en", "~500", 500, "about", ""),
        ("en", "≈ 500", 500, "about", ""),
        ("en", "some 300 people came", 300, "about", "people came"),
        ("en", "2000+", 2_000, "at_least", ""),
        ("en", "2 thousand", 2_000, None, ""),
        ("en", "3k", 3_000, None, ""),
        ("en", "1.5 million", 1_500_000, None, ""),
        ("en", "a million and a half", 1_500_000, None, ""),
        ("en", "half a million", 500_000, None, ""),
        ("en", "none", 0, None, ""),
        ("en", "none of the 300 people", 300, None, "people"),
        ("en", "2,000-ish", 2_000, "about", ""),
        ("en", "exactly twenty-five people", 25, "exactly", "people"),
        ("en", "two hundred and five", 205, None, ""),
        ("en", "five thousand three hundred and twelve", 5_312, None, ""),
        ("en", "one list with 300 names", 300, None, "names"),
        ("en", "signatures: 37181", 37_181, None, "signatures"),
        ("en", "10 letters. We were proud.", 10, None, "letters"),
        ("fr", "37 181 pétitions", 37_181, None, "pétitions"),
        ("fr", "près de 200 000 signatures", 200_000, "almost", "signatures"),
        ("fr", "plus de 2000", 2_000, "over", ""),
        ("fr", "au moins trois cents", 300, "at_least", ""),
        ("fr", "environ 1,5 million", 1_500_000, "about", ""),
        ("fr", "une centaine de personnes", 100, "about", "personnes"),
        ("fr", "mille", 1_000, None, ""),
        ("fr", "deux cent mille", 200_000, None, ""),
        ("fr", "quatre-vingt-dix-sept", 97, None, ""),
        ("fr", "soixante-dix", 70, None, ""),
        ("fr", "une pétition", 1, None, "pétition"),
        ("fr", "une liste de deux cents noms", 200, None, "noms"),
        ("ar", "٣٧١٨١ عريضة", 37_181, None, "عريضة"),
        ("ar", "حوالي 200 شخص", 200, "about", "شخص"),
        ("ar", "300 تقريبا", 300, "about", ""),
        ("ar", "أكثر من ألفي رسالة", 2_000, "over", "رسالة"),
        ("ar", "على الأقل ٣٠٠", 300, "at_least", ""),
        ("ar", "ما يقارب ٢٠٠٬٠٠٠ توقيع", 200_000, "almost", "توقيع"),
        ("ar", "ثلاثة آلاف", 3_000, None, ""),
        ("ar", "مئة وخمسة وعشرون", 125, None, ""),
        ("ar", "خمسة عشر", 15, None, ""),
        ("ar", "ثلاثمائة", 300, None, ""),
        ("ar", "مئتا ألف", 200_000, None, ""),
        ("ar", "نصف مليون", 500_000, None, ""),
        ("ar", "اثنا عشر ألفًا", 12_000, None, ""),
        ("ar", "مليون ونصف", 1_500_000, None, ""),
        ("ar", "about 2 million", 2_000_000, "about", ""),
        ("es", "37.181 firmas", 37_181, None, "firmas"),
        ("es", "casi 200.000 firmas", 200_000, "almost", "firmas"),
        ("es", "cerca de 2000", 2_000, "almost", ""),
        ("es", "más de dos mil mensajes", 2_000, "over", "mensajes"),
        ("es", "300 y pico", 300, "over", ""),
        ("es", "unos 500", 500, "about", ""),
        ("es", "unas trescientas personas", 300, "about", "personas"),
        ("es", "alrededor de 1,5 millones", 1_500_000, "about", ""),
        ("es", "más o menos 40", 40, "about", ""),
        ("es", "menos de 300", 300, "about", ""),
        ("es", "por lo menos 12", 12, "at_least", ""),
        ("es", "como mínimo 12 cartas", 12, "at_least", "cartas"),
        ("es", "40 o más", 40, "at_least", ""),
        ("es", "exactamente veinticinco personas", 25, "exactly", "personas"),
        ("es", "un centenar de personas", 100, "about", "personas"),
        ("es", "doscientas mil", 200_000, None, ""),
        ("es", "treinta y siete mil ciento ochenta y una firmas", 37_181, None, "firmas"),
        ("es", "dieciséis", 16, None, ""),
        ("es", "mil", 1_000, None, ""),
        ("es", "cien mil", 100_000, None, ""),
        ("es", "dos mil millones", 2 * 10**9, None, ""),
        ("es", "un millón y medio", 1_500_000, None, ""),
        ("es", "medio millón", 500_000, None, ""),
        ("es", "una lista de 300 nombres", 300, None, "nombres"),
        ("es", "ninguna", 0, None, ""),
    ],
)
def test_words_around_a_number(language: str, text: str, value: int, qualifier: str | None, words: str) -> None:
    assert whole(text, language) == NumberRead(value, qualifier, words)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["up to 300", "less than 300", "no more than 300", "under 300"])
def test_an_upper_bound_claims_no_more_than_about(text: str) -> None:
    assert whole(text).qualifier == "about"


def test_a_count_takes_a_point_for_grouping_and_only_a_decimal_question_asks_which() -> None:
    assert whole("3.622") == NumberRead(3622)
    assert read_number("3.622", "en", decimal=True) == NumberRead(
        Decimal("3.622"), alternatives=(Decimal("3.622"), 3622)
    )
    assert read_number("3,622", "en", decimal=True) == NumberRead(3622, alternatives=(3622, Decimal("3.622")))
    assert read_number("3,622", "fr", decimal=True) == NumberRead(
        Decimal("3.622"), alternatives=(Decimal("3.622"), 3622)
    )
    assert read_number("0.622", "en", decimal=True) == NumberRead(Decimal("0.622"))
    assert read_number("1.234,5", "en", decimal=True) == NumberRead(Decimal("1234.5"))


def test_where_grouping_changes_the_millions_the_caller_asks() -> None:
    assert whole("3.622 million").alternatives == (3_622_000, 3_622_000_000)


def test_two_different_numbers_are_asked_back_and_the_same_one_twice_is_not() -> None:
    assert whole("12 and 13").alternatives == (12, 13)
    assert whole("10-20").alternatives == (10, 20)
    assert whole("21/10/2014").alternatives == (21, 10, 2014)
    assert whole("12, yes 12").alternatives == ()


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "37,181 petitions on 21 October 2014", "petitions"),
        ("en", "On 21.10.2014: 37,181 petitions", "petitions"),
        ("fr", "le 21 octobre 2014, 37 181 pétitions", "pétitions"),
        ("ar", "٣٧١٨١ عريضة يوم ٢١ أكتوبر ٢٠١٤", "عريضة"),
        ("es", "37.181 firmas el 21 de octubre de 2014", "firmas"),
    ],
)
def test_the_numbers_of_a_date_do_not_count(language: str, text: str, words: str) -> None:
    assert whole(text, language) == NumberRead(37_181, None, words)


@pytest.mark.parametrize(
    "text",
    ["", " ", "many", "hundreds of people", "3.62", "1,234.50", "1'5", "3½", "21.10.2014", "١٬٥ مليون", "\x00", "😀"],
)
def test_what_is_no_count(text: str) -> None:
    assert read_number(text, "en", decimal=False) is None


def test_limits_and_signs() -> None:
    assert not whole("999,999,999,999").too_big
    assert whole("1,000,000,000,000").too_big
    assert whole("9" * 4096).too_big
    assert whole("-5").value == -5
    assert whole("1,00,000").value == 100_000


@given(st.text(), st.sampled_from(LANGUAGES), st.booleans())
def test_no_text_breaks_it(text: str, language: str, decimal: bool) -> None:
    read = read_number(text, language, decimal=decimal)
    if read is not None and not decimal:
        assert all(isinstance(value, int) for value in (read.value, *read.alternatives))


NUMBER_WORDS = (
    "a one two twenty hundred thousand million and half k m , . - + ~ # 3 37,181 1.5 mille cent et demi quatre vingt "
    "ألف مئة و ونصف ثلاثة وعشرون حوالي almost over unos casi mil millón medio y pico"
)


@given(st.lists(st.sampled_from(NUMBER_WORDS.split()), max_size=12), st.sampled_from(LANGUAGES), st.booleans())
def test_no_heap_of_number_words_breaks_it(words: list[str], language: str, decimal: bool) -> None:
    read_number(" ".join(words), language, decimal=decimal)


@given(st.integers(-(10**12) + 1, 10**12 - 1), st.sampled_from(LANGUAGES), st.sampled_from(COUNTRIES))
def test_what_we_write_we_read(value: int, language: str, country: str | None) -> None:
    written = number(value, voice(language, country))
    assert read_number(written, language, decimal=False) == NumberRead(value)
