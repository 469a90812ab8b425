"""What a section tells of joint events that count elsewhere stands in its digest, apart, and opens."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.digest.buttons import cell_words
from reports.digest.content import Digest
from reports.digest.records import every
from reports.digest.words import whole
from reports.periods import week_of
from storage.counting import SAME_AS, SHARE_OF
from storage.database import Database
from storage.stores import Stores
from storage.tables import link
from tests.reports.digest.test_numbers import gathered, no_flows
from tests.reports.filing import EVERYTHING, GERMANY, file, home, put_at_risk, withdraw
from tests.support.stored import signatures
from texts.locale import voice

__all__ = ["home", "no_flows"]

SIGNATURES = "signatures_delivered"


def told(digest: Digest) -> list[tuple[str, int, int, str]]:
    """What of joint events counts elsewhere."""
    return [(cell.key, int(cell.value), cell.reports, cell.part) for cell, _ in digest.joint]


@pytest.mark.parametrize(
    ("kind", "value", "part", "words"),
    [
        (SAME_AS, 37181, "elsewhere", "Of joint events, counted elsewhere: 37,181 signatures delivered"),
        (SHARE_OF, 6000, "share", "Share of joint events: 6,000 signatures delivered"),
    ],
)
async def test_a_section_that_joined_anothers_delivery_sees_what_it_told(
    database: Database, home: None, kind: str, value: int, part: str, words: str
) -> None:
    def joined(stores: Stores) -> list[Digest]:
        first = file(stores, signatures(37181), section="fr")
        for _ in range(2):  # told twice, it is told once
            row = file(stores, signatures(value), first=first)
            stores.connection.execute(link.update().where(link.c.report_id == row.id).values(kind=kind))
        stores.running.close()
        return [gathered(stores, scope, week_of(stores.now.date())) for scope in (GERMANY, EVERYTHING)]

    section, everything = await database.run(joined)
    assert told(section) == [(SIGNATURES, value, 1, part)]
    assert words in whole(section, voice("en"))
    [(cell, _)] = section.joint
    records = await database.read(lambda stores: list(every(stores, cell)))
    assert [each.value for each in records] == [Decimal(value)], "it opens, and adds up"
    assert told(everything) == [], "there the total counts"
    assert [int(each.cell.value) for each in everything.figures] == [37181]


@pytest.mark.parametrize("kind", [SAME_AS, SHARE_OF])
async def test_where_the_first_teller_is_at_risk_a_safe_digest_tells_what_others_told_and_not_that_anybody_else_did(
    database: Database, home: None, kind: str
) -> None:
    def joined(stores: Stores) -> Digest:
        first = file(stores, signatures(37181), section="fr")
        row = file(stores, signatures(37000), first=first)
        stores.connection.execute(link.update().where(link.c.report_id == row.id).values(kind=kind))
        put_at_risk(stores, "fr")
        stores.running.close()
        return gathered(stores, replace(EVERYTHING, safe=True), week_of(stores.now.date()))

    digest = await database.run(joined)
    assert told(digest) == [(SIGNATURES, 37000, 1, "joint")]
    _, happened, *_ = whole(digest, voice("en")).split("\n\n")
    assert happened.split("\n")[1:] == [
        "<b>1 report of a joint event</b>", "Of joint events: 37,000 signatures delivered"
    ]  # fmt: skip
    buttons = [cell_words(cell, names, voice("en"), "week") for cell, names in digest.numbers()[:2]]
    assert buttons == ["1 report of a joint event", "37,000 signatures delivered · joint · 1 report"]


async def test_what_counts_here_by_now_is_not_told_apart(database: Database, home: None) -> None:
    def joined(stores: Stores) -> Digest:
        first = file(stores, signatures(37181), section="fr")
        file(stores, signatures(6000), first=first)
        withdraw(stores, first)
        stores.running.close()
        return gathered(stores, GERMANY, week_of(stores.now.date()))

    assert told(await database.run(joined)) == []
