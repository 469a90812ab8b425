"""A revision says whether it was ever meant for a menu. Until now the flow told, so that one which was withdrawn took
the drafts of its people along: add-ons and what is composed of them were published once, all else that is not published
(previews, the small tasks of staff) never was.

What coordinators hear of late updates is known by section and month, no longer by the month alone.

Which reports were edited is found by an index.
"""

from uuid import uuid4

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
OF_MONTHS = "kind = 'late_area' AND length(subject) = 7"
COORDINATED = sa.text(
    f"""
    SELECT reminder.id, reminder.subject AS month, section.id AS section_id FROM reminder, section
    WHERE {OF_MONTHS} AND EXISTS (
        SELECT 1 FROM role WHERE role.person_id = reminder.person_id AND role.role = 'coordinator' AND (
            role.scope = 'everything'
            OR role.scope = 'section' AND role.scope_key = section.key
            OR role.scope = 'country' AND role.scope_key = section.country
        )
    )
    """
).columns(id=sa.Uuid, section_id=sa.Uuid)
# The first keeps its id: a button that was sent names it.
NAME = sa.text("UPDATE reminder SET subject = :subject WHERE id = :id").bindparams(sa.bindparam("id", type_=sa.Uuid))
COPIED = "kind, person_id, slot, status, due_at, not_before, sent_at, outbox_id, created_at"
COPY = sa.text(
    f"INSERT INTO reminder (id, subject, {COPIED}) SELECT :new, :subject, {COPIED} FROM reminder WHERE id = :id"
).bindparams(*(sa.bindparam(name, type_=sa.Uuid) for name in ("new", "id")), sa.bindparam("subject", type_=sa.String))
FORGET = f"DELETE FROM reminder WHERE {OF_MONTHS}"


def upgrade() -> None:
    op.add_column("revision", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(KEPT)
    op.create_index("ix_report_edited", "report", ["section_id", "kind"], sqlite_where=EDITED, postgresql_where=EDITED)
    named: set[object] = set()
    for row in op.get_bind().execute(COORDINATED).all():
        values = {"id": row.id, "subject": f"{row.section_id.hex}:{row.month}"}
        if row.id in named:
            op.get_bind().execute(COPY, values | {"new": uuid4()})
        else:
            op.get_bind().execute(NAME, values)
        named.add(row.id)
    op.execute(FORGET)


def downgrade() -> None:
    op.drop_index("ix_report_edited", "report")
    op.drop_column("revision", "kept")
