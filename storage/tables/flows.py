"""The life of flows: drafts and what was changed in them, the pictures they show, how their questions fare.

What a flow says is nobody's secret: none of this is encrypted. Who changed it is forgotten once erased.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.tables.base import Sequence, metadata
from storage.types import PackedText, UtcDateTime

flow_draft = Table(
    "flow_draft",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("flow_key", String(64), nullable=False, unique=True),  # one at a time; the flow may not be published yet
    Column("base_id", ForeignKey("revision.id"), nullable=True),  # what was published when it was begun
    Column("version", Integer, nullable=False),  # grows with each change
    Column("content", Text, nullable=False),  # the flow as canonical JSON
    Column("opened_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Uuid, nullable=True),  # null: the command line, or erased
)

# What was changed stays as a history when the draft is gone.
flow_edit = Table(
    "flow_edit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("flow_key", String(64), nullable=False),
    Column("draft_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),  # of the draft, with this change
    Column("person_id", Uuid, nullable=True),  # null: the command line, or erased
    Column("at", UtcDateTime, nullable=False),
    Column("what", Text, nullable=False),  # the change as JSON
    Column("before", PackedText, nullable=True),  # the draft's content without it; null once it can not be undone
    Column("base_before", Uuid, nullable=True),  # and what that was begun from
    Column("undone_at", UtcDateTime, nullable=True),
    Column("undone_by", Uuid, nullable=True),
    UniqueConstraint("draft_id", "version"),
    Index("ix_flow_edit_flow_key_at", "flow_key", "at"),
)

flow_approval = Table(
    "flow_approval",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("flow_key", String(64), nullable=False),
    Column("draft_id", Uuid, nullable=False),
    Column("what", Text, nullable=False),  # what a second admin must agree to
    Column("version", Integer, nullable=False),  # of the draft, when it was asked
    Column("asked_by", Uuid, nullable=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("approved_by", Uuid, nullable=True),
    Column("approved_at", UtcDateTime, nullable=True),
    Index("ix_flow_approval_draft_id", "draft_id"),
)

# A flow that came from elsewhere, while it is looked at and what others changed meanwhile is decided.
flow_upload = Table(
    "flow_upload",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("flow_key", String(64), nullable=False),
    Column("base_id", ForeignKey("revision.id"), nullable=True),  # the revision that it was made from
    Column("content", PackedText, nullable=False),  # the flow as canonical JSON
    Column("decided", Text, nullable=False),  # which side was taken where, as JSON
    Column("person_id", Uuid, nullable=True),  # null: the command line, or erased
    Column("at", UtcDateTime, nullable=False),
    Index("ix_flow_upload_at", "at"),
)

flow_media = Table(
    "flow_media",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the content, in hexadecimal
    Column("media_type", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

HEALTH_COUNTS = ("shown", "answered", "skipped", "refused", "corrected", "abandoned")

# Counts to be added up; rows of days that are over are folded into one.
question_health = Table(
    "question_health",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    Column("question", String(200), nullable=False),
    Column("day", Date, nullable=False),  # UTC
    Column("bucket", SmallInteger, nullable=False),  # the answer took less than 2 to this power seconds; -1: not timed
    *(Column(name, Integer, nullable=False) for name in HEALTH_COUNTS),
    Index("ix_question_health_revision_id_question", "revision_id", "question"),
)
