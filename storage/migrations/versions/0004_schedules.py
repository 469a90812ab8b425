"""Reminders, subscriptions and digests, the leader of the bulk lane, a person's own time zone."""

import sqlalchemy as sa
from alembic import op

from storage.types import ExactNumber, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("person", sa.Column("zone", sa.String(length=64), nullable=True))
    op.add_column("person", sa.Column("bot_id", sa.BigInteger(), nullable=True))
    op.add_column("attachment", sa.Column("bot_id", sa.BigInteger(), nullable=True))
    index_outbox()
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("kind", "subject", "person_id", "slot"),
    )
    op.create_index("ix_reminder_status_not_before", "reminder", ["status", "not_before"])
    op.create_index("ix_reminder_person_id_sent_at", "reminder", ["person_id", "sent_at"])
    op.create_index("ix_role_role_scope_scope_key", "role", ["role", "scope", "scope_key"])
    op.create_index("ix_report_period_section_id_area", "report", ["period", "section_id", "area"])
    create_subscriptions()
    create_digests()
    op.create_table(
        "leader",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("worker", sa.String(length=40), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "rate",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("chat", sa.LargeBinary(), primary_key=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_rate_until", "rate", ["until"])


def downgrade() -> None:
    op.drop_index("ix_report_period_section_id_area", "report")
    op.drop_index("ix_role_role_scope_scope_key", "role")
    op.drop_index("ix_outbox_chat_status_bot_id_lane_id", "outbox")
    op.drop_index("ix_outbox_status_bot_id_lane_id", "outbox")
    op.create_index("ix_outbox_chat_status", "outbox", ["chat", "status"])
    op.create_index("ix_outbox_status_due_at", "outbox", ["status", "due_at"])
    for name in ("rate", "leader", "digest_cell", "digest", "subscription", "reminder"):
        op.drop_table(name)
    with op.batch_alter_table("person") as batch:
        batch.drop_column("bot_id")
        batch.drop_column("zone")
    with op.batch_alter_table("attachment") as batch:
        batch.drop_column("bot_id")


def index_outbox() -> None:
    """What a bot's lane has to send next, among thousands that wait."""
    op.drop_index("ix_outbox_status_due_at", "outbox")
    op.drop_index("ix_outbox_chat_status", "outbox")
    op.create_index("ix_outbox_status_bot_id_lane_id", "outbox", ["status", "bot_id", "lane", "id"])
    op.create_index("ix_outbox_chat_status_bot_id_lane_id", "outbox", ["chat", "status", "bot_id", "lane", "id"])


def create_subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_key", sa.String(length=64), nullable=False),
        sa.Column("cadence", sa.String(length=8), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_subscription_status_next_at", "subscription", ["status", "next_at"])
    op.create_index("ix_subscription_person_id", "subscription", ["person_id"])


def create_digests() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("subscription_id", sa.Uuid(), sa.ForeignKey("subscription.id"), nullable=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_key", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("subscription_id", "period"),
    )
    op.create_index("ix_digest_person_id", "digest", ["person_id"])
    op.create_table(
        "digest_cell",
        sa.Column("digest_id", sa.Uuid(), sa.ForeignKey("digest.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("qualifier", sa.String(length=16), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
    )
