"""Turns of a person with 200 drafts and 2,000 reports beside those of a new one, in turn, by the real application.

    python -m benchmarks.shelf [--rounds 40]

Telegram is a stand-in that answers at once, so that what is measured is ours.
"""

import argparse
import asyncio
import secrets
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any
from uuid import UUID

import orjson
from telegram import Update
from telegram.ext import Application
from telegram.request import BaseRequest

from benchmarks.engine import world
from bot.app import Afteraction, build
from bot.handlers.joining import CONSENT_VERSION
from bot.settings import Settings
from flows.engine import start
from flows.session import Response
from storage import setup
from storage.crypto import new_secret
from storage.ids import new_id, short_code
from storage.people_store import Person
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.references import reference

TOKEN = "4200000001:a-token-of-nobody"
DRAFTS, REPORTS, AT_ONCE = 200, 2_000, 50
# What the person does: a text, or the verb of a button on the newest card that has one.
BEGUN = ("/report", ":bg:petition", "37,181", "embassy of Uzbekistan in Berlin", "yesterday", ":s:", ":mo:", ":pa:")
SENT = ("/myreports", "412 signatures, and Maria cried", ":ox:", "thanks", "/report", ":rs:", ":mo:", ":dl:")
ACTS = (*BEGUN, "/report", *SENT)
ME = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
CHAT = {"id": 1, "type": "private"}


class Phone(BaseRequest):
    """Telegram as one sees it from far away: every call succeeds; the buttons shown last are remembered."""

    def __init__(self) -> None:
        self.buttons: dict[int, list[str]] = defaultdict(list)  # by chat
        self.message_id = 0

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, request_data: Any = None, **_: Any) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, orjson.dumps({"ok": True, "result": ME})
        params = request_data.parameters if request_data else {}
        self.message_id += 1
        shown = params.get("reply_markup")
        if name in ("sendMessage", "editMessageText") and shown:
            rows = (orjson.loads(shown) if isinstance(shown, str) else shown)["inline_keyboard"]
            found = [button["callback_data"] for row in rows for button in row]
            self.buttons[int(params["chat_id"])] = found or self.buttons[int(params["chat_id"])]
        return 200, orjson.dumps({"ok": True, "result": {"message_id": self.message_id, "date": 0, "chat": CHAT}})


class Bench:
    """The application on a new database, and its updates."""

    def __init__(self, folder: Path) -> None:
        self.phone = Phone()
        settings: dict[str, Any] = {
            "database_url": f"sqlite:///{folder / 'main.db'}",
            "keys": f"sqlite:///{folder / 'keys.db'}",
            "files": folder / "files",
            "secret_keys": new_secret(),
            "bot_token": TOKEN,
            "rate_all": 0,
            "rate_chat": 0,
        }
        builder = Application.builder().token(TOKEN).request(self.phone).get_updates_request(Phone()).updater(None)
        self.app: Afteraction = build(Settings(_env_file=None, **settings), builder)
        self.update_id = 0

    async def act(self, user_id: int, act: str) -> float:
        """One update of the person; CPU seconds of ours until it is committed and answered."""
        self.update_id += 1
        who = {"id": user_id, "is_bot": False, "first_name": "Amina", "language_code": "en"}
        message = {"message_id": self.update_id, "date": 0, "chat": {"id": user_id, "type": "private"}, "from": who}
        raw: dict[str, Any] = {"update_id": self.update_id}
        if act.startswith(":"):
            data = next(each for each in self.phone.buttons[user_id] if each.startswith(act[1:]))
            message |= {"message_id": self.phone.message_id, "text": "card"}
            raw["callback_query"] = {"id": "1", "from": who, "chat_instance": "1", "data": data, "message": message}
        else:
            raw["message"] = message | {"text": act}
        update = Update.de_json(raw, self.app.bot)
        begun = process_time()
        await self.app.process_update(update)
        return process_time() - begun


