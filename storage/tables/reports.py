"""Flows, the sessions that pass through them, and the reports filed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)

from storage.tables.base import key_column, metadata, sealed
from storage.types import UtcDateTime

flow = Table(
    "flow",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("revision_id", Uuid, nullable=True),  # the published one
)

revision = Table(
    "revision",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("flow_id", ForeignKey("flow.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),  # the flow as canonical JSON: frozen
    Column("content_hash", String(64), nullable=False),
    Column("note", Text, nullable=True),
    Column("published_at", UtcDateTime, nullable=False),
    Column("person_id", Uuid, nullable=True),  # who published it; null: the command line, the program, or erased
    Column("kept", Boolean, nullable=False, server_default=false()),  # never published: no report is of it
    UniqueConstraint("flow_id", "number"),
)

session = Table(
    "session",
    metadata,
    Column("id", Uuid, primary_key=True),  # the report filed from it has the same id: filed once, by key
    Column("person_id", ForeignKey("person.id"), nullable=True),  # null once erased
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    Column("code", String(12), nullable=False),  # short, in callback data
    key_column(),  # the report's own key from the first answer on
    Column("status", String(16), nullable=False),  # open | paused | filed | deleted | expired | offered | handed
    Column("version", Integer, nullable=False),
    sealed("state"),  # flows.session.Session; null once filed, deleted or expired
    Column("event_id", ForeignKey("event.id"), nullable=True),  # begun by its link, or a change of it
    Column("amends", Uuid, nullable=True),  # the filed report that this session changes
    Column("amends_version", Integer, nullable=True),  # of the report or event, which is changed
    Column("card_message_id", BigInteger, nullable=True),  # the live card, if its id is known
    Column("card_outbox_id", BigInteger, nullable=True),  # or the outbox message that will be it
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "code"),
    Index("ix_session_person_id_status_updated_at", "person_id", "status", "updated_at"),
    Index("ix_session_status_expires_at", "status", "expires_at"),
    Index("ix_session_amends", "amends"),
)

# Most reports are of none: counted in, they would make the database think that it had better read all of them.
OF_EVENT = text("event_id IS NOT NULL")
EDITED = text("version > 1")  # few are
DIFFERS = text("differs_since IS NOT NULL")  # so are these: queries for them say so in the same words
ACROSS = text("across")

report = Table(
    "report",
    metadata,
    Column("id", ForeignKey("session.id"), primary_key=True),
    Column("reference", String(16), nullable=True, unique=True),  # null once erased
    Column("kind", String(32), nullable=False),
    Column("status", String(16), nullable=False),  # filed | withdrawn
    Column("person_id", ForeignKey("person.id"), nullable=True),  # null once erased
    Column("section_id", ForeignKey("section.id"), nullable=True),
    Column("group_id", ForeignKey("group.id"), nullable=True),
    Column("revision_id", ForeignKey("revision.id"), nullable=False),
    key_column(),
    Column("version", Integer, nullable=False),  # the current report_version
    Column("language", String(8), nullable=False),
    Column("occurred_on", Date, nullable=True),
    Column("country", String(64), nullable=True),
    Column("campaign_key", String(64), nullable=True),
    Column("case_key", String(64), nullable=True),
    Column("target_key", String(64), nullable=True),
    Column("event_id", ForeignKey("event.id"), nullable=True),
    Column("area", String(32), nullable=True),  # key area: supporters | partnership | advocacy | media
    Column("period", String(7), nullable=True),  # of a section update: YYYY-MM
    Column("external_id", String(128), nullable=True),  # of an imported one: it comes in once
    Column("filed_at", UtcDateTime, nullable=False),
    Column("filed_on", Date, nullable=False),  # the day in the section's zone: the day it counts
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("erased_at", UtcDateTime, nullable=True),
    Column("differs_since", UtcDateTime, nullable=True),  # those of its event that stand tell unlike totals
    Column("across", Boolean, nullable=False, server_default=false()),  # its event is told of from several places
    Index("ix_report_person_id_filed_at", "person_id", "filed_at"),
    Index("ix_report_filed_on", "filed_on"),
    Index("ix_report_section_id_filed_on", "section_id", "filed_on"),
    Index("ix_report_section_id_kind_filed_on", "section_id", "kind", "filed_on"),
    Index("ix_report_edited", "section_id", "kind", sqlite_where=EDITED, postgresql_where=EDITED),
    Index("ix_report_differs", "section_id", "differs_since", sqlite_where=DIFFERS, postgresql_where=DIFFERS),
    Index("ix_report_across", "section_id", "filed_on", sqlite_where=ACROSS, postgresql_where=ACROSS),
    Index("ix_report_section_id_occurred_on", "section_id", "occurred_on"),
    Index("ix_report_campaign_key_occurred_on", "campaign_key", "occurred_on"),
    Index("ix_report_case_key_occurred_on", "case_key", "occurred_on"),
    Index("ix_report_event_id_person_id", "event_id", "person_id", sqlite_where=OF_EVENT, postgresql_where=OF_EVENT),
    Index("ix_report_period_section_id_area", "period", "section_id", "area"),  # whether an update has come
    Index("ix_report_external_id", "external_id", unique=True),
)

# Further coded answers to filter and count by: every core field without a column of its own (activity, segment,
# change, impact_type, contribution, ...); several rows where several choices were ticked. Of the current version.
report_field = Table(
    "report_field",
    metadata,
    Column("report_id", ForeignKey("report.id"), primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("value", String(64), primary_key=True),
    Index("ix_report_field_field_value", "field", "value"),
)

link = Table(
    "link",
    metadata,
    Column("report_id", ForeignKey("report.id"), primary_key=True),  # the outcome; the training that stems
    Column("action_id", ForeignKey("report.id"), primary_key=True),  # the action; the training that it stems from
    Column("kind", String(16), primary_key=True),  # led_to | stems_from | same_as | share_of (the first of an event)
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_link_action_id", "action_id"),
)

report_version = Table(
    "report_version",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("version", Integer, nullable=False),
    sealed("content"),  # all responses, under the report's key
    Column("person_id", Uuid, nullable=True),  # who wrote this version; null once erased, or by import
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("report_id", "version"),
)

# Voice notes that nobody has written down; queries for them say so in the same words, else the index is not used.
UNWRITTEN = text("kind IN ('voice', 'audio', 'video_note') AND status = 'stored' AND transcript IS NULL")

attachment = Table(
    "attachment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("session_id", ForeignKey("session.id"), nullable=True),  # null: made by the bot (an export in chat, ...)
    Column("person_id", ForeignKey("person.id"), nullable=True),
    key_column(),
    Column("question", String(200), nullable=True),
    Column("kind", String(16), nullable=False),  # photo | document | voice | video ...
    Column("status", String(16), nullable=False),  # pending | stored | failed | refused | erased
    Column("bot_id", BigInteger, nullable=True),  # to whom it was sent: only that bot can fetch it; null: any
    sealed("transcript"),  # of a voice note: what staff wrote down
    sealed("source"),  # Telegram's file id and name; null once stored
    Column("file_name", String(64), nullable=True),  # HMAC of the id: the file's name in FILES
    Column("media_type", String(100), nullable=True),
    Column("size", BigInteger, nullable=True),  # bytes, as stored before encryption
    Column("flag", String(32), nullable=True),  # not_cleaned: stored as it came
    Column("media_group", LargeBinary, nullable=True),  # HMAC of the album's id: its later parts find the answer
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("leased_by", String(40), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_attachment_status_due_at", "status", "due_at"),
    Index("ix_attachment_session_id_status", "session_id", "status"),
    Index("ix_attachment_unwritten", "session_id", sqlite_where=UNWRITTEN, postgresql_where=UNWRITTEN),
    Index("ix_attachment_person_id_media_group", "person_id", "media_group"),
    Index("ix_attachment_file_name", "file_name"),
)
