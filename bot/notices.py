"""What the bot says without being asked, because something of the person's came to nothing."""

import orjson

from bot.desk import Desk
from storage.attachment_store import AttachmentRow
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from texts.cards import Card
from texts.locale import Voice, voice

UNKEPT_KINDS = ("type", "archive", "macros")  # codes of storage.hygiene_errors


def file_not_kept(stores: Stores, desk: Desk, row: AttachmentRow, code: str) -> None:
    """Tell whoever sent a file that it is not kept, and what to do; nothing for a person who is gone."""
    person = stores.people.get(row.person_id) if row.person_id else None
    address = stores.people.address(person.id) if person else None
    if person is None or address is None or not person.reachable:
        return
    speaking = voice(
        person.language or desk.settings.default_language, person.section.country if person.section else None
    )
    params = {"chat_id": int(address), "text": Card(_words(speaking, code)).text(), "parse_mode": "HTML"}
    draft = OutboxDraft(
        bot_id=desk.bot_id,
        chat=stores.keyring.lookup(int(address)),
        lane="reply",
        method="sendMessage",
        payload=orjson.dumps(params),
        person_id=person.id,
        key_id=person.key_id,
    )
    stores.outbox.add([draft], None, None, stores.now)


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
    return speaking.html("A file you sent could not be read, so it is not kept. Please send it again.")
