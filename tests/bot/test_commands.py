"""The command line: what each command does, and one line with exit status 1 for what an operator must mend."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.cli import app
from storage.alone import alone
from storage.crypto import Secrets, new_secret

FLOW = """
key: vigil
title: {en: Vigil}
files: action
audience: [activist]
items:
  - {type: integer, name: people, label: {en: "How many people?"}, required: yes}
"""
BROKEN = FLOW + "  - {type: text, name: people, label: {en: Again}, relevant: '${nobody} = 1'}\n"

Command = Callable[..., Result]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line in an empty folder, nothing set."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, **named: str) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], **named)  # type: ignore[arg-type]

    return run


@pytest.fixture
def command(bare: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The same with a secret key."""
    monkeypatch.setenv("AFTERACTION_SECRET_KEYS", new_secret())
    return bare


def refused(result: Result, *words: str) -> None:
    """Exit status 1 and one line on standard error that says so; no trace of the program."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("afteraction: ")]
    assert result.exit_code == 1, result.output + result.stderr
    assert len(lines) == 1
    assert all(word in lines[0] for word in words), lines[0]
    assert "Traceback" not in result.output + result.stderr


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output + result.stderr
    return str(result.stdout)


class TestKeys:
    def test_a_new_key_can_be_used_at_once(self, bare: Command) -> None:
        key = done(bare("keys", "new")).strip()
        assert Secrets.parse(key)
        assert done(bare("keys", "new")).strip() != key

    @pytest.mark.parametrize(
        "arguments",
        [("setup", "--sample"), ("flows", "list"), ("db", "check"), ("db", "upgrade"), ("invite", "--role", "admin"),
         ("export", "a.xlsx"), ("backup", "b"), ("restore", "b", "--yes")],
    )  # fmt: skip
    def test_without_a_key_nothing_else_works(self, bare: Command, arguments: tuple[str, ...]) -> None:
        refused(bare(*arguments), "SECRET_KEYS is not set", "afteraction keys new")

    def test_another_key_is_noticed(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        done(command("setup", "--sample"))
        monkeypatch.setenv("AFTERACTION_SECRET_KEYS", new_secret())
        refused(command("flows", "list"), "SECRET_KEYS")


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("DATABASE_URL", "mysql://x"), ("BOT_API_URL", "127.0.0.1"), ("DEFAULT_LANGUAGE", "xx"),
         ("DEFAULT_TIMEZONE", "Nowhere/At_All"), ("UPDATES", "pigeon"), ("RATE_ALL", "-1"), ("LISTEN", "8080"),
         ("LOG_FORMAT", "xml"), ("RATE_CHAT_BURST", "0")],
    )  # fmt: skip
    def test_a_wrong_setting_is_named(
        self, command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(f"AFTERACTION_{name}", value)
        refused(command("flows", "list"), f"AFTERACTION_{name}")

    def test_settings_are_read_from_the_folder_too(self, bare: Command) -> None:
        Path(".env").write_text(f"AFTERACTION_SECRET_KEYS={new_secret()}\n")
        assert "petition_delivery" in done(bare("flows", "list"))


class TestSetup:
    def test_the_sample_may_be_brought_in_again(self, command: Command) -> None:
        first, second = done(command("setup", "--sample")), done(command("setup", "--sample"))
        assert first == second
        assert re.search(r"\d+ sections.*\d+ campaigns.*\d+ cases.*\d+ targets", first)

    def test_a_file_that_can_not_be_used(self, command: Command) -> None:
        refused(command("setup", "nowhere.yaml"), "nowhere.yaml", "No such file")
        Path("broken.yaml").write_text("sections: [")
        refused(command("setup", "broken.yaml"))
        Path("wrong.yaml").write_text("sections: {germany: {name: {en: Germany}}}")
        refused(command("setup", "wrong.yaml"), "germany")
        Path("binary.yaml").write_bytes(b"\xff\xfe\x00")
        refused(command("setup", "binary.yaml"), "UTF-8")

    def test_one_of_file_and_sample(self, command: Command) -> None:
        assert command("setup").exit_code == 2
        assert command("setup", "a.yaml", "--sample").exit_code == 2


class TestFlows:
    def test_the_list(self, command: Command) -> None:
        assert re.search(r"petition_delivery  revision 1  .* UTC  Petition delivery", done(command("flows", "list")))

    def test_a_flow_is_checked_and_published_as_the_next_revision(self, command: Command) -> None:
        Path("vigil.yaml").write_text(FLOW)
        assert "Nothing to mend" in done(command("flows", "check", "vigil.yaml"))
        assert "vigil: revision 1" in done(command("flows", "publish", "vigil.yaml"))
        Path("vigil.yaml").write_text(FLOW.replace("How many people?", "How many came?"))
        assert "vigil: revision 2" in done(command("flows", "publish", "vigil.yaml", "--note", "wording"))
        assert "vigil  revision 2" in done(command("flows", "list"))

    def test_everything_to_mend_is_told_at_once_and_nothing_published(self, command: Command) -> None:
        Path("broken.yaml").write_text(BROKEN)
        for act in ("check", "publish"):
            result = command("flows", act, "broken.yaml")
            refused(result, "broken.yaml", "to mend")
            assert "people" in result.stderr and "nobody" in result.stderr
        assert "vigil" not in done(command("flows", "list"))

    def test_what_is_no_flow(self, command: Command) -> None:
        refused(command("flows", "check", "nowhere.yaml"), "nowhere.yaml")
        Path("text.yaml").write_text("just a text")
        refused(command("flows", "check", "text.yaml"), "to mend")


SCOPES = ("activist --section germany", "coordinator --country de", "admin", "researcher --campaign stop_torture")
NO_SCOPES = {
    "director": "--role",
    "activist": "--section",
    "admin --section germany": "no scope",
    "staff --section atlantis": "atlantis",
    "researcher --campaign nothing": "nothing",
    "staff --section germany --country DE": "one of",
    "admin --expires soon": "--expires",
    "admin --expires 0d": "--expires",
}


class TestInvite:
    def test_a_code_is_printed(self, command: Command) -> None:
        done(command("setup", "--sample"))
        for scope in SCOPES:
            printed = done(command("invite", "--role", *scope.split()))
            assert re.search(r"Code: [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n", printed)

    def test_what_makes_no_sense_is_refused(self, command: Command) -> None:
        done(command("setup", "--sample"))
        for arguments, word in NO_SCOPES.items():
            refused(command("invite", "--role", *arguments.split()), word)

    def test_uses_are_at_least_one(self, command: Command) -> None:
        assert command("invite", "--role", "admin", "--uses", 0).exit_code == 2


class TestDatabase:
    def test_an_empty_one_is_made_by_upgrade_and_fits_then(self, command: Command) -> None:
        refused(command("db", "check"), "db upgrade")
        done(command("db", "upgrade"))
        assert "fits" in done(command("db", "check"))
        assert "up to date" in done(command("db", "upgrade"))

    @pytest.mark.parametrize(("version", "word"), [("9999", "newer"), (None, "older")])
    def test_one_of_another_version_is_refused(self, command: Command, version: str | None, word: str) -> None:
        done(command("db", "upgrade"))
        with sqlite3.connect("afteraction.db") as database:
            database.execute("DELETE FROM alembic_version")
            if version:
                database.execute("INSERT INTO alembic_version VALUES (?)", (version,))
        database.close()
        refused(command("db", "check"), word)
        refused(command("flows", "list"), word)

    def test_one_of_another_program_is_refused(self, command: Command) -> None:
        with sqlite3.connect("afteraction.db") as database:
            database.execute("CREATE TABLE recipe (name TEXT)")
        database.close()
        for arguments in (("db", "check"), ("db", "upgrade"), ("flows", "list")):
            refused(command(*arguments), "another program")

    def test_a_folder_that_can_not_be_written(self, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("file").touch()
        monkeypatch.setenv("AFTERACTION_FILES", "file/attachments")
        refused(command("flows", "list"), "FILES")


class TestExport:
    def test_an_empty_export_has_its_columns(self, command: Command) -> None:
        assert "0 reports written to all.xlsx" in done(command("export", "all.xlsx"))
        reports, columns = load_workbook("all.xlsx").worksheets
        assert "signatures" in [cell.value for cell in next(reports.iter_rows())]
        assert columns.max_row > 10

    def test_what_makes_no_sense_is_refused(self, command: Command) -> None:
        refused(command("export", "all.pdf"), ".xlsx")
        refused(command("export", "nowhere/all.csv"), "nowhere")
        refused(command("export", "all.csv", "--section", "atlantis"), "atlantis")
        assert command("export", "all.csv", "--language", "xx").exit_code == 2
        assert command("export", "all.csv", "--since", "yesterday").exit_code == 2


class TestBackup:
    def test_what_was_backed_up_comes_back(self, command: Command) -> None:
        done(command("setup", "--sample"))
        assert "rows" in done(command("backup", "all.zip"))
        Path("vigil.yaml").write_text(FLOW)
        done(command("flows", "publish", "vigil.yaml"))
        done(command("restore", "all.zip", "--yes"))
        assert "vigil" not in done(command("flows", "list"))

    def test_restore_asks_first(self, command: Command) -> None:
        done(command("backup", "all.zip"))
        assert command("restore", "all.zip", input="n\n").exit_code == 1
        assert command("restore", "all.zip", input="y\n").exit_code == 0

    def test_what_is_no_backup_is_refused_and_nothing_changes(self, command: Command) -> None:
        Path("text.zip").write_text("no archive")
        refused(command("restore", "text.zip", "--yes"))
        refused(command("restore", "nowhere.zip", "--yes"))
        assert "petition_delivery" in done(command("flows", "list"))


def test_a_second_bot_on_the_same_sqlite_database_is_refused(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.logs.set_up", lambda log_format: None)  # the loggers are those of all tests
    with alone("sqlite:///afteraction.db"):
        refused(command("run", env={"AFTERACTION_BOT_TOKEN": "1:a"}), "another", "afteraction.db", "PostgreSQL")


def test_every_command_explains_itself(bare: Command) -> None:
    for arguments in ((), *((name,) for name in ("flows", "keys", "db", "run", "demo", "invite", "setup", "export"))):
        assert "Usage" in done(bare(*arguments, "--help"))
    assert bare("nosuchcommand").exit_code == 2
