"""Outbox messages: Bot API calls, stored finished before they are made.

Within a chat and lane they are sent in the order of their ids: the next waits until the one before is sent, dropped or
parked, also while that one waits to be tried again. Toasts are not ordered, because their spinner does not wait.
Replies and toasts are claimed by any process of their bot, bulk by its leader only (`storage.leader_store`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, insert, literal, null, or_, select, update

from storage.crypto import SealError
from storage.keys import KeyGone
from storage.prepared import Prepared
from storage.store import Store, in_batches, purge_of
from storage.tables import outbox, session

# "outbox": one at a time claims, or says of what waits when it may be claimed. Else two workers could each take a part
# of one chat: a claim passes over a row that is being written, and judges those behind it by what it was. What an
# operator retries, or is handed over to another bot, needs it not: nothing behind it waits for it.
CLAIM_LOCK = 0x6F7574626F78
ERROR_LENGTH = 200


@dataclass(frozen=True, slots=True)
class OutboxDraft:
    """A call to be made: `payload` is its JSON, sealed under `key_id` or else the installation's key."""

    bot_id: int
    chat: bytes
    lane: str  # reply | toast | bulk
    method: str
    payload: bytes
    person_id: UUID | None = None
    key_id: UUID | None = None
    edits: int | None = None
    edits_outbox_id: int | None = None
    due_at: datetime | None = None
    delete_at: datetime | None = None  # when what was sent shall be deleted from the chat again
    tells_of: UUID | None = None  # the session or report whose words it holds; the person: of several of theirs


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A call this process may make now."""

    id: int
    bot_id: int
    chat: bytes
    person_id: UUID | None
    key_id: UUID | None
    lane: str
    method: str
    payload: bytes
    edits: int | None
    edits_outbox_id: int | None
    attempts: int
    created_at: datetime
    leased_until: datetime
    delete_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it; `message_id` where the call made a message."""

    id: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not worth sending any more: a later edit replaces it, or the person is gone."""

    id: int


@dataclass(frozen=True, slots=True)
class Parked:
    """Given up; `error` is the class of what went wrong, never its text."""

    id: int
    error: str


@dataclass(frozen=True, slots=True)
class Retry:
    """To be tried again, not before `due_at`; it stays leased to who tried."""

    id: int
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Later:
    """To be tried again, not before `due_at`, by whoever claims it then."""

    id: int
    due_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Not tried by `worker`, and free for others, unless one has it already."""

    id: int
    worker: str


Outcome = Sent | Dropped | Parked | Retry | Later | GivenBack
STILL_WAITING = frozenset({Retry, Later, GivenBack})


ADD = Prepared(insert(outbox).values(status=literal("waiting"), attempts=literal(0)))
WAITING_ROW = (outbox.c.id == bindparam("row")) & (outbox.c.status == "waiting")
UNLEASED = {"leased_by": null(), "leased_until": null()}
# Whoever has not consented has no key; but bulk under none is a digest for a group.
OF_STRANGERS = outbox.c.key_id.is_(None) & (outbox.c.lane != "bulk")
# For an operator to retry, unless it is a stranger's; a toast is too late in any case.
GIVEN_UP = UNLEASED | {
    "status": "parked",
    "error": bindparam("with_error"),
    "due_at": bindparam("at"),
    "payload": case((~OF_STRANGERS & (outbox.c.lane != "toast"), outbox.c.payload)),
}
SAID = UNLEASED | {"payload": null(), "tells_of": null()}
MARK: dict[type, Prepared] = {
    Sent: Prepared(
        update(outbox)
        .where(WAITING_ROW)
        .values(SAID | {"status": "sent", "message_id": bindparam("as_message")})
    ),
    Dropped: Prepared(update(outbox).where(WAITING_ROW).values(SAID | {"status": "dropped"})),
    Parked: Prepared(update(outbox).where(WAITING_ROW).values(GIVEN_UP)),
    Retry: Prepared(
        update(outbox).where(WAITING_ROW).values({"due_at": bindparam("at"), "attempts": bindparam("tries")})
    ),
    Later: Prepared(
        update(outbox).where(WAITING_ROW).values(UNLEASED | {"due_at": bindparam("at"), "attempts": bindparam("tries")})
    ),
    GivenBack: Prepared(update(outbox).where(WAITING_ROW, outbox.c.leased_by == bindparam("by")).values(UNLEASED)),
}

earlier = outbox.alias("earlier")
BUSY = or_(
    earlier.c.due_at > bindparam("now"),
    earlier.c.leased_until > bindparam("now"),
)
OF_BOT = outbox.c.bot_id == bindparam("bot")
FREE = and_(
    outbox.c.status == "waiting",
    OF_BOT,
    outbox.c.due_at <= bindparam("now"),
    or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now")),
)
INDEPENDENT = or_(
    outbox.c.lane == "toast",
    ~select(earlier.c.id)
    .where(
        earlier.c.chat == outbox.c.chat,
        earlier.c.status == "waiting",
        earlier.c.bot_id == outbox.c.bot_id,
        earlier.c.lane == outbox.c.lane,
        earlier.c.id < outbox.c.id,
        BUSY,
    )
    .exists(),
)
LANES = {False: outbox.c.lane.in_(["reply", "toast"]), True: outbox.c.lane == "bulk"}
ANY_FREE = {bulk: select(outbox.c.id).where(FREE, lane).limit(1) for bulk, lane in LANES.items()}
COLUMNS = tuple(getattr(outbox.c, name) for name in OutboxRow.__dataclass_fields__)


