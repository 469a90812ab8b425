"""Reminders and digests are found by the message that says them, just before it is sent."""

from alembic import op

revision = "0006"
down_revision = "0005"

FOUND = ("reminder", "digest")


def upgrade() -> None:
    for table in FOUND:
        op.create_index(f"ix_{table}_outbox_id", table, ["outbox_id"])


def downgrade() -> None:
    for table in FOUND:
        op.drop_index(f"ix_{table}_outbox_id", table)
