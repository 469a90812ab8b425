"""Joint reports count once; whatever is done to reports, the running totals agree with a recount."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import counting, erasure
from storage.counting import SAME_AS, SHARE_OF, first_of, joint_with, recounted
from storage.database import Database
from storage.erasure import erase_reports
from storage.figure_store import FigureRow
from storage.movements import EVENTS, settled
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from storage.tables import figure, figure_delta, report, session
from storage.verifying import differences, otherwise_counted, recount
from tests.support.databases import BEGINNING, Hands
from tests.support.stored import begun, filed, joined, signatures

DAY = BEGINNING.date()
STRANGERS = count(5_000_000)  # Telegram ids not used before


def file(stores: Stores, value: int, first: ReportRow | None = None, kind: str = SAME_AS, **coded: Any) -> ReportRow:
    number = next(STRANGERS)
    row = filed(stores, joined(stores, number), f"AR-{number}", campaign_key="stop_torture", country="UZ")
    if first is not None:
        stores.links.put(row.id, kind, [first_of(stores, first.id)], stores.now)
    with recounted(stores, row, stores.now.date(), new=True):
        stores.figures.add(row.id, [signatures(value, **coded)], stores.now)
    return row


def amend(stores: Stores, report_id: UUID, *figures: FigureRow, campaign: str = "stop_torture") -> bool:
    row = stores.reports.get(report_id)
    assert row is not None
    amended = replace(row, version=row.version + 1, campaign_key=campaign)
    with recounted(stores, row, stores.now.date()):
        done = stores.reports.amend(amended, b"{}", row.version, stores.now, row.person_id)
        if done:
            stores.figures.replace(row.id, figures, stores.now)
    return done


def turn_over(stores: Stores, report_id: UUID) -> None:
    """Withdraw it, or restore it if it was withdrawn."""
    row = stores.reports.get(report_id)
    assert row is not None
    with recounted(stores, row, stores.now.date()):
        if not stores.reports.withdraw(row.id, stores.now):
            stores.reports.restore(row.id)


def totals(stores: Stores) -> dict[tuple[str, str, str], tuple[Decimal, int]]:
    """Figures over all time, by key, campaign and qualifier; and that everything agrees with the reports."""
    stores.running.close()
    assert list(differences(stores)) == []
    sums: dict[tuple[str, str, str], tuple[Decimal, int]] = {}
    for campaign in ("stop_torture", "my_body_my_rights"):
        for total in stores.running.ever("campaign", campaign):
            thing = total.running.key, campaign, total.running.qualifier
            value, reports = sums.get(thing, (Decimal(0), 0))
            sums[thing] = (value + total.value, reports + total.reports)
    return {thing: both for thing, both in sums.items() if any(both)}


def plain(stores: Stores) -> list[tuple[str, int, int]]:
    """Figures: qualifier, sum, of how many reports."""
    found = totals(stores).items()
    return sorted((qualifier, int(value), reports) for (key, _, qualifier), (value, reports) in found if key != EVENTS)


def events(stores: Stores) -> tuple[int, int]:
    """How many events, and of how many reports."""
    found = [both for (key, *_), both in totals(stores).items() if key == EVENTS]
    return int(sum(value for value, _ in found)), sum(reports for _, reports in found)


async def deltas(database: Database) -> list[tuple[Any, ...]]:
    names = ("cause", "value", "reports", "version", "day")
    moved = sa.select(*(figure_delta.c[name] for name in names)).where(figure_delta.c.key != EVENTS)
    found = await database.read(lambda stores: stores.connection.execute(moved.order_by(figure_delta.c.id)).all())
    return [tuple(row) for row in found]


class TestAnAmendment:
    async def test_the_difference_is_counted_in_the_week_of_the_change(self, database: Database, hands: Hands) -> None:
        row = await database.run(file, 37181)
        hands.move(days=8)
        assert await database.run(amend, row.id, signatures(37178))
        later = DAY + timedelta(days=8)
        assert await deltas(database) == [("filed", 37181, 1, 1, DAY), ("corrected", -3, 0, 2, later)]
        assert await database.run(plain) == [("exactly", 37178, 1)]

    async def test_another_qualifier_is_another_total(self, database: Database) -> None:
        row = await database.run(file, 37181)
        await database.run(amend, row.id, signatures(37000, "about"))
        assert await database.run(plain) == [("about", 37000, 1)]

    async def test_so_is_another_campaign(self, database: Database) -> None:
        row = await database.run(file, 5)
        await database.run(lambda stores: amend(stores, row.id, signatures(5), campaign="my_body_my_rights"))
        found = await database.run(totals)
        assert {(key, campaign): both for (key, campaign, _), both in found.items()} == {
            ("signatures_delivered", "my_body_my_rights"): (5, 1),
            (EVENTS, "my_body_my_rights"): (1, 1),
        }

    async def test_the_same_figures_write_nothing(self, database: Database) -> None:
        row = await database.run(file, 37181)
        await database.run(amend, row.id, signatures(37181))
        assert await deltas(database) == [("filed", 37181, 1, 1, DAY)]

    async def test_a_withdrawn_or_erased_one_is_not_amended(self, database: Database) -> None:
        row, other = await database.run(file, 5), await database.run(file, 7)
        await database.run(turn_over, row.id)
        await database.run(lambda stores: erase_reports(stores, [other.id]))
        assert not await database.run(amend, row.id, signatures(6))
        assert not await database.run(amend, other.id, signatures(8))
        assert await database.run(plain) == [("exactly", 7, 1)]


class TestJointReports:
    async def test_what_two_tell_counts_once(self, database: Database) -> None:
        first = await database.run(file, 37181)
        await database.run(file, 37181, first)
        await database.run(file, 12000, first, SHARE_OF)
        assert await database.run(plain) == [("exactly", 37181, 1)]
        assert await database.run(events) == (1, 3)

    async def test_one_joined_to_a_joined_one_is_joined_to_the_first(self, database: Database) -> None:
        first = await database.run(file, 10)
        second = await database.run(file, 10, first)
        third = await database.run(file, 10, second)
        joint = await database.read(joint_with, third)
        assert set(joint) == {first.id, second.id, third.id}

    async def test_when_the_first_is_withdrawn_the_next_one_counts_and_back(self, database: Database) -> None:
        first = await database.run(file, 37181)
        await database.run(file, 36000, first)
        await database.run(turn_over, first.id)
        assert await database.run(plain) == [("exactly", 36000, 1)]
        await database.run(turn_over, first.id)
        assert await database.run(plain) == [("exactly", 37181, 1)]

    async def test_when_the_first_no_longer_tells_it_the_next_one_counts(self, database: Database) -> None:
        first = await database.run(file, 10)
        await database.run(file, 11, first)
        await database.run(amend, first.id)
        assert await database.run(plain) == [("exactly", 11, 1)]

    async def test_a_figure_that_only_the_second_tells_counts(self, database: Database) -> None:
        first = await database.run(file, 10)
        second = await database.run(file, 10, first)
        people = FigureRow("people", "people_reached", Decimal(40), "about", "people", "in_period")
        await database.run(amend, second.id, signatures(10), people)
        assert await database.run(plain) == [("about", 40, 1), ("exactly", 10, 1)]

    async def test_of_an_erased_first_the_figures_stay(self, database: Database) -> None:
        first = await database.run(file, 10)
        await database.run(file, 11, first)
        await database.run(lambda stores: erase_reports(stores, [first.id]))
        assert await database.run(plain) == [("exactly", 10, 1)]

    async def test_when_the_total_is_withdrawn_shares_count_until_another_total_comes(self, database: Database) -> None:
        first = await database.run(file, 37181)
        share = await database.run(file, 6000, first, SHARE_OF)
        await database.run(turn_over, first.id)
        assert await database.run(plain) == [("exactly", 6000, 1)]
        await database.run(file, 37000, share)
        assert await database.run(plain) == [("exactly", 37000, 1)]

    async def test_what_an_earlier_rule_counted_is_counted_anew(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = await database.run(file, 37181)
        await database.run(file, 6000, first, SHARE_OF)
        await database.run(file, 37000, first)
        assert await database.read(otherwise_counted) == []
        with monkeypatch.context() as earlier:  # when a share counted like a total
            earlier.setattr(counting, "settle", lambda held: settled([replace(each, share=False) for each in held]))
            await database.run(turn_over, first.id)
        found = await database.read(otherwise_counted)
        for each in found:
            await database.run(recount, each)
        assert await database.run(plain) == [("exactly", 37000, 1)]
        assert await database.run(events) == (1, 2)

    async def test_two_filed_at_the_same_instant_count_once(self, database: Database) -> None:
        first = await database.run(file, 37181)
        await database.run(turn_over, first.id)
        await asyncio.gather(*(database.run(file, 37181, first) for _ in range(4)))
        assert await database.run(plain) == [("exactly", 37181, 1)]


class TestErasing:
    async def test_a_change_given_up_leaves_the_reports_key(self, database: Database) -> None:
        row, change = await database.run(changed)
        await database.run(lambda stores: erase_reports(stores, [change.id]))
        assert await database.read(graves) == {change.id: None}
        assert await database.read(lambda stores: stores.reports.content(row)) == b"{}"

    async def test_a_report_goes_with_its_changes(self, database: Database) -> None:
        row, change = await database.run(changed)
        await database.run(lambda stores: erase_reports(stores, [row.id]))
        assert await database.read(graves) == {row.id: row.key_id, change.id: None}
        theirs = sa.or_(session.c.state.is_not(None), session.c.person_id.is_not(None))
        left = sa.select(session.c.id).where(session.c.id.in_([row.id, change.id]), theirs)
        assert await database.read(lambda stores: stores.connection.execute(left).all()) == []

    async def test_the_change_under_way_is_found(self, database: Database) -> None:
        row, change = await database.run(changed)
        assert await database.read(lambda stores: stores.sessions.amending(row.id)) == change
        await database.run(lambda stores: stores.sessions.close(change.id, "filed"))
        assert await database.read(lambda stores: stores.sessions.amending(row.id)) is None


def changed(stores: Stores) -> tuple[ReportRow, SessionRow]:
    """A report, and a change of it under way."""
    person = joined(stores, next(STRANGERS))
    row = filed(stores, person, "AR-7K3F9Q-2")
    first = begun(stores, person)
    stores.sessions.close(first.id, "deleted")
    change = replace(first, id=UUID(int=first.id.int + 1), code="CHANGE", key_id=row.key_id, status="paused")
    change = replace(change, amends=row.id, amends_version=1)
    stores.sessions.add(change)
    return row, change


def graves(stores: Stores) -> dict[UUID, UUID | None]:
    return {grave.subject_id: grave.key_id for grave in erasure.tombstones(stores)}


@dataclass
class Book:
    """The same kept by hand: of each event its reports in the order of filing, (standing, value or None)."""

    events: list[list[UUID]] = field(default_factory=list)
    value: dict[UUID, int | None] = field(default_factory=dict)
    standing: dict[UUID, bool] = field(default_factory=dict)

    def expected(self) -> int:
        total = 0
        for event in self.events:
            told = [self.value[each] for each in event if self.standing[each] and self.value[each] is not None]
            total += told[0] or 0 if told else 0
        return total


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["file", "join", "amend", "empty", "turn over", "erase", "fold"]),
        st.integers(0, 5),
        st.integers(1, 10**6),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_whatever_is_done_totals_agree_with_a_recount_and_with_a_book_kept_by_hand(
    database: Database, acts: list[tuple[str, int, int]]
) -> None:
    book, erased = Book(), set()
    before = await database.run(signed)
    rows: list[ReportRow] = []
    for act, which, value in acts:
        row = rows[which % len(rows)] if rows else None
        if act == "fold":
            await database.run(lambda stores: stores.running.fold())
        elif act == "file" or row is None:
            rows.append(new := await database.run(file, value))
            book.events.append([new.id])
            book.value[new.id], book.standing[new.id] = value, True
        elif act == "join":
            rows.append(new := await database.run(file, value, row))
            next(event for event in book.events if row.id in event).append(new.id)
            book.value[new.id], book.standing[new.id] = value, True
        elif act in ("amend", "empty") and book.standing[row.id] and row.id not in erased:
            figures = [signatures(value)] if act == "amend" else []
            assert await database.run(amend, row.id, *figures)
            book.value[row.id] = value if act == "amend" else None
        elif act == "turn over" and row.id not in erased:
            await database.run(turn_over, row.id)
            book.standing[row.id] = not book.standing[row.id]
        elif act == "erase":
            await database.run(erased_now(row.id))
            erased.add(row.id)
    signatures_now, events_now, reports_now = await database.run(signed)
    assert signatures_now - before[0] == book.expected()
    assert events_now - before[1] == sum(any(book.standing[each] for each in event) for event in book.events)
    assert reports_now - before[2] == sum(book.standing.values())


def signed(stores: Stores) -> tuple[int, int, int]:
    """Signatures, events and reports."""
    return (sum(value for _, value, _ in plain(stores)), *events(stores))


def erased_now(report_id: UUID) -> Callable[[Stores], None]:
    return lambda stores: erase_reports(stores, [report_id])


async def test_what_a_change_moves_in_a_report_of_a_later_day_counts_on_that_day(database: Database) -> None:
    """Withdrawn in the evening, while where the other report of the event was filed it is tomorrow already."""

    def one_withdrawn(stores: Stores) -> list[Any]:
        first = file(stores, 100)
        second = file(stores, 100, first)
        of_second = report.update().where(report.c.id == second.id)
        stores.connection.execute(of_second.values(filed_on=DAY + timedelta(days=1)))
        turn_over(stores, first.id)
        columns = figure_delta.c.report_id, figure_delta.c.day
        moved = sa.select(*columns).where(figure_delta.c.cause == "withdrawn").distinct()
        return [set(stores.connection.execute(moved).all()), {(first.id, DAY), (second.id, DAY + timedelta(days=1))}]

    moved, expected = await database.run(one_withdrawn)
    assert moved == expected


async def test_the_flag_says_which_figures_count(database: Database) -> None:
    first = await database.run(file, 10)
    second = await database.run(file, 10, first)
    flags = sa.select(figure.c.report_id, figure.c.counts)
    found = await database.read(lambda stores: {row.report_id: row.counts for row in stores.connection.execute(flags)})
    assert found == {first.id: True, second.id: False}
