"""What the bot says without being asked.

People at risk are told only that there is something; what it is, they see when they tap Read.
"""

from datetime import datetime, timedelta
from uuid import UUID

import orjson

from bot.calls import ATTACH
from bot.desk import Desk
from storage.attachment_store import AttachmentRow
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.safety_store import STAYS
from storage.stores import Stores
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.locale import SOURCE_LANGUAGE, Voice, voice
from texts.verbs import ChatVerb

SHOWN_FOR = timedelta(days=1)  # documents, and what others filed, stay no longer in a chat
UNKEPT_KINDS = ("type", "archive", "macros")  # codes of storage.hygiene_errors


def voice_of(desk: Desk, person: Person) -> Voice:
    """The person's language, with the habits of their country."""
    return voice(person.language or desk.settings.default_language, person.section.country if person.section else None)


def tell(stores: Stores, desk: Desk, person: Person, card: Card, lane: str = "reply") -> bool:
    """Say something that the person did not ask for just now. False if they can not be reached.

    Whatever is sent to a person out of their own turn goes through here.
    """
    return _tell(stores, desk.bot_id, person, card, lane)


def _tell(stores: Stores, bot_id: int, person: Person, card: Card, lane: str) -> bool:
    chat_id = chat_of(stores, person)
    if chat_id is None:
        return False
    if not person.at_risk:
        send(stores, bot_id, person, chat_id, _call(chat_id, card), lane)
    else:
        _hold(stores, bot_id, person, chat_id, "sendMessage", _call(chat_id, card), lane)
    return True


def bring(stores: Stores, desk: Desk, person: Person, chat_id: int, attachment_id: UUID, caption: str) -> None:
    """As `tell`, for a document that leaves the chat again after SHOWN_FOR; below it people at risk read nothing of it.
    """
    bot_id = desk.bot_id
    params = {"chat_id": chat_id, "document": f"{ATTACH}{attachment_id}", "parse_mode": "HTML"}
    if not person.at_risk:
        content = orjson.dumps(params | {"caption": caption})
        send(stores, bot_id, person, chat_id, content, "reply", "sendDocument", stores.now + SHOWN_FOR)
    else:
        content = orjson.dumps(params | {"caption": "/help"})
        _hold(stores, bot_id, person, chat_id, "sendDocument", content, "reply")


def _hold(stores: Stores, bot_id: int, person: Person, chat_id: int, method: str, content: bytes, lane: str) -> None:
    """Say that there is something, and keep it until it is read. What says so, and what it becomes when it is read,
    leaves the chat also of somebody who is no longer at risk then: a farewell names the section.
    """
    saying = _call(chat_id, unread_card(_voice(person)))
    notice = send(stores, bot_id, person, chat_id, saying, lane, delete_at=stores.now + STAYS)
    chat = stores.keyring.lookup(chat_id)
    stores.safety.hold(person.id, person.key_id, bot_id, chat, content, notice, method)


def chat_of(stores: Stores, person: Person) -> int | None:
    """The id of the person's private chat; None if they can not be reached."""
    address = stores.people.address(person.id)
    return int(address) if address is not None and person.reachable else None


def _voice(person: Person) -> Voice:
    """Whoever has joined has a language."""
    return voice(person.language or SOURCE_LANGUAGE, person.section.country if person.section else None)


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
    """One Bot API call to the person's private chat, out of a turn of theirs; its id in the outbox."""
    draft = OutboxDraft(
        bot_id=bot_id,
        chat=stores.keyring.lookup(chat_id),
        lane=lane,
        method=method,
        payload=payload,
        person_id=person.id,
        key_id=person.key_id,
        delete_at=delete_at,
    )
    return stores.outbox.add([draft], None, None, stores.now)[0]


def keep_safe(stores: Stores, bot_id: int, person_id: UUID) -> None:
    """Somebody at risk has blocked the bot, perhaps to be safe: their coordinators are told, without a name."""
    person = stores.people.get(person_id)
    if person is None or not person.at_risk or person.section is None:
        return
    for each in stores.safety.coordinators_of(person.section):
        coordinator = stores.people.get(each)
        if coordinator is not None and each != person_id:
            _tell(stores, bot_id, coordinator, _lost(_voice(coordinator)), "bulk")


def _lost(speaking: Voice) -> Card:
    return Card(
        speaking.html(
            "A person at risk in a section of yours can no longer be reached here. Perhaps they blocked this bot to be "
            "safe: please make sure, in another way, that they are well. I will not write to them, and in seven days I "
            "forget their address. /help"
        )
    )


def file_not_kept(stores: Stores, desk: Desk, row: AttachmentRow, code: str) -> None:
    """Tell whoever sent a file that it is not kept, and what to do; nothing for a person who is gone."""
    person = stores.people.get(row.person_id) if row.person_id else None
    if person is not None:
        tell(stores, desk, person, Card(_words(voice_of(desk, person), code)))


def _words(speaking: Voice, code: str) -> str:
    if code in UNKEPT_KINDS:
        return speaking.html(
            "A file you sent can not be kept, because files of that kind may hide others. Please send it as a "
            "picture or a PDF."
        )
    if code == "locked":
        return speaking.html(
            "A file you sent is locked with a password, so I can not keep it. Please send it again without one."
        )
    if code == "too_large":
        return speaking.html(
            "A file you sent unpacks to more than I can clean, so it is not kept. Please send a smaller one."
        )
    return speaking.html("A file you sent could not be read, so it is not kept. Please send it again.")
