"""Reminders and digests are found by the message that says them, just before it is sent; the index of reports by their
event leaves out those of none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FOUND = ("reminder", "digest")
BY_EVENT = "ix_report_event_id_person_id"
OF_EVENT = sa.text("event_id IS NOT NULL")


def upgrade() -> None:
    for table in FOUND:
        op.create_index(f"ix_{table}_outbox_id", table, ["outbox_id"])
    op.drop_index(BY_EVENT, "report")
    op.create_index(BY_EVENT, "report", ["event_id", "person_id"], sqlite_where=OF_EVENT, postgresql_where=OF_EVENT)


def downgrade() -> None:
    op.drop_index(BY_EVENT, "report")
    op.create_index(BY_EVENT, "report", ["event_id", "person_id"])
    for table in FOUND:
        op.drop_index(f"ix_{table}_outbox_id", table)
