"""Promise 3, held against every act of a respondent: exactly one visible effect, which names the question or a way on.

Visible are: a new message of the bot, an edited card that really changed, a toast with words or a link; an album counts
once. Stripping buttons, stopping the spinner and deleting do not count.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from flows.context import Context
from flows.session import Session
from flows.view import view
from storage.stores import Stores
from storage.tables import outbox, update
from texts.locale import best, voice

if TYPE_CHECKING:
    from tests.support.chat import Respondent

COMMAND = re.compile(r"(?<![\w/])/[a-z]{3,}")
PART = 1_900  # letters: no text is cut before half of what fits
INVITATION = re.compile("[Ii]nvitation|دعوة|invitación")
GREETING = ("Welcome", "Bienvenue", "مرحبًا", "bienvenida")  # in all languages, before anybody has chosen one
ARABIC, LATIN = re.compile("[\u0621-\u064a]"), re.compile("[A-Za-zÀ-ÿ]")
ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
LOOSE = re.compile(r"(?!PDF\b)[A-Za-zÀ-ÿ/@]*[A-Za-zÀ-ÿ]{2,}|\d+[-/.:,]\d+")
# Small words that stand in most sentences of one language and in none of the other.
SMALL_WORDS = {
    "en": re.compile(r"\b(the|you|your|is|are|this|was|were|with|please|what|how|have)\b", re.I),
    "fr": re.compile(r"\b(le|la|les|des|vous|votre|vos|est|une|pour|avec|quel|quelle|dans|avez)\b", re.I),
    "es": re.compile(r"\b(el|los|las|tu|tus|qué|una|al|está|por|para|con|más|cómo|cuándo|del|aquí|todo)\b", re.I),
}


@dataclass
class Seen:
    """What a person saw come of one act."""

    before: dict[int, dict[str, Any]]
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def effects(self) -> list[dict[str, Any]]:
        """The visible ones: the last state of each message that is new or changed, and each toast with words."""
        changed: dict[Any, dict[str, Any]] = {}
        toasts = []
        for event in self.events:
            message = event.get("message")
            if event["event"] == "toast":
                toasts += [event] if event["text"] or event["url"] else []
            elif message is not None and message["from"]["is_bot"] and self._is_visible(event) and not ahead(message):
                album = message.get("media_group_id")  # its words stand below the first picture
                changed[album or message["message_id"]] = changed.get(album, message)
        return [*(each for each in changed.values() if not goes_on(each, changed.values())), *toasts]

    def _is_visible(self, event: dict[str, Any]) -> bool:
        message = event["message"]
        old = self.before.get(message["message_id"])
        self.before[message["message_id"]] = message
        if event["event"] == "message" or old is None:
            return True
        stripped = not buttons(message)
        return words(message) != words(old) or (not stripped and buttons(message) != buttons(old))


def ahead(message: dict[str, Any]) -> bool:
    """Whether it is a picture or the like that goes ahead of a card's words, and so a part of that card."""
    return not words(message) and not buttons(message) and "media_group_id" not in message


def goes_on(message: dict[str, Any], messages: Iterable[dict[str, Any]]) -> bool:
    """Whether it is a part of a long text, and the last part comes after it."""
    whole = len(words(message)) < PART or bool(buttons(message))
    return not whole and any(each["message_id"] > message["message_id"] for each in messages)


@contextmanager
def watched(person: "Respondent") -> Iterator[Seen]:
    """Collect what the person sees meanwhile."""
    seen = Seen({message["message_id"]: message for message in person.history})
    subscription = person.world.subscribe(person.id)
    try:
        yield seen
    finally:
        seen.events = subscription.seen()
        subscription.close()


async def check_promise(person: "Respondent", seen: Seen) -> None:
    """One visible effect, with a way on, in the person's language; no update and no message given up."""
    effects = seen.effects
    told = "\n--\n".join(map(spoken, effects))
    assert len(effects) == 1, f"{len(effects)} visible effects:\n{told}\n\nthe chat:\n{person.screen()}"
    assert await person.town.service.database.read(given_up) == [], person.screen()
    question = await question_of(person)
    way_on = names_a_way_on(effects[0], question) or repeats_a_card(effects[0], person.history)
    assert way_on, f"no question and no way on in:\n{told}"
    check_language(person.language, told)


