"""The laws of counting, without a database: what reports hold before and after a change, and what that moves."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from storage.movements import (
    EVENT,
    EVENTS,
    MOVED,
    FigureRow,
    Held,
    Movement,
    Owner,
    movements,
    settled,
)
from storage.running_store import EVER, Running, spread

DAY = date(2014, 10, 21)
QUALIFIERS = ("exactly", "about", "over", "at_least", "almost")
MEASURES = ("in_period", "so_far", "level_now")
Event = tuple[Held, ...]


def report(
    number: int,
    hour: int,
    *told: FigureRow,
    status: str = "filed",
    occurred_on: date = DAY,
    section: int = 9,
    share: bool = False,
) -> Event:
    """A report with its event and its figures."""
    filed_at = datetime(2014, 10, 21, tzinfo=UTC) + timedelta(hours=hour)
    owner = Owner(
        UUID(int=number), 1, status, UUID(int=section), "action", "campaign", "UZ", filed_at, filed_at.date(),
        occurred_on, None, None,
    )  # fmt: skip
    figures = (Held(owner, UUID(int=each), True, row, share) for each, row in enumerate(told))
    return (Held(owner, None, True, EVENT), *figures)


FIGURES = st.builds(
    FigureRow, st.just("q"), st.sampled_from(["people", "letters"]), st.integers(0, 999).map(Decimal),
    st.sampled_from(QUALIFIERS), st.sampled_from(["people", "letters"]), st.sampled_from(MEASURES),
)  # fmt: skip
THINGS = st.lists(FIGURES, max_size=3, unique_by=lambda row: (row.key, row.basis, row.measure))
ONE = st.tuples(THINGS, st.integers(8, 9), st.booleans())
# Reports of one event, each filed at an hour of its own: totals and shares of two sections.
EVENT_OF = st.lists(ONE, min_size=1, max_size=4).flatmap(
    lambda ones: st.permutations(range(len(ones))).map(
        lambda hours: [
            report(number, hours[number], *told, section=section, share=share)
            for number, (told, section, share) in enumerate(ones)
        ]
    )
)


def holding(event: list[Event]) -> list[Held]:
    return settled([each for one in event for each in one])


def adding_up(moved: list[Movement]) -> dict[Any, tuple[Decimal, int]]:
    """What movements come to, whoever made them and why."""
    sums: dict[Any, tuple[Decimal, int]] = defaultdict(lambda: (Decimal(0), 0))
    for each in moved:
        value, reports = sums[each.report_id, each.thing]
        sums[each.report_id, each.thing] = value + each.value, reports + each.reports
    return {thing: both for thing, both in sums.items() if any(both)}


def filed_one_by_one(event: list[Event], order: list[int]) -> list[Movement]:
    moved: list[Movement] = []
    there: list[Event] = []
    for number in order:
        before = holding(there)
        there.append(event[number])
        moved += movements(before, holding(there), "filed")
    return moved


def withdrawn(one: Event) -> Event:
    return tuple(replace(each, owner=replace(each.owner, status="withdrawn")) for each in one)


@given(EVENT_OF.flatmap(lambda event: st.tuples(st.just(event), st.permutations(range(len(event))))))
def test_the_order_in_which_reports_come_in_changes_no_total(both: tuple[list[Event], list[int]]) -> None:
    event, order = both
    assert adding_up(filed_one_by_one(event, order)) == adding_up(movements([], holding(event), "filed"))


@given(EVENT_OF, st.integers(0, 3))
def test_to_withdraw_and_to_restore_is_the_identity(event: list[Event], number: int) -> None:
    number %= len(event)
    without = [withdrawn(one) if place == number else one for place, one in enumerate(event)]
    out = movements(holding(event), holding(without), "withdrawn")
    back = movements(holding(without), holding(event), "restored")
    assert adding_up([*out, *back]) == {}
    assert movements(holding(event), holding(event), "corrected") == []


@given(EVENT_OF, EVENT_OF)
def test_a_change_moves_from_what_was_told_to_what_is_told(one: list[Event], other: list[Event]) -> None:
    before, after = holding(one), holding(other)
    filed = movements([], before, "filed")
    assert adding_up([*filed, *movements(before, after, "corrected")]) == adding_up(movements([], after, "filed"))


@given(EVENT_OF)
def test_an_event_counts_once_and_each_thing_that_is_told_of_it_once(event: list[Event]) -> None:
    moved = movements([], holding(event), "filed")
    events = [each for each in moved if each.thing.key == EVENTS]
    assert (sum(each.value for each in events), sum(each.reports for each in events)) == (1, len(event))
    counting: dict[Any, list[Held]] = defaultdict(list)
    for each in holding(event):
        if each.counts and each.id is not None:
            counting[each.thing].append(each)
    totals = {each.thing for one in event for each in one if not each.share}
    for thing, some in counting.items():
        assert not any(each.share for each in some) or thing not in totals, "a share is never added to a total"
        assert len(some) == 1 or len({each.owner.section_id for each in some}) == len(some), "or twice for a section"


@given(EVENT_OF, st.integers(0, 3), st.integers(8, 9))
def test_what_counts_among_all_counts_among_those_of_a_section(event: list[Event], number: int, section: int) -> None:
    event = [withdrawn(one) if place == number else one for place, one in enumerate(event)]
    home = UUID(int=section)
    all_of_them = {(each.owner.id, each.id) for each in holding(event) if each.counts and each.owner.section_id == home}
    alone = holding([one for one in event if one[0].owner.section_id == home])
    assert all_of_them <= {(each.owner.id, each.id) for each in alone if each.counts}


def test_shares_make_up_the_total_that_nobody_tells_any_more() -> None:
    def told(value: int, place: int, status: str = "filed", section: int = 9, share: bool = True) -> Event:
        row = FigureRow("signatures", "signatures_delivered", Decimal(value), "exactly", "signatures", "in_period")
        return report(place, place, row, status=status, section=section, share=share)

    def counted(*event: Event) -> list[int]:
        return [int(each.figure.value) for each in holding(list(event)) if each.counts and each.id is not None]

    shares = [told(6000, 2, section=7), told(9000, 3, section=8)]
    assert counted(told(37181, 1, share=False), *shares) == [37181]
    gone = told(37181, 1, "withdrawn", share=False)
    assert counted(gone, *shares) == [6000, 9000]
    assert counted(gone, *shares, told(6000, 4, section=7)) == [6000, 9000], "told twice by one section"
    assert counted(gone, *shares, told(37000, 5, share=False)) == [37000], "totals go before shares"


@given(EVENT_OF)
def test_so_far_and_level_figures_never_add_up(event: list[Event]) -> None:
    found = running(movements([], holding(event), "filed"))
    for thing, (value, reports) in found.items():
        if thing.measure != "in_period":
            assert value == 0
            assert reports > 0


def test_of_two_levels_in_one_report_the_last_holds_however_exact_the_other_is() -> None:
    one = FigureRow("m1", "members", Decimal(100), "exactly", "people", "level_now")
    two = replace(one, question="m2", value=Decimal(250))

    def told(*figures: FigureRow) -> list[tuple[str, Decimal, int]]:
        moved = movements(holding([report(1, 0, one, two)]), holding([report(1, 0, *figures)]), "corrected")
        return [(each.thing.qualifier, each.value, each.reports) for each in moved]

    filed = movements([], holding([report(1, 0, two, one)]), "filed")
    assert [(each.value, each.reports) for each in filed if each.thing.key == "members"] == [(250, 1)]
    assert told(replace(one, value=Decimal(90)), two) == []
    assert told(one, replace(two, qualifier="about")) == [("exactly", -250, -1), ("about", 250, 1)]
    assert told(one) == [("exactly", -150, 0)], "then the other holds"


@given(st.integers(-40, 40), THINGS)
def test_to_tell_another_day_moves_nothing_by_filing_day(days: int, told: list[FigureRow]) -> None:
    first = report(1, 0, *told)
    again = report(1, 0, *told, occurred_on=DAY + timedelta(days=days))
    moved = movements(holding([first]), holding([again]), "corrected")
    assert {each.cause for each in moved} <= {MOVED}
    assert running(moved) == {}


def test_a_section_update_tells_of_its_month_and_what_took_long_of_its_first_day_on() -> None:
    owner = report(1, 0)[0].owner
    assert replace(owner, period="2014-02").happened() == (date(2014, 2, 1), date(2014, 2, 28))
    assert replace(owner, ended_on="2014-11-02").happened() == (DAY, date(2014, 11, 2))
    assert replace(owner, ended_on="2014-10-02", period="some day").happened() == (DAY, DAY)
    assert replace(owner, occurred_on=None).happened() == (DAY, DAY), "the filing day"


def running(moved: list[Movement]) -> dict[Running, tuple[Decimal, int]]:
    """Over all time and everything."""

    class Row:
        def __init__(self, each: Movement) -> None:
            self.day, self.filed_on, self.cause = DAY, DAY, each.cause
            self.value, self.reports = each.value, each.reports
            for name in each.thing.__dataclass_fields__:
                setattr(self, name, getattr(each.thing, name))

    found = spread(map(Row, moved), "everything").items()
    return {each: both for each, both in found if each.span == EVER and any(both)}


def test_a_report_that_tells_the_same_of_three_questions_is_one_report() -> None:
    """As the instances of a repeat do. Taking one out moves its value, not the number of reports."""
    told = [
        FigureRow(f"trainings[{number}]/people", "people", Decimal(value), qualifier, "people", "in_period")
        for number, (value, qualifier) in enumerate(((20, "about"), (10, "exactly"), (5, "about")))
    ]

    def of_people(moved: list[Movement]) -> list[tuple[str, int, int]]:
        return [(each.thing.qualifier, int(each.value), each.reports) for each in moved if each.thing.key == "people"]

    three, two = holding([report(1, 1, *told)]), holding([report(1, 1, *told[1:])])
    assert of_people(movements([], three, "filed")) == [("about", 25, 1), ("exactly", 10, 0)]
    assert of_people(movements(three, two, "corrected")) == [("about", -20, -1), ("exactly", 0, 1)]


def test_what_a_report_moves_in_others_as_it_is_filed_corrects_them() -> None:
    letters = FigureRow("q", "letters", Decimal(10), "exactly", "letters", "in_period")
    later, first = report(2, 2, letters), report(1, 1, letters)
    moved = movements(holding([later]), holding([first, later]), "filed")
    assert {(each.report_id.int, each.cause) for each in moved} == {(1, "filed"), (2, "corrected")}
