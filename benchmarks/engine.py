"""Microseconds per `advance` and per `view`, for the flow we ship and for the eight questions of the questionnaire.

    python -m benchmarks.engine
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import TypeVar
from zoneinfo import ZoneInfo

from flows.context import Context, Row, Table
from flows.engine import advance, start
from flows.inputs import Attached, Given, Tapped, Text, Verb
from flows.reading import catalog, read_flow
from flows.revision import Revision
from flows.session import Session
from flows.view import view
from texts.locale import voice

Result = TypeVar("Result")
ROUNDS = 200
QUESTIONNAIRE = Path(__file__).parent / "questionnaire.yaml"
#: What a person does: a typed text, an attachment, the label of a button, or a verb that the bot words.
Act = Text | Attached | str | Verb

DELIVERY: tuple[Act, ...] = (
    Text("37,181 petitions"),
    Text("embassy of uzbekistan berlin"),
    "Yesterday",
    Attached("photo", "picture", "album"),
    Attached("photo", "picture-2", "album"),
    "Yes, credit me",
    Verb.FILE,
)
ANSWERS: tuple[Act, ...] = (
    "Rally",
    "Outdoors",
    Text("Event 1-1"),
    Text("a lot"),
    Text("42"),
    Text("2026-02-31"),
    Text("2026-03-14"),
    "Leaflets",
    "Banners",
    "Done",
    Verb.SKIP,
    Verb.FILE,
)


@dataclass
class Measured:
    """Seconds of the fastest round, turn by turn."""

    advance: list[float]
    view: list[float]


def measure(revision: Revision, acts: tuple[Act, ...], context: Context) -> Measured:
    """Play the conversation ROUNDS times; keep each turn's best time."""
    best = Measured([1.0] * len(acts), [1.0] * len(acts))
    for _ in range(ROUNDS):
        session = start(revision, context).session
        for place, act in enumerate(acts):
            given = _given(act, revision, session, context)
            seconds, turn = _timed(lambda s=session, g=given: advance(revision, s, g, context))
            best.advance[place] = min(best.advance[place], seconds)
            session = turn.session
            seconds, _ = _timed(lambda s=session: view(revision, s, context))
            best.view[place] = min(best.view[place], seconds)
        assert session.state == "filed", "the conversation did not come to its end"
    return best


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def _given(act: Act, revision: Revision, session: Session, context: Context) -> Given:
    if isinstance(act, Verb):
        return Tapped(act, session.version)
    if isinstance(act, str):
        option = next(each for each in view(revision, session, context).options if each.label.startswith(act))
        return Tapped(option.verb, session.version, option.index)
    return act


def world(now: datetime) -> Context:
    """A person in Berlin and a hundred targets."""
    targets = {
        f"embassy_{number}": Row(
            {"en": f"Embassy of {name} in {city}"}, {"country": "UZ", "city": city, "campaign": "stop", "seat": "DE"}
        )
        for number, (name, city) in enumerate(
            (name, city) for name in ("Uzbekistan", *(f"State {n}" for n in range(19))) for city in
            ("Berlin", "Paris", "London", "Vienna", "Madrid")
        )
    }
    cases = {f"case_{number}": Row({"en": f"Case {number}"}, {"campaign": "stop"}) for number in range(10)}
    tables = {
        "targets": Table("targets", targets),
        "campaigns": Table("campaigns", {"stop": Row({"en": "Stop Torture"})}),
        "cases": Table("cases", cases),
    }
    return Context(now, ZoneInfo("Europe/Berlin"), voice("en", "GB"), tables, "Amina", "DE")


def main() -> None:
    """Print a line per conversation and measure."""
    shipped = Revision.of(catalog()["petition_delivery"])
    questionnaire = Revision.of(read_flow(QUESTIONNAIRE.read_text("utf-8")))
    for revision, acts, now in (
        (shipped, DELIVERY, datetime(2014, 10, 22, 13, tzinfo=UTC)),
        (questionnaire, ANSWERS, datetime(2026, 3, 20, 13, tzinfo=UTC)),
    ):
        measured = measure(revision, acts, world(now))
        for what, seconds in (("advance", measured.advance), ("view", measured.view)):
            micro = [round(each * 1e6) for each in seconds]
            print(f"{revision.flow.key:20} {what:8} mean {mean(micro):5.0f} µs   each turn: {micro}")


if __name__ == "__main__":
    main()
