"""A revision says whether it was ever meant for a menu. Until now the flow told, so that one which was withdrawn took
the drafts of its people along: add-ons and what is composed of them were published once, all else that is not published
(previews, the small tasks of staff) never was.

What coordinators hear of late updates is known by the day on which they are late, no longer by the month.

Which reports were edited is found by an index.
"""

from datetime import date, timedelta

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
EDITED = sa.text("version > 1")
LATE = "SELECT DISTINCT subject FROM reminder WHERE kind = 'late_area' AND length(subject) = 7"
LATE_ON = "UPDATE reminder SET subject = :day WHERE kind = 'late_area' AND subject = :month"


def upgrade() -> None:
    op.add_column("revision", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(KEPT)
    op.create_index("ix_report_edited", "report", ["section_id", "kind"], sqlite_where=EDITED, postgresql_where=EDITED)
    for month in op.get_bind().scalars(sa.text(LATE)).all():
        late_on = (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=14)
        op.get_bind().execute(sa.text(LATE_ON), {"month": month, "day": late_on.isoformat()})


def downgrade() -> None:
    op.drop_index("ix_report_edited", "report")
    op.drop_column("revision", "kept")
