"""`afteraction figures verify`: what is counted is counted anew from the reports."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli import app
from storage.crypto import new_secret

Command = Callable[..., Result]
REPORT = (
    '{"id": "1", "flow": "petition_delivery", "section": "germany", "filed_at": "2014-10-21T18:00:00+02:00", '
    '"answers": {"signatures": 37181, "target": "embassy_uz_berlin", "occurred_on": "2014-10-21"}}\n'
)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line in a folder of its own, with one report."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFTERACTION_SECRET_KEYS", new_secret())
    (tmp_path / "clock").write_text("2014-10-27T09:00:00+00:00")
    monkeypatch.setenv("AFTERACTION_CLOCK", "clock")
    (tmp_path / "reports.jsonl").write_text(REPORT)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    assert run("setup", "--sample").exit_code == run("import", "reports.jsonl").exit_code == 0
    return run


def test_what_agrees_and_what_does_not(command: Command, tmp_path: Path) -> None:
    result = command("figures", "verify")
    assert (result.exit_code, result.stdout) == (0, "All figures agree with the reports.\n")
    engine = create_engine(f"sqlite:///{tmp_path / 'afteraction.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE figure SET value = '37178'"))
    engine.dispose()
    result = command("figures", "verify")
    assert result.exit_code == 1
    [line] = result.stdout.splitlines()
    assert "signatures_delivered, signatures, in_period, exactly: kept 37181 from 1 reports, counted 37178" in line


def test_what_was_counted_by_other_rules_is_counted_anew(command: Command, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'afteraction.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE figure SET counts = false"))
        connection.execute(text("UPDATE figure_delta SET reports = 2 WHERE \"key\" = 'signatures_delivered'"))
    engine.dispose()
    for events in (1, 0):
        result = command("figures", "recount")
        assert (result.exit_code, result.stdout) == (0, f"Events counted anew: {events}.\n")
    assert command("figures", "verify").exit_code == 0
