"""Digests, due or asked for: looked up and drawn beside the turns, then written in one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from bot.calls import ATTACH
from bot.desk import Desk
from bot.digest_scopes import at_risk, entitled
from bot.making import Content, Made, stored
from bot.media import sending
from bot.notices import voice_of
from bot.rights import Act
from reports.charts.content import Picture
from reports.digest.edition import Edition
from reports.digest.gathering import gather
from reports.periods import Covered
from scheduler.digests import DueDigest, Write, subscribed, told_until
from scheduler.telling import chat_of, hold, send
from storage.database import Database
from storage.files import Files
from storage.ids import new_id
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.scopes import Within
from storage.stores import Stores
from texts.locale import Voice, voice

MEDIA_TYPE = "image/png"


Look = Callable[[Stores], Edition | None]


def may_have(stores: Stores, person: Person | None, scope: str, key: str, in_group: bool) -> Within | None:
    """What a digest that the person has subscribed to may tell of; None if they may not have it (any more), or can not
    be reached.
    """
    within = entitled(person, Act.SUBSCRIBE_DIGEST, scope, key) if person else None
    if person is None or within is None or not (in_group or chat_of(stores, person)):
        return None
    if in_group and at_risk(stores, scope, key):
        return None
    # Who reads along in a group nobody knows: nothing of sections at risk is told there.
    return Within(within.scope, within.key, safe=within.safe or in_group)


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest looked up once, so that picture, words and numbers are of one instant; its picture, if there is anything
    to draw."""

    edition: Edition
    picture: Made | None


@dataclass(frozen=True, slots=True)
class Digesting:
    """Prepares digests: those that are due (see `scheduler.digests`), and those that a turn waits for."""

    database: Database
    desk: Desk
    files: Files

    async def prepare(self, due: DueDigest) -> Write | None:
        """What writes it and its message; None if its person may not have it (any more), or can not be reached."""
        key_id = None if due.subscription.address is not None else await self.database.read(self._key_of, due)
        ready = await self._ready(lambda stores: self._edition(stores, due), key_id)
        return None if ready is None else lambda stores: self._write(stores, due, ready, key_id)

    async def asked_for(
        self, scope: Within, covered: Covered, speaking: Voice, zone: ZoneInfo, person: Person
    ) -> Ready:
        """What a turn of that person goes on with."""

        def look(stores: Stores) -> Edition:
            today = stores.now.astimezone(zone).date()
            subscriptions = stores.subscriptions.of_person(person.id, self.desk.bot_id)
            until = told_until(stores, covered, zone, subscribed(subscriptions, scope, covered))
            digest = gather(stores, scope, covered, stores.now, today, "filed", until)
            return Edition(new_id(stores.now), digest, speaking, zone)

        ready = await self._ready(look, person.key_id)
        assert ready is not None
        return ready

    async def _ready(self, look: Look, key_id: UUID | None) -> Ready | None:
        """`key_id` None: under the installation's key, for a group."""
        await self.database.run(lambda stores: stores.running.close())
        edition = await self.database.read(look)
        if edition is None:
            return None
        picture = await asyncio.to_thread(edition.drawn)
        return Ready(edition, await self._kept(picture, key_id) if picture else None)

    def _key_of(self, stores: Stores, due: DueDigest) -> UUID | None:
        person = stores.people.get(due.subscription.person_id)
        return person.key_id if person else None

    def _edition(self, stores: Stores, due: DueDigest) -> Edition | None:
        row = due.subscription
        person = stores.people.get(row.person_id)
        scope = may_have(stores, person, row.scope, row.scope_key, row.address is not None)
        if person is None or scope is None:
            return None
        today = stores.now.astimezone(due.zone).date()
        until = told_until(stores, due.covered, due.zone, row)
        digest = gather(stores, scope, due.covered, stores.now, today, "filed", until)
        speaking = voice_of(self.desk, person)
        if row.language:
            speaking = voice(row.language, speaking.country)
        return Edition(new_id(stores.now), digest, speaking, due.zone)

    async def _kept(self, picture: Picture, key_id: UUID | None) -> Made:
        content = Content(picture.png, "digest.png", MEDIA_TYPE)
        return await stored(self.files, content, key_id, self.database.clock.now())

    def _write(self, stores: Stores, due: DueDigest, ready: Ready, key_id: UUID | None) -> None:
        row, edition, made = due.subscription, ready.edition, ready.picture
        person = stores.people.get(row.person_id)
        if person is None:
            return
        edition.store(stores, person.id, row.id, due.slot)
        if made is not None:
            owner = None if row.address is not None else person.id
            stores.attachments.add_made(made.id, owner, key_id, made.media_type, made.size, stores.now)
        picture = f"{ATTACH}{made.id}" if made else None
        outbox_id = self._say(stores, due, person, edition, picture)
        if outbox_id is not None:
            stores.digests.sent_as(edition.id, outbox_id)

    def _say(self, stores: Stores, due: DueDigest, person: Person, edition: Edition, picture: str | None) -> int | None:
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
            return hold(stores, self.desk.bot_id, person, chat_id, method, [orjson.dumps(params)], "bulk")
        return send(stores, self.desk.bot_id, person, chat_id, orjson.dumps(params), "bulk", method)
