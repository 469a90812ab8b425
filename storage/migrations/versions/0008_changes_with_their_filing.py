"""The running totals of a span count changes of what was filed in it with its filing; until now by their cause, and
every digest looked them up one by one. Those that are left are found by cause and key in their index. The reports of an
event whose totals differ are marked, and so are those of one that is told of from several places; each by an index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0008"
down_revision = "0007"

MARKS = {  # of a partial index each
    "differs": (["section_id", "differs_since"], sa.text("differs_since IS NOT NULL")),
    "across": (["section_id", "filed_on"], sa.text("across")),
}
RARE = sa.text("cause <> 'filed'")
RARE_BEFORE = sa.text("(cause <> 'filed' OR value = '0')")
AT_ONCE = 1_000  # rows
THING = ("kind", "key", "basis", "measure", "qualifier")
KEPT_BY = ("scope", "scope_key", "span", "since", "happened", *THING, "cause")
MEASURE = KEPT_BY.index("measure")
RUNNING = sa.table(
    "running_total",
    *(sa.column(name, sa.Date() if name == "since" else sa.String()) for name in (*KEPT_BY, "value")),
    sa.column("reports", sa.Integer),
)
OF_SPAN = sa.select(RUNNING).where(*(RUNNING.c[name] == sa.bindparam(name) for name in KEPT_BY[:4]))
CHANGES = sa.text(
    f"""
    SELECT figure_delta.id, day, happened_from, filed_on, section_id, country, campaign_key, {", ".join(THING)}, cause,
        value, reports
    FROM figure_delta LEFT JOIN (SELECT id, filed_on FROM report) AS filed ON filed.id = report_id
    WHERE cause <> 'filed' AND fold IS NOT NULL AND figure_delta.id > :last ORDER BY figure_delta.id LIMIT {AT_ONCE}
    """
).columns(day=sa.Date, happened_from=sa.Date, filed_on=sa.Date, section_id=sa.Uuid, reports=sa.Integer)
JOINT = "('same_as', 'share_of')"
EVENT = "coalesce(event_id, action_id, report.id)"
JOINED = f"LEFT JOIN link ON link.report_id = report.id AND link.kind IN {JOINT}"
IS_JOINT = f"""(
    event_id IN (SELECT event_id FROM report WHERE event_id IS NOT NULL GROUP BY event_id HAVING count(*) > 1)
    OR action_id IS NOT NULL
    OR report.id IN (SELECT action_id FROM link WHERE link.kind IN {JOINT})
)"""
TOLD = sa.text(
    f"""
    SELECT {EVENT} AS event, report.id, value, qualifier, key, basis, measure,
        coalesce((SELECT max(created_at) FROM figure_delta WHERE report_id = report.id), filed_at) AS moved_at
    FROM report JOIN figure ON figure.report_id = report.id {JOINED}
    WHERE status = 'filed' AND (link.kind IS NULL OR link.kind <> 'share_of') AND {IS_JOINT}
    ORDER BY 1, 2
    """
).columns(event=sa.Uuid, id=sa.Uuid, moved_at=UtcDateTime)
PLACES = sa.text(
    f"""
    SELECT {EVENT} AS event, report.id, section_id, country, campaign_key FROM report {JOINED} WHERE {IS_JOINT}
    ORDER BY 1
    """
).columns(event=sa.Uuid, id=sa.Uuid)
ID = sa.bindparam("id", type_=sa.Uuid)
SET_DIFFERS = sa.text("UPDATE report SET differs_since = :since WHERE id = :id").bindparams(
    ID, sa.bindparam("since", type_=UtcDateTime)
)
SET_ACROSS = sa.text("UPDATE report SET across = true WHERE id = :id").bindparams(ID)
Sums = dict[tuple[Any, ...], tuple[Decimal, int]]


def upgrade() -> None:
    op.add_column("report", sa.Column("differs_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report", sa.Column("across", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    marked = (
        (SET_DIFFERS, list(_differing(connection.execute(TOLD)))),
        (SET_ACROSS, list(_told_across(connection.execute(PLACES)))),
    )
    for statement, rows in marked:
        if rows:
            connection.execute(statement, rows)
    for name, (columns, mark) in MARKS.items():
        op.create_index(f"ix_report_{name}", "report", columns, sqlite_where=mark, postgresql_where=mark)
    _index_rare(RARE, "section_id", "day", "cause", "key")
    _count_changes(with_filing=True)


def downgrade() -> None:
    _count_changes(with_filing=False)
    _index_rare(RARE_BEFORE, "section_id", "day")
    for name in MARKS:
        op.drop_index(f"ix_report_{name}", "report")
    for name in ("differs_since", "across"):
        op.drop_column("report", name)


def _index_rare(rare: sa.TextClause, *columns: str) -> None:
    op.drop_index("ix_figure_delta_rare", "figure_delta")
    op.create_index("ix_figure_delta_rare", "figure_delta", columns, sqlite_where=rare, postgresql_where=rare)


def _differing(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The reports of the events of which two tell another total of one thing, or not as surely: since what counts moved
    last.
    """
    for _, some in groupby(rows, key=lambda row: row.event):
        told: dict[tuple[str, str, str], dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
        moved = {}
        for row in some:
            told[row.key, row.basis, row.measure][row.id].append(row)
            moved[row.id] = row.moved_at
        if any(len({_surely(each) for each in by_report.values()}) > 1 for by_report in told.values()):
            yield from ({"id": each, "since": max(moved.values())} for each in moved)


def _told_across(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The reports of events that are told of by several sections, or for several countries or campaigns."""
    for _, some in groupby(rows, key=lambda row: row.event):
        reports = {row.id: (row.section_id, row.country, row.campaign_key) for row in some}
        if len(set(reports.values())) > 1:
            yield from ({"id": each} for each in reports)


def _surely(told: list[Any]) -> tuple[Decimal, str, str]:
    qualifiers = sorted(each.qualifier for each in told)
    return sum((Decimal(each.value) for each in told), Decimal(0)), qualifiers[0], qualifiers[-1]


def _count_changes(with_filing: bool) -> None:
    """All totals that have changes in them."""
    connection = op.get_bind()
    op.execute("DELETE FROM running_total WHERE cause <> 'filed'")
    more = _added(_changes(), with_filing)
    known = []
    for span in sorted({key[:4] for key in more}):
        for row in connection.execute(OF_SPAN, dict(zip(KEPT_BY, span, strict=False))).all():
            value, reports = more.pop(tuple(row[:-2]), (Decimal(0), 0))
            if value or reports:
                known.append(_row(row[:-2], Decimal(row.value) + value, row.reports + reports, "by_"))
    if known:
        these = (RUNNING.c[name] == sa.bindparam(f"by_{name}") for name in KEPT_BY)
        values: dict[str, Any] = {name: sa.bindparam(f"by_{name}") for name in ("value", "reports")}
        connection.execute(sa.update(RUNNING).where(*these).values(values), known)
    # Of figures that do not add up the row itself tells that one moved.
    new = [_row(key, *both) for key, both in more.items() if any(both) or key[MEASURE] != "in_period"]
    if new:
        connection.execute(sa.insert(RUNNING), new)


def _changes() -> Iterator[Any]:
    """Some at a time: a stream of them that is not over yet would hold up what changes their tables."""
    last = 0
    while rows := op.get_bind().execute(CHANGES, {"last": last}).all():
        yield from rows
        last = rows[-1].id


def _row(key: Any, value: Decimal, reports: int, prefix: str = "") -> dict[str, Any]:
    named = dict(zip(KEPT_BY, key, strict=True)) | {"value": format(value, "f"), "reports": reports}
    return {f"{prefix}{name}": each for name, each in named.items()}


def _added(changes: Iterable[Any], with_filing: bool) -> Sums:
    found: Sums = {}
    for row in changes:
        value = Decimal(row.value) if row.measure == "in_period" else Decimal(0)
        thing = tuple(getattr(row, name) for name in THING)
        filed_on = row.filed_on or date.min  # of a report that is none; in no span of a movement but ever
        for scope in _scopes(row):
            for span, filed in zip(_spans(row.day, row.happened_from), _spans(filed_on, filed_on), strict=True):
                own = span[1] == filed[1]
                if own:
                    sign = 1 if with_filing else -1
                    _add(found, (*scope, *span, *thing, "filed"), sign * value, sign * row.reports)
                if row.cause != "moved" and not (own and with_filing):
                    _add(found, (*scope, *span, *thing, row.cause), value, row.reports)
    return found


def _add(sums: Sums, key: tuple[Any, ...], value: Decimal, reports: int) -> None:
    before = sums.get(key, (Decimal(0), 0))
    sums[key] = before[0] + value, before[1] + reports


def _scopes(row: Any) -> Iterator[tuple[str, str]]:
    yield "everything", ""
    home = row.section_id.hex if row.section_id.int else ""
    if home:
        yield "section", home
    for scope, key in (("country", row.country), ("campaign", row.campaign_key)):
        if key:
            yield scope, key
            if home:
                yield f"section {scope}", f"{home} {key}"


def _spans(day: date, happened: date) -> Iterator[tuple[str, date, str]]:
    for span, since in (
        ("week", day - timedelta(days=day.weekday())),
        ("month", day.replace(day=1)),
        ("ever", date(1, 1, 1)),
    ):
        earlier = happened < since.replace(day=1)
        yield span, since, happened.isoformat()[:7] if earlier else ""
