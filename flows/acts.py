"""What each verb does to the question that stands, and how an answer is settled: taken, asked back, or refused."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flows.answers import checked, examine
from flows.definition import DAY_TYPES, QuestionType
from flows.effects import RejectionCode
from flows.grains import floor, grain_of
from flows.inputs import Tapped, Verb
from flows.outcomes import Outcome, Refusal, Taken
from flows.own_choices import own_choice_at
from flows.places import ask_exact
from flows.ranking import placed
from flows.revision import Compiled
from flows.session import Check
from flows.turns import Turn
from flows.wording import worded

#: Months a calendar can show, as year * 12 + month - 1.
MONTHS = range(1900 * 12, 2200 * 12)
_TICKED = frozenset({QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
_DAYS = range(date(1900, 1, 1).toordinal(), date(2200, 1, 1).toordinal())


def settle(turn: Turn, compiled: Compiled, outcome: Outcome) -> None:
    """Bring an answer to its end: taken and on, a small question back, or refused."""
    if isinstance(outcome, Taken):
        outcome = examine(compiled, outcome, turn.facts)
    if isinstance(outcome, Taken):
        turn.answer(compiled, turn.response(outcome.value, outcome.qualifier, outcome.words))
    elif isinstance(outcome, Check):
        turn.check(compiled, outcome)
    else:
        refuse(turn, outcome)


def refuse(turn: Turn, refusal: Refusal) -> None:
    """Say why an answer was not taken; the question stands."""
    turn.reject(refusal.code, **refusal.params)


def same_answer(turn: Turn, compiled: Compiled, tapped: Tapped) -> bool:
    """Whether an answering tap says what the question's answer is already."""
    response = turn.responses[compiled.name]
    match tapped.verb:
        case Verb.SKIP:
            return response.skipped
        case Verb.CHOOSE:
            return _choice(turn, compiled, tapped.index) == response.value
        case Verb.DATE:
            day = _day(compiled, tapped.index)
            return day is not None and day == str(response.value)[: len(day)]
        case _:
            return False


def skip(turn: Turn, compiled: Compiled, _index: int = 0) -> None:
    if turn.facts.must_answer(compiled):
        message = worded(turn.facts, compiled.question.required_message, compiled)
        return turn.reject(RejectionCode.REQUIRED, message=message)
    return turn.skip(compiled)


def add_choice(turn: Turn, compiled: Compiled, name: str) -> None:
    """Tick a choice of several, by its typed name."""
    ticked = turn.ticked(compiled)
    turn.detail(selected=(*ticked, name) if name not in ticked else ticked)
    turn.moved(compiled)


def put_in_order(turn: Turn, compiled: Compiled, names: Iterable[str]) -> None:
    """Give choices the next places of a ranking; once all have one, it is the answer."""
    offered = turn.facts.offered(compiled)
    order = placed(turn.ticked(compiled), names, offered)
    if len(order) == len(offered):
        return settle(turn, compiled, Taken([*order]))
    turn.detail(selected=order, check=None)
    return turn.moved(compiled)


def _choose(turn: Turn, compiled: Compiled, index: int) -> None:
    value = _choice(turn, compiled, index)
    if value is None:
        return turn.nothing_new()
    return settle(turn, compiled, Taken(value))


def _toggle(turn: Turn, compiled: Compiled, index: int) -> None:
    name = turn.facts.choice_at(compiled, index) if compiled.type in _TICKED else None
    if name is None:
        return turn.nothing_new()
    ticked = turn.ticked(compiled)
    if compiled.type is QuestionType.RANK and name not in ticked:
        return put_in_order(turn, compiled, (name,))
    turn.detail(selected=tuple(each for each in ticked if each != name) if name in ticked else (*ticked, name))
    return turn.moved(compiled)


def _done(turn: Turn, compiled: Compiled, _index: int) -> None:
    if compiled.type not in _TICKED:
        return turn.nothing_new()
    ticked = turn.ticked(compiled)
    if not ticked:
        return skip(turn, compiled)
    if compiled.type is QuestionType.RANK:
        return put_in_order(turn, compiled, ticked)
    return settle(turn, compiled, Taken([name for name in turn.facts.offered(compiled) if name in ticked]))


def _keep(turn: Turn, compiled: Compiled, _index: int) -> None:
    response = turn.suggestion(compiled)
    if response is None or not turn.facts.fits(compiled, response.value):
        return turn.nothing_new()
    return turn.answer(compiled, response)


def _pick_date(turn: Turn, compiled: Compiled, index: int) -> None:
    day = _day(compiled, index)
    if day is None:
        return turn.nothing_new()
    return settle(turn, compiled, Taken(day))


def _page(turn: Turn, compiled: Compiled, index: int) -> None:
    if not 0 <= index < turn.facts.pages(compiled) or index == turn.asking.page:
        return turn.nothing_new()
    turn.detail(page=index)
    return turn.moved(compiled)


def _month(turn: Turn, compiled: Compiled, index: int) -> None:
    if compiled.type not in DAY_TYPES or index not in MONTHS or index == turn.asking.month:
        return turn.nothing_new()
    turn.detail(month=index)
    return turn.moved(compiled)


def _check(turn: Turn, compiled: Compiled, index: int) -> None:
    check = turn.asking.check
    if check is None or not 0 <= index < len(check.options):
        return turn.nothing_new()
    answer_check(turn, compiled, check, index)
    return None


def answer_check(turn: Turn, compiled: Compiled, check: Check, index: int) -> None:
    """Take an option of a small question back; the question stands afresh if the person thinks better of it."""
    taken = checked(check, index)
    if taken is None:
        turn.ask_afresh(compiled)
    elif compiled.type is QuestionType.SELECT_MULTIPLE:
        turn.detail(check=None)
        add_choice(turn, compiled, taken.value)
    elif compiled.type is QuestionType.RANK:
        put_in_order(turn, compiled, (taken.value,))
    else:
        settle(turn, compiled, taken)


def _choice(turn: Turn, compiled: Compiled, index: int) -> Any:
    if compiled.type is QuestionType.SELECT_ONE:
        return turn.facts.choice_at(compiled, index)
    return own_choice_at(compiled, index, turn.facts)


def _day(compiled: Compiled, index: int) -> str | None:
    if compiled.type not in DAY_TYPES or index not in _DAYS:
        return None
    return floor(date.fromordinal(index), grain_of(compiled.question)).isoformat()


BY_VERB: dict[Verb, Callable[[Turn, Compiled, int], None]] = {
    Verb.CHOOSE: _choose,
    Verb.TOGGLE: _toggle,
    Verb.DONE: _done,
    Verb.SKIP: skip,
    Verb.KEEP: _keep,
    Verb.DATE: _pick_date,
    Verb.PAGE: _page,
    Verb.MONTH: _month,
    Verb.CHECK: _check,
    Verb.EXACT: ask_exact,
}
