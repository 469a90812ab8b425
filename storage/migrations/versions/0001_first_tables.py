"""The first tables."""

import sqlalchemy as sa
from alembic import op

from storage.types import ExactNumber, UtcDateTime

revision = "0001"
down_revision = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = """
    installation section group campaign case target person role invite flow revision session report
    report_version figure figure_delta daily_figure attachment outbox update chat_message audit tombstone
""".split()  # noqa: SIM905 - reads better


def upgrade() -> None:
    create_organisation()
    create_people()
    create_flows()
    create_reports()
    create_totals()
    create_attachments()
    create_messages()
    create_records()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def create_organisation() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key_check", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "group",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), sa.ForeignKey("section.id"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("campaign_key", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=64), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.UniqueConstraint("key"),
    )


def create_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("section_id", sa.Uuid(), sa.ForeignKey("section.id"), nullable=True),
        sa.Column("group_id", sa.Uuid(), sa.ForeignKey("group.id"), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=True),
        sa.Column("consent_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("lookup"),
    )
    op.create_index("ix_person_status_created_at", "person", ["status", "created_at"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_key", sa.String(length=64), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "role", "scope", "scope_key"),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_key", sa.String(length=64), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("code_hash"),
    )


def create_flows() -> None:
    op.create_table(
        "flow",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("flow_id", sa.Uuid(), sa.ForeignKey("flow.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("flow_id", "number"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("revision_id", sa.Uuid(), sa.ForeignKey("revision.id"), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("card_outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "code"),
    )
    op.create_index("ix_session_person_id_status", "session", ["person_id", "status"], unique=False)
    op.create_index("ix_session_status_expires_at", "session", ["status", "expires_at"], unique=False)


def create_reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("session.id"), primary_key=True),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("section_id", sa.Uuid(), sa.ForeignKey("section.id"), nullable=True),
        sa.Column("group_id", sa.Uuid(), sa.ForeignKey("group.id"), nullable=True),
        sa.Column("revision_id", sa.Uuid(), sa.ForeignKey("revision.id"), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=64), nullable=True),
        sa.Column("campaign_key", sa.String(length=64), nullable=True),
        sa.Column("case_key", sa.String(length=64), nullable=True),
        sa.Column("target_key", sa.String(length=64), nullable=True),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_report_person_id_filed_at", "report", ["person_id", "filed_at"], unique=False)
    op.create_index("ix_report_section_id_filed_on", "report", ["section_id", "filed_on"], unique=False)
    op.create_table(
        "report_version",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("report_id", "version"),
    )
    op.create_table(
        "figure",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("qualifier", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("report_id", "question"),
    )
    op.create_index("ix_figure_key_basis_measure", "figure", ["key", "basis", "measure"], unique=False)


def create_totals() -> None:
    op.create_table(
        "figure_delta",
        sa.Column("id", SEQUENCE, autoincrement=True, primary_key=True),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("section_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("campaign_key", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("measure", sa.String(length=64), nullable=False),
        sa.Column("qualifier", sa.String(length=64), nullable=False),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "daily_figure",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("section_id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(length=64), primary_key=True),
        sa.Column("campaign_key", sa.String(length=64), primary_key=True),
        sa.Column("country", sa.String(length=64), primary_key=True),
        sa.Column("key", sa.String(length=64), primary_key=True),
        sa.Column("basis", sa.String(length=64), primary_key=True),
        sa.Column("measure", sa.String(length=64), primary_key=True),
        sa.Column("qualifier", sa.String(length=64), primary_key=True),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
    )


def create_attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("session.id"), nullable=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("file_name", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("flag", sa.String(length=32), nullable=True),
        sa.Column("media_group", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_attachment_file_name", "attachment", ["file_name"], unique=False)
    op.create_index("ix_attachment_person_id_media_group", "attachment", ["person_id", "media_group"], unique=False)
    op.create_index("ix_attachment_session_id", "attachment", ["session_id"], unique=False)
    op.create_index("ix_attachment_status_due_at", "attachment", ["status", "due_at"], unique=False)


def create_messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", SEQUENCE, autoincrement=True, primary_key=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("lane", sa.String(length=8), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("edits", sa.BigInteger(), nullable=True),
        sa.Column("edits_outbox_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat_status", "outbox", ["chat", "status"], unique=False)
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"], unique=False)
    op.create_index("ix_outbox_person_id_created_at", "outbox", ["person_id", "created_at"], unique=False)
    op.create_index("ix_outbox_status_due_at", "outbox", ["status", "due_at"], unique=False)
    op.create_table(
        "update",
        sa.Column("bot_id", sa.BigInteger(), primary_key=True),
        sa.Column("update_id", sa.BigInteger(), primary_key=True),
        sa.Column("chat", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_update_status_received_at", "update", ["status", "received_at"], unique=False)
    op.create_table(
        "chat_message",
        sa.Column("chat", sa.LargeBinary(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger(), primary_key=True),
        sa.Column("message_id", sa.BigInteger(), primary_key=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_chat_message_sent_at", "chat_message", ["sent_at"], unique=False)


def create_records() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
    )
    op.create_index("ix_audit_subject_id", "audit", ["subject_id"], unique=False)
    op.create_table(
        "tombstone",
        sa.Column("subject_id", sa.Uuid(), primary_key=True),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
    )