def claiming(lane: ColumnElement[bool]) -> Any:
    """Lease the first that are due in a lane."""
    first = (
        select(outbox.c.id)
        .where(FREE, lane, INDEPENDENT)
        .order_by(outbox.c.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    return (
        update(outbox)
        .where(outbox.c.id.in_(first.scalar_subquery()))
        .values(leased_by=bindparam("worker"), leased_until=bindparam("until"))
        .returning(*COLUMNS)
    )


CLAIM = {bulk: claiming(lane) for bulk, lane in LANES.items()}
MESSAGE_ID = select(outbox.c.message_id).where(outbox.c.id == bindparam("row"))
WAITING_OF = (
    select(outbox.c.id)
    .where(outbox.c.chat == bindparam("of_chat"), outbox.c.bot_id == bindparam("bot"), outbox.c.status == "waiting")
    .order_by(outbox.c.id)
)
WAITING_REPLIES = WAITING_OF.where(outbox.c.lane != "bulk")
PARK_BULK = (
    update(outbox)
    .where(OF_BOT, outbox.c.chat == bindparam("of_chat"), outbox.c.status == "waiting", LANES[True])
    .values(GIVEN_UP)
    .returning(outbox.c.id)
)
WAITING_AMONG = select(outbox.c.id).where(
    outbox.c.id.in_(bindparam("rows", expanding=True)), outbox.c.status == "waiting"
)
RENEW = (
    update(outbox)
    .where(
        outbox.c.id.in_(bindparam("rows", expanding=True)),
        outbox.c.status == "waiting",
        outbox.c.leased_by == bindparam("worker"),
    )
    .values(leased_until=bindparam("until"))
    .returning(outbox.c.id)
)
RELEASE = update(outbox).where(outbox.c.leased_by == bindparam("worker"), outbox.c.status == "waiting").values(UNLEASED)
RELEASE_ALL = (
    update(outbox).where(OF_BOT, outbox.c.leased_by.is_not(None), outbox.c.status == "waiting").values(UNLEASED)
)
NEXT_DUE = select(outbox.c.due_at).where(outbox.c.status == "waiting").order_by(outbox.c.due_at).limit(1)
# A draft may know its card only by the call that made it.
LIVE_CARDS = select(session.c.card_outbox_id).where(
    session.c.status.in_(["open", "paused", "deleted"]), session.c.card_outbox_id.is_not(None)
)
PURGE = purge_of(
    outbox,
    outbox.c.status.not_in(["waiting", "held"]),
    outbox.c.created_at < bindparam("before"),
    or_(outbox.c.status != "parked", outbox.c.due_at < bindparam("before")),
    outbox.c.id.not_in(LIVE_CARDS),
)


class OutboxStore(Store):
    """What is still to be said, and what was."""

    def add(
        self, drafts: Sequence[OutboxDraft], leased_by: str | None, leased_until: datetime | None, now: datetime
    ) -> list[int]:
        """Store calls, leased to the process that will make them at once, or to nobody; their ids in order."""
        # One by one: ids must grow in the order of the drafts, and for the few of a turn it is twice as fast.
        leased = {"leased_by": leased_by, "leased_until": leased_until, "created_at": now}
        return [self._add_one(leased | self._row(draft, now)) for draft in drafts]

    def mark(self, outcomes: Iterable[Outcome], now: datetime) -> None:
        """Note what came of calls. What was marked before keeps its mark."""
        rows: dict[type, list[dict[str, Any]]] = {}
        for outcome in outcomes:
            rows.setdefault(type(outcome), []).append(parameters(outcome, now))
        if not STILL_WAITING.isdisjoint(rows):
            self.one_at_a_time(CLAIM_LOCK)
        for kind, values in rows.items():
            MARK[kind].run_many(self.connection, values)

    def park_bulk(self, bot_id: int, chat: bytes, error: str) -> list[int]:
        """Give up, for the same reason, all bulk that waits for the chat, in whose hands ever; which."""
        wanted = {"bot": bot_id, "of_chat": chat, "with_error": error, "at": self.now}
        return list(self.connection.execute(PARK_BULK, wanted).scalars())

    def claim(
        self, bot_id: int, worker: str, limit: int, now: datetime, lease: timedelta, bulk: bool = False
    ) -> list[OutboxRow]:
        """Lease calls of the bot that are due to `worker`, in order: replies and toasts, or those of the bulk lane.

        Each goes to one worker only. Calls whose lease has run out are given again; calls of erased people are dropped.
        None overtakes an earlier one of its chat and lane that waits or is in anybody's hands.
        """
        self.one_at_a_time(CLAIM_LOCK)
        wanted = {"bot": bot_id, "worker": worker, "limit": limit, "now": now, "until": now + lease}
        found = sorted(self.connection.execute(CLAIM[bulk], wanted).all(), key=lambda row: row.id)
        opened = [self._record(row) for row in found]
        self.mark([each for each in opened if not isinstance(each, OutboxRow)], now)
        return [each for each in opened if isinstance(each, OutboxRow)]

    def any_free(self, bot_id: int, now: datetime, bulk: bool = False) -> bool:
        """Whether anything of the bot's may be claimed; it may still have to wait for an earlier one of its chat."""
        return self.connection.execute(ANY_FREE[bulk], {"bot": bot_id, "now": now}).first() is not None

    def message_id_of(self, outbox_id: int) -> int | None:
        """What Telegram called the message, once it is known."""
        return self.connection.execute(MESSAGE_ID, {"row": outbox_id}).scalar_one_or_none()

    def waiting_of(self, bot_id: int, chat: bytes) -> list[int]:
        """Ids of the chat's calls not made yet, in order."""
        return list(self.connection.execute(WAITING_OF, {"bot": bot_id, "of_chat": chat}).scalars())

    def replies_waiting(self, bot_id: int, chat: bytes) -> list[int]:
        """The same without bulk, which no reply waits for."""
        return list(self.connection.execute(WAITING_REPLIES, {"bot": bot_id, "of_chat": chat}).scalars())

    def waiting_among(self, rows: Sequence[int]) -> set[int]:
        """Which of these calls are still to be made."""
        found: set[int] = set()
        for some in in_batches(rows):
            found |= set(self.connection.execute(WAITING_AMONG, {"rows": some}).scalars())
        return found

    def next_due(self) -> datetime | None:
        """When the earliest waiting call is due."""
        return self.connection.execute(NEXT_DUE).scalar_one_or_none()

    def renew(self, worker: str, rows: Sequence[int], until: datetime) -> set[int]:
        """Keep calls that `worker` has in hand (they wait for a rate or a retry) from being given to others; those that
        are still its own. Another may have claimed one whose lease had run out.
        """
        self.one_at_a_time(CLAIM_LOCK)
        found: set[int] = set()
        for some in in_batches(rows):
            wanted = {"rows": some, "worker": worker, "until": until}
            found |= set(self.connection.execute(RENEW, wanted).scalars())
        return found

    def release_all(self, bot_id: int) -> int:
        """Give back everything of the bot's: for the start of its only process, when whoever leased it is dead."""
        self.one_at_a_time(CLAIM_LOCK)
        return self.connection.execute(RELEASE_ALL, {"bot": bot_id}).rowcount

    def release(self, worker: str) -> int:
        """Give back all that `worker` has leased, so that others need not wait for the lease to run out."""
        self.one_at_a_time(CLAIM_LOCK)
        return self.connection.execute(RELEASE, {"worker": worker}).rowcount

    def purge(self, before: datetime) -> int:
        """Delete calls made, if stored before then, and calls given up before then, but for those that made the card of
        a draft. PURGED at most; how many.
        """
        return self.connection.execute(PURGE, {"before": before}).rowcount

    def _add_one(self, row: dict[str, Any]) -> int:
        added = ADD.run(self.connection, row).last_id
        assert added is not None
        return added

    def _row(self, draft: OutboxDraft, now: datetime) -> dict[str, Any]:
        return {
            "bot_id": draft.bot_id,
            "chat": draft.chat,
            "person_id": draft.person_id,
            "key_id": draft.key_id,
            "lane": draft.lane,
            "method": draft.method,
            "payload": self.seal(draft.key_id, draft.payload, context(draft.chat, draft.method)),
            "edits": draft.edits,
            "edits_outbox_id": draft.edits_outbox_id,
            "due_at": draft.due_at or now,
            "delete_at": draft.delete_at,
            "tells_of": draft.tells_of,
        }

    def _record(self, row: Any) -> OutboxRow | Dropped | Parked:
        """The call, or what becomes of one that can not be read."""
        values = row._asdict()
        try:
            values["payload"] = self.open(row.key_id, row.payload, context(row.chat, row.method))
        except KeyGone:
            return Dropped(row.id)
        except SealError:
            return Parked(row.id, "unreadable")
        return OutboxRow(**values)


def parameters(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The outcome as parameters of its statement."""
    match outcome:
        case Sent(row, message_id):
            return {"row": row, "as_message": message_id}
        case Dropped(row):
            return {"row": row}
        case Parked(row, error):
            return {"row": row, "with_error": error[:ERROR_LENGTH], "at": now}
        case Retry(row, due_at, attempts) | Later(row, due_at, attempts):
            return {"row": row, "at": due_at, "tries": attempts}
        case GivenBack(row, worker):
            return {"row": row, "by": worker}


def context(chat: bytes, method: str) -> str:
    """What a payload is bound to: the row has no id yet when it is sealed."""
    return f"outbox.payload:{chat.hex()}:{method}"
