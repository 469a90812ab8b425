"""What a turn costs in a form of 1,000 questions and 5,000 choices, beside one in a form of ten.

    python -m benchmarks.large_form

Told is what the flow adds to a turn: the answer and the card, then also reading and writing the session as JSON.
Both forms ask the same ten kinds of questions in turn; in the large one 400 are answered already, and it is
measured at its middle. CPU microseconds for a turn, the median of rounds that alternate, and their ratio.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter, process_time
from typing import Any

import orjson

from benchmarks.engine import world
from flows.checks import check
from flows.definition import Flow
from flows.engine import advance, start
from flows.inputs import Given, Tapped, Text, Verb
from flows.revision import Revision
from flows.session import Session
from flows.view import View, view
from flows.xlsform.reading import read_xlsform
from flows.xlsform.writing import write_xlsform

ROUNDS = 60
KINDS = 10
TURNS = KINDS - 3  # the note and the calculation are not asked, and one more does not apply
NOW = datetime(2026, 3, 20, 13, tzinfo=UTC)


def form(questions: int, choices: int) -> Flow:
    """A form of so many questions, of ten kinds in turn, and so many choices in all."""
    lists = max(1, questions // 100)
    return Flow.model_validate(
        {
            "key": f"form_{questions}",
            "title": {"en": "Form"},
            "languages": ["en"],
            "default_language": "en",
            "files": "action",
            "items": [_question(number, lists) for number in range(questions)],
            "choice_lists": {f"list{at}": _choices(choices // lists) for at in range(lists)},
        }
    )


def _choices(number: int) -> list[dict[str, Any]]:
    return [
        {"name": f"c{at}", "label": {"en": f"Choice {at}"}, "columns": {"group": f"c{at % 10}"}} for at in range(number)
    ]


def _question(number: int, lists: int) -> dict[str, Any]:
    """Groups of ten: three hang on an earlier answer, one is filtered by another, one is worked out, one is a note."""
    name, block, kind = f"q{number}", number - number % KINDS, number % KINDS
    told = {"name": name, "label": {"en": f"Question {number}?"}}
    chosen = f"list{number // KINDS % lists}"
    match kind:
        case 0:
            return {**told, "type": "select_one", "list_name": chosen}
        case 1:
            return {**told, "type": "select_one", "list_name": chosen, "choice_filter": f"group = ${{q{block}}}"}
        case 2:
            return {**told, "type": "integer", "constraint": ". >= 0", "required": True}
        case 3:
            return {**told, "type": "text", "relevant": f"${{q{block + 2}}} > 10"}
        case 4:
            return {**told, "type": "text", "relevant": f"${{q{block}}} = 'c1' or ${{q{max(block - 8, 2)}}} > 3"}
        case 5:
            return {**told, "type": "calculate", "calculation": f"${{q{block + 2}}} * 2"}
        case 6:
            return {**told, "type": "note", "label": {"en": f"Twice that is ${{q{block + 5}}}."}}
        case 7:
            return {**told, "type": "date"}
        case 8:
            return {**told, "type": "decimal", "relevant": f"${{q{block + 5}}} >= 24"}
        case _:
            return {**told, "type": "text"}


def answer(card: View, version: int) -> Given:
    """What somebody says to a card."""
    if card.options and card.type is not None and card.type.value == "select_one":
        return Tapped(card.options[0].verb, version, card.options[0].index)
    said = {"integer": "12", "decimal": "0.5", "date": "2026-03-14"}
    return Text(said[str(card.type)]) if str(card.type) in said else Tapped(Verb.SKIP, version)


class Talk:
    """One session of a form, kept as a session is kept between two turns."""

    def __init__(self, flow: Flow) -> None:
        self.revision = Revision.of(flow)
        self.context = world(NOW)
        self.keep(start(self.revision, self.context).session)

    def keep(self, session: Session) -> None:
        """The session stands there now."""
        self.session = session
        self.saved = orjson.dumps(session.to_json())
        self.card = view(self.revision, session, self.context)

    def turn(self, *, saved: bool = True) -> None:
        """One answer, all that a turn does with the flow included; without JSON if it is not `saved`."""
        session = Session.from_json(orjson.loads(self.saved)) if saved else self.session
        session = advance(self.revision, session, answer(self.card, session.version), self.context).session
        if saved:
            self.keep(session)
        else:
            self.session, self.card = session, view(self.revision, session, self.context)

    def until(self, question: int) -> "Talk":
        """Answer up to a question."""
        while self.session.question is not None and int(self.session.question[1:]) < question:
            self.turn()
        return self


def cost(talk: Talk, turns: int, *, saved: bool) -> float:
    """CPU seconds a turn, over so many from where the talk stands; it stands there again afterwards."""
    session = talk.session
    begun = process_time()
    for _ in range(turns):
        talk.turn(saved=saved)
    spent = process_time() - begun
    talk.keep(session)
    return spent / turns


def seconds(work: Callable[[], Any]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main() -> None:
    """Print what importing and a turn cost."""
    text = json.dumps(form(1000, 5000).model_dump(mode="json", exclude_defaults=True))
    flow = Flow.model_validate_json(text)
    sheet = write_xlsform(flow, None)
    print(f"read from a spreadsheet {seconds(lambda: read_xlsform(sheet, 'form.xlsx')):.2f} s")
    print(f"check {seconds(lambda: check(flow)):.2f} s, compile {seconds(lambda: Revision.of(flow)):.2f} s")
    large, small = Talk(flow).until(500), Talk(form(KINDS, 50))
    print(f"{len(large.session.responses)} answers, {len(large.saved):,} bytes")
    for what, saved in (("answer and card", False), ("with the session's JSON", True)):
        costs = [(cost(large, TURNS, saved=saved), cost(small, TURNS, saved=saved)) for _ in range(ROUNDS)]
        of_large, of_small = (median(each) * 1e6 for each in zip(*costs, strict=True))
        ratio = median(one / other for one, other in costs)
        print(f"{what}: large {of_large:.0f} µs, of ten {of_small:.0f} µs a turn; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
