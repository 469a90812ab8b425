"""Reports of a sample organisation over the last three months, as `afteraction import` takes them. All is made up."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson

SEED = 2014
DAYS = 90
COUNT = 160
ROUND, NEARLY = 100, ("about", "over", "almost", "at_least")  # a round number is seldom exact

SECTIONS = (
    *("germany", "france", "poland", "morocco", "spain", "uk", "netherlands", "norway", "philippines", "mexico"),
    *("senegal", "austria", "ireland", "belgium_french", "japan", "switzerland", "sweden", "italy"),
)
QUIET, INSTEAD, LATELY = "germany", "austria", timedelta(weeks=3)
TARGETS = (
    *("embassy_uz_berlin", "embassy_ma_paris", "embassy_mx_madrid", "embassy_ng_london", "embassy_ph_tokyo"),
    *("embassy_uz_vienna", "embassy_mx_bern", "embassy_ma_oslo", "embassy_ng_dakar", "embassy_uz_warsaw"),
)
# Activity, usual number of people, and the further figure that its reports hold.
ACTIVITIES: tuple[tuple[str, int, str | None], ...] = (
    ("demonstration", 120, None),
    ("letter_writing", 25, "letters"),
    ("photo_action", 40, None),
    ("public_event", 80, None),
    ("training", 18, "training_sessions"),
    ("lobbying_meeting", 3, "meetings"),
    ("press_work", 9, "media_items"),
    ("solidarity_message", 200, "messages"),
    ("school_group", 15, None),
    ("stunt", 12, None),
)
CHANGES = ("access", "investigation", "promise", "talks", "raised", "stronger", "released", "worse", "practice")
CASES = ("uz_teacher", "mx_student", "ma_driver", "ng_boy", "ph_mother", "mx_defender")
STORIES = (
    "It rained all the time, and nobody went home.",
    "A clerk took the box and shook everybody's hand.",
    "Two passers-by stayed and signed.",
    "The guard asked for a leaflet for his sister.",
)


def lines(now: datetime) -> Iterator[bytes]:
    """The sample's reports, the same at every call but for their days."""
    chance = random.Random(SEED)
    for number in range(COUNT):
        filed = now - timedelta(days=chance.uniform(0.5, DAYS))
        told = (_delivery, _action, _action, _outcome)[number % 4] if number % 8 else _delivery
        flow, answers = told(chance, filed - timedelta(days=chance.choice((1, 1, 1, 2, 5))))
        yield orjson.dumps(
            {
                "id": f"sample-{number}",
                "flow": flow,
                "section": _section(chance, now - filed),
                "filed_at": filed.isoformat(),
                "answers": answers,
            }
        )


def _section(chance: random.Random, ago: timedelta) -> str:
    """Lately none of the section whose people of the demo told of one large delivery: its number stands by itself."""
    section = chance.choice(SECTIONS)
    return INSTEAD if section == QUIET and ago < LATELY else section


def _delivery(chance: random.Random, day: datetime) -> tuple[str, dict[str, Any]]:
    signatures = round(chance.lognormvariate(7.6, 1.1)) + 1
    answers = {"signatures": _figure(chance, signatures), "target": chance.choice(TARGETS), **_when(day)}
    return "petition_delivery", answers | _story(chance)


def _action(chance: random.Random, day: datetime) -> tuple[str, dict[str, Any]]:
    activity, people, further = chance.choice(ACTIVITIES)
    came = max(2, round(people * chance.uniform(0.4, 2.2)))
    answers: dict[str, Any] = {"activity": activity, **_when(day)}
    answers["trained" if activity == "training" else "people"] = _figure(chance, came)
    if further is not None:
        answers[further] = _figure(chance, max(1, came // 2))
    return "action", answers | _story(chance)


def _outcome(chance: random.Random, day: datetime) -> tuple[str, dict[str, Any]]:
    answers = {
        "change": chance.choice(CHANGES),
        "case": chance.choice(CASES),
        "contribution": chance.choice(("direct", "one_factor", "one_factor", "indirect", "unknown")),
        "safe_to_tell": chance.choice(("yes", "yes", "without_names")),
        **_when(day),
    }
    return "outcome", answers


def _figure(chance: random.Random, number: int) -> Any:
    """As people tell it: large numbers are mostly rounded, and then not exact."""
    if number < ROUND or chance.random() < 0.5:
        return number if number % ROUND else number + 1
    return {"value": max(ROUND, round(number, -2)), "qualifier": chance.choice(NEARLY)}


def _when(day: datetime) -> dict[str, str]:
    return {"occurred_on": day.date().isoformat()}


def _story(chance: random.Random) -> dict[str, str]:
    return {"story": chance.choice(STORIES)} if chance.random() < 0.3 else {}
