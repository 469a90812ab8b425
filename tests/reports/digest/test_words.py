"""A digest fits under its picture, and nothing is ever cut inside of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts.content import amount_words
from reports.digest.buttons import MOST, cell_button, cell_words, weightiest
from reports.digest.content import Awaited, Cell, Changed, Compared, Digest, Names, Part
from reports.digest.edition import Edition
from reports.digest.nouns import CHANGE, FIGURES, KIND, KINDS, OTHERS, counted, only_again
from reports.digest.words import LIMIT, MOST_AWAITED, MOST_FIGURES, caption, length, whole
from reports.periods import named
from storage.scopes import Within
from texts.areas import AREA_WORDS
from texts.bidi import seen
from texts.cards import LABEL_LIMIT
from texts.locale import LANGUAGES, voice
from texts.numbers import Qualifier

WEEK = named("2014-W43")
VALUES = st.integers(0, 10**9).map(Decimal)
QUALIFIERS = st.sampled_from(["exactly", "about", "over", "at_least", "almost"])
NAMES = st.dictionaries(st.just("en"), st.text("<&>aل 😀", min_size=1, max_size=40), min_size=1)


def cells(key: st.SearchStrategy[str], basis: str = "x") -> st.SearchStrategy[Cell]:
    return st.builds(Cell, key, st.just(basis), st.just("in_period"), VALUES, QUALIFIERS, st.just(1), st.just({}))


FIGURE = cells(st.sampled_from([*FIGURES, "leaflets"]))
KINDS_TOLD = cells(st.just(KIND), "action")
DIGESTS = st.builds(
    Digest,
    scope=st.sampled_from([Within("everything", ""), Within("section", "germany")]),
    scope_names=NAMES,
    covered=st.just(WEEK),
    as_of=st.just(datetime(2014, 10, 27, 8, tzinfo=UTC)),
    today=st.just(date(2014, 10, 27)),
    figures=st.lists(st.builds(Compared, FIGURE, FIGURE, FIGURE, FIGURE, names=NAMES), max_size=12).map(tuple),
    reports=st.lists(st.builds(Compared, KINDS_TOLD, KINDS_TOLD, KINDS_TOLD), max_size=4).map(tuple),
    changes=st.lists(st.builds(Changed, NAMES, cells(st.just(CHANGE))), max_size=12).map(tuple),
    late=st.lists(st.tuples(KINDS_TOLD | FIGURE, NAMES), max_size=8).map(tuple),
    awaited=st.lists(
        st.builds(
            Awaited,
            st.just("germany"),
            NAMES,
            st.lists(st.sampled_from([*AREA_WORDS]), min_size=1, unique=True).map(tuple),
            st.sampled_from([(date(2014, 9, 1),), (date(2014, 7, 1), date(2014, 9, 1))]),
            st.just(date(2014, 10, 7)),
        ),
        max_size=20,
    ).map(tuple),
)


@given(DIGESTS, st.sampled_from(LANGUAGES))
@settings(max_examples=60)
def test_a_caption_fits_and_holds_only_whole_lines(digest: Digest, language: str) -> None:
    speaking = voice(language)
    told, every = caption(digest, speaking).text, whole(digest, speaking)
    assert length(told) <= LIMIT
    more = [each for each in told.split("\n") if each not in every.split("\n")]
    assert len(more) <= 1 and all("…" in each for each in more), "how many are left out"
    few = len({(each.areas, each.months) for each in digest.awaited}) <= MOST_AWAITED
    if length(every) <= LIMIT and few and len(digest.figures) <= MOST_FIGURES:
        assert told == every


@given(DIGESTS, st.sampled_from(LANGUAGES))
@settings(max_examples=40)
def test_every_number_of_the_picture_stands_in_the_caption(digest: Digest, language: str) -> None:
    edition = Edition(UUID(int=1), digest, voice(language), ZoneInfo("UTC"))
    chart, lines = edition.chart(), edition.caption().split("\n")
    for row in chart.rows if chart else ():
        numbers = [escape(amount_words(amount, edition.voice)) for part, amount in row.amounts() if part != "now"]
        now = amount_words(row.now, edition.voice)
        said_in_a_word = language == "ar" and row.now.value in (1, 2)
        assert any((said_in_a_word or now in line) and all(each in line for each in numbers) for line in lines), row


def test_a_week_that_runs_and_the_day_that_counts_are_said_by_words_and_picture() -> None:
    now = datetime(2014, 10, 21, 8, tzinfo=UTC)
    cell = Cell(KIND, "action", "in_period", Decimal(3), "exactly", 3, {})
    digest = Digest(Within("everything", ""), {}, WEEK, now, now.date(), "occurred", True, (Compared(cell),))
    edition = Edition(UUID(int=1), digest, voice("en"), ZoneInfo("UTC"))
    chart = edition.chart()
    assert chart is not None
    for said in ("Counted by the day on which it happened.", "So far: the week is not over yet."):
        assert said in chart.note and said in edition.caption()


def test_reports_of_events_that_count_by_others_are_no_events_and_yet_no_nought() -> None:
    def told(value: int, reports: int) -> str:
        cell = Cell(KIND, "petition_delivery", "in_period", Decimal(value), "exactly", reports, {})
        return cell_words(cell, {}, voice("en"), "week")

    assert told(0, 1) == "1 report of a joint event"
    assert told(0, 3) == "3 reports of joint events"
    assert told(1, 3) == "1 petition delivery · 3 reports"


def test_a_number_and_its_correction_are_told_or_left_out_together() -> None:
    def cell(value: int, part: Part = "now", key: str = "signatures_delivered") -> Cell:
        return Cell(key, "x", "in_period", Decimal(value), "exactly", 1, {}, part)

    many = tuple(Changed({"en": "x" * 90}, cell(1)) for _ in range(12))
    figures = (
        Compared(cell(371_810), corrected=cell(-3, "corrected")),
        Compared(cell(41, key="letters_written"), corrected=cell(5, "corrected", "letters_written")),
    )
    now = datetime(2014, 10, 27, 8, tzinfo=UTC)
    digest = Digest(Within("everything", ""), {}, WEEK, now, now.date(), figures=figures, changes=many)
    found = set()
    for limit in range(LIMIT):
        told = caption(digest, voice("en"), limit).text
        for number, correction in (("371,810 signatures", "corrected: -3 sig"), ("41 letters", "corrected: +5 let")):
            assert (number in told) == (correction in told), limit
        found.add(("371,810" in told, "41 letters" in told))
    assert found == {(False, False), (True, False), (True, True)}


@pytest.mark.parametrize(
    ("value", "qualifier", "language", "told"),
    [
        (-3, "exactly", "en", "-3 signatures delivered"),
        (120, "about", "en", "+about 120 signatures delivered"),
        (-5_000, "over", "en", "-over 5,000 signatures delivered"),
        (0, "over", "en", "±0 signatures delivered"),
        (-5_000, "over", "fr", "-plus de 5 000 signatures remises"),
    ],
)
def test_a_correction_says_its_sign_before_the_qualifier(
    value: int, qualifier: Qualifier, language: str, told: str
) -> None:
    cell = Cell("signatures_delivered", "x", "in_period", Decimal(value), qualifier, 1, {}, "corrected")
    assert seen(counted(cell, {}, voice(language))).replace("\u202f", " ") == told


VIGIL = {
    "en": "How many people took part in the vigil and the concert?",
    "ar": "كم شخصًا شارك في الوقفة والحفل الموسيقي؟",
}
CONGO = {"en": "Democratic Republic of the Congo", "ar": "جمهورية الكونغو الديمقراطية"}


@pytest.mark.parametrize(
    ("language", "cell", "told"),
    [
        ("en", Cell("vigil", "x", "in_period", Decimal(12_345), "at_least", 3, {}, "last"),
         "at least 12,345 · How many people took pa… · the week before"),
        ("en", Cell("vigil", "x", "in_period", Decimal(12_345), "at_least", 3, {}),
         "at least 12,345 · How many people took part in… · 3 reports"),
        ("en", Cell("members", "x", "level_now", Decimal(123_456), "about", 1, {}, "last", CONGO),
         "about 123,456 members now · Democratic Re… · the week before"),
        ("en", Cell("parliamentary_questions", "x", "so_far", Decimal(123_456), "about", 1, {}, "now", CONGO),
         "about 123,456 parliamentary ques… so far · Democratic Repub…"),
        ("en", Cell("vigil", "x", "in_period", Decimal(120), "exactly", 1, {}, "corrected"),
         "+120 · How many people took part in… · correction · 1 report"),
        ("ar", Cell("vigil", "x", "in_period", Decimal(12_345), "at_least", 3, {}, "last"),
         "12,345 على الأقل · كم شخصًا شارك في… · الأسبوع السابق"),
    ],
)  # fmt: skip
def test_a_button_begins_with_its_number_and_clips_words_only(language: str, cell: Cell, told: str) -> None:
    words = cell_words(cell, VIGIL, voice(language), "week", LABEL_LIMIT)
    assert seen(words) == told


@given(
    st.builds(
        Cell,
        st.sampled_from([*FIGURES, *OTHERS, KIND, "vigil"]),
        st.sampled_from([*KINDS, "x"]),
        st.sampled_from(["in_period", "so_far", "level_now"]),
        st.integers(-(10**9), 10**9).map(Decimal),
        QUALIFIERS,
        st.integers(0, 10**6),
        st.just({}),
        st.sampled_from(["now", "last", "mean", "corrected", "ever"]),
        st.just({}) | NAMES,
    ),
    NAMES,
    st.sampled_from(LANGUAGES),
)
def test_no_number_is_ever_cut_on_a_button(cell: Cell, names: Names, language: str) -> None:
    told = cell_button("", 0, cell, names, voice(language), "month").markup()["text"]
    said_in_a_word = language == "ar" and abs(cell.value) in (1, 2)
    number, reports = str(cell.reports if only_again(cell) else abs(cell.value)), str(cell.reports)
    digits = "".join(each for each in told if each.isdecimal())
    assert said_in_a_word or digits in (number, number + reports, *([number] if language == "ar" else []))


@given(DIGESTS)
@settings(max_examples=60)
def test_buttons_are_few_and_open_numbers_of_the_digest(digest: Digest) -> None:
    numbers = [cell for cell, _ in digest.numbers()]
    found = weightiest(numbers)
    assert found == sorted(set(found)) and len(found) <= MOST and all(at < len(numbers) for at in found)


@pytest.mark.parametrize(
    ("value", "qualifier", "part", "told"),
    [
        ("1", "exactly", "now", "توقيع واحد سُلّم"),
        ("2", "exactly", "now", "توقيعان سُلّما"),
        ("3", "exactly", "now", "3 توقيعات سُلّمت"),
        ("2", "about", "now", "حوالي 2 توقيعات سُلّمت"),
        ("2", "exactly", "corrected", "+2 توقيعات سُلّمت"),
        ("1.5", "exactly", "now", "1,5 توقيعات سُلّمت"),
    ],
)
def test_arabic_says_one_and_two_in_a_word_if_it_is_just_so_many(
    value: str, qualifier: Qualifier, part: Part, told: str
) -> None:
    cell = Cell("signatures_delivered", "x", "in_period", Decimal(value), qualifier, 1, {}, part)
    assert seen(counted(cell, {}, voice("ar", "MA"))) == told
