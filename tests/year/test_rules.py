"""The oracle's rules and the program's were written apart: they say the same."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from scheduler.manners import Block, allowed
from scheduler.slots import Cadence, CadenceKind, covered, next_slot
from tests.year import rules
from tests.year.oracle import NEVER, Oracle
from tests.year.organisation import Member, Organisation, Section, Wish

MOVEMENT = Organisation()
INSTANTS = st.datetimes(datetime(2014, 9, 1), datetime(2015, 12, 1)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
)
LATELY = st.lists(st.integers(0, 8 * 24 * 60), max_size=6)  # minutes ago


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


def test_what_was_told_within_the_seconds_in_which_it_becomes_due_is_known_as_told() -> None:
    oracle, member = Oracle(MOVEMENT, {}), MOVEMENT.members[0]
    begun = datetime(2014, 12, 2, 12, tzinfo=UTC)
    oracle.draft_begun(member, "draft", begun, begun + timedelta(seconds=2))
    for slot, after in zip(("1d", "3d", "end-2015-01-01"), rules.DRAFT_TOLD, strict=True):
        at = begun + after
        oracle.told(member, {("draft", "draft"): slot}, at, at + timedelta(seconds=17))
    assert oracle.next_due(begun + timedelta(days=29)) == NEVER
