"""Movements of figures, kept, and running totals by scope. Movements used to be deleted once they had been added up:
what stands now is written as filed on its day."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from storage.movements import EVENT, FILED, FigureRow, Held, Owner, movements, settled
from storage.types import ExactNumber, UtcDateTime

revision = "0005"
down_revision = "0004"

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
THING = ("kind", "key", "basis", "measure", "qualifier", "cause")
RARE = sa.text("(cause <> 'filed' OR value = '0')")
UNWRITTEN = sa.text("kind IN ('voice', 'audio', 'video_note') AND status = 'stored' AND transcript IS NULL")
OWNER = tuple(Owner.__dataclass_fields__)
FIGURE = ("question", "key", "number", "qualifier", "basis", "measure")
REPORTS = """
    SELECT r.id, r.version, r.status, r.section_id, r.kind, r.campaign_key, r.country, r.filed_at, r.filed_on,
        r.occurred_on, r.period, e.value AS ended_on, f.id AS figure_id, f.counts, f.question, f.key, f.value AS number,
        f.qualifier, f.basis, f.measure, coalesce(r.event_id, l.action_id, r.id) AS event
    FROM report r LEFT JOIN figure f ON f.report_id = r.id
        LEFT JOIN report_field e ON e.report_id = r.id AND e.field = 'ended_on'
        LEFT JOIN link l ON l.report_id = r.id AND l.kind IN ('same_as', 'share_of')
    ORDER BY event, r.filed_at, r.id, f.question
"""
TYPES: dict[str, Any] = {
    **dict.fromkeys(FIGURE, sa.String()),
    **dict.fromkeys(("id", "section_id", "figure_id", "event"), sa.Uuid()),
    **dict.fromkeys(("filed_on", "occurred_on"), sa.Date()),
    "version": sa.Integer(), "counts": sa.Boolean(), "number": ExactNumber(), "filed_at": UtcDateTime(),
}


def upgrade() -> None:
    op.drop_table("daily_figure")
    op.drop_table("figure_delta")
    delta = create_deltas()
    op.create_table(
        "running_total",
        sa.Column("scope", sa.String(length=16), primary_key=True),
        sa.Column("scope_key", sa.String(length=100), primary_key=True),
        sa.Column("span", sa.String(length=8), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("happened", sa.String(length=7), primary_key=True),
        *(sa.Column(name, sa.String(length=64), primary_key=True) for name in THING),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    for columns in (["filed_on"], ["section_id", "kind", "filed_on"]):
        op.create_index(f"ix_report_{'_'.join(columns)}", "report", columns)
    op.drop_index("ix_attachment_session_id", "attachment")  # the longer one serves what it did
    op.create_index("ix_attachment_session_id_status", "attachment", ["session_id", "status"])
    op.create_index(
        "ix_attachment_unwritten", "attachment", ["session_id"], sqlite_where=UNWRITTEN, postgresql_where=UNWRITTEN
    )
    connection = op.get_bind()
    found = connection.execute(sa.text(REPORTS).columns(**TYPES)).all()
    for _, rows in groupby(found, key=lambda row: row.event):
        counted = list(count_in(list(rows)))
        if counted:
            connection.execute(sa.insert(delta), counted)


def downgrade() -> None:
    """Back to tables that hold nothing: what they held can not be told from what is kept now."""
    op.drop_index("ix_attachment_unwritten", "attachment")
    op.drop_index("ix_attachment_session_id_status", "attachment")
    op.create_index("ix_attachment_session_id", "attachment", ["session_id"])
    for columns in (["filed_on"], ["section_id", "kind", "filed_on"]):
        op.drop_index(f"ix_report_{'_'.join(columns)}", "report")
    op.drop_table("running_total")
    op.drop_table("figure_delta")
    counted = ("kind", "campaign_key", "country", "key", "basis", "measure", "qualifier")
    for table in ("figure_delta", "daily_figure"):
        is_delta = table == "figure_delta"
        first: list[sa.Column] = [
            sa.Column("id", SEQUENCE, autoincrement=True, primary_key=True),
            sa.Column("report_id", sa.Uuid(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
            sa.Column("created_at", UtcDateTime(), nullable=False),
        ]
        op.create_table(
            table,
            *(first if is_delta else []),
            sa.Column("day", sa.Date(), primary_key=not is_delta, nullable=False),
            sa.Column("section_id", sa.Uuid(), primary_key=not is_delta, nullable=False),
            *(sa.Column(name, sa.String(length=64), primary_key=not is_delta, nullable=False) for name in counted),
            sa.Column("value", ExactNumber(), nullable=False),
            sa.Column("reports", sa.Integer(), nullable=False),
        )


def create_deltas() -> sa.Table:
    table = op.create_table(
        "figure_delta",
        sa.Column("id", SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("happened_from", sa.Date(), nullable=False),
        sa.Column("happened_to", sa.Date(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in ("campaign_key", "country", *THING)),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("fold", sa.BigInteger(), nullable=True),
    )
    for columns in (["fold", "id"], ["section_id", "day"], ["section_id", "happened_from"], ["report_id"]):
        op.create_index(f"ix_figure_delta_{'_'.join(columns)}", "figure_delta", columns)
    op.create_index(
        "ix_figure_delta_rare", "figure_delta", ["section_id", "day"], sqlite_where=RARE, postgresql_where=RARE
    )
    op.create_index(
        "ix_figure_delta_latest",
        "figure_delta",
        ["section_id", "key", "basis", "measure", "happened_to"],
        sqlite_where=sa.text("measure <> 'in_period'"),
        postgresql_where=sa.text("measure <> 'in_period'"),
    )
    return table


def count_in(rows: list[Any]) -> Iterator[dict[str, Any]]:
    """What the reports of one event count."""
    first = {row.id: row for row in rows}
    for each in movements([], settled(list(held(rows))), FILED):
        row = first[each.report_id]
        yield asdict(each.thing) | {
            "report_id": each.report_id,
            "version": each.version,
            "day": row.filed_on,
            "cause": each.cause,
            "value": each.value,
            "reports": each.reports,
            "created_at": row.filed_at,
        }


def held(rows: list[Any]) -> Iterator[Held]:
    known: set[UUID] = set()
    for row in rows:
        owner = Owner(*(getattr(row, name) for name in OWNER))
        if row.id not in known:
            known.add(row.id)
            yield Held(owner, None, True, EVENT)
        if row.figure_id is not None:
            yield Held(owner, row.figure_id, row.counts, FigureRow(*(getattr(row, name) for name in FIGURE)))
