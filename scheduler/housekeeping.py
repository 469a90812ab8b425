"""Housekeeping: what must be gone by a deadline, and what must be added up.

Each duty is one transaction that may be repeated, interrupted, or done by two processes at once.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import orjson

from scheduler.duties import Duties, Duty
from storage.database import Database
from storage.erasure import erase_reports, finish_erasures
from storage.files import Files
from storage.files_sweep import sweep_files
from storage.health_counts import count_abandoned
from storage.keystore_copies import keep_copies
from storage.message_store import DueMessage
from storage.outbox_store import OutboxDraft
from storage.question_health_store import FOLDED as HEALTH_FOLDED
from storage.running_store import FOLDED
from storage.safety_store import STAYS
from storage.store import PURGED
from storage.stores import Stores

BEFORE_CONSENT = timedelta(days=1)  # whatever is known of somebody who has not consented
DELETABLE = timedelta(hours=48)  # Telegram lets a bot delete messages no older
REPEATED = timedelta(hours=24)  # Telegram keeps an update no longer, counted from when it came in: before we took it
UNREACHED = timedelta(days=7)  # then the address of a person at risk who can not be reached is forgotten
UNREAD = timedelta(days=30)  # what a person at risk has not read
UNDECIDED = timedelta(days=7)  # a flow that somebody sent in, and what others changed meanwhile
LOOKED_AT = timedelta(hours=48)  # what came of a call, or of an update given up, is of use to an operator
SAID = timedelta(days=400)  # longer than any reason for a reminder lasts
SENT = timedelta(days=400)  # digests sent: last year's can be opened while this year's review is written
ASKED_FOR = timedelta(days=30)  # digests asked for: /digest shows the same period again at any time
HOURLY = timedelta(hours=1)
DAILY = timedelta(days=1)
DELETED_AT_ONCE = 100  # messages in one call, by Telegram's limit
DRAFTS = 100  # erased in one transaction at most


class Housekeeping:
    """All of it that one process does."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files
        duties = (
            Duty("strangers forgotten", self.forget_strangers),
            Duty("messages deleted from chats", self.delete_messages),
            Duty("chats at risk swept", self.sweep_chats_at_risk),
            Duty("addresses at risk forgotten", self.forget_addresses),
            Duty("unread messages forgotten", self.forget_unread),
            Duty("message ids forgotten", self.forget_messages),
            Duty("updates forgotten", self.forget_updates),
            Duty("outbox messages forgotten", self.forget_outbox),
            Duty("invites forgotten", self.forget_invites),
            Duty("reminders forgotten", self.forget_reminders, DAILY),
            Duty("drafts expired", self.expire_drafts),
            Duty("erasures finished", self.finish_erasures),
            Duty("figures folded", self.fold_figures),
            Duty("health of questions folded", self.fold_health, HOURLY),
            Duty("flows sent in forgotten", self.forget_uploads, HOURLY),
            Duty("digests asked for in groups forgotten", self.forget_offers, HOURLY),
            Duty("digests forgotten", self.forget_digests, DAILY),
            Duty("files swept", self.sweep_files, HOURLY),
            Duty("keys copied", self.copy_keys, DAILY),
        )
        self._duties = Duties(database.clock, duties)

    async def tick(self) -> None:
        """Do what is due."""
        await self._duties.tick()

    async def forget_strangers(self) -> int:
        """Everything of those who did not consent within a day: hash, language, replies, albums, updates given up."""
        await self._repeat(lambda stores: stores.messages.purge_albums(stores.now - BEFORE_CONSENT))
        return await self._repeat(lambda stores: stores.people.forget_strangers(stores.now - BEFORE_CONSENT))

    async def delete_messages(self) -> int:
        """What is shown for a time only: pictures in the chats of staff."""
        return await self._repeat(delete_messages, DELETED_AT_ONCE)

    async def sweep_chats_at_risk(self) -> int:
        """All that is left in the chats of people at risk, before Telegram no longer lets the bot delete it."""
        return await self._repeat(sweep_chats_at_risk, DELETED_AT_ONCE)

    async def forget_addresses(self) -> int:
        """Where people at risk were reached who have blocked the bot; they are known again when they write."""
        return await self._repeat(lambda stores: stores.safety.forget_addresses(stores.now - UNREACHED))

    async def forget_unread(self) -> int:
        """What was held for people at risk, and never read."""
        await self._repeat(lambda stores: stores.attachments.forget_made(stores.now - UNREAD))
        return await self._repeat(lambda stores: stores.safety.forget_held(stores.now - UNREAD))

    async def forget_messages(self) -> int:
        """Ids of messages that can no longer be deleted."""
        return await self._repeat(lambda stores: stores.messages.purge(stores.now - DELETABLE))

    async def forget_updates(self) -> int:
        """Updates handled that cannot come again, and those given up a while ago."""
        done = await self._repeat(lambda stores: stores.updates.purge("done", stores.now - REPEATED))
        return done + await self._repeat(lambda stores: stores.updates.purge("parked", stores.now - LOOKED_AT))

    async def forget_outbox(self) -> int:
        """Calls made or given up: their payloads went at once, now the rest."""
        return await self._repeat(lambda stores: stores.outbox.purge(stores.now - LOOKED_AT))

    async def forget_invites(self) -> int:
        """Expired invites."""
        return await self._database.run(lambda stores: stores.invites.purge(stores.now))

    async def forget_reminders(self) -> int:
        """That something was said, once nothing can become due a second time."""
        return await self._repeat(lambda stores: stores.reminders.purge(stores.now - SAID))

    async def expire_drafts(self) -> int:
        """Drafts nobody went on with: erased as if the person had said so."""
        return await self._repeat(expire_drafts, DRAFTS)

    async def finish_erasures(self) -> int:
        """Keys and files of what was erased, by whomever; also after a crash in between."""
        return await finish_erasures(self._database, self._files)

    async def fold_figures(self) -> int:
        """Running totals."""
        return await self._repeat(lambda stores: stores.running.fold(), FOLDED)

    async def fold_health(self) -> int:
        """How questions fared on days that are over."""
        return await self._repeat(lambda stores: stores.question_health.fold(stores.now.date()), HEALTH_FOLDED)

    async def forget_uploads(self) -> int:
        """Flows that were sent in and never taken into a draft."""
        return await self._repeat(lambda stores: stores.flow_uploads.purge(stores.now - UNDECIDED))

    async def forget_offers(self) -> int:
        """Digests that somebody asked for in a group and never confirmed."""
        return await self._repeat(lambda stores: stores.subscriptions.purge(stores.now - UNDECIDED))

    async def forget_digests(self) -> int:
        """Digests with their numbers; what these count stays, and can be asked for anew."""
        return await self._repeat(lambda stores: stores.digests.purge(stores.now - SENT, stores.now - ASKED_FOR))

    async def _repeat(self, some: Callable[[Stores], int], at_once: int = PURGED) -> int:
        """Do a part in a transaction of its own, so that turns come in between, until one finds less than a part."""
        total = done = await self._database.run(some)
        while done >= at_once:
            done = await self._database.run(some)
            total += done
        return total

    async def sweep_files(self) -> int:
        """Files that no row names."""
        return await sweep_files(self._database, self._files)

    async def copy_keys(self) -> int:
        """The key store's copy of the day."""
        store = self._database.keyring.store
        folder = Path(f"{store.url.database}-copies")
        return int(await asyncio.to_thread(keep_copies, store, folder, self._database.clock.now()) is not None)


