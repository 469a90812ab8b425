"""Drafts of flows, what was changed in them, their pictures; how questions fare; who published a revision."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0003"
down_revision = "0002"

COUNTS = ("shown", "answered", "skipped", "refused", "corrected", "abandoned")


def upgrade() -> None:
    op.add_column("revision", sa.Column("person_id", sa.Uuid(), nullable=True))
    widen(200)
    create_drafts()
    op.create_table(
        "flow_media",
        sa.Column("sha256", sa.String(length=64), primary_key=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "question_health",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("revision_id", sa.Uuid(), sa.ForeignKey("revision.id"), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
    )
    op.create_index("ix_question_health_revision_id_question", "question_health", ["revision_id", "question"])


def downgrade() -> None:
    widen(64)
    for name in ("question_health", "flow_media", "flow_upload", "flow_approval", "flow_edit", "flow_draft"):
        op.drop_table(name)
    with op.batch_alter_table("revision") as batch:
        batch.drop_column("person_id")


def create_drafts() -> None:
    op.create_table(
        "flow_draft",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("flow_key", sa.String(length=64), nullable=False),
        sa.Column("base_id", sa.Uuid(), sa.ForeignKey("revision.id"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("flow_key"),
    )
    op.create_table(
        "flow_edit",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("flow_key", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("base_before", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("draft_id", "version"),
    )
    op.create_index("ix_flow_edit_flow_key_at", "flow_edit", ["flow_key", "at"])
    op.create_table(
        "flow_approval",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("flow_key", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_flow_approval_draft_id", "flow_approval", ["draft_id"])
    op.create_table(
        "flow_upload",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("flow_key", sa.String(length=64), nullable=False),
        sa.Column("base_id", sa.Uuid(), sa.ForeignKey("revision.id"), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_flow_upload_at", "flow_upload", ["at"])


def widen(length: int) -> None:
    """What an answer is kept under grows with each repeat around it."""
    for table in ("figure", "attachment"):
        with op.batch_alter_table(table) as batch:
            batch.alter_column("question", type_=sa.String(length=length))
