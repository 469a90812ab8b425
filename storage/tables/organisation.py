"""The organisation: sections and groups, campaigns, cases, targets; what is planned."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid, false

from storage.tables.base import metadata, sealed
from storage.types import UtcDateTime

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
    Column("areas", JSON, nullable=True),  # key areas it is expected to report on; null: all four
    Column("calendar", JSON, nullable=True),  # [{"name": words, "since": day, "until": day}]: exams, holidays, ...
    Column("at_risk", Boolean, nullable=False, server_default=false()),
)

group = Table(
    "group",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("section_id", ForeignKey("section.id"), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", JSON, nullable=False),
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

event = Table(
    "event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),  # what staff call it by
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # of what its deep link carries
    sealed("token"),  # the same readable, to print the link again; under the installation's key, as is all here
    Column("flow_key", String(64), nullable=False),
    Column("campaign_key", String(64), nullable=True),
    Column("case_key", String(64), nullable=True),
    Column("target_key", String(64), nullable=True),
    Column("country", String(64), nullable=True),  # the addressed state or body
    Column("occurs_on", Date, nullable=False),
    sealed("content"),  # name, place, known answers
    Column("section_id", ForeignKey("section.id"), nullable=False),  # who planned it
    Column("person_id", ForeignKey("person.id"), nullable=True),  # null once erased
    Column("status", String(16), nullable=False),  # planned | cancelled
    Column("version", Integer, nullable=False),  # how often it was planned: 1, and one more with every change
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_event_section_id_occurs_on", "section_id", "occurs_on"),
)

event_section = Table(
    "event_section",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("section_id", ForeignKey("section.id"), primary_key=True),
)