def join(stores: Stores, user_id: int) -> Person:
    """A member of a section."""
    home = stores.organisation.section("germany")
    assert home is not None
    person = stores.people.add_pending(stores.keyring.lookup(user_id), "en", stores.now)
    key = stores.keyring.take()
    stores.people.consent(person.id, key, str(user_id), "Amina", home.id, None, CONSENT_VERSION, stores.now)
    stores.roles.grant(person.id, "activist", "section", "germany", stores.now)
    known = stores.people.get(person.id)
    assert known is not None
    return known


def add_some(stores: Stores, bench: Bench, person: Person, filed: bool) -> None:
    """So many drafts, or reports, of the person."""
    desk = bench.app.service.desk
    revision_id, revision = next(
        (row, each) for row, each in desk.published(stores) if each.flow.key == "petition_delivery"
    )
    session = start(revision, world(stores.now), known={"signatures": Response(37181, "", "exactly")}).session
    for _ in range(AT_ONCE):
        row = session_row(stores, person, revision_id, "filed" if filed else "paused", orjson.dumps(session.to_json()))
        stores.sessions.add(row)
        if filed:
            stores.reports.add(_report_row(row, person), b'{"signatures":{"value":37181,"at":""}}')


def session_row(stores: Stores, person: Person, revision_id: UUID, status: str, state: bytes) -> SessionRow:
    """A session of five days ago."""
    now = stores.now - timedelta(days=5)
    return SessionRow(
        id=new_id(stores.now),
        person_id=person.id,
        revision_id=revision_id,
        code=short_code(10),
        key_id=stores.keyring.take(),
        status=status,
        version=0,
        state=None if status == "filed" else state,
        card_message_id=None,
        card_outbox_id=None,
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=30),
    )


def _report_row(row: SessionRow, person: Person) -> ReportRow:
    return ReportRow(
        id=row.id,
        reference=reference(secrets.token_bytes(4)),
        kind="petition_delivery",
        status="filed",
        person_id=person.id,
        section_id=person.section.id if person.section else None,
        group_id=None,
        revision_id=row.revision_id,
        key_id=row.key_id,
        version=1,
        language="en",
        filed_at=row.created_at,
        filed_on=row.created_at.date(),
        occurred_on=row.created_at.date(),
        country=None,
        campaign_key=None,
        case_key=None,
        target_key=None,
    )


async def measure(rounds: int, folder: Path) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """CPU seconds by act of the new people and of the one who has much, an act of each in turn."""
    bench = Bench(folder)
    await bench.app.initialize()
    run: Callable[..., Any] = bench.app.service.database.run
    await run(setup.apply, setup.read_organisation(setup.SAMPLE.read_text("utf-8")))
    laden = await run(join, 1)
    for filed, count in ((False, DRAFTS), (True, REPORTS)):
        for _ in range(count // AT_ONCE):
            await run(add_some, bench, laden, filed)
    found: tuple[dict[int, list[float]], dict[int, list[float]]] = (defaultdict(list), defaultdict(list))
    for number in range(rounds + 1):
        await run(join, 100 + number)
        for place, act in enumerate(ACTS):  # act by act, so that a slow spell of the machine meets both
            for whose, user_id in ((0, 100 + number), (1, 1))[:: 1 if (number + place) % 2 else -1]:
                seconds = await bench.act(user_id, act)
                if number:  # the first round warms up
                    found[whose][place].append(seconds)
    await bench.app.shutdown()
    return found


def main() -> None:
    """Print a line per act, and the ratio of the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        new, laden = asyncio.run(measure(rounds, Path(folder)))
    for place, act in enumerate(ACTS):
        ours, theirs = median(new[place]), median(laden[place])
        print(f"{act[:24]:26} new {ours * 1000:6.2f} ms   laden {theirs * 1000:6.2f} ms   {theirs / ours:5.2f}")
    whole = [sum(median(seconds) for seconds in each.values()) for each in (new, laden)]
    print(f"{'all ' + str(len(ACTS)) + ' turns':26} new {whole[0] * 1000:6.2f} ms   laden {whole[1] * 1000:6.2f} ms   "
          f"{whole[1] / whole[0]:5.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
