"""Digests that subscriptions ask for: looked up and drawn beside the turns, then written in one transaction."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import orjson

from bot.calls import ATTACH
from bot.desk import Desk
from bot.digest_scopes import at_risk, entitled
from bot.media import sending
from bot.notices import voice_of
from bot.rights import Act
from reports.charts.content import Picture
from reports.digest.edition import Edition
from reports.digest.gathering import gather
from scheduler.digests import DueDigest, Write
from scheduler.telling import chat_of, hold, send
from storage.database import Database
from storage.files import Files
from storage.ids import new_id
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.scopes import Within
from storage.stores import Stores
from texts.locale import voice

MEDIA_TYPE = "image/png"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in FILES that no row names yet; `key_id` None: under the installation's key, for a group."""

    id: UUID
    key_id: UUID | None
    size: int


@dataclass(frozen=True, slots=True)
class Digesting:
    """Prepares a due digest (see `scheduler.digests`)."""

    database: Database
    desk: Desk
    files: Files

    async def prepare(self, due: DueDigest) -> Write | None:
        """What writes it and its message; None if its person may not have it (any more), or can not be reached."""
        await self.database.run(lambda stores: stores.running.close())
        found = await self.database.read(self._edition, due)
        if found is None:
            return None
        edition, key_id = found
        picture = await asyncio.to_thread(edition.drawn)
        drawn = await self._kept(picture, key_id) if picture else None
        return lambda stores: self._write(stores, due, edition, drawn)

    def _edition(self, stores: Stores, due: DueDigest) -> tuple[Edition, UUID | None] | None:
        row = due.subscription
        person = stores.people.get(row.person_id)
        in_group = row.address is not None
        scope = entitled(person, Act.SUBSCRIBE_DIGEST, row.scope, row.scope_key) if person else None
        if person is None or scope is None or not (in_group or person.reachable):
            return None
        if in_group and at_risk(stores, row.scope, row.scope_key):
            return None
        # Who reads along in a group nobody knows: nothing of sections at risk is told there.
        scope = Within(scope.scope, scope.key, safe=scope.safe or in_group)
        today = stores.now.astimezone(due.zone).date()
        digest = gather(stores, scope, due.covered, stores.now, today)
        speaking = voice_of(self.desk, person)
        if row.language:
            speaking = voice(row.language, speaking.country)
        return Edition(new_id(stores.now), digest, speaking, due.zone), None if in_group else person.key_id

    async def _kept(self, picture: Picture, key_id: UUID | None) -> Drawn:
        attachment_id = new_id(self.database.clock.now())
        size = await self.files.write(attachment_id, key_id, picture.png, "digest.png")
        return Drawn(attachment_id, key_id, size)

    def _write(self, stores: Stores, due: DueDigest, edition: Edition, drawn: Drawn | None) -> None:
        row = due.subscription
        person = stores.people.get(row.person_id)
        if person is None:
            return
        edition.store(stores, person.id, row.id, due.slot)
        if drawn is not None:
            owner = None if row.address is not None else person.id
            stores.attachments.add_made(drawn.id, owner, drawn.key_id, MEDIA_TYPE, drawn.size, stores.now)
        picture = f"{ATTACH}{drawn.id}" if drawn else None
        outbox_id = self._say(stores, due, person, edition, picture)
        if outbox_id is not None:
            stores.digests.sent_as(edition.id, outbox_id)

    def _say(
        self, stores: Stores, due: DueDigest, person: Person, edition: Edition, picture: str | None
    ) -> int | None:
        row, card = due.subscription, edition.card(picture)
        if row.address is not None:
            method, params = sending(row.address, card)
            topic = {"message_thread_id": row.thread_id} if row.thread_id else {}
            chat = stores.keyring.lookup(row.address)
            call = OutboxDraft(self.desk.bot_id, chat, "bulk", method, orjson.dumps(params | topic))
            return stores.outbox.add([call], None, None, stores.now)[0]
        chat_id = chat_of(stores, person)
        if chat_id is None:
            return None
        method, params = sending(chat_id, card)
        if person.at_risk or at_risk(stores, row.scope, row.scope_key):
            return hold(stores, self.desk.bot_id, person, chat_id, method, orjson.dumps(params), "bulk")
        return send(stores, self.desk.bot_id, person, chat_id, orjson.dumps(params), "bulk", method)
