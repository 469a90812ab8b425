"""One update is one turn is one transaction.

A story (in `bot/handlers`) is a plain function of a `Turn`: it reads and writes through the stores and says what the
person shall see. `Turns.take` (in `bot.turns`) runs it, commits, and hands the committed messages to the sender.
Running a story again is safe: whatever it did is rolled back with its transaction.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from bot.desk import Desk
from bot.incoming import Incoming
from bot.making import Content, Made, Outside, Wanted, Work, stored
from bot.media import EDITING, WORDS, alone, editing, sending, way_to_edit
from bot.rights import Act, Subject, may
from bot.sender import LEASE, Letter
from bot.tables import tables_of
from bot.tidying import tidy
from flows.context import Context
from reports.periods import Covered
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.scopes import Within
from storage.stores import Stores
from texts.cards import Card
from texts.locale import Html, Voice, best, voice

if TYPE_CHECKING:
    from bot.digesting import Ready

TOAST_LIMIT = 200  # characters
INTERNAL = {"publication": "internal"}  # what people at risk send; they change it on the review card
DELETABLE = timedelta(hours=48)  # Telegram lets a bot delete messages this young
DELETED_AT_ONCE = 100  # messages in one call
SHOWING = ("send", *EDITING, "answerCallbackQuery")  # how calls begin that hold words; others take away


@dataclass(slots=True)
class Turn:
    """One update inside its transaction, and what it will send."""

    stores: Stores
    incoming: Incoming
    desk: Desk
    chat: bytes
    person: Person | None
    letters: list[Letter] = field(default_factory=list)
    after: list[Callable[[list[int]], None]] = field(default_factory=list)
    answered: bool = False
    wants_downloads: bool = False
    wants_erasures: bool = False
    wants_export: bool = False
    wants_reading: bool = False
    found: Mapping[str, Any] = field(default_factory=dict)  # what was found outside of the transaction
    tells_of: set[UUID] = field(default_factory=set)  # sessions and reports whose words the messages of the turn hold
    foreword: Html | None = None  # what a story says above the card that another one shows
    _contexts: dict[str, Context] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.stores.now

    @property
    def lookup(self) -> bytes:
        """What the person is found by."""
        return self.stores.keyring.lookup(self.incoming.user_id)

    @property
    def active(self) -> Person:
        """The person, who has consented: stories for strangers do not ask."""
        assert self.person is not None and self.person.status == "active"
        return self.person

    @property
    def at_risk(self) -> bool:
        """Whether what is said may be read over the person's shoulder: then it tells nothing of what they sent."""
        return self.person is not None and self.person.at_risk

    @property
    def zone(self) -> ZoneInfo:
        """Where the person is."""
        known = self.person.zone if self.person else None
        return ZoneInfo(known or self.desk.settings.default_timezone)

    @property
    def section_zone(self) -> ZoneInfo:
        """Whose days count what the person files."""
        section = self.person.section if self.person else None
        return ZoneInfo(section.zone if section else self.desk.settings.default_timezone)

    @property
    def language(self) -> str:
        """The person's language, or a guess for a stranger."""
        if self.person is not None and self.person.language:
            return self.person.language
        return best(self.incoming.language_code, self.desk.settings.default_language)

    @property
    def voice(self) -> Voice:
        return self.voice_in(self.language)

    def voice_in(self, language: str) -> Voice:
        """A language with the habits of the person's country."""
        section = self.person.section if self.person else None
        return voice(language, section.country if section else None)

    def context(self, language: str) -> Context:
        """The engine's world of this turn."""
        known = self._contexts.get(language)
        if known is None:
            known = self._contexts[language] = self._context(language)
        return known

    def _context(self, language: str) -> Context:
        person = self.active
        return Context(
            now=self.now,
            zone=self.zone,
            voice=self.voice_in(language),
            tables=tables_of(self, self.voice_in(language)),
            person_name=self.incoming.name,
            country=person.section.country if person.section else None,
            known=self._known(person),
            at_risk=self.at_risk,
        )

    def _known(self, person: Person) -> dict[str, str]:
        """What no flow need ask this person, by core field."""
        home = {"section": person.section.key} if person.section else {}
        return home | INTERNAL if person.at_risk else home

    def may(self, act: Act, subject: Subject) -> bool:
        """Whether the person has the right; see `bot.rights`."""
        return self.person is not None and may(self.person, act, subject)

    def beforehand(self, name: str, work: Work) -> Any:
        """What `work` finds. The first time the story stops here: `work` is awaited outside of the transaction, then
        the story runs again, and is given what was found under that `name` (see `bot.making`).
        """
        if name not in self.found:
            raise Wanted(name, work)
        return self.found[name]

    def make(self, draw: Callable[[], Awaitable[Content]]) -> Made:
        """A file for this turn to send, deleted once sent."""
        key_id, now = self.active.key_id, self.now

        async def work(outside: Outside) -> Made:
            return await stored(outside.files, await draw(), key_id, now)

        made: Made = self.beforehand("a file", work)
        self._keep(made)
        return made

    def digest(self, scope: Within, covered: Covered) -> "Ready":
        """The digest of a period in the person's language, and its picture to send."""
        wanted = scope, covered, self.voice, self.zone, self.active
        ready: Ready = self.beforehand("a digest", lambda outside: outside.digesting.asked_for(*wanted))
        if ready.picture is not None:
            self._keep(ready.picture)
        return ready

    def _keep(self, made: Made) -> None:
        owner = self.active
        self.stores.attachments.add_made(made.id, owner.id, owner.key_id, made.media_type, made.size, self.now)

    def code_in(self, file_id: str) -> str | None:
        """What the barcode in a picture says, if it can be read."""
        code: str | None = self.beforehand("a code", lambda outside: outside.code_in(file_id))
        return code

    # What the person sees. Each story calls exactly one of show, say and toast.

    def show(self, card: Card, same_pictures: bool = False) -> int:
        """Answer a tap by editing the tapped card, anything else by a new message; the draft's position.
        `same_pictures`: those of the card stand there already.

        A tap that would leave the card as it is gets a notice instead: Telegram shows nothing of such an edit.
        """
        incoming = self.incoming
        if not incoming.is_tap or incoming.message_id is None:
            return self.say(card)
        way = self.way_to_edit(card, same_pictures)
        if way is None:
            self.strip(message_id=incoming.message_id)
            return self.say(card)
        if incoming.shown and incoming.shown.data == card.data() and incoming.shown.text == card.plain():
            self.toast(f"{self.voice('Already noted.')} {card.plain().rpartition(chr(10) * 2)[2]}")
            return len(self.letters) - 1
        return self.edit(card, message_id=incoming.message_id, way=way)

    def way_to_edit(self, card: Card, same_pictures: bool = False) -> str | None:
        """How the tapped message becomes the card, None if it can not: see `bot.media.way_to_edit`."""
        shown = self.incoming.shown
        return way_to_edit(card, shown is not None and shown.pictured, same_pictures)

    def say(self, card: Card) -> int:
        """A new message, or several of a long text; the position of the last, with the buttons, among the drafts."""
        if self.foreword is not None:
            card = replace(card, text_html=f"{self.foreword}\n\n{card.text_html}")
        position = -1
        for part in card.parts():
            for picture in part.ahead:
                self.post(*alone(self.incoming.chat_id, picture))
            position = self.post(*sending(self.incoming.chat_id, part))
        return position

    def edit(
        self, card: Card, *, message_id: int | None = None, outbox_id: int | None = None, way: str | None = None
    ) -> int:
        """Edit a card into another, known by its message id or by the outbox message that will be it: the last part of
        a long one. `way`: see `way_to_edit`."""
        card = card.parts()[-1]
        call = editing(self.incoming.chat_id, card, way or way_to_edit(card, pictured=False, same=True) or WORDS)
        return self.post(*call, message_id=message_id, outbox_id=outbox_id)

    def strip(self, *, message_id: int | None = None, outbox_id: int | None = None) -> None:
        """Take an old card's buttons away; from the chat of a person at risk the card itself."""
        if message_id is not None or outbox_id is not None:
            params: dict[str, object] = {"chat_id": self.incoming.chat_id}
            method = "deleteMessage" if self.at_risk else "editMessageReplyMarkup"
            self.post(method, params, message_id=message_id, outbox_id=outbox_id)

    def delete(self, message_ids: Collection[int]) -> None:
        """Delete messages from the chat, and keep nothing of them."""
        ids = sorted(message_ids)
        for at in range(0, len(ids), DELETED_AT_ONCE):
            some = ids[at : at + DELETED_AT_ONCE]
            self.post("deleteMessages", {"chat_id": self.incoming.chat_id, "message_ids": some})
        self.stores.messages.forget_of(self.desk.bot_id, self.chat, ids)

    def known_messages(self) -> set[int]:
        """All messages of the chat that can still be deleted, as far as their ids are known."""
        return set(self.stores.messages.of_chat(self.desk.bot_id, self.chat, self.now - DELETABLE))

    def toast(self, text: str) -> None:
        """A short notice over the chat; only a tap can have one, anything else gets a message, as do more words than a
        notice holds.
        """
        if self.incoming.is_tap and (len(text) <= TOAST_LIMIT or not self.incoming.private):
            self._answer_query(text)
        else:
            self.say(Card(text))

    def post(
        self,
        method: str,
        params: dict[str, object],
        *,
        message_id: int | None = None,
        outbox_id: int | None = None,
        lane: str = "reply",
        delete_at: datetime | None = None,
    ) -> int:
        """Put one finished Bot API call into the outbox; what it sends is deleted from the chat at `delete_at`."""
        if self.incoming.thread_id is not None and method.startswith("send"):
            params = {**params, "message_thread_id": self.incoming.thread_id}
        # What is said in a group is nobody's: whether it arrives tells nothing of the person.
        person = self.person if self.incoming.private else None
        self.letters.append(
            Letter(
                0,
                self.desk.bot_id,
                self.chat,
                person.id if person and person.key_id else None,
                lane,
                method,
                params,
                message_id,
                outbox_id,
                delete_at=delete_at,
            )
        )
        return len(self.letters) - 1

    def _answer_query(self, text: str | None = None, url: str | None = None) -> None:
        params: dict[str, object] = {"callback_query_id": self.incoming.query_id}
        if text:
            params["text"] = text[:TOAST_LIMIT]
        if url:
            params["url"] = url
        self.post("answerCallbackQuery", params, lane="toast")
        self.answered = True

    def _tells_of(self) -> UUID | None:
        """For the outbox: erased, its messages still waiting go with it."""
        if len(self.tells_of) > 1 and self.person is not None:
            return self.person.id
        return next(iter(self.tells_of), None)

    def open_private(self, url: str) -> None:
        """Answer a tap in a group by opening the private chat."""
        self._answer_query(url=url)

    def finish(self, leased_to: str | None) -> list[Letter]:
        """Stop the spinner of a tap, and write the outbox messages; returns them if they are leased to this process."""
        if self.incoming.is_tap and not self.answered:
            self._answer_query()
        if self.at_risk and self.incoming.private:
            tidy(self)
        key_id = self.person.key_id if self.person else None
        tells_of = self._tells_of()
        drafts = [
            OutboxDraft(
                bot_id=each.bot_id,
                chat=each.chat,
                lane=each.lane,
                method=each.method,
                payload=orjson.dumps(each.params),
                person_id=each.person_id,
                key_id=key_id,
                edits=each.edits,
                edits_outbox_id=each.edits_outbox_id,
                delete_at=each.delete_at,
                tells_of=tells_of if each.method.startswith(SHOWING) else None,
            )
            for each in self.letters
        ]
        ids = self.stores.outbox.add(drafts, leased_to, self.now + LEASE if leased_to else None, self.now)
        for letter, outbox_id in zip(self.letters, ids, strict=True):
            letter.id, letter.leased_until = outbox_id, self.now + LEASE
        for follow in self.after:
            follow(ids)
        return self.letters if leased_to else []
