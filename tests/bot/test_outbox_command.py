"""`afteraction outbox`: what was given up, why, and what becomes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from storage.outbox_store import OutboxDraft, Parked
from storage.stores import Stores
from tests.support.chat import SECRET, Respondent, Town

SECRET_WORDS = "what nobody else may read"
Command = Callable[..., Result]


@pytest.fixture
def operator(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line of the town's installation, in a process of its own as far as the bot can tell."""
    given = {"DATABASE_URL": town.settings.database_url, "KEYS": town.settings.keys, "CLOCK": str(town.clock_file)}
    for name, value in (given | {"SECRET_KEYS": SECRET, "FILES": str(tmp_path / "files")}).items():
        monkeypatch.setenv(f"AFTERACTION_{name}", value)
    return lambda *arguments: CliRunner().invoke(app, ["outbox", *map(str, arguments)])


async def given_up(person: Respondent, error: str = "can't parse entities", consented: bool = True) -> int:
    """A message to the person that Telegram refused."""

    def park(stores: Stores) -> int:
        known = stores.people.find(stores.keyring.lookups(person.id))
        payload = orjson.dumps({"chat_id": person.id, "text": SECRET_WORDS})
        chat, key = stores.keyring.lookup(person.id), known.key_id if known and consented else None
        bot_id = person.world.bot["id"]
        lane = "bulk" if consented else "reply"
        draft = OutboxDraft(bot_id, chat, lane, "sendMessage", payload, known.id if known else None, key)
        (row,) = stores.outbox.add([draft], None, None, stores.now)
        stores.outbox.mark([Parked(row, error)], stores.now)
        return row

    row: int = await person.town.service.database.run(park)
    await person.town.stop()
    return row


def apart(command: Command, *arguments: Any) -> Result:
    """Commands begin an event loop of their own, beside the test's."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(command, *arguments).result()


async def test_what_is_parked_is_listed_with_its_reason_and_never_with_its_words(town: Town, operator: Command) -> None:
    row = await given_up(await town.member())
    listed = apart(operator, "list")
    assert listed.exit_code == 0, listed.output
    assert f"{row}  bot {town.world.bot['id']}  2014-10-22 12:00 UTC  bulk  sendMessage  can't parse entities\n" in (
        listed.stdout
    )
    assert listed.stdout.endswith("1 parked\n")
    assert apart(operator, "list", "--all").stdout.endswith("1 parked, 0 waiting\n")
    assert SECRET_WORDS not in listed.output


async def test_what_is_retried_is_sent_when_the_bot_runs(town: Town, operator: Command) -> None:
    amina = await town.member()
    row = await given_up(amina)
    assert apart(operator, "retry", row).stdout == "1 will be sent\n"
    assert apart(operator, "list").stdout == "0 parked\n"
    subscription = town.world.subscribe(amina.id)
    town.world.say(amina.id, "/help")
    await town.start()
    while (await subscription.next("message"))["message"].get("text") != SECRET_WORDS:
        pass


async def test_what_is_dropped_is_forgotten(town: Town, operator: Command) -> None:
    row = await given_up(await town.member())
    assert apart(operator, "drop", "--all").stdout == "1 dropped\n"
    refused = apart(operator, "retry", row)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"afteraction: no message {row} is parked; ")
    assert len(refused.stderr.splitlines()) == 1


async def test_of_somebody_without_consent_nothing_is_kept_to_be_retried(town: Town, operator: Command) -> None:
    row = await given_up(await town.member(), consented=False)
    assert "(can not be retried)" in apart(operator, "list").stdout
    assert apart(operator, "retry", "--all").stdout == "0 will be sent\n"
    assert "can only be dropped" in apart(operator, "retry", row).stderr


@pytest.mark.parametrize("arguments", [("retry",), ("drop", 7, "--all")])
def test_usage(operator: Command, arguments: tuple[Any, ...]) -> None:
    assert operator(*arguments).exit_code == 2
