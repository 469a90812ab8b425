"""Spreadsheets asked for in the chat: written after the turn, in a thread of their own, and sent as a document.

Whoever asks leaves a row (an attachment of no session, pending); a worker with a lease makes the file, encrypted in
FILES, and in one transaction notes it, puts the document into the outbox and into the audit. Killed in between, it is
made again. Once sent, nothing names the file any more, and it is swept.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import orjson

from bot.attachment_work import AttachmentWorker, leave_order
from bot.notices import bring, tell, voice_of
from bot.report_choice import Choice, choice_words, filter_of, read_choice
from bot.rights import Act, reached
from bot.turn import Turn
from reports.export import ExportRequest, write
from scheduler.telling import chat_of
from storage.attachment_store import AttachmentRow
from storage.people_store import Person
from storage.stores import Stores
from texts.cards import Card
from texts.locale import Html

KIND = "export"  # of attachment
MOST_REPORTS = 10_000  # in one spreadsheet
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ask_for(turn: Turn, choice: Choice) -> None:
    """Leave word that the person wants these reports as a spreadsheet."""
    wanted = {"choice": choice.code(turn.desk.tables(turn.stores)), "language": turn.language}
    leave_order(turn, KIND, wanted)
    turn.wants_export = True


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written."""

    request: ExportRequest
    words: str
    file_name: str


class Exports(AttachmentWorker):
    """One spreadsheet at a time: its memory is that of one."""

    at_once = 1
    kind = KIND

    async def _work(self, row: AttachmentRow) -> None:
        order = await self._database.run(self._order, row)
        if order is None:  # the person is gone, or has no right to it any more
            await self._database.run(lambda stores: stores.attachments.give_up(row.id, "refused", "rights"))
            return
        data, count = await self._database.read_apart(spreadsheet, order.request)
        size = await self._files.write(row.id, row.key_id, data, order.file_name)
        await self._database.run(self._send, row, order, size, count)
        self._wake_sender()

    def _order(self, stores: Stores, row: AttachmentRow) -> Order | None:
        """The filter in its present meaning, within the person's present rights."""
        person = stores.people.get(row.person_id) if row.person_id else None
        scopes = reached(person, Act.EXPORT_REPORTS) if person else ()
        if person is None or not scopes or row.source is None:
            return None
        wanted = orjson.loads(row.source)
        tables = self._desk.tables(stores)
        choice = read_choice(wanted["choice"], tables)
        if choice is None:
            return None
        request = ExportRequest(filter_of(choice, scopes, stores), language=wanted["language"])
        words = choice_words(choice, tables, voice_of(self._desk, person))
        return Order(request, words, _file_name(person, stores))

    def _send(self, stores: Stores, row: AttachmentRow, order: Order, size: int, count: int) -> None:
        """The file stands in FILES: note it, send it, and note that it was taken."""
        person = stores.people.get(row.person_id) if row.person_id else None
        chat_id = chat_of(stores, person) if person else None
        if person is None or chat_id is None:
            stores.attachments.give_up(row.id, "refused", "gone")
            return
        if not stores.attachments.stored(row.id, stores.keyring.file_name(row.id), MEDIA_TYPE, size):
            return  # another worker was quicker
        bring(stores, self._desk, person, chat_id, row.id, self._caption(person, order, count))
        stores.audit.add("export", "export", str(count), stores.now, person.id)

    def _caption(self, person: Person, order: Order, count: int) -> str:
        voice = voice_of(self._desk, person)
        told = voice.plural("{n} report", "{n} reports", count)
        text = voice.html("{chosen}: {reports}. /reports shows the list.", chosen=order.words, reports=Html(told))
        leaving = voice.html("After a day I delete it from this chat.")
        return Card(Html(f"{text}\n{leaving}")).text()

    def _give_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        person = stores.people.get(row.person_id) if row.person_id else None
        if stores.attachments.give_up(row.id, status, why) and person is not None:
            voice = voice_of(self._desk, person)
            words = voice.html("The spreadsheet could not be written. Please try again: /reports")
            tell(stores, self._desk, person, Card(words))


def _file_name(person: Person, stores: Stores) -> str:
    """Over the shoulder of a person at risk nobody reads what it is."""
    return "document.xlsx" if person.at_risk else f"reports-{stores.now:%Y-%m-%d}.xlsx"


def spreadsheet(stores: Stores, request: ExportRequest) -> tuple[bytes, int]:
    """The file's content, and how many reports are in it. What is written on the way lies in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="afteraction-") as folder:
        path = Path(folder) / "reports.xlsx"
        count = write(stores, path, request)
        return path.read_bytes(), count
