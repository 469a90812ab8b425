"""What happens because time passes: reminders, subscriptions and their digests, and who sends in bulk."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from storage.tables.base import metadata, sealed
from storage.types import ExactNumber, UtcDateTime

# One row for each time something is said unasked to a person about a subject, and one for each "stop".
reminder = Table(
    "reminder",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(16), nullable=False),  # draft | area | event | follow_up | late_area
    Column("subject", String(80), nullable=False),  # a session, an event, a report; section:area:month, section:month
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("slot", String(16), nullable=False),  # which of its times: 1d, 3d, end-DAY, overdue, ...; again-DAY, stop
    Column("status", String(8), nullable=False),  # waiting (moved, or snoozed) | sent | done | stopped
    Column("due_at", UtcDateTime, nullable=False),  # what the schedule says
    Column("not_before", UtcDateTime, nullable=False),  # after quiet hours, blocks, ...: lateness is measured from here
    Column("sent_at", UtcDateTime, nullable=True),
    Column("outbox_id", BigInteger, nullable=True),  # several said at once share it
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "subject", "person_id", "slot"),
    Index("ix_reminder_status_not_before", "status", "not_before"),
    Index("ix_reminder_person_id_sent_at", "person_id", "sent_at"),
    Index("ix_reminder_outbox_id", "outbox_id"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),  # whose rights and language count
    Column("chat", LargeBinary, nullable=True),  # hash of a group's id; null: the person's private chat
    sealed("address"),  # of that group: its chat id, under the installation's key
    Column("thread_id", BigInteger, nullable=True),  # forum topic
    Column("scope", String(16), nullable=False),  # section | country | campaign | everything
    Column("scope_key", String(64), nullable=False),  # empty for everything
    Column("cadence", String(8), nullable=False),  # daily | weekly | monthly
    Column("weekday", SmallInteger, nullable=False),  # 0 Monday; of weekly ones
    Column("hour", SmallInteger, nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("language", String(8), nullable=True),  # null: the person's
    Column("status", String(8), nullable=False),  # active | stopped
    Column("next_at", UtcDateTime, nullable=False),  # the next slot
    Column("zone", String(64), nullable=True),  # by whose clocks it was computed; null: to be looked up
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_subscription_status_next_at", "status", "next_at"),
    Index("ix_subscription_person_id", "person_id"),
)

digest = Table(
    "digest",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=True),  # null: asked for, of a past week
    Column("person_id", ForeignKey("person.id"), nullable=True),  # who asked, or subscribed; null once erased
    Column("scope", String(16), nullable=False),
    Column("scope_key", String(64), nullable=False),
    Column("period", String(10), nullable=False),  # 2014-W43, 2014-10, 2014-10-21
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),  # inclusive
    Column("as_of", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("outbox_id", BigInteger, nullable=True),
    UniqueConstraint("subscription_id", "period"),
    Index("ix_digest_person_id", "person_id"),
    Index("ix_digest_outbox_id", "outbox_id"),
)

# A number of a digest. What it counted is found again when it is opened, by the coded filter and the digest's `as_of`:
# a week may hold ten thousand reports, and nobody opens most numbers.
digest_cell = Table(
    "digest_cell",
    metadata,
    Column("digest_id", ForeignKey("digest.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", String(64), nullable=False),  # of a figure, or what is counted: reports, outcomes, withdrawn, ...
    Column("basis", String(32), nullable=False),
    Column("measure", String(16), nullable=False),
    Column("value", ExactNumber, nullable=False),
    Column("qualifier", String(16), nullable=False),
    Column("reports", Integer, nullable=False),
    Column("filter", JSON, nullable=False),  # of coded fields only
)

# Which process sends in bulk for a bot. Its time is that of the machines, never a clock that somebody moves.
leader = Table(
    "leader",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("worker", String(40), nullable=False),
    Column("fence", BigInteger, nullable=False),  # grows with every change of leader
    Column("until", UtcDateTime, nullable=False),
)

# What replicas have sent lately, so that Telegram's rates hold for a bot as a whole; one process alone knows it itself.
rate = Table(
    "rate",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", LargeBinary, primary_key=True),  # hash of a chat's id; empty: all chats together
    Column("sent", JSON, nullable=False),  # see `storage.rate_store`
    Column("until", UtcDateTime, nullable=False),  # of no use from then on
    Index("ix_rate_until", "until"),
)
