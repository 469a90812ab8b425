"""A digest fits under its picture, and nothing is ever cut inside of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.digest.buttons import MOST, cell_words, weightiest
from reports.digest.content import Awaited, Cell, Changed, Compared, Digest, Part
from reports.digest.nouns import CHANGE, FIGURES, KIND, counted
from reports.digest.words import LIMIT, MOST_AWAITED, caption, length, whole
from reports.periods import named
from storage.scopes import Within
from texts.areas import AREA_WORDS
from texts.bidi import seen
from texts.locale import LANGUAGES, voice
from texts.numbers import Qualifier

WEEK = named("2014-W43")
VALUES = st.integers(0, 10**9).map(Decimal)
QUALIFIERS = st.sampled_from(["exactly", "about", "over", "at_least", "almost"])
NAMES = st.dictionaries(st.just("en"), st.text("<&>aل 😀", min_size=1, max_size=40), min_size=1)


def cells(key: st.SearchStrategy[str], basis: str = "x") -> st.SearchStrategy[Cell]:
    return st.builds(Cell, key, st.just(basis), st.just("in_period"), VALUES, QUALIFIERS, st.just(1), st.just({}))


FIGURE = cells(st.sampled_from([*FIGURES, "leaflets"]))
DIGESTS = st.builds(
    Digest,
    scope=st.sampled_from([Within("everything", ""), Within("section", "germany")]),
    scope_names=NAMES,
    covered=st.just(WEEK),
    as_of=st.just(datetime(2014, 10, 27, 8, tzinfo=UTC)),
    today=st.just(date(2014, 10, 27)),
    figures=st.lists(st.builds(Compared, FIGURE, FIGURE, FIGURE, FIGURE, names=NAMES), max_size=12).map(tuple),
    reports=st.lists(st.builds(Compared, cells(st.just(KIND), "action")), max_size=4).map(tuple),
    changes=st.lists(st.builds(Changed, NAMES, cells(st.just(CHANGE))), max_size=12).map(tuple),
    awaited=st.lists(
        st.builds(
            Awaited,
            NAMES,
            st.lists(st.sampled_from([*AREA_WORDS]), min_size=1, unique=True).map(tuple),
            st.just("germany"),
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
    told, every = caption(digest, speaking), whole(digest, speaking)
    assert length(told) <= LIMIT
    more = [each for each in told.split("\n") if each not in every.split("\n")]
    assert len(more) <= 1 and all("…" in each for each in more), "how many are left out"
    if length(every) <= LIMIT and len({(each.areas, each.months) for each in digest.awaited}) <= MOST_AWAITED:
        assert told == every


def test_reports_of_events_that_others_told_of_before_are_no_events_and_yet_no_nought() -> None:
    def told(value: int, reports: int) -> str:
        cell = Cell(KIND, "petition_delivery", "in_period", Decimal(value), "exactly", reports, {})
        return cell_words(cell, {}, voice("en"), "week")

    assert told(0, 1) == "1 more report of an event told before"
    assert told(0, 3) == "3 more reports of events told before"
    assert told(1, 3) == "1 petition delivery · 3 reports"


def test_a_correction_stays_as_long_as_the_number_that_it_corrects() -> None:
    def cell(value: int, part: Part = "now") -> Cell:
        return Cell("signatures_delivered", "signatures", "in_period", Decimal(value), "exactly", 1, {}, part)

    many = tuple(Changed({"en": "x" * 90}, cell(1)) for _ in range(12))
    figures = (Compared(cell(37181), corrected=cell(-3, "corrected")),)
    now = datetime(2014, 10, 27, 8, tzinfo=UTC)
    digest = Digest(Within("everything", ""), {}, WEEK, now, now.date(), figures=figures, changes=many)
    lines = caption(digest, voice("en"), 150).split("\n")
    assert lines[-2:] == ["<b>37,181 signatures delivered</b>", "corrected: -3 signatures delivered"]


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
        ("2", "exactly", "corrected", "2 توقيعات سُلّمت"),
        ("1.5", "exactly", "now", "1,5 توقيعات سُلّمت"),
    ],
)
def test_arabic_says_one_and_two_in_a_word_if_it_is_just_so_many(
    value: str, qualifier: Qualifier, part: Part, told: str
) -> None:
    cell = Cell("signatures_delivered", "x", "in_period", Decimal(value), qualifier, 1, {}, part)
    assert seen(counted(cell, {}, voice("ar", "MA"))) == told