def delete_messages(stores: Stores) -> int:
    """Say so to Telegram, one call a chat."""
    return _delete(stores, stores.messages.due(stores.now, DELETED_AT_ONCE))


def sweep_chats_at_risk(stores: Stores) -> int:
    """The same for whatever is old enough in the chat of a person at risk."""
    return _delete(stores, stores.messages.aged_at_risk(stores.now - STAYS, DELETED_AT_ONCE))


def _delete(stores: Stores, due: list[DueMessage]) -> int:
    chats: dict[tuple[int, bytes], list[DueMessage]] = {}
    for each in due:
        chats.setdefault((each.bot_id, each.chat), []).append(each)
    calls = [call for of_chat in chats.values() if (call := _deletion(stores, of_chat)) is not None]
    stores.outbox.add(calls, None, None, stores.now)
    stores.messages.forget(due)
    return len(due)


def _deletion(stores: Stores, messages: list[DueMessage]) -> OutboxDraft | None:
    """One call for the messages of one chat; None if nothing leads to the person any more."""
    first = messages[0]
    address = stores.people.address(first.person_id)
    if address is None:
        return None
    params = {"chat_id": int(address), "message_ids": sorted(each.message_id for each in messages)}
    return OutboxDraft(
        bot_id=first.bot_id,
        chat=first.chat,
        lane="reply",
        method="deleteMessages",
        payload=orjson.dumps(params),
        person_id=first.person_id,
        key_id=first.key_id,
    )


def expire_drafts(stores: Stores) -> int:
    """End drafts whose time is over; what they held is erased, and they stay as expired."""
    due = stores.sessions.due(stores.now, DRAFTS)
    expired = stores.sessions.expire(stores.now, DRAFTS)
    for row in due:
        if row.id in expired:
            count_abandoned(stores, row)
    if expired:
        erase_reports(stores, expired)
    return len(expired)
