"""Spreadsheets of flows that staff send: fetched and read after the turn, in a process of their own, and answered.

Whoever sends one leaves a row (an attachment of no session, pending) that names the handed session; a worker with a
lease fetches its files from Telegram, has them read, and in one transaction keeps what they say and tells the person.
"""

import asyncio
import sys
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from bot.attachment_work import AttachmentWorker, leave_order
from bot.flow_life.arriving import known_files
from bot.handed import Handed, HandedFile
from bot.handing_over import Hands, told
from bot.logs import log
from bot.notices import tell, voice_of
from bot.turn import Turn
from flows.problems import Problem
from storage import hygiene_apart
from storage.attachment_store import AttachmentRow
from storage.erasure import finish_erasures
from storage.stores import Stores
from texts.cards import Card
from texts.said import said

KIND = "flow_file"  # of attachment
MOST_SECONDS = 150  # by the wall; the process ends itself before
_MEND = said("make it smaller, or save it anew as xlsx")
UNREAD = Problem(said("file"), said("it could not be read to its end"), _MEND)
TOO_MUCH = {"flow": None, "problems": [UNREAD.to_json()], "base": None, "missing": []}


def ask_to_read(turn: Turn, handed: Handed) -> None:
    """Leave word that the files are to be fetched and read."""
    leave_order(turn, KIND, {"session": str(handed.row.id)}, turn.desk.bot_id)
    turn.wants_reading = True


class FlowReading(AttachmentWorker):
    """One worker per process, one spreadsheet at a time: its memory is that of one."""

    at_once = 1
    kind = KIND

    async def _work(self, row: AttachmentRow) -> None:
        files = await self._database.run(self._files_of, row)
        if files is None:  # discarded, or expired, or the person is gone
            return
        fetched = [(each.name, await self._fetch(each)) for each in files]
        read = await read_apart(fetched)
        if read["flow"] is not None and read["missing"]:  # what the flow had already need not be sent again
            known = await self._database.run(known_files, read["flow"]["key"], read["missing"])
            if known:
                fetched += known.items()
                read = await read_apart(fetched)
        media = {name: data for name, data in fetched[1:] if name in (read["flow"] or {}).get("media", {})}
        await self._database.run(self._answer, row, files, read, media)
        self._wake_sender()
        await finish_erasures(self._database, self._files)

    async def _fetch(self, file: HandedFile) -> bytes:
        assert self._bot is not None
        found = await self._bot.get_file(file.file_id)
        return bytes(await found.download_as_bytearray())

    def _files_of(self, stores: Stores, row: AttachmentRow) -> tuple[HandedFile, ...] | None:
        handed = _handed(stores, row)
        if handed is None:
            stores.attachments.drop_made([row.id])
            return None
        return handed.files

    def _answer(
        self,
        stores: Stores,
        row: AttachmentRow,
        files: tuple[HandedFile, ...],
        read: dict[str, Any],
        media: Mapping[str, bytes],
    ) -> None:
        """What was read is kept, and told; another file that came meanwhile has left word of its own."""
        handed = _handed(stores, row)
        person = stores.people.get(row.person_id) if row.person_id else None
        stores.attachments.drop_made([row.id])
        if handed is None or person is None or handed.files != files:
            return
        handed.read = read
        hands = Hands(stores, self._desk, person, voice_of(self._desk, person))
        card = told(hands, handed, media)
        tell(stores, self._desk, person, card)

    def _give_up(self, stores: Stores, row: AttachmentRow, status: str, why: str) -> None:
        person = stores.people.get(row.person_id) if row.person_id else None
        stores.attachments.drop_made([row.id])
        if person is not None:
            words = voice_of(self._desk, person).html("Your file could not be fetched. Please send it again.")
            tell(stores, self._desk, person, Card(words))


def _handed(stores: Stores, row: AttachmentRow) -> Handed | None:
    """What the row asks to read, if it is still wanted."""
    if row.source is None:
        return None
    found = stores.sessions.get(UUID(orjson.loads(row.source)["session"]))
    return Handed.of(found) if found is not None and found.state is not None else None


async def read_apart(files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """What the first of the files says, as `bot.flow_reader` tells it; a file that ends its reader is too much."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.flow_reader"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=hygiene_apart.environment(),
        start_new_session=True,
    )
    content = orjson.dumps([[name, b64encode(data).decode()] for name, data in files])
    try:
        async with asyncio.timeout(MOST_SECONDS):
            answer, _ = await process.communicate(content)
    except TimeoutError:
        answer = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        log.warning("a flow's file ended its reader", status=process.returncode)
        return dict(TOO_MUCH)
    found: dict[str, Any] = orjson.loads(answer)
    return found
