"""`afteraction run`: by polling and by webhook, stopped and started again; and the README's three steps."""

import signal
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from bot.web import SECRET_HEADER
from tests.acceptance.processes import Installation, Telegram, asked, until
from tests.acceptance.visitor import Visitor
from tests.support.ports import free_port

PEOPLE = [
    {"id": 601, "first_name": "Nadia", "language_code": "en"},
    {"id": 602, "first_name": "Bruno", "language_code": "fr"},
]


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Telegram]:
    folder = tmp_path / "telegram"
    folder.mkdir()
    with Telegram(folder, orjson.dumps(PEOPLE).decode()) as telegram:
        yield telegram


@pytest.fixture
def installation(tmp_path: Path, telegram: Telegram, organisation: Installation) -> Installation:
    """The sample organisation, which anyone may join."""
    return organisation.copied(
        tmp_path / "bot", BOT_TOKEN=telegram.token, BOT_API_URL=telegram.url, OPEN_JOIN="germany"
    )


def join(person: Visitor) -> None:
    person.says("/start")
    person.taps("English")
    person.taps("I agree")
    person.sees("You have joined Germany", "Petition delivery")


def test_polling_answers_stops_cleanly_and_loses_nothing(telegram: Telegram, installation: Installation) -> None:
    address = f"127.0.0.1:{free_port()}"
    nadia = Visitor(telegram.url, 601)
    with installation.run(LISTEN=address) as bot:
        assert asked("GET", f"http://{address}/healthz").json()["status"] == "ok"
        join(nadia)
        nadia.taps("Petition delivery")
        nadia.sees("How many signatures")
        nadia.says("412")
        assert bot.end(signal.SIGTERM) == 0
        assert "Traceback" not in bot.err
        assert "stopped" in bot.err.splitlines()[-1]
    nadia.says("embassy of Uzbekistan in Berlin")  # while nobody listens
    with installation.run() as bot:
        nadia.sees("Handed to: Embassy of Uzbekistan in Berlin", "When was that")
        assert "Signatures: 412" in nadia.screen()
        assert bot.end(signal.SIGINT) == 0


def test_a_second_poller_ends_one_of_the_two_with_one_line(
    telegram: Telegram, installation: Installation, tmp_path: Path
) -> None:
    """The same token in two installations: on one SQLite database the second would not have begun."""
    nadia = Visitor(telegram.url, 601)
    elsewhere = installation.copied(tmp_path / "elsewhere")
    with installation.run() as first, elsewhere.run(ready=False) as second:
        until(lambda: not (first.running and second.running), lambda: first.told() + second.told())
        ended, other = (second, first) if first.running else (first, second)
        assert ended.ended() == 1
        (line,) = [line for line in ended.err.splitlines() if line.startswith("afteraction: ")]
        assert "another program is receiving this bot's updates" in line
        assert "Traceback" not in ended.err
        join(nadia)
        assert other.end(signal.SIGTERM) == 0


def test_webhook_checks_the_secret_and_does_nothing_twice(telegram: Telegram, installation: Installation) -> None:
    address, secret = f"127.0.0.1:{free_port()}", "a-word-that-only-telegram-knows"
    url = f"http://{address}/telegram"
    nadia = Visitor(telegram.url, 601)
    installation.write(UPDATES="webhook", WEBHOOK_URL=url, WEBHOOK_SECRET=secret, LISTEN=address)
    with installation.run() as bot:
        join(nadia)
        before = len(nadia.messages())
        person = {"id": 601, "is_bot": False, "first_name": "Nadia", "language_code": "en"}
        said = {"message_id": 99, "date": 1400000000, "chat": {"id": 601, "type": "private"}, "from": person}
        update = {"update_id": 900000, "message": {**said, "text": "/help"}}
        assert asked("POST", url, json=update).status_code == 403
        assert asked("POST", url, json=update, headers={SECRET_HEADER: "guessed"}).status_code == 403
        assert len(nadia.messages()) == before
        for _ in range(3):  # Telegram sends again what it takes for lost
            assert asked("POST", url, json=update, headers={SECRET_HEADER: secret}).status_code == 200
        nadia.sees("/myreports")
        assert len(nadia.messages()) == before + 1
        nadia.taps("Petition delivery")
        until(lambda: "How many signatures" in nadia.screen(), nadia.screen)
        assert bot.end(signal.SIGTERM) == 0
        assert "Traceback" not in bot.err


def test_a_real_bot_in_three_steps(telegram: Telegram, tmp_path: Path) -> None:
    bruno = Visitor(telegram.url, 602)
    here = Installation(tmp_path / "here", BOT_TOKEN=telegram.token, BOT_API_URL=telegram.url)
    example = Path(__file__).parents[2] / "docs" / "organisation.yaml"
    (here.folder / "organisation.yaml").write_bytes(example.read_bytes())
    here.write(SECRET_KEYS=here.does("keys", "new").strip())

    here.does("setup", "organisation.yaml")
    link, code = here.does("invite", "--role", "admin").splitlines()
    assert link.startswith("https://t.me/afteraction_bot?start=")
    assert code.removeprefix("Code: ") == link.partition("?start=")[2]

    with here.run() as bot:
        bruno.says("/start " + link.partition("?start=")[2])
        bruno.taps("Français")
        bruno.taps("J’accepte")
        bruno.sees("Bienvenue")
        bruno.says("/myreports")
        bruno.sees("rapport")
        assert bot.end(signal.SIGTERM) == 0
