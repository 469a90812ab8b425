"""What the bot says without being asked, in its own words; how it is said is `scheduler.telling`."""

from datetime import timedelta
from uuid import UUID

import orjson

from bot.calls import ATTACH
from bot.desk import Desk
from reports.digest.gathering import scope_names
from reports.digest.words import scope_words
from scheduler import telling
from storage.attachment_store import AttachmentRow
from storage.people_store import Person
from storage.scopes import Within
from storage.stores import Stores
from storage.subscription_store import SubscriptionRow
from texts.cards import Card
from texts.locale import Html, Voice

SHOWN_FOR = timedelta(days=1)  # documents, and what others filed, stay no longer in a chat
UNKEPT_KINDS = ("type", "archive", "macros")  # codes of storage.hygiene_errors


def voice_of(desk: Desk, person: Person) -> Voice:
    """The person's language, with the habits of their country."""
    return telling.voice_of(person, desk.settings.default_language)


def tell(stores: Stores, desk: Desk, person: Person, card: Card, lane: str = "reply") -> bool:
    """Say something that the person did not ask for just now. False if they can not be reached."""
    return telling.tell(stores, desk.bot_id, person, card, lane) is not None


def bring(stores: Stores, desk: Desk, person: Person, chat_id: int, attachment_id: UUID, caption: str) -> None:
    """As `tell`, for a document that leaves the chat again after SHOWN_FOR; below it people at risk read nothing of it.
    """
    bot_id = desk.bot_id
    params = {"chat_id": chat_id, "document": f"{ATTACH}{attachment_id}", "parse_mode": "HTML"}
    if not person.at_risk:
        content = orjson.dumps(params | {"caption": caption})
        telling.send(stores, bot_id, person, chat_id, content, "reply", "sendDocument", stores.now + SHOWN_FOR)
    else:
        content = orjson.dumps(params | {"caption": "/help"})
        telling.hold(stores, bot_id, person, chat_id, "sendDocument", [content], "reply")


def keep_safe(stores: Stores, bot_id: int, person_id: UUID) -> None:
    """Somebody at risk has blocked the bot, perhaps to be safe: their coordinators are told, without a name."""
    person = stores.people.get(person_id)
    if person is None or not person.at_risk or person.section is None:
        return
    for each in stores.safety.coordinators_of(person.section):
        coordinator = stores.people.get(each)
        if coordinator is not None and each != person_id:
            telling.tell(stores, bot_id, coordinator, _lost(telling.voice_of(coordinator)))


def _lost(speaking: Voice) -> Card:
    return Card(
        speaking.html(
            "A person at risk in a section of yours can no longer be reached here. Perhaps they blocked this bot to be "
            "safe: please make sure, in another way, that they are well. I will not write to them, and in seven days I "
            "forget their address. /help"
        )
    )


def digest_stopped(stores: Stores, bot_id: int, row: SubscriptionRow, in_group: bool) -> None:
    """What was posted in a group can not be posted there any more: whoever asked for it is told. `in_group`: it is the
    whole group that the bot is out of, not a topic."""
    person = stores.people.get(row.person_id)
    if person is None:
        return
    speaking = telling.voice_of(person)
    home = stores.organisation.section(row.scope_key) if row.scope == "section" else None
    scope = Within(row.scope, row.scope_key)
    of_what = "" if home and home.at_risk else scope_words(scope, scope_names(stores, scope), speaking)
    why = (
        speaking.html("I am not in its group any more.") if in_group
        else speaking.html("Its topic is closed or gone, or I may not write there.")
    )  # fmt: skip
    how = speaking.html(
        "So it is not posted there any more. To have it posted again, send /digest in a group or a topic."
    )
    head = speaking.html("<b>{what}</b>", what=speaking.beside(speaking.html("Digest"), of_what))
    telling.tell(stores, bot_id, person, Card(Html(f"{head}\n{why} {how}")))


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
