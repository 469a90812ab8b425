"""The demo's reports tell the story that the README does."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from bot.sample import PEOPLE, REPORTS
from bot.sample_reports import lines

HOME = {each.id: each.section for each in PEOPLE}


@pytest.mark.parametrize("day", range(7))
def test_on_any_weekday_last_weeks_digest_of_germany_tells_of_the_berlin_delivery_alone(day: int) -> None:
    now = datetime(2026, 11, 23, 0, 30, tzinfo=UTC) + timedelta(days=day)
    monday = now.date() - timedelta(days=now.weekday() + 7)
    told = [(now - timedelta(days=ago), HOME[person], value) for ago, person, value, *_ in REPORTS]
    sample = [orjson.loads(line) for line in lines(now)]
    told += [
        (datetime.fromisoformat(each["filed_at"]), each["section"], each["answers"]["signatures"])
        for each in sample
        if each["flow"] == "petition_delivery"
    ]
    last_week = [
        value for at, section, value in told if section == "germany" and 0 <= (at.date() - monday).days < 7
    ]
    assert last_week == [37181]
