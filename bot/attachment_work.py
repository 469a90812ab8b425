"""What the workers of attachments share: rows of the table are claimed with a lease, worked on after the turn, and
whatever happens ends in the row: done, tried again later, or given up.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.delivery import retry_after
from bot.desk import Desk
from bot.logs import log
from bot.turn import Turn
from storage.attachment_store import AttachmentDraft, AttachmentRow
from storage.database import Database
from storage.errors import StorageError
from storage.files import Files
from storage.hygiene_errors import RefusedError
from storage.ids import new_id
from storage.keys import KeyGone
from storage.stores import Stores

LEASE = timedelta(minutes=5)
EVERY = timedelta(seconds=30)
TRIES = 8  # of those that count
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after `wait`; `counts` unless the file itself had no chance yet."""

    wait: timedelta
    counts: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It will never come: the row's last status, and why."""

    status: str
    why: str


def decide(error: Exception, attempts: int, age: timedelta) -> Again | GiveUp:
    """What to do with an attachment accepted `age` ago, `attempts` earlier tries of which counted, after `error`.

    However long Telegram, the network, the database or the disk is away, it is waited for: as long again as the
    attachment has waited already. BadRequest and TimedOut are both subclasses of NetworkError.
    """
    wait = min(max(age, FIRST_WAIT), LONGEST_WAIT)
    match error:
        case RefusedError():
            return GiveUp("refused", error.code)
        case KeyGone():
            return GiveUp("failed", "erased")
        case RetryAfter():
            return Again(retry_after(error), counts=False)
        case StorageError() | SQLAlchemyError() | ConnectionError():
            return Again(wait, counts=False)
        case NetworkError() if not isinstance(error, BadRequest):
            return Again(wait, counts=False)
        case BadRequest() if "temporarily unavailable" not in error.message.lower():
            return GiveUp("failed", "BadRequest")
        case Forbidden():
            return GiveUp("failed", "Forbidden")
    return Again(wait, counts=True) if attempts + 1 < TRIES else GiveUp("failed", type(error).__name__)


def leave_order(turn: Turn, kind: str, wanted: Mapping[str, str], bot_id: int | None = None) -> None:
    """Leave word that the person wants something of this kind, of no session, which a worker makes after the turn: one
    of that bot, where it needs what was sent to it.
    """
    draft = AttachmentDraft(
        id=new_id(turn.now),
        session_id=None,
        person_id=turn.active.id,
        key_id=turn.active.key_id,
        question=None,
        kind=kind,
        source=orjson.dumps(wanted),
        bot_id=bot_id,
    )
    turn.stores.attachments.add(draft, turn.now)


class AttachmentWorker(ABC):
    """One of its kind per process; `at_once` rows are worked on side by side. `kind`: of the orders it is for (see
    `leave_order`); None: for what people sent."""

    at_once: int
    kind: str | None = None

    def __init__(self, database: Database, desk: Desk, files: Files, wake_sender: Callable[[], None]) -> None:
        self._database = database
        self._desk = desk
        self._files = files
        self._wake_sender = wake_sender
        self._clock = database.clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._bot: Bot | None = None

    def start(self, bot: Bot) -> None:
        self._bot = bot
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await self._database.run(lambda stores: stores.attachments.release(self._desk.worker))

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def _claim(self, stores: Stores) -> list[AttachmentRow]:
        """Lease what this worker is for to this process: `at_once` at most."""
        desk = self._desk
        return stores.attachments.claim(desk.worker, self.at_once, stores.now, LEASE, self.kind, desk.bot_id)

    @abstractmethod
    async def _work(self, row: AttachmentRow) -> None:
        """Do what the row asks for. Whatever it raises is decided on by `decide`."""

    @abstractmethod
    def _give_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        """Note that it will never come, and tell the person."""

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                while rows := await self._database.run(self._claim):
                    await asyncio.gather(*(self._tried(row) for row in rows))
            except Exception as error:
                log.error("attachments not claimed", worker=type(self).__name__, error=error)
            await self._clock.wait_until(self._clock.now() + EVERY, self._wake)

    async def _tried(self, row: AttachmentRow) -> None:
        try:
            await self._work(row)
        except Exception as error:
            if not isinstance(error, (TelegramError, RefusedError, KeyGone)):
                log.error("attachment not done", worker=type(self).__name__, attachment=str(row.id), error=error)
            await self._settle(row, decide(error, row.attempts, self._clock.now() - row.created_at))

    async def _settle(self, row: AttachmentRow, decision: Again | GiveUp) -> None:
        match decision:
            case Again(wait, counts):
                due = self._clock.now() + wait
                await self._database.run(lambda stores: stores.attachments.retry(row.id, due, counts))
            case GiveUp(status, why):
                log.warning("attachment given up", attachment=str(row.id), status=status, why=why)
                await self._database.run(self._give_up, row, status, why[:32])
                self._wake_sender()
