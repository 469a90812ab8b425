"""One update is one turn is one transaction.

A story (in `bot/handlers`) is a plain function of a `Turn`: it reads and writes through the stores and says what the
person shall see. `Turns.take` runs it, commits, and hands the committed messages to the sender. Running a story again
is safe: whatever it did is rolled back with its transaction.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from telegram import Update

from bot.desk import Desk
from bot.downloads import Downloads
from bot.incoming import Incoming
from bot.logs import log
from bot.making import Made, Wanted, Work
from bot.metrics import Metrics
from bot.rights import Act, Subject, may
from bot.sender import LEASE, Letter, Sender
from bot.tables import tables_of
from bot.tidying import tidy
from flows.context import Context
from storage.crypto import SealError
from storage.database import Database
from storage.erasure import finish_erasures
from storage.errors import Unavailable
from storage.files import Files
from storage.keys import KeyGone
from storage.outbox_store import OutboxDraft
from storage.people_store import Person
from storage.stores import Stores
from texts.cards import Card
from texts.locale import Voice, best, voice

TRIES = 3
TOAST_LIMIT = 200  # characters
INTERNAL = {"publication": "internal"}  # what people at risk send; they change it on the review card
DELETABLE = timedelta(hours=48)  # Telegram lets a bot delete messages this young
DELETED_AT_ONCE = 100  # messages in one call


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
    made: Made | None = None
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

    def make(self, work: Work, name: str, media_type: str) -> UUID:
        """The attachment id of a file for this turn to send, deleted once sent. The first time the story stops here:
        `work` is awaited outside the transaction, then the story runs again (see `bot.making`).
        """
        key_id = self.active.key_id
        if self.made is None:
            raise Wanted(work, name, media_type, key_id)
        made = self.made
        self.stores.attachments.add_made(made.id, self.active.id, key_id, made.media_type, made.size, self.now)
        return made.id

    # What the person sees. Each story calls exactly one of show, say and toast.

    def show(self, card: Card) -> int:
        """Answer a tap by editing the tapped card, anything else by a new message; the draft's position.

        A tap that would leave the card as it is gets a notice instead: Telegram shows nothing of such an edit.
        """
        incoming = self.incoming
        if not incoming.is_tap or incoming.message_id is None:
            return self.say(card)
        if incoming.shown and incoming.shown.data == card.data() and incoming.shown.text == card.plain():
            self.toast(f"{self.voice('Already noted.')} {card.plain().rpartition(chr(10) * 2)[2]}")
            return len(self.letters) - 1
        return self.edit(card, message_id=incoming.message_id)

    def say(self, card: Card) -> int:
        """A new message; the draft's position among the turn's drafts."""
        params = {"chat_id": self.incoming.chat_id, "text": card.text(), "parse_mode": "HTML"}
        if card.rows:
            params["reply_markup"] = card.reply_markup()
        return self.post("sendMessage", params)

    def edit(self, card: Card, *, message_id: int | None = None, outbox_id: int | None = None) -> int:
        """Edit a card into another, known by its message id or by the outbox message that will be it."""
        params = {
            "chat_id": self.incoming.chat_id,
            "text": card.text(),
            "parse_mode": "HTML",
            "reply_markup": card.reply_markup(),
        }
        return self.post("editMessageText", params, message_id=message_id, outbox_id=outbox_id)

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
        """A short notice over the chat; only a tap can have one, anything else gets a message."""
        if self.incoming.is_tap:
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
            )
            for each in self.letters
        ]
        ids = self.stores.outbox.add(drafts, leased_to, self.now + LEASE if leased_to else None, self.now)
        for letter, outbox_id in zip(self.letters, ids, strict=True):
            letter.id, letter.leased_until = outbox_id, self.now + LEASE
        for follow in self.after:
            follow(ids)
        return self.letters if leased_to else []


Story = Callable[[Turn], None]


@dataclass(slots=True)
class Taken:
    """What a committed turn left to do."""

    letters: list[Letter]
    wants_downloads: bool = False
    wants_erasures: bool = False
    wants_export: bool = False
    parked: bool = False


class Turns:
    """Runs stories as turns."""

    def __init__(
        self, database: Database, desk: Desk, sender: Sender, downloads: Downloads, files: Files, metrics: Metrics
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._keyring = database.keyring
        self._desk = desk
        self._sender = sender
        self._downloads = downloads
        self._files = files
        self.on_export: Callable[[], None] = lambda: None  # whoever writes spreadsheets is told that one was asked for
        # Updates whose turn is not stored: False before a story was found for them, then True. Whoever takes updates
        # in adds them, and tries those again that stay.
        self.unfinished: dict[int, bool] = {}

    async def handle(self, update: Update, incoming: Incoming | None, story: Story) -> None:
        """What python-telegram-bot's handlers call; an update that needs no answer is closed without a turn."""
        self.unfinished[update.update_id] = True
        if incoming is None:
            await self._database.run(self._close, update.update_id)
        else:
            await self.take(incoming, story, lambda: update.to_json().encode())
        self.unfinished.pop(update.update_id, None)

    async def give_up(self, update: Update, incoming: Incoming, error: str) -> None:
        """Park an update whose turn must not be tried again, with an apology to the person."""
        chat = self._keyring.lookup(incoming.chat_id)
        taken = await self._database.run(self._park, incoming, chat, error, update.to_json().encode(), chat=chat)
        await self._sender.deliver(taken.letters)

    async def take(self, incoming: Incoming, story: Story, raw: Callable[[], bytes]) -> None:
        """One turn: committed, and its replies attempted, when this returns.

        A story that raises is tried again, then its update is parked and the person gets an apology. Raises
        only what the
        database raises when even that cannot be stored.
        """
        begun, chat = perf_counter(), self._keyring.lookup(incoming.chat_id)
        taken = await self._try(incoming, story, chat, raw)
        self._metrics.turn_done(begun, taken.parked)
        if taken.wants_downloads:
            self._downloads.wake()
        if taken.wants_export:
            self.on_export()
        await self._sender.deliver(taken.letters)
        if taken.wants_erasures:
            await self._finish_erasures()

    async def _finish_erasures(self) -> None:
        """Destroy the keys of what this turn buried; housekeeping repeats what fails, because the tombstone stands."""
        try:
            await finish_erasures(self._database, self._files)
        except Exception as error:
            log.error("erasure not finished", error=error)

    def _close(self, stores: Stores, update_id: int) -> None:
        stores.updates.begin(self._desk.bot_id, update_id, None, stores.now)

    async def _try(self, incoming: Incoming, story: Story, chat: bytes, raw: Callable[[], bytes]) -> Taken:
        failure: Exception | None = None
        for attempt in range(TRIES):
            try:
                return await self._run_or_make(incoming, story, chat)
            except Exception as error:
                failure = error
                log.error("turn failed", update=incoming.update_id, attempt=attempt + 1, error=error)
        assert failure is not None
        if isinstance(failure, Unavailable):  # not the turn's fault: whoever took the update in tries again
            raise failure
        return await self._database.run(self._park, incoming, chat, type(failure).__name__, raw(), chat=chat)

    async def _run_or_make(self, incoming: Incoming, story: Story, chat: bytes) -> Taken:
        """The turn's transaction; if it wants a file, that is made first."""
        try:
            return await self._database.run(self._run, incoming, story, chat, None, chat=chat)
        except Wanted as wanted:
            made = await wanted.make(self._files, self._keyring)
        return await self._database.run(self._run, incoming, story, chat, made, chat=chat)

    def _run(self, stores: Stores, incoming: Incoming, story: Story, chat: bytes, made: Made | None) -> Taken:
        desk = self._desk
        if stores.updates.begin(desk.bot_id, incoming.update_id, chat, stores.now) == "done":
            return Taken([])
        turn = self._turn(stores, incoming, chat)
        turn.made = made
        if incoming.private and turn.person is not None and turn.person.status == "active":
            if not turn.person.reachable:
                stores.people.regain(turn.person.id, turn.person.key_id, str(incoming.chat_id))
            if incoming.message_id is not None and not incoming.is_tap:
                stores.messages.add(desk.bot_id, chat, [incoming.message_id], stores.now)
        story(turn)
        letters = turn.finish(self._lease(stores, chat))
        return Taken(letters, turn.wants_downloads, turn.wants_erasures, turn.wants_export)

    def _park(self, stores: Stores, incoming: Incoming, chat: bytes, error: str, raw: bytes) -> Taken:
        """Give the update up: keep it for the operator if the person has consented, and apologise."""
        turn = self._turn(stores, incoming, chat)
        known = turn.person is not None and turn.person.status == "active"
        if not stores.updates.park(self._desk.bot_id, incoming.update_id, error, raw if known else None, stores.now):
            return Taken([])
        if incoming.private:
            apology = turn.voice(
                "I am sorry, something went wrong on my side. What you told me before is kept. Please send "
                "/report to go on."
            )
            turn.toast(apology)
        return Taken(turn.finish(self._lease(stores, chat)), parked=True)

    def _turn(self, stores: Stores, incoming: Incoming, chat: bytes) -> Turn:
        return Turn(stores, incoming, self._desk, chat, self._person(stores, incoming))

    def _person(self, stores: Stores, incoming: Incoming) -> Person | None:
        """Who it is. Somebody whose key is lost is met as if they had not consented yet, and may join again."""
        person = stores.people.meet(self._keyring.lookups(incoming.user_id))
        if person is None:
            return None
        try:
            self._keyring.sealer(person.key_id)
        except (KeyGone, SealError):
            log.error("a person's key does not open", person=person.id)
            return replace(person, status="pending", key_id=None, roles=())
        return person

    def _lease(self, stores: Stores, chat: bytes) -> str | None:
        """This process, unless another one still has an earlier message for the chat: then whoever claims it next."""
        if self._desk.settings.shared and any(
            not self._sender.holds(each) for each in stores.outbox.waiting_of(self._desk.bot_id, chat)
        ):
            self._sender.wake()
            return None
        return self._desk.worker
