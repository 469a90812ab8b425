"""Every table in one place.

Coded fields and figures are plain, so that they can be filtered and added up. Everything free (answers, names, exact
places, addresses, payloads) is a `sealed` column: bytes encrypted under the key named beside it (`storage.keys`).
`chat` and `lookup` columns hold keyed hashes (HMAC) of Telegram ids: equal ids compare, nobody can read them.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.types import ExactNumber, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


def key_column(name: str = "key_id") -> Column:
    """The id of a key in the key store; no foreign key, because that is another database."""
    return Column(name, Uuid, nullable=True)


def sealed(name: str, nullable: bool = True) -> Column:
    """Encrypted bytes."""
    return Column(name, LargeBinary, nullable=nullable)


installation = Table(
    "installation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key_check", LargeBinary, nullable=False),  # a known text sealed under the first secret: tells a wrong one
    Column("organisation_version", Integer, nullable=False, default=0),  # +1 by each `setup`: caches reload
    Column("created_at", UtcDateTime, nullable=False),
)

section = Table(
    "section",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),  # language -> name
    Column("country", String(2), nullable=False),
    Column("zone", String(64), nullable=False),  # IANA
    Column("language", String(8), nullable=False),
)

group = Table(
    "group",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("section_id", ForeignKey("section.id"), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("lookup", LargeBinary, nullable=True, unique=True),  # null once erased
    Column("status", String(16), nullable=False),  # pending (before consent) | active | erased
    key_column(),
    sealed("address"),  # chat id
    sealed("name"),
    Column("language", String(8), nullable=True),
    Column("section_id", ForeignKey("section.id"), nullable=True),
    Column("group_id", ForeignKey("group.id"), nullable=True),
    Column("reachable", Boolean, nullable=False),
    Column("consent_version", Integer, nullable=True),
    Column("consent_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_person_status_created_at", "status", "created_at"),
)

role = Table(
    "role",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("scope", String(16), nullable=False),  # section | country | campaign | everything
    Column("scope_key", String(64), nullable=False),  # empty for everything
    Column("granted_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "role", "scope", "scope_key"),
)

invite = Table(
    "invite",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("scope_key", String(64), nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", ForeignKey("person.id"), nullable=True),  # null: made on the command line
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
    Column("columns", JSON, nullable=False),  # what flows may look up: country, ...
)

case = Table(
    "case",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    sealed("content", nullable=False),  # name and aliases of an individual at risk: the installation's key
    Column("campaign_key", String(64), nullable=True),
    Column("country", String(2), nullable=True),
)

target = Table(
    "target",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("country", String(64), nullable=False),  # the state or body it belongs to
    Column("city", String(120), nullable=True),
    Column("columns", JSON, nullable=False),
)

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
    Column("status", String(16), nullable=False),  # open | paused | filed | deleted | expired
    Column("version", Integer, nullable=False),
    sealed("state"),  # flows.session.Session; null once filed, deleted or expired
    Column("card_message_id", BigInteger, nullable=True),  # the live card, if its id is known
    Column("card_outbox_id", BigInteger, nullable=True),  # or the outbox message that will be it
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "code"),
    Index("ix_session_person_id_status", "person_id", "status"),
    Index("ix_session_status_expires_at", "status", "expires_at"),
)

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
    Column("filed_at", UtcDateTime, nullable=False),
    Column("filed_on", Date, nullable=False),  # the day in the section's zone: the day it counts
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("erased_at", UtcDateTime, nullable=True),
    Index("ix_report_person_id_filed_at", "person_id", "filed_at"),
    Index("ix_report_section_id_filed_on", "section_id", "filed_on"),
)

report_version = Table(
    "report_version",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("version", Integer, nullable=False),
    sealed("content"),  # all responses, under the report's key
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("report_id", "version"),
)

figure = Table(
    "figure",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", ForeignKey("report.id"), nullable=False),
    Column("question", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("value", ExactNumber, nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("basis", String(32), nullable=False),
    Column("measure", String(16), nullable=False),
    UniqueConstraint("report_id", "question"),
    Index("ix_figure_key_basis_measure", "key", "basis", "measure"),
)

COUNTED = ("day", "section_id", "kind", "campaign_key", "country", "key", "basis", "measure", "qualifier")


def counted_columns(primary_key: bool) -> list[Column]:
    """What a running total is kept by. Empty text stands for none, because null is equal to nothing."""
    return [
        Column("day", Date, primary_key=primary_key, nullable=False),  # when it was filed or corrected, section's zone
        Column("section_id", Uuid, primary_key=primary_key, nullable=False),
        *(Column(name, String(64), primary_key=primary_key, nullable=False) for name in COUNTED[2:]),
    ]


figure_delta = Table(
    "figure_delta",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("report_id", Uuid, nullable=False),
    *counted_columns(primary_key=False),
    Column("value", ExactNumber, nullable=False),  # signed
    Column("reports", Integer, nullable=False),  # +1 filed, -1 withdrawn, 0 corrected
    Column("created_at", UtcDateTime, nullable=False),
)

daily_figure = Table(
    "daily_figure",
    metadata,
    *counted_columns(primary_key=True),
    Column("value", ExactNumber, nullable=False),
    Column("reports", Integer, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("session_id", ForeignKey("session.id"), nullable=True),  # null: made by the bot (an export in chat, ...)
    Column("person_id", ForeignKey("person.id"), nullable=True),
    key_column(),
    Column("question", String(64), nullable=True),
    Column("kind", String(16), nullable=False),  # photo | document | voice | video ...
    Column("status", String(16), nullable=False),  # pending | stored | failed | refused | erased
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
    Index("ix_attachment_session_id", "session_id"),
    Index("ix_attachment_person_id_media_group", "person_id", "media_group"),
    Index("ix_attachment_file_name", "file_name"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Sequence, primary_key=True, autoincrement=True),  # also the order within a chat
    Column("bot_id", BigInteger, nullable=False),
    Column("chat", LargeBinary, nullable=False),
    Column("person_id", Uuid, nullable=True),  # null: of nobody who has consented
    key_column(),  # null: the installation's key
    Column("lane", String(8), nullable=False),  # reply | toast (not ordered) | bulk
    Column("method", String(40), nullable=False),
    sealed("payload"),  # the call's JSON; null once sent, dropped or parked without consent
    Column("edits", BigInteger, nullable=True),  # message id of the card that this edits: a later edit replaces it
    Column("edits_outbox_id", BigInteger, nullable=True),  # or the outbox message that will be that card
    Column("status", String(8), nullable=False),  # waiting | sent | dropped | parked
    Column("message_id", BigInteger, nullable=True),  # what Telegram called it
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("leased_by", String(40), nullable=True),
    Column("error", String(200), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_outbox_status_due_at", "status", "due_at"),
    Index("ix_outbox_chat_status", "chat", "status"),
    Index("ix_outbox_created_at", "created_at"),  # to be forgotten
    Index("ix_outbox_person_id_created_at", "person_id", "created_at"),  # nobody's, to be forgotten earlier; a person's
    sqlite_autoincrement=True,  # an id is never used again: cards refer to it after the row was purged
)

update = Table(
    "update",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("chat", LargeBinary, nullable=True),
    Column("status", String(8), nullable=False),  # new | done | parked
    sealed("payload"),  # the raw update under the installation's key; null once done
    Column("attempts", Integer, nullable=False),
    Column("error", String(200), nullable=True),  # the class of what went wrong, never its text
    Column("received_at", UtcDateTime, nullable=False),
    Index("ix_update_status_received_at", "status", "received_at"),
)

chat_message = Table(
    "chat_message",
    metadata,
    Column("chat", LargeBinary, primary_key=True),
    Column("bot_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Index("ix_chat_message_sent_at", "sent_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Uuid, nullable=True),  # null: the command line or the program
    Column("act", String(40), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Index("ix_audit_subject_id", "subject_id"),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("subject_id", Uuid, primary_key=True),  # of the person or report erased
    Column("subject", String(16), nullable=False),
    key_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),  # when the key was destroyed
)
