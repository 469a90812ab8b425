"""What is filed after a reader's digest, while the section's day is not over: told by the next digest, apart."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from reports.digest.buttons import cell_words, rows
from reports.digest.content import Digest
from reports.digest.edition import cell_of, stored
from reports.digest.gathering import gather
from reports.digest.nouns import KIND
from reports.digest.records import every, version_behind
from reports.digest.words import whole
from reports.periods import before, named
from scheduler.slots import Cadence, covered, next_slot, slot_of
from storage.database import Database
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.setup import Organisation, Section, apply
from storage.stores import Stores
from tests.reports.digest.test_numbers import no_flows, sqlite_only
from tests.reports.filing import EVERYTHING, amend, file, put_at_risk, withdraw
from tests.support.databases import Hands
from tests.support.stored import signatures
from texts.locale import voice

__all__ = ["no_flows"]

TOLD = datetime(2014, 10, 26, 20, tzinfo=UTC)  # W43 in Auckland, where it is Monday 9:00; Sunday 17:00 in Buenos Aires
ZONES = {
    "de": "Europe/Berlin", "ar": "America/Argentina/Buenos_Aires", "nz": "Pacific/Auckland", "as": "Pacific/Pago_Pago"
}  # fmt: skip


@pytest.fixture
async def sections(database: Database) -> None:
    """Around the world."""
    found = {
        key: Section(name={"en": key}, country=key.upper(), zone=zone, languages=["en"]) for key, zone in ZONES.items()
    }
    await database.run(apply, Organisation(sections=found))


def week(stores: Stores, name: str = "2014-W44", until: datetime = TOLD, scope: Within = EVERYTHING) -> Digest:
    stores.running.close()
    today = stores.now.astimezone(ZoneInfo("Pacific/Auckland")).date()
    return gather(stores, scope, named(name), stores.now, today, told_until=until)


def heads(digest: Digest) -> dict[str, int]:
    """Figures of the week itself."""
    return {each.cell.key: int(each.cell.value) for each in digest.figures}


async def a_sunday_evening(database: Database, hands: Hands) -> None:
    """In Buenos Aires, after W43 was told in Auckland: a delivery put right on that day, one taken back, an outcome."""
    hands.set(TOLD - timedelta(days=1))
    await database.run(lambda stores: file(stores, signatures(100), section="ar"))
    hands.set(TOLD)
    await database.run(lambda stores: file(stores, signatures(20), section="ar"))  # in the same moment: it told that
    hands.set(datetime(2014, 10, 27, 1, 30, tzinfo=UTC))

    def filed(stores: Stores) -> tuple[ReportRow, ReportRow]:
        file(stores, kind="outcome", section="ar")
        file(stores, signatures(7), section="de")  # where it is Monday
        told = signatures(37181, "over")
        return file(stores, told, section="ar"), file(stores, signatures(50), section="ar")

    right, back = await database.run(filed)
    hands.move(hours=1)
    await database.run(lambda stores: amend(stores, right, signatures(37000, "over")))
    await database.run(withdraw, back)
    hands.set(TOLD + timedelta(days=7))


async def test_it_is_told_apart_opens_and_adds_nothing_to_the_week(
    database: Database, sections: None, hands: Hands
) -> None:
    await a_sunday_evening(database, hands)
    digest = await database.run(week)
    assert heads(digest) == {"signatures_delivered": 7}
    told = "1 change, 1 petition delivery (over 37,000 signatures delivered)"
    assert f"Came in after the digest of the week before: {told}" in whole(digest, voice("en"))
    late = [cell for cell, _ in digest.late]
    assert {(each.key, each.basis) for each in late} == {
        (KIND, "outcome"), (KIND, "petition_delivery"), ("signatures_delivered", "signatures")
    }  # fmt: skip

    def opens(stores: Stores) -> None:
        for at, (cell, _) in enumerate(digest.numbers()):
            assert cell_of(stored(at, cell)) == cell
        for cell in late:
            found = list(every(stores, cell))
            assert len(found) == cell.reports and sum(each.value for each in found) == cell.value, cell
            version = 1 if cell.basis == "outcome" else 2
            assert [version_behind(stores, cell, each.report.id, digest.as_of) for each in found] == [version]

    await database.read(opens)
    buttons = [button.text for row in rows(digest, UUID(int=1), voice("en"), "week") for button in row]
    assert "1 petition delivery · after the previous digest" in buttons


@sqlite_only
async def test_a_week_of_nothing_else_is_not_quiet_and_scopes_hold(
    database: Database, sections: None, hands: Hands
) -> None:
    await a_sunday_evening(database, hands)
    argentina = Within("section", "ar")
    digest = await database.run(lambda stores: week(stores, scope=argentina))
    text = whole(digest, voice("en"))
    assert "Came in after the digest of the week before" in text and "quiet" not in text and not digest.empty
    assert (await database.run(lambda stores: week(stores, scope=Within("section", "de")))).late == ()
    in_berlin = TOLD + timedelta(hours=12)  # nine o'clock there, when Sunday is over in Argentina too
    assert (await database.run(lambda stores: week(stores, until=in_berlin))).late == ()
    await database.run(lambda stores: put_at_risk(stores, "ar"))
    assert (await database.run(lambda stores: week(stores, scope=Within("everything", "", safe=True)))).late == ()


async def test_what_is_changed_then_of_what_that_digest_told_is_told_apart_too(
    database: Database, sections: None, hands: Hands
) -> None:
    def filed(stores: Stores) -> list[ReportRow]:
        return [file(stores, signatures(number), section="ar") for number in (1000, 500, 41)]

    hands.set(TOLD - timedelta(days=9))
    older, *_ = await database.run(filed)
    hands.set(TOLD - timedelta(hours=2))  # on that Sunday
    right, back, same = await database.run(filed)
    hands.set(TOLD + timedelta(hours=5))

    def changed(stores: Stores) -> None:
        amend(stores, older, signatures(990))
        amend(stores, right, signatures(1030))
        withdraw(stores, back)

    await database.run(changed)
    hands.set(TOLD + timedelta(hours=8))  # Monday there too: a matter of the new week
    await database.run(lambda stores: amend(stores, same, signatures(40)))
    hands.set(TOLD + timedelta(days=7))
    digest = await database.run(week)
    assert "corrected: -1 signature delivered" in whole(digest, voice("en"))
    told = "1 report withdrawn (-480 signatures delivered)"
    assert f"Changed after the digest of the week before: {told}" in whole(digest, voice("en"))
    assert "Came in after" not in whole(digest, voice("en"))
    for language in ("fr", "es", "ar"):
        assert "480" in whole(digest, voice(language))
    assert await database.read(behind, digest) == {
        "signatures_delivered": {older.id: -10, right.id: 30, back.id: -500}, "withdrawn": {back.id: 1}
    }  # fmt: skip
    assert {cell_words(cell, {}, voice("en"), "week") for cell, _ in digest.changed_late} == {
        "-480 signatures delivered · correction · after the previous digest · 3 reports",
        "1 report withdrawn · after the previous digest",
    }
    in_berlin = TOLD + timedelta(hours=12)  # nine o'clock there, when all that had been done already
    assert (await database.run(lambda stores: week(stores, until=in_berlin))).changed_late == ()


async def test_a_change_that_moves_a_joint_report_where_it_is_monday_already(
    database: Database, sections: None, hands: Hands
) -> None:
    def filed(stores: Stores) -> list[ReportRow]:
        first = file(stores, signatures(480), section="ar")
        return [first, *(file(stores, signatures(480), section=each, first=first) for each in ("nz", "de"))]

    hands.set(TOLD - timedelta(days=2))
    first, second, third = await database.run(filed)
    hands.set(TOLD + timedelta(hours=1))
    await database.run(withdraw, third)  # the event counts by another: no number moves
    hands.set(TOLD + timedelta(hours=2))
    await database.run(withdraw, first)  # the event counts by the second from now on
    hands.set(TOLD + timedelta(days=7))
    digest = await database.run(week)
    told = "2 reports withdrawn (±0 signatures delivered)"
    assert f"Changed after the digest of the week before: {told}" in whole(digest, voice("en"))
    assert await database.read(behind, digest) == {
        "signatures_delivered": {first.id: -480, second.id: 480}, "withdrawn": {first.id: 1, third.id: 1}
    }  # fmt: skip
    there = await database.run(lambda stores: week(stores, scope=Within("section", "nz")))
    assert "Changed after the digest of the week before: +480 signatures delivered" in whole(there, voice("en"))
    assert await database.read(behind, there) == {"signatures_delivered": {second.id: 480}}


def behind(stores: Stores, digest: Digest) -> dict[str, dict[UUID, int]]:
    """What stands behind each number of what was changed late; they add up to it."""
    for at, (cell, _) in enumerate(digest.numbers()):
        assert cell_of(stored(at, cell)) == cell
    found = {}
    for cell, _ in digest.changed_late:
        records = list(every(stores, cell))
        assert sum(each.value for each in records) == cell.value and len(records) == cell.reports, cell
        found[cell.key] = {each.report.id: int(each.value) for each in records}
    return found


@dataclass
class Reader:
    """Has a digest every day at that hour."""

    zone: ZoneInfo
    hour: int
    told: list[UUID] = field(default_factory=list)

    @property
    def cadence(self) -> Cadence:
        return Cadence("daily", self.hour)

    def read(self, stores: Stores) -> None:
        """The digest that is due now."""
        period = covered(self.cadence, self.zone, stores.now)
        until = slot_of(self.cadence, self.zone, before(period))
        stores.running.close()
        digest = gather(stores, EVERYTHING, period, stores.now, stores.now.date(), told_until=until)
        new = [*(each.cell for each in digest.reports), *(cell for cell, _ in digest.late if cell.key == KIND)]
        self.told += [record.report.id for cell in new for record in every(stores, cell)]


def filed_in(stores: Stores, section: str) -> UUID:
    """A report filed now there."""
    return file(stores, section=section).id


@sqlite_only
async def test_every_report_is_new_in_exactly_one_of_a_readers_digests(
    database: Database, sections: None, hands: Hands
) -> None:
    chance = random.Random(7)
    readers = [
        Reader(ZoneInfo(zone), hour)
        for zone, hour in (("Pacific/Kiritimati", 0), ("Pacific/Auckland", 9), ("Asia/Manila", 7), ("Europe/Berlin", 0),
                           ("America/New_York", 9))
    ]  # fmt: skip
    begun, files = datetime(2014, 10, 25, tzinfo=UTC), []
    moments = [(begun + timedelta(minutes=chance.randrange(3 * 24 * 60)), chance.choice([*ZONES])) for _ in range(60)]
    happens: list[tuple[datetime, int, Reader | str]] = [(at, 0, section) for at, section in moments]
    for reader in readers:
        slot = begun - timedelta(days=1)
        for _ in range(7):
            slot = next_slot(reader.cadence, reader.zone, slot)
            happens.append((slot, 1, reader))
    for at, _, what in sorted(happens, key=lambda each: each[:2]):
        hands.set(at)
        if isinstance(what, str):
            files.append(await database.run(filed_in, what))
        else:
            await database.run(what.read)
    for reader in readers:
        assert sorted(reader.told) == sorted(files), reader.zone
