"""What came of it is asked once, together, and of nobody when it is known: on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa

from flows.following import FIELD, WANTED
from scheduler.follow_ups import FollowUps, no_news, standing
from storage.counting import SAME_AS, SHARE_OF
from storage.database import Database
from storage.report_store import ReportRow
from storage.stores import Stores
from storage.tables import report, revision, section
from tests.support.databases import Hands
from tests.support.reminding import Mouth, in_berlin
from tests.support.stored import filed, joined

ASKED_ON = datetime(2014, 11, 20, 9, tzinfo=UTC)  # ten in Berlin, thirty days after the first
STELLA, SAM, ELSEWHERE = 502, 503, 504
FLOW: dict[str, Any] = {
    "key": "letters",
    "title": {"en": "Letters"},
    "languages": ["en"],
    "default_language": "en",
    "files": "petition_delivery",
    "follow_up": "30d staff",
    "items": [{"type": "text", "name": "story", "label": {"en": "What happened?"}}],
}
NARROW = FLOW | {"key": "actions", "items": [{**FLOW["items"][0], "fills": FIELD}]}


def reported(stores: Stores, flow: dict[str, Any] = FLOW, day: int = 21, number: int = 1) -> ReportRow:
    """A report of Berlin on a day of October."""
    revision = stores.flows.publish(flow["key"], orjson.dumps(flow).decode(), flow["key"], None, stores.now)
    row = filed(stores, in_berlin(stores), f"AR-00000{number}-0")
    changed: dict[str, Any] = {"occurred_on": date(2014, 10, day), "revision_id": revision.id}
    stores.connection.execute(sa.update(report).where(report.c.id == row.id).values(changed))
    return replace(row, **changed)


def late(stores: Stores, **more: Any) -> None:
    """One of the first of September, filed today."""
    row = reported(stores)
    columns = {"occurred_on": date(2014, 9, 1), "filed_on": stores.now.date(), **more}
    stores.connection.execute(sa.update(report).where(report.c.id == row.id).values(columns))


def working(stores: Stores, telegram_id: int) -> UUID:
    """Somebody on the staff of Berlin."""
    person = in_berlin(stores, telegram_id)
    stores.roles.grant(person.id, "staff", "section", "germany", stores.now)
    return person.id


@pytest.fixture
async def mouth(database: Database) -> Mouth:
    await database.run(lambda stores: (working(stores, STELLA), working(stores, SAM)))
    return Mouth(database, sources=(FollowUps(),))


async def test_staff_are_asked_at_ten_of_the_thirtieth_day_and_once(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(reported)
    hands.set(datetime(2014, 11, 20, 8, 59, tzinfo=UTC))
    assert await mouth.texts() == []
    hands.set(ASKED_ON)
    for _ in range(2):
        texts = await mouth.texts()
        assert len(texts) == 2  # Stella and Sam, and not who filed it
    assert "The petition delivery of October: any news?" in texts[0]
    assert "[No news] [Yes…] [Ask me tomorrow]" in texts[0]


async def test_they_are_asked_of_a_flow_that_was_withdrawn_since(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(reported)
    await mouth.database.run(lambda stores: stores.flows.withdraw(FLOW["key"]))
    hands.set(ASKED_ON)
    assert len(await mouth.texts()) == 2


async def test_of_the_next_days_it_is_asked_along_and_of_later_ones_later(mouth: Mouth, hands: Hands) -> None:
    for number, day in enumerate((21, 22, 26, 31)):
        await mouth.database.run(reported, FLOW, day, number)
    hands.set(ASKED_ON)
    assert "3 petition deliveries of October" in (await mouth.texts())[0]
    hands.set(datetime(2014, 11, 30, 9, tzinfo=UTC))
    texts = await mouth.texts()
    assert len(texts) == 4 and "The petition delivery of October" in texts[3]


async def test_where_the_flow_narrows_it_only_what_says_so_is_asked(mouth: Mouth, hands: Hands) -> None:
    await mouth.database.run(reported, NARROW)
    asked = await mouth.database.run(reported, NARROW, 21, 2)
    await mouth.database.run(lambda stores: stores.reports.put_fields(asked.id, {FIELD: [WANTED]}))
    hands.set(ASKED_ON)
    text = (await mouth.texts())[0]
    assert "AR-000002-0" in text and "AR-000001-0" not in text


async def test_what_is_told_long_after_it_happened_is_asked_about_the_next_day_and_once(
    mouth: Mouth, hands: Hands
) -> None:
    hands.set(datetime(2014, 10, 20, 12, tzinfo=UTC))
    await mouth.database.run(late)
    assert await mouth.texts() == []
    hands.set(datetime(2014, 10, 21, 8, tzinfo=UTC))  # ten in Berlin, in summer
    for _ in range(2):
        assert ["of September: any news" in each for each in await mouth.texts()] == [True, True]
        hands.move(days=1)


async def test_what_is_brought_in_from_elsewhere_long_after_it_happened_is_not_asked_about(
    mouth: Mouth, hands: Hands
) -> None:
    await mouth.database.run(lambda stores: late(stores, external_id="hash"))
    hands.move(days=1)
    assert await mouth.texts() == []


@pytest.mark.parametrize("imported", [False, True])
async def test_where_nobody_said_when_it_happened_it_counts_from_the_day_of_filing(
    mouth: Mouth, hands: Hands, imported: bool
) -> None:
    def without_a_day(stores: Stores) -> None:
        row = reported(stores)
        changed = {"occurred_on": None, "external_id": "hash" if imported else None}
        stores.connection.execute(sa.update(report).where(report.c.id == row.id).values(changed))

    await mouth.database.run(without_a_day)  # on the 21st
    hands.set(datetime(2014, 11, 20, 8, 59, tzinfo=UTC))
    assert await mouth.texts() == []
    hands.set(ASKED_ON)
    assert len(await mouth.texts()) == (0 if imported else 2)


@pytest.mark.parametrize("known", ["withdrawn", "an outcome", "no news", "long ago"])
async def test_nobody_is_asked(mouth: Mouth, hands: Hands, known: str) -> None:
    row = await mouth.database.run(reported)

    def make_known(stores: Stores) -> None:
        if known == "withdrawn":
            stores.reports.withdraw(row.id, stores.now)
        elif known == "an outcome":
            outcome = filed(stores, in_berlin(stores), "AR-000009-9")
            stores.links.put(outcome.id, "led_to", [row.id], stores.now)
        elif known == "no news":
            no_news(stores, in_berlin(stores, STELLA), [row])

    await mouth.database.run(make_known)
    hands.set(ASKED_ON)
    if known == "long ago":
        hands.move(days=15)
    assert await mouth.texts() == []


async def test_a_revision_that_can_no_longer_be_read_keeps_no_other_from_being_asked_about(
    mouth: Mouth, hands: Hands
) -> None:
    row = await mouth.database.run(reported, FLOW | {"key": "old"})
    await mouth.database.run(reported, FLOW, 21, 2)
    broken = sa.update(revision).where(revision.c.id == row.revision_id).values(content='{"follow_up": "30d staff"}')
    await mouth.database.run(lambda stores: stores.connection.execute(broken))
    hands.set(ASKED_ON)
    text = (await mouth.texts())[0]
    assert "AR-000002-0" in text and "AR-000001-0" not in text


async def test_those_of_another_section_and_activists_may_not_be_told_of_it(mouth: Mouth, hands: Hands) -> None:
    row = await mouth.database.run(reported)

    def seen(stores: Stores) -> list[int]:
        home = {"key": "france", "name": {"en": "France"}, "country": "FR", "zone": "Europe/Paris", "language": "fr"}
        stores.organisation.put(section, [home])
        france = stores.organisation.section("france")
        assert france is not None
        other = joined(stores, ELSEWHERE, france.id)
        stores.roles.grant(other.id, "staff", "section", "france", stores.now)
        people = [in_berlin(stores), in_berlin(stores, STELLA), stores.people.get(other.id)]
        return [len(standing(stores, each, [row.id])) for each in people if each is not None]

    assert await mouth.database.run(seen) == [0, 1, 0]
    hands.set(ASKED_ON)
    assert len(await mouth.texts()) == 2


def joint(stores: Stores, kind: str = SAME_AS, day: int = 22) -> tuple[ReportRow, ReportRow]:
    """Two reports of one delivery, the other linked to the first."""
    first, other = reported(stores), reported(stores, FLOW, day, 2)
    stores.links.put(other.id, kind, [first.id], stores.now)
    return first, other


@pytest.mark.parametrize("kind", [SAME_AS, SHARE_OF])
async def test_two_reports_of_one_delivery_are_asked_about_as_one(mouth: Mouth, hands: Hands, kind: str) -> None:
    await mouth.database.run(joint, kind)
    hands.set(ASKED_ON)
    texts = await mouth.texts()
    assert len(texts) == 2 and "The petition delivery of October: any news?" in texts[0]
    assert "AR-000001-0" in texts[0] and "AR-000002-0" not in texts[0]


@pytest.mark.parametrize("answer", ["an outcome", "no news"])
@pytest.mark.parametrize("of", [0, 1])
async def test_what_is_answered_of_one_is_not_asked_of_the_other_which_is_due_later(
    mouth: Mouth, hands: Hands, answer: str, of: int
) -> None:
    both = await mouth.database.run(joint, SAME_AS, 31)

    def answered(stores: Stores) -> list[ReportRow]:
        if answer == "an outcome":
            outcome = filed(stores, in_berlin(stores), "AR-000009-9")
            stores.links.put(outcome.id, "led_to", [both[of].id], stores.now)
        else:
            no_news(stores, in_berlin(stores, STELLA), [both[of]])
        return standing(stores, in_berlin(stores, SAM), [each.id for each in both])

    assert await mouth.database.run(answered) == []
    for day in (ASKED_ON, datetime(2014, 12, 1, 9, tzinfo=UTC)):
        hands.set(day)
        assert await mouth.texts() == []


async def test_what_another_section_answered_is_asked_of_this_one(mouth: Mouth, hands: Hands) -> None:
    first, _ = await mouth.database.run(joint)

    def elsewhere(stores: Stores) -> None:
        home = {"key": "france", "name": {"en": "France"}, "country": "FR", "zone": "Europe/Paris", "language": "fr"}
        stores.organisation.put(section, [home])
        france = stores.organisation.section("france")
        assert france is not None
        stores.connection.execute(sa.update(report).where(report.c.id == first.id).values(section_id=france.id))
        no_news(stores, in_berlin(stores, STELLA), [first])

    await mouth.database.run(elsewhere)
    hands.set(datetime(2014, 11, 21, 9, tzinfo=UTC))
    assert "AR-000002-0" in (await mouth.texts())[0]
