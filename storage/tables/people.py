"""People: roles, invitations, records of what was done and who was erased."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    false,
)

from storage.tables.base import key_column, metadata, sealed
from storage.types import UtcDateTime

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
    Column("zone", String(64), nullable=True),  # IANA; null: the section's
    Column("bot_id", BigInteger, nullable=True),  # whom they wrote to last, and who writes to them; null: not known yet
    Column("reachable", Boolean, nullable=False),
    Column("unreachable_at", UtcDateTime, nullable=True),  # since when
    Column("at_risk", Boolean, nullable=False, server_default=false()),
    Column("panic", LargeBinary, nullable=True),  # HMAC of the word that erases everything
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
    Index("ix_role_role_scope_scope_key", "role", "scope", "scope_key"),  # a section's staff
)

invite = Table(
    "invite",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("scope", String(16), nullable=False),
    Column("scope_key", String(64), nullable=False),
    Column("group_id", ForeignKey("group.id"), nullable=True),  # those who come join this group of the section
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", ForeignKey("person.id"), nullable=True),  # null: made on the command line
)

event_person = Table(
    "event_person",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("joined_at", UtcDateTime, nullable=False),
    Index("ix_event_person_person_id", "person_id"),
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
