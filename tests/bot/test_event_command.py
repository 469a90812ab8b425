"""`afteraction event`: the same events as in the chat, by an operator."""

import re
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from storage.crypto import new_secret

Command = Callable[..., Result]
PLAN = ("event", "plan", "--section", "germany", "--name", "Candles for Uzbekistan")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command line in a folder of its own, with the sample organisation, in October 2014."""
    folder = tmp_path_factory.mktemp("operator")
    (folder / "clock").write_text("2014-10-20T09:00:00+00:00")

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments])

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("AFTERACTION_SECRET_KEYS", new_secret())
        patch.setenv("AFTERACTION_CLOCK", "clock")
        done(run("setup", "--sample"))
        yield run


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output + result.stderr
    return str(result.stdout)


def refused(result: Result, *words: str) -> None:
    """Exit status 1 and one line that says so."""
    (line,) = (line for line in result.stderr.splitlines() if line.startswith("afteraction: "))
    assert result.exit_code == 1, result.output
    assert all(word in line for word in words), line


def planned(command: Command, *more: str) -> str:
    """The code of a new event."""
    told = done(command(*PLAN, "--date", "2014-10-21", "--bot", "our_bot", *more))
    link, code = re.fullmatch(r"(https://t\.me/our_bot\?start=e[0-9a-z]{20})\nCode: (EV-\w{6})\n", told).groups()  # type: ignore[union-attr]
    assert len(link.partition("=")[2]) <= 64
    return str(code)


def test_planned_listed_shown_and_cancelled(command: Command) -> None:
    code = planned(command, "--target", "embassy_uz_berlin", "--with", "france", "--known", "activity=vigil")
    assert f"{code}  2014-10-21  Candles for Uzbekistan\n" in done(command("event", "list"))
    assert code in done(command("event", "list", "--section", "france"))
    assert done(command("event", "list", "--section", "poland")) == ""
    assert done(command("event", "list", "--past")) == ""
    shown = done(command("event", "show", code.lower(), "--bot", "our_bot"))
    for line in (
        f"{code}  planned",
        "target: embassy_uz_berlin",
        "campaign: stop_torture",
        "country: UZ",
        "activity: vigil",
        "sections: germany, france",
        "joined: 0",
        "reports: 0",
        "link: https://t.me/our_bot?start=e",
    ):
        assert line in shown
    assert "is cancelled" in done(command("event", "cancel", code))
    assert "was cancelled before" in done(command("event", "cancel", code))
    assert f"{code}  2014-10-21  Candles for Uzbekistan  (cancelled)" in done(command("event", "list"))


def test_the_poster_is_a_picture_in_a_language(command: Command) -> None:
    code = planned(command)
    for more in ((), ("--language", "ar")):
        assert "poster.png" in done(command("event", "qr", code, "poster.png", "--bot", "our_bot", *more))
    with Image.open("poster.png") as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*PLAN, "--date", "2014-10-21", "--target", "nowhere"), ("--target", "nowhere")),
        ((*PLAN, "--date", "2014-10-21", "--flow", "event"), ("--flow", "event")),
        ((*PLAN, "--date", "2014-10-21", "--with", "atlantis"), ("--section", "atlantis")),
        ((*PLAN, "--date", "2014-10-21", "--known", "activity"), ("--known", "FIELD=VALUE")),
        (("event", "plan", "--section", "germany", "--name", " ", "--date", "2014-10-21"), ("--name",)),
        (("event", "list", "--section", "atlantis"), ("--section", "atlantis")),
        (("event", "show", "EV-AAAAAA"), ("there is no event", "EV-AAAAAA")),
        (("event", "cancel", "EV-AAAAAA"), ("there is no event",)),
    ],
)
def test_what_is_wrong_is_said_in_one_line(command: Command, arguments: tuple[str, ...], words: list[str]) -> None:
    refused(command(*arguments), *words)


def test_a_poster_needs_the_bots_name_a_known_language_and_a_folder(command: Command) -> None:
    code = planned(command)
    refused(command("event", "qr", code, "poster.png"), "--bot")
    refused(command("event", "qr", code, "poster.png", "--bot", "b", "--language", "xx"), "--language")
    refused(command("event", "qr", code, "no/such/folder.png", "--bot", "b"), "folder.png")


def test_a_wrong_date_is_a_wrong_usage(command: Command) -> None:
    assert command(*PLAN, "--date", "tomorrow").exit_code == 2
