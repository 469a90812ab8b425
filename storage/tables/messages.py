"""What comes in from Telegram and goes out to it."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Uuid

from storage.tables.base import Sequence, key_column, metadata, sealed
from storage.types import UtcDateTime

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
    Column("status", String(8), nullable=False),  # waiting | sent | dropped | parked | held (to be read, at risk)
    Column("message_id", BigInteger, nullable=True),  # what Telegram called it
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),  # not to be tried before; of a parked one: when it was given up
    Column("leased_until", UtcDateTime, nullable=True),
    Column("leased_by", String(40), nullable=True),
    Column("error", String(200), nullable=True),
    Column("delete_at", UtcDateTime, nullable=True),  # when what was sent shall be deleted from the chat again
    # The session or report whose words the payload holds; the person's id: of several of theirs. Null: of none.
    Column("tells_of", Uuid, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    # What a bot's lane has to send next is found among thousands that wait; as is what waits before it in its chat.
    Index("ix_outbox_status_bot_id_lane_id", "status", "bot_id", "lane", "id"),
    Index("ix_outbox_chat_status_bot_id_lane_id", "chat", "status", "bot_id", "lane", "id"),
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
    Column("delete_at", UtcDateTime, nullable=True),
    Index("ix_chat_message_sent_at", "sent_at"),
    Index("ix_chat_message_delete_at", "delete_at"),
)
