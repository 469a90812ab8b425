"""Section updates not yet received, and since when: of all months that a section is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from reports.awaited import MOST_MONTHS, awaited, months_due
from reports.digest.content import Digest
from reports.digest.edition import Edition
from reports.digest.gathering import gather
from reports.digest.missing import awaited_in, awaited_on
from reports.digest.words import caption, whole
from reports.digest.writing import as_json, html
from reports.digest.writing import told as all_told
from reports.periods import named
from storage.database import Database
from storage.scopes import Within
from storage.stores import Stores
from storage.tables import section
from tests.reports.digest.test_numbers import no_flows
from tests.reports.filing import EVERYTHING, GERMANY, file, home, withdraw
from tests.support.databases import Hands
from texts.locale import voice

__all__ = ["home", "no_flows"]
ON = date(2014, 10, 27)
ALL = ("supporters", "partnership", "advocacy", "media")


def update(stores: Stores, area: str, period: str, **coded: object) -> None:
    file(stores, kind="section_update", area=area, period=period, occurred_on=None, **coded)


def missing(stores: Stores, key: str = "de", on: date = ON) -> dict[tuple[str, ...], list[str]]:
    """The months missing, by areas."""
    where = stores.organisation.section(key)
    assert where is not None
    found = awaited(stores, [where.id], on, stores.now)
    return {each.areas: [f"{month:%Y-%m}" for month in each.months] for each in found}


def test_the_months_due_are_those_whose_day_has_passed() -> None:
    assert months_due(date(2014, 10, 7))[-1] == date(2014, 8, 1), "the seventh is the last day in time"
    found = months_due(date(2014, 10, 8))
    assert (found[0], found[-1], len(found)) == (date(2013, 10, 1), date(2014, 9, 1), MOST_MONTHS)


async def test_a_section_is_asked_for_the_months_since_it_began_and_a_year_back_at_most(
    database: Database, home: None
) -> None:
    def look(stores: Stores) -> None:
        assert missing(stores) == {ALL: ["2014-09"]}, "whoever has just come owes nothing of the past"
        file(stores, filed_on=date(2014, 7, 30))
        update(stores, "media", "2014-07")
        update(stores, "media", "2014-08")
        update(stores, "advocacy", "2014-09")
        assert missing(stores) == {
            ("supporters", "partnership"): ["2014-07", "2014-08", "2014-09"],
            ("advocacy",): ["2014-07", "2014-08"],
            ("media",): ["2014-09"],
        }
        assert missing(stores, "fr") == {ALL: ["2014-09"]}
        file(stores, section="fr", filed_on=date(2011, 1, 1))
        assert len(missing(stores, "fr")[ALL]) == MOST_MONTHS
        stores.connection.execute(section.update().values(areas=["media"]))
        assert missing(stores) == {("media",): ["2014-09"]}, "only what is expected of it"

    await database.run(look)


async def test_it_is_as_of_then_and_nobody_at_risk_is_named(database: Database, home: None, hands: Hands) -> None:
    row = await database.run(lambda stores: file(stores, kind="section_update", area="media", period="2014-09"))
    before = hands.clock.now()
    hands.move(days=1)
    await database.run(withdraw, row)
    await database.run(lambda stores: update(stores, "advocacy", "2014-09"))

    def look(stores: Stores) -> None:
        first, then = (awaited_on(stores, GERMANY, ON, at) for at in (before, stores.now))
        assert [each.areas for each in first] == [("supporters", "partnership", "advocacy")]
        assert [each.areas for each in then] == [("supporters", "partnership", "media")]
        assert then[0].since == date(2014, 10, 7) and then[0].updates == 3
        assert [each.areas for each in awaited_on(stores, Within("country", "DE"), ON, stores.now)] == [
            *(each.areas for each in then),
            ALL,
        ], "both sections are of that country"
        assert awaited_on(stores, Within("campaign", "stop_torture"), ON, stores.now) == ()
        stores.connection.execute(section.update().where(section.c.key == "fr").values(at_risk=True))
        for within in (EVERYTHING, Within("country", "DE")):
            assert len(awaited_on(stores, within, ON, stores.now)) == 1

    await database.run(look)


async def test_what_is_left_out_of_the_caption_is_counted(database: Database, home: None) -> None:
    def look(stores: Stores) -> Digest:
        file(stores, filed_on=date(2014, 1, 1))
        for number, area in enumerate(ALL):
            for month in range(1, 5 + number):
                update(stores, area, f"2014-{month:02}")
        file(stores, section="fr", filed_on=date(2014, 8, 1))
        update(stores, "media", "2014-08")
        now = datetime(2014, 10, 27, 8, tzinfo=UTC)
        stores.running.close()
        return gather(stores, EVERYTHING, named("2014-W43"), now, now.date())

    digest = await database.run(look)
    speaking = voice("en")
    told, every = caption(digest, speaking).text, whole(digest, speaking)
    assert digest.awaited_cell is not None
    assert sum(each.updates for each in digest.awaited) == digest.awaited_cell.value
    assert every.count("Section update") == 5 and told.count("Section update") == 4
    assert "… and 1 more" in told and "more" not in every
    assert "Section updates for 5 months since May 2014: Supporter" in every
    assert "(the first expected by Sat 7 Jun) – A section" in every


async def test_its_number_keeps_what_it_counted_and_opens_everywhere(database: Database, home: None) -> None:
    def look(stores: Stores) -> None:
        file(stores, filed_on=date(2014, 1, 1))
        stores.running.close()
        digest = gather(stores, EVERYTHING, named("2014-W43"), stores.now, ON)
        cell = digest.awaited_cell
        assert cell is not None and cell.value == 4 * 9 + 4
        old = replace(cell, filter={"of": cell.key, "on": ON.isoformat()})
        assert awaited_in(stores, old, EVERYTHING, stores.now) == (digest.awaited, 0), "sent before it kept that"
        stores.connection.execute(section.update().values(areas=["media"]))
        assert awaited_in(stores, cell, EVERYTHING, stores.now) == (digest.awaited, 0), "whatever is expected later"
        edition = Edition(UUID(int=1), digest, voice("en"), ZoneInfo("UTC"))
        behind = all_told(stores, edition)
        [number] = [each for each in orjson.loads(as_json(edition, behind))["numbers"] if each["key"] == cell.key]
        assert (number["words"], len(number["records"])) == ("40 updates not yet received", 40)
        first = {"section": "de", "area": "supporters", "month": "2014-01", "expected_by": "2014-02-07"}
        assert number["records"][0] == first
        page = html(edition, behind, None)
        assert page.count("<li>Section update for September 2014: all four areas") == 1, "of the section that began"
        assert "<li>Section updates for 9 months since January 2014: all four areas (the first" in page
        stores.connection.execute(section.update().where(section.c.key == "fr").values(at_risk=True))
        shown, hidden = awaited_in(stores, cell, EVERYTHING, stores.now)
        assert ([each.key for each in shown], hidden) == (["de"], 4)
        assert len(awaited_in(stores, cell, Within("section", "fr"), stores.now)[0]) == 2, "its own digest tells"

    await database.run(look)
