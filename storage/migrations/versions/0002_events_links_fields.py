"""Events, links between reports, further coded fields; amendments, people at risk, deadlines of messages."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0002"
down_revision = "0001"

# Table, then the columns it gains.
COLUMNS: dict[str, list[sa.Column]] = {
    "section": [
        sa.Column("areas", sa.JSON(), nullable=True),
        sa.Column("calendar", sa.JSON(), nullable=True),
        sa.Column("at_risk", sa.Boolean(), nullable=False, server_default=sa.false()),
    ],
    "session": [
        sa.Column("amends", sa.Uuid(), nullable=True),
        sa.Column("amends_version", sa.Integer(), nullable=True),
    ],
    "report": [
        sa.Column("area", sa.String(length=32), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
    ],
    "person": [
        sa.Column("unreachable_at", UtcDateTime(), nullable=True),
        sa.Column("at_risk", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("panic", sa.LargeBinary(), nullable=True),
    ],
    "report_version": [sa.Column("person_id", sa.Uuid(), nullable=True)],
    "figure": [sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.true())],
    "figure_delta": [sa.Column("version", sa.Integer(), nullable=False, server_default="1")],
    "attachment": [sa.Column("transcript", sa.LargeBinary(), nullable=True)],
    "outbox": [
        sa.Column("delete_at", UtcDateTime(), nullable=True),
        sa.Column("tells_of", sa.Uuid(), nullable=True),
    ],
    "chat_message": [sa.Column("delete_at", UtcDateTime(), nullable=True)],
}
REFERENCES = (("invite", "group_id", "group"), ("session", "event_id", "event"), ("report", "event_id", "event"))
INDEXES: dict[str, list[list[str]]] = {
    "chat_message": [["delete_at"]],
    "session": [["amends"], ["person_id", "status", "updated_at"]],
    "report": [
        ["section_id", "occurred_on"],
        ["campaign_key", "occurred_on"],
        ["case_key", "occurred_on"],
        ["event_id", "person_id"],
    ],
}


def upgrade() -> None:
    create_events()
    for table, columns in COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    refer()
    create_links()
    for table, indexes in INDEXES.items():
        for index in indexes:
            op.create_index(f"ix_{table}_{'_'.join(index)}", table, index)
    op.create_index("ix_report_external_id", "report", ["external_id"], unique=True)
    op.drop_index("ix_session_person_id_status", "session")  # the longer one serves what it did


def downgrade() -> None:
    op.create_index("ix_session_person_id_status", "session", ["person_id", "status"])
    op.drop_index("ix_report_external_id", "report")
    for table, indexes in INDEXES.items():
        for index in indexes:
            op.drop_index(f"ix_{table}_{'_'.join(index)}", table)
    for name in ("link", "report_field"):
        op.drop_table(name)
    for table, column, _ in REFERENCES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for each in columns:
                batch.drop_column(each.name)
    for name in ("event_person", "event_section", "event"):
        op.drop_table(name)


def refer() -> None:
    """Columns with a foreign key. In plain SQL, because Alembic would copy the table on SQLite, and its rows are
    referred to."""
    uuid = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for table, column, other in REFERENCES:
        reference = f'CONSTRAINT fk_{table}_{column} REFERENCES "{other}" (id)'
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column} {uuid} {reference}')


def create_events() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("flow_key", sa.String(length=64), nullable=False),
        sa.Column("campaign_key", sa.String(length=64), nullable=True),
        sa.Column("case_key", sa.String(length=64), nullable=True),
        sa.Column("target_key", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=64), nullable=True),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("section_id", sa.Uuid(), sa.ForeignKey("section.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_event_section_id_occurs_on", "event", ["section_id", "occurs_on"])
    op.create_table(
        "event_section",
        sa.Column("event_id", sa.Uuid(), sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("section_id", sa.Uuid(), sa.ForeignKey("section.id"), primary_key=True),
    )
    op.create_table(
        "event_person",
        sa.Column("event_id", sa.Uuid(), sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_event_person_person_id", "event_person", ["person_id"])


def create_links() -> None:
    op.create_table(
        "report_field",
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("field", sa.String(length=32), primary_key=True),
        sa.Column("value", sa.String(length=64), primary_key=True),
    )
    op.create_index("ix_report_field_field_value", "report_field", ["field", "value"])
    op.create_table(
        "link",
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("action_id", sa.Uuid(), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("kind", sa.String(length=16), primary_key=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_link_action_id", "link", ["action_id"])
