"""Saying something to people who did not ask for it just now: all that is said out of their own turn goes through here.

People at risk are told only that there is something; what it is, they see when they tap Read.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson

from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.safety_store import STAYS
from storage.stores import Stores
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.locale import SOURCE_LANGUAGE, Voice, voice
from texts.verbs import ChatVerb


def tell(
    stores: Stores, bot_id: int, person: Person, card: Card, lane: str = "bulk", guarded: bool = False
) -> int | None:
    """The id of the outbox message that they see, of a long text's the last; None if they can not be reached.
    `guarded`: said as to people at risk, for it tells of some.
    """
    chat_id = chat_of(stores, person)
    if chat_id is None:
        return None
    if not (person.at_risk or guarded):
        return [send(stores, bot_id, person, chat_id, _call(chat_id, part), lane) for part in card.parts()][-1]
    calls = [_call(chat_id, part) for part in card.parts()]
    return hold(stores, bot_id, person, chat_id, "sendMessage", calls, lane)


def hold(
    stores: Stores, bot_id: int, person: Person, chat_id: int, method: str, contents: Sequence[bytes], lane: str
) -> int:
    """Say that there is something, and keep it until it is read, one call after the other. What says so, and what it
    becomes when it is read, leaves the chat also of somebody who is no longer at risk then: a farewell names the
    section.
    """
    saying = _call(chat_id, unread_card(voice_of(person)))
    notice = send(stores, bot_id, person, chat_id, saying, lane, delete_at=stores.now + STAYS)
    chat = stores.keyring.lookup(chat_id)
    for content in contents:
        stores.safety.hold(person.id, person.key_id, person.bot_id or bot_id, chat, content, notice, method)
    return notice


def send(
    stores: Stores,
    bot_id: int,
    person: Person,
    chat_id: int,
    payload: bytes,
    lane: str,
    method: str = "sendMessage",
    delete_at: datetime | None = None,
) -> int:
    """One Bot API call to the person's private chat, out of a turn of theirs; its id in the outbox. It is made by the
    bot that they wrote to last, by `bot_id` where that is not known.
    """
    draft = OutboxDraft(
        bot_id=person.bot_id or bot_id,
        chat=stores.keyring.lookup(chat_id),
        lane=lane,
        method=method,
        payload=payload,
        person_id=person.id,
        key_id=person.key_id,
        delete_at=delete_at,
    )
    return stores.outbox.add([draft], None, None, stores.now)[0]


def chat_of(stores: Stores, person: Person) -> int | None:
    """The id of the person's private chat; None if they can not be reached."""
    address = stores.people.address(person.id)
    return int(address) if address is not None and person.reachable else None


def voice_of(person: Person, otherwise: str = SOURCE_LANGUAGE) -> Voice:
    """The person's language, with the habits of their country. Whoever has joined has a language."""
    return voice(person.language or otherwise, person.section.country if person.section else None)


def unread_card(speaking: Voice) -> Card:
    """There is something to read."""
    return Card(speaking.html("You have a message."), ((read_button(speaking),),))


def read_button(speaking: Voice) -> Button:
    """Shows what has waited longest to be read."""
    return Button(speaking.button("Read"), Tap(ChatVerb.READ.value))


def _call(chat_id: int, card: Card) -> bytes:
    """The parameters of sendMessage."""
    params = {"chat_id": chat_id, "text": card.text(), "parse_mode": "HTML"}
    return orjson.dumps(params | ({"reply_markup": card.reply_markup()} if card.rows else {}))