def names_a_way_on(effect: dict[str, Any], question: str | None) -> bool:
    """Buttons to tap, a command to send, or the question that stands."""
    text = words(effect)
    return bool(
        effect.get("url")
        or buttons(effect)
        or COMMAND.search(text)
        or (question and question in text)
        or (question is None and INVITATION.search(text))  # a stranger is told how to get in
    )


def repeats_a_card(toast: dict[str, Any], history: Sequence[dict[str, Any]]) -> bool:
    """A notice with what a card that stands there asks: its buttons are the ways on."""
    asked = [words(message).rpartition("\n\n")[2][:100] for message in history if buttons(message)]
    return toast.get("event") == "toast" and any(each in words(toast) for each in asked)


def check_language(language: str, told: str) -> None:
    """What the bot says is in the person's language; what people themselves wrote may be in any."""
    bare = re.sub(r"/\w+|AR-\S+|©.*", "", told)
    if all(each in told for each in GREETING) or not re.search(r"[^\W\d_]", bare):
        return
    if language == "ar":
        check_directions(told)
        assert ARABIC.search(bare) and not SMALL_WORDS["en"].search(bare), f"not in Arabic:\n{told}"
    elif language in SMALL_WORDS:
        others = [pattern for other, pattern in SMALL_WORDS.items() if other != language]
        mine = len(SMALL_WORDS[language].findall(bare))
        assert mine or not any(other.search(bare) for other in others), f"not in {language}:\n{told}"
        assert not ARABIC.search(bare) or LATIN.search(bare), f"not in {language}:\n{told}"


def check_directions(told: str) -> None:
    """In a line of Arabic every name, command, reference or number with a sign in it that runs the other way is kept
    apart, or it would be shown in pieces."""
    for line in told.splitlines():
        loose = LOOSE.search(ISOLATED.sub("", line))
        assert not (ARABIC.search(line) and loose), f"{loose and loose[0]!r} is loose in: {line}"


async def question_of(person: "Respondent") -> str | None:
    """What the person's open draft asks now, in its language; proves too that the session is whole and can be drawn."""
    return await person.town.service.database.read(standing_question, person)


def standing_question(stores: Stores, person: "Respondent") -> str | None:
    desk = person.town.service.desk
    known = stores.people.find(stores.keyring.lookups(person.id))
    row = stores.sessions.open_of(known.id) if known else None
    if known is None or row is None or row.state is None:
        return None
    session = Session.from_json(orjson.loads(row.state))
    assert orjson.dumps(session.to_json()) == row.state and session.version == row.version
    home = known.section  # None for whoever has left, and looks at what they had begun
    speaking = voice(best(session.language, known.language or "en"), home.country if home else None)
    zone = ZoneInfo(home.zone if home else desk.settings.default_timezone)
    context = Context(stores.now, zone, speaking, desk.tables(stores))
    drawn = view(desk.revision(stores, row.revision_id), session, context)
    return drawn.label or speaking("Is all this right?")


def given_up(stores: Stores) -> list[Any]:
    """Updates and outbox messages that were parked."""
    found = stores.connection.execute(select(update.c.update_id, update.c.error).where(update.c.status == "parked"))
    lost = stores.connection.execute(select(outbox.c.method, outbox.c.error).where(outbox.c.status == "parked"))
    return [*found.all(), *lost.all()]


def words(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: dict[str, Any]) -> Sequence[dict[str, Any]]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def spoken(effect: dict[str, Any]) -> str:
    return "\n".join([words(effect), *(button["text"] for button in buttons(effect))])


def shown(message: dict[str, Any]) -> str:
    """A message as the person sees it: who, text, then a line "[label]" per button."""
    who = "bot" if message["from"]["is_bot"] else "me"
    kind = next((f"({each}) " for each in ("photo", "document", "voice") if each in message), "")
    return "\n".join([f"{who}: {kind}{words(message)}", *(f"  [{button['text']}]" for button in buttons(message))])
