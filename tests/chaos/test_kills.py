"""Ten kills of the many that `make chaos` does: every conversation finishes where it stood."""

from pathlib import Path

import pytest

from tests.chaos.run import Plan, run

REPORTS = {"action", "petition_delivery", "outcome", "section_update"}
pytestmark = pytest.mark.chaos


@pytest.mark.parametrize(("dialect", "kills"), [("sqlite", 7), ("postgresql", 3)])
async def test_every_conversation_finishes_where_it_stood(dialect: str, kills: int, tmp_path: Path) -> None:
    counts = await run(Plan(dialect, kills, seed=20141021, people=6), tmp_path)
    assert counts.harm() == {}, "\n\n".join(counts.incidents)
    assert counts.kills == kills
    assert counts.conversations >= 6
    assert set(counts.kinds) == REPORTS
