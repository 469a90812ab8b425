"""What reports count."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, Uuid, true

from storage.tables.base import Sequence, metadata
from storage.types import ExactNumber, UtcDateTime

figure = Table(
    "figure",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("question", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("value", ExactNumber, nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("basis", String(32), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("counts", Boolean, nullable=False, server_default=true()),  # false: another report of the event tells it
    UniqueConstraint("report_id", "question"),
    Index("ix_figure_key_basis_measure", "key", "basis", "measure"),
)

COUNTED = ("day", "section_id", "kind", "campaign_key", "country", "key", "basis", "measure", "qualifier")


def counted_columns(primary_key: bool) -> list[Column]:
    """What a running total is kept by. Empty text stands for none, because null is equal to nothing."""
    return [
        Column("day", Date, primary_key=primary_key, nullable=False),  # when it was filed or corrected, section's zone
        Column("section_id", Uuid, primary_key=primary_key, nullable=False),
        *(Column(name, String(64), primary_key=primary_key, nullable=False) for name in COUNTED[2:]),
    ]


figure_delta = Table(
    "figure_delta",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("report_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),  # of the report, whose figures these are
    *counted_columns(primary_key=False),
    Column("value", ExactNumber, nullable=False),  # signed
    Column("reports", Integer, nullable=False),  # +1 filed, -1 withdrawn, 0 corrected
    Column("created_at", UtcDateTime, nullable=False),
)

daily_figure = Table(
    "daily_figure",
    metadata,
    *counted_columns(primary_key=True),
    Column("value", ExactNumber, nullable=False),
    Column("reports", Integer, nullable=False),
)
