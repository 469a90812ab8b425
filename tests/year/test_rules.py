"""The oracle's rules and the program's were written apart: they say the same."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.late_areas import late_on
from scheduler.manners import Block, allowed, wished_for
from scheduler.slots import Cadence, CadenceKind, covered, next_slot
from storage import organisation_store
from tests.year import rules
from tests.year.counts import Counts
from tests.year.judge import Judge
from tests.year.oracle import NEVER, Oracle
from tests.year.organisation import Member, Organisation, Section, Wish
from tests.year.post import Letter

MOVEMENT = Organisation()
INSTANTS = st.datetimes(datetime(2014, 9, 1), datetime(2015, 12, 1)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)
LATELY = st.lists(st.integers(0, 8 * 24 * 60), max_size=6)  # minutes ago


@given(st.dates(date(2014, 9, 1), date(2015, 12, 1)), st.sampled_from(MOVEMENT.sections))
def test_a_section_is_late_on_the_same_day(month: date, place: Section) -> None:
    calendar = tuple(organisation_store.Block(*each) for each in place.calendar)
    assert rules.late_on(month, place.calendar) == late_on(month.replace(day=1), place.zone, calendar)


@given(INSTANTS, LATELY, st.sampled_from(MOVEMENT.sections))
def test_somebody_may_be_told_something_from_the_same_instant_on(at: datetime, ago: list[int], place: Section) -> None:
    told = sorted(at - timedelta(minutes=each) for each in ago)
    blocks = [Block(*each) for each in place.calendar]
    assert rules.first_moment(at, place, told) == allowed(at, place.zone, blocks, told).at


@given(
    INSTANTS,
    st.sampled_from(MOVEMENT.coordinators()),
    st.sampled_from(["daily", "weekly", "monthly"]),
    st.integers(0, 23),
    st.sampled_from([0, 15, 30, 45]),
    st.integers(0, 6),
)
def test_digests_are_due_at_the_same_instants_and_tell_of_the_same_days(
    at: datetime, member: Member, cadence: str, hour: int, minute: int, weekday: int
) -> None:
    wish = Wish(member, cadence, hour, minute, weekday)
    ours = Cadence(cast(CadenceKind, cadence), hour, minute, weekday)
    for slot, period in islice(rules.slots(wish, at, at + timedelta(days=70)), 3):
        at = next_slot(ours, wish.member.zone, at)
        assert (slot, period) == (at, covered(ours, wish.member.zone, at).name)


@given(INSTANTS, st.integers(0, 3 * 24 * 60), st.sampled_from(MOVEMENT.sections))
def test_a_digest_may_come_from_the_same_instant_on(at: datetime, ago: int, place: Section) -> None:
    slot = at - timedelta(minutes=ago)
    assert rules.digest_moment(slot, at, place.zone) == wished_for(slot, at, place.zone)


@pytest.mark.parametrize(
    ("comes", "wrong"), [(None, {"missing": 1}), (3, {"in quiet hours": 1}), (8, {})], ids=["never", "night", "day"]
)
def test_a_digest_missed_on_monday_is_to_come_on_tuesday_at_eight(comes: int | None, wrong: dict[str, int]) -> None:
    organisation = Organisation()
    organisation.wishes = [each for each in organisation.wishes if each.member.section.country == "DE"][:1]
    [wish] = organisation.wishes
    begin = datetime(2014, 10, 27, tzinfo=wish.member.zone)
    judge = Judge(organisation, Oracle(organisation, {}), Counts(), begin, begin + timedelta(days=7))
    judge.wishes = {UUID(int=1): wish}
    for hour in (3, 8):
        at = begin.replace(day=28, hour=hour)
        message = {"date": int(at.timestamp()) + 5}
        letter = Letter(wish.chat, 1, "bulk", [message], digest=(UUID(int=1), "2014-W43"))
        judge.look(at, at + timedelta(seconds=20), [letter] if hour == comes else [], [])
        if hour == 3 and comes != 3:
            assert judge.next_digest() == begin.replace(day=28, hour=8)
    assert judge.counts.wrong == wrong


def test_what_was_told_within_the_seconds_in_which_it_becomes_due_is_known_as_told() -> None:
    oracle, member = Oracle(MOVEMENT, {}), MOVEMENT.members[0]
    begun = datetime(2014, 12, 2, 12, tzinfo=UTC)
    oracle.draft_begun(member, "draft", begun, begun + timedelta(seconds=2))
    for slot, after in zip(("1d", "3d", "end-2015-01-01"), rules.DRAFT_TOLD, strict=True):
        at = begun + after
        oracle.told(member, {("draft", "draft"): slot}, at, at + timedelta(seconds=17))
    assert oracle.next_due(begun + timedelta(days=29)) == NEVER
