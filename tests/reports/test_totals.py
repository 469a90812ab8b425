"""What figures come to: the laws of adding them up, and the words of the rule by example."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.totals import CountedFigure, FigureTotal, Period, totals, weakest
from texts.numbers import QUALIFIERS

OCTOBER = Period.month("2014-10")
FIRST = datetime(2014, 10, 1, tzinfo=UTC)


def told(
    value: int,
    qualifier: str = "exactly",
    measure: str = "in_period",
    day: int = 21,
    until: date | None = None,
    **more: object,
) -> CountedFigure:
    """One figure of a report of that day of October."""
    since = date(2014, 10, day)
    given: dict[str, object] = {"key": "signatures_delivered", "basis": "signatures", "number": 1} | more
    return CountedFigure(
        report_id=UUID(int=int(str(given["number"]))),
        question="signatures",
        key=str(given["key"]),
        basis=str(given["basis"]),
        measure=measure,
        qualifier=qualifier,  # type: ignore[arg-type]
        value=Decimal(value),
        since=since,
        until=until or since,
        filed_at=FIRST + timedelta(days=day, minutes=value),
    )


def only(figures: Sequence[CountedFigure]) -> FigureTotal:
    (total,) = totals(figures, OCTOBER)
    return total


@pytest.mark.parametrize(
    ("qualifiers", "sum_of_them"),
    [
        ([], "exactly"),
        (["exactly", "exactly"], "exactly"),
        (["exactly", "almost"], "almost"),
        (["over", "over", "exactly"], "over"),
        (["at_least", "at_least"], "at_least"),
        (["over", "at_least"], "at_least"),
        (["almost", "over"], "about"),
        (["almost", "at_least"], "about"),
        (["about", "exactly"], "about"),
        (["about", "almost"], "about"),
    ],
)
def test_the_weakest_qualifier_is_that_of_the_sum(qualifiers: list[str], sum_of_them: str) -> None:
    assert weakest(qualifiers) == sum_of_them


def test_figures_of_the_period_add_up_and_lead_to_their_reports() -> None:
    total = only([told(37181, number=1), told(200, "almost", number=2)])
    assert (total.value, total.qualifier, total.spans) == (37381, "almost", False)
    assert {each.report_id.int for each in total.counted} == {1, 2}


def test_unlike_keys_bases_and_measures_are_never_added() -> None:
    figures = [
        told(1),
        told(2, basis="people"),
        told(3, key="signatures_collected"),
        told(4, measure="so_far"),
    ]
    assert sorted(total.value for total in totals(figures, OCTOBER)) == [1, 2, 3, 4]


@pytest.mark.parametrize("measure", ["so_far", "level_now"])
def test_of_running_totals_and_levels_the_latest_holds(measure: str) -> None:
    total = only([told(4091, "over", measure, day=30, number=2), told(3900, "about", measure, day=9, number=1)])
    assert (total.value, total.qualifier) == (4091, "over")
    assert [each.report_id.int for each in total.counted] == [2]


def test_what_reaches_into_another_month_is_shown_as_such() -> None:
    assert only([told(240), told(136, until=date(2014, 11, 3))]).spans
    assert not only([told(240, until=date(2014, 10, 31))]).spans


def test_a_month_ends_with_its_last_day() -> None:
    assert Period.month("2014-02").until == date(2014, 2, 28)
    assert Period.month("2016-02").until == date(2016, 2, 29)
    assert Period.month("2014-12").until == date(2014, 12, 31)
    with pytest.raises(ValueError):
        Period.month("2014-13")


FIGURES = st.builds(
    told,
    value=st.integers(0, 10**6),
    qualifier=st.sampled_from(QUALIFIERS),
    measure=st.sampled_from(["in_period", "so_far", "level_now"]),
    day=st.integers(1, 31),
    key=st.sampled_from(["members", "actions"]),
    basis=st.sampled_from(["members", "actions"]),
    number=st.integers(1, 5),
)


MANY = st.lists(FIGURES, unique_by=lambda each: (each.report_id, each.filed_at))


@given(MANY.flatmap(lambda figures: st.tuples(st.just(figures), st.permutations(figures))))
def test_the_order_in_which_reports_come_in_changes_no_total(
    both: tuple[list[CountedFigure], list[CountedFigure]],
) -> None:
    one, other = both
    assert totals(one, OCTOBER) == totals(other, OCTOBER)


@given(MANY, st.integers(1, 5))
def test_withdrawn_and_restored_it_is_as_if_nothing_had_happened(figures: list[CountedFigure], number: int) -> None:
    standing = [each for each in figures if each.report_id.int != number]
    taken_out = [each for each in figures if each.report_id.int == number]
    assert totals([*standing, *taken_out], OCTOBER) == totals([*taken_out, *standing], OCTOBER)
    assert all(each.report_id.int != number for total in totals(standing, OCTOBER) for each in total.counted)


@given(st.lists(st.sampled_from(QUALIFIERS)), st.lists(st.sampled_from(QUALIFIERS)))
def test_qualifiers_may_be_put_together_in_parts(some: list[str], more: list[str]) -> None:
    assert weakest([weakest(some), weakest(more)]) == weakest([*some, *more])


@given(MANY)
def test_the_parts_of_a_sum_are_all_there(figures: list[CountedFigure]) -> None:
    additive = [each for each in figures if each.measure == "in_period"]
    found = totals(additive, OCTOBER)
    assert sum(total.value for total in found) == sum(each.value for each in additive)
    assert sum(len(total.counted) for total in found) == len(additive)
