"""A revision says whether it was ever meant for a menu. Until now the flow told, so that one which was withdrawn took
the drafts of its people along: add-ons and what is composed of them were published once, all else that is not published
(previews, the small tasks of staff) never was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEPT = """
    UPDATE revision SET kept = true WHERE flow_id IN (
        SELECT id FROM flow WHERE revision_id IS NULL
            AND (key LIKE 'preview:%' OR key NOT LIKE '%+%' AND key NOT LIKE '%@%')
    )
"""


def upgrade() -> None:
    op.add_column("revision", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(KEPT)


def downgrade() -> None:
    op.drop_column("revision", "kept")
