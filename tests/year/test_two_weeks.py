"""Two weeks of the many that `make year` passes through, one on each database: the clocks change in Europe in the first
and in America in the second; ten kills.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.year.plan import Plan
from tests.year.run import run

pytestmark = pytest.mark.chaos
BEGIN = datetime(2014, 10, 22, tzinfo=UTC)  # a Wednesday
KILLS = 6
SAID = {"digest", "draft"}
FIRST, SECOND = SAID | {"event", "follow_up"}, SAID | {"area"}  # updates are due at the beginning of a month


@pytest.mark.parametrize(("dialect", "week", "kinds"), [("sqlite", 0, FIRST), ("postgresql", 1, SECOND)])
async def test_everything_due_is_said_once_in_its_hours(
    dialect: str, week: int, kinds: set[str], tmp_path: Path
) -> None:
    plan = Plan(dialect, 1, KILLS, 13, BEGIN + timedelta(weeks=week), every=timedelta(hours=3))
    counts = await run(plan, tmp_path)
    assert counts.harms == []
    assert counts.kills >= KILLS - 1, "one may find nothing to break into"
    assert kinds <= set(counts.sent), counts.sent
