"""Deadlines: what may not be kept any longer goes. Each is one idempotent conditional update, so that any number of
processes may do it at any time, and being killed in between costs nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from storage.database import Database
from storage.erasure import erase_reports, finish_erasures
from storage.files import Files
from storage.files_sweep import sweep_files
from storage.keystore_copies import keep_copies
from storage.stores import Stores

BEFORE_CONSENT = timedelta(days=1)  # rows of people who have not consented
MESSAGE_IDS = timedelta(hours=48)  # Telegram lets no bot delete older messages
HANDLED_UPDATES = timedelta(hours=48)  # Telegram keeps updates 24 h and may restart their ids after a week
SENT_MESSAGES = timedelta(hours=48)  # message ids of cards, so that they can still be edited

Deadline = Callable[[Stores], object]


def purge_pending_people(stores: Stores) -> int:
    """People who came and never consented."""
    return stores.people.purge_pending(stores.now - BEFORE_CONSENT)


def purge_strangers_messages(stores: Stores) -> int:
    """What was said to people who have not consented."""
    return stores.outbox.purge_strangers(stores.now - BEFORE_CONSENT)


def purge_message_ids(stores: Stores) -> int:
    """Message ids of chats."""
    return stores.messages.purge(stores.now - MESSAGE_IDS)


def purge_updates(stores: Stores) -> int:
    """Ids of handled updates."""
    return stores.updates.purge(stores.now - HANDLED_UPDATES)


def purge_outbox(stores: Stores) -> int:
    """Messages sent, dropped or parked."""
    return stores.outbox.purge(stores.now - SENT_MESSAGES)


def purge_invites(stores: Stores) -> int:
    """Expired invitations."""
    return stores.invites.purge(stores.now)


def expire_drafts(stores: Stores) -> int:
    """Drafts nobody came back to, and deleted ones whose day for second thoughts is over: erased, key and all."""
    expired = [session_id for session_id, _ in stores.sessions.expire(stores.now)]
    if expired:
        erase_reports(stores, expired)
    return len(expired)


def fold_figures(stores: Stores) -> int:
    """Running totals: signed deltas into days."""
    return stores.figures.fold()


DEADLINES: tuple[Deadline, ...] = (
    purge_pending_people,
    purge_strangers_messages,
    purge_message_ids,
    purge_updates,
    purge_outbox,
    purge_invites,
    expire_drafts,
    fold_figures,
)


class Housekeeping:
    """Everything that is done by the clock alone. `copies`: folder of the key store's daily copies, None for none."""

    def __init__(self, database: Database, files: Files, copies: Path | None = None) -> None:
        self._database = database
        self._files = files
        self._copies = copies

    async def tick(self) -> None:
        """Meet every deadline that has come; what fails is tried again at the next tick."""
        for deadline in DEADLINES:
            await self._database.run(deadline)
        await finish_erasures(self._database, self._files)
        await sweep_files(self._database, self._files)
        if self._copies is not None:
            store = self._database.keyring.store
            await store.run(keep_copies, store, self._copies, self._database.clock.now())
