"""What a bot's replicas have sent lately, so that they keep Telegram's rates together.

`sent` holds whole microseconds since 1970: when each send of a sliding window went, or when a chat's bucket is full.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, func, literal, select

from storage.store import Store, per_dialect, purge_of
from storage.tables import rate

ALL = b""  # the key of all chats together
SENT = list[int]
BOT = rate.c.bot_id == bindparam("bot")
FIRST = per_dialect(rate, lambda insert: insert.on_conflict_do_nothing())
# Lost with a crash of the server it would cost one message too early, which Telegram would refuse: not worth a disk's
# wait for each message.
CARELESS = func.set_config("synchronous_commit", "off", literal(True))
OF_ALL = BOT, rate.c.chat == ALL
LOCK = {
    "sqlite": select(rate.c.sent).where(*OF_ALL),
    "postgresql": select(rate.c.sent, CARELESS).where(*OF_ALL).with_for_update(),
}
SEVERAL = {
    "sqlite": rate.c.chat.in_(bindparam("chats", expanding=True)),
    "postgresql": rate.c.chat == any_(bindparam("chats", type_=ARRAY(LargeBinary))),  # the same SQL for any number
}
OF_CHATS = {name: select(rate.c.chat, rate.c.sent).where(BOT, several) for name, several in SEVERAL.items()}
SAVE = per_dialect(
    rate,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[rate.c.bot_id, rate.c.chat],
        set_={"sent": insert.excluded.sent, "until": insert.excluded.until},
    ),
)
PURGE = purge_of(rate, rate.c.until < bindparam("before"), rate.c.chat != ALL)


class RateStore(Store):
    """One row for all of a bot's chats, and one for each it wrote to within the last minute."""

    def load(self, bot_id: int, chats: Iterable[bytes]) -> dict[bytes, SENT]:
        """What is known of these chats and, under ALL, of all together; nobody else sees it before this
        transaction's end.
        """
        sent = self.connection.execute(LOCK[self.dialect], {"bot": bot_id}).scalar_one_or_none()
        if sent is None:
            row = {"bot_id": bot_id, "chat": ALL, "sent": [], "until": self.now}
            self.connection.execute(FIRST[self.dialect], row)
            sent = self.connection.execute(LOCK[self.dialect], {"bot": bot_id}).scalar_one()
        found = self.connection.execute(OF_CHATS[self.dialect], {"bot": bot_id, "chats": list(chats)})
        return {ALL: sent} | {row.chat: row.sent for row in found}

    def save(self, bot_id: int, known: Mapping[bytes, tuple[SENT, datetime]]) -> None:
        """What is known now, each with the instant from which on it is of no use."""
        rows = [{"bot_id": bot_id, "chat": chat, "sent": sent, "until": until} for chat, (sent, until) in known.items()]
        self.connection.execute(SAVE[self.dialect], rows)

    def purge(self, before: datetime) -> int:
        """Forget chats that were not written to lately; how many."""
        return self.connection.execute(PURGE, {"before": before}).rowcount
