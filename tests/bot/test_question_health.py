"""How questions fare is counted beside the conversation: kept through restarts, added up when it ends, never of people
at risk.
"""

from typing import Any

from sqlalchemy import select, update

from storage.question_health_store import HealthRow
from storage.tables import person, revision, session
from tests.support.chat import Respondent, Town
from tests.support.reminding import passes


async def begun(town: Town) -> Respondent:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    return amina


async def counted(town: Town) -> dict[str, HealthRow]:
    """The counts of all revisions by question; one session each, so there is one row of each."""

    def read(stores: Any) -> list[HealthRow]:
        return stores.question_health.of(list(stores.connection.scalars(select(revision.c.id))))

    return {row.question: row for row in await town.service.database.read(read)}


async def test_a_filed_report_adds_what_it_counted(town: Town) -> None:
    amina = await begun(town)
    town.pass_time(seconds=12)
    await amina.says("a great many")
    await amina.says("37,181")
    assert await counted(town) == {}, "it is under way"
    await amina.taps("Back")
    await amina.says("37,182")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.taps("Skip")
    await amina.taps("File the report")
    found = await counted(town)
    signatures = found["signatures"]
    assert (signatures.shown, signatures.answered, signatures.refused, signatures.corrected) == (1, 1, 1, 1)
    assert signatures.bucket == 4, "it took between 8 and 16 seconds"
    assert found["pictures"].skipped == 1
    assert sum(row.abandoned for row in found.values()) == 0


async def test_a_draft_nobody_comes_back_to_says_where_it_stopped(town: Town) -> None:
    amina = await begun(town)
    await amina.says("37,181")
    for _ in range(31):  # she is told before it goes
        await passes(town, days=1)
    found = await counted(town)
    assert {name: row.abandoned for name, row in found.items()} == {"signatures": 0, "target": 1}


async def test_nothing_is_counted_of_people_at_risk(town: Town) -> None:
    amina = await begun(town)
    await town.service.database.run(lambda stores: stores.connection.execute(update(person).values(at_risk=True)))
    await amina.says("37,181")
    await town.service.database.run(
        lambda stores: stores.connection.execute(update(session).values(expires_at=stores.now))
    )
    await town.service.housekeeping.tick()
    assert await counted(town) == {}
