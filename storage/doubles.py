"""Reports that may tell of the same event as one about to be filed: found by index, some at a time."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from uuid import UUID

from sqlalchemy import Select, bindparam, false, func, select

from storage.report_store import COLUMNS, ReportRow
from storage.stores import Stores
from storage.tables import person, report, section

AT_ONCE = 100

STANDING = (
    select(*COLUMNS)
    .select_from(
        report.outerjoin(section, section.c.id == report.c.section_id).outerjoin(
            person, person.c.id == report.c.person_id
        )
    )
    .where(
        report.c.kind == bindparam("of_kind"),
        report.c.status == "filed",
        report.c.erased_at.is_(None),
        report.c.occurred_on >= bindparam("since"),
        report.c.occurred_on <= bindparam("until"),
        func.coalesce(person.c.at_risk, false()).is_(False),
        func.coalesce(section.c.at_risk, false()).is_(False),
    )
    .order_by(report.c.filed_at, report.c.id)
    .limit(AT_ONCE)
    .offset(bindparam("offset"))
)
# By kind: the columns in which they agree, which have an index with the day.
AGREEING = {"petition_delivery": ("campaign_key", "country"), "action": ("section_id",), "outcome": ("case_key",)}
LIKE: dict[str, Select] = {
    kind: STANDING.where(*(report.c[name] == bindparam(f"of_{name}") for name in names))
    for kind, names in AGREEING.items()
}
AT_RISK = select(person.c.at_risk).where(person.c.id == bindparam("person"))


def alike(stores: Stores, row: ReportRow, since: date, until: date) -> Iterator[list[ReportRow]]:
    """Filed reports of the row's kind that happened from `since` to `until` and agree with it in the main, the first
    filed first, some at a time as long as they are asked for; none of a person or section at risk."""
    agreed = {f"of_{name}": getattr(row, name) for name in AGREEING.get(row.kind, ())}
    if not agreed or None in agreed.values():
        return
    wanted = agreed | {"of_kind": row.kind, "since": since, "until": until}
    for offset in count(0, AT_ONCE):
        found = [ReportRow(*each) for each in stores.connection.execute(LIKE[row.kind], wanted | {"offset": offset})]
        yield found
        if len(found) < AT_ONCE:
            return


def at_risk(stores: Stores, person_id: UUID) -> bool:
    """Whether the person is at risk: then nothing of others is shown to them."""
    return bool(stores.connection.execute(AT_RISK, {"person": person_id}).scalar())
