"""Two weeks of the many that `make year` passes through, clock changes in Europe and America among them, ten kills."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.year.plan import Plan
from tests.year.run import run

pytestmark = pytest.mark.chaos
BEGIN = datetime(2014, 10, 22, tzinfo=UTC)  # a Wednesday


ALL = {"digest", "draft", "area", "event", "follow_up"}
MOST = {"digest", "draft", "area"}


@pytest.mark.parametrize(("dialect", "weeks", "kills", "kinds"), [("sqlite", 2, 6, ALL), ("postgresql", 1, 4, MOST)])
async def test_everything_due_is_said_once_in_its_hours(
    dialect: str, weeks: int, kills: int, kinds: set[str], tmp_path: Path
) -> None:
    plan = Plan(dialect, weeks, kills, 13, BEGIN + timedelta(weeks=2 - weeks), every=timedelta(hours=3))
    counts = await run(plan, tmp_path)
    assert counts.harms == []
    assert counts.kills >= kills
    assert kinds <= set(counts.sent)
