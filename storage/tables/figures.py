"""What reports count."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
    true,
)

from storage.tables.base import Sequence, metadata
from storage.types import ExactNumber, UtcDateTime

figure = Table(
    "figure",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("question", String(200), nullable=False),
    Column("key", String(64), nullable=False),
    Column("value", ExactNumber, nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("basis", String(32), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("counts", Boolean, nullable=False, server_default=true()),  # false: another report of the event tells it
    UniqueConstraint("report_id", "question"),
    Index("ix_figure_key_basis_measure", "key", "basis", "measure"),
)

# What is counted, and why it moved.
THING = ("kind", "key", "basis", "measure", "qualifier", "cause")
NOT_ADDITIVE = text("measure <> 'in_period'")
# Movements that are few: changes. Queries for them say so in the same words, else the index is not used.
RARE = text("cause <> 'filed'")

# Every movement of what reports count, kept: so a number can be opened as it stood when it was sent.
# Empty text and a zero section stand for none, because null is equal to nothing.
figure_delta = Table(
    "figure_delta",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("report_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),  # of the report, whose figures these are
    Column("day", Date, nullable=False),  # when it was filed or changed, in the section's zone
    Column("happened_from", Date, nullable=False),  # the days that it tells of
    Column("happened_to", Date, nullable=False),
    Column("section_id", Uuid, nullable=False),
    Column("campaign_key", String(64), nullable=False),
    Column("country", String(64), nullable=False),
    *(Column(name, String(64), nullable=False) for name in THING),
    Column("value", ExactNumber, nullable=False),  # signed
    Column("reports", Integer, nullable=False),  # +1 filed, -1 withdrawn, 0 corrected
    Column("created_at", UtcDateTime, nullable=False),
    Column("fold", BigInteger, nullable=True),  # the folding that added it to the running totals; null: none yet
    Index("ix_figure_delta_fold_id", "fold", "id"),
    Index("ix_figure_delta_section_id_day", "section_id", "day"),
    Index("ix_figure_delta_section_id_happened_from", "section_id", "happened_from"),
    Index("ix_figure_delta_report_id", "report_id"),
    Index("ix_figure_delta_rare", "section_id", "day", "cause", "key", sqlite_where=RARE, postgresql_where=RARE),
    Index(
        "ix_figure_delta_latest",
        "section_id",
        "key",
        "basis",
        "measure",
        "happened_to",
        sqlite_where=NOT_ADDITIVE,
        postgresql_where=NOT_ADDITIVE,
    ),
)

RUNNING = ("scope", "scope_key", "span", "since", "happened", *THING)

# What the movements add up to, for each scope by itself: a section of ten reports a week and one of ten thousand have
# about as many rows. The cause of a change is `filed` in the spans in which its report was filed, also ever.
running_total = Table(
    "running_total",
    metadata,
    Column("scope", String(16), primary_key=True),  # section | country | campaign | everything, or two of them
    Column("scope_key", String(100), primary_key=True),  # of a section its id; empty for everything
    Column("span", String(8), primary_key=True),  # week | month | ever
    Column("since", Date, primary_key=True),  # its first day
    Column("happened", String(7), primary_key=True),  # YYYY-MM, if that was in a month before; else empty
    *(Column(name, String(64), primary_key=True) for name in THING),
    Column("value", ExactNumber, nullable=False),  # of figures that do not add up: 0
    Column("reports", Integer, nullable=False),
    sqlite_with_rowid=False,  # rows of a scope and week lie side by side: they are read together
)
