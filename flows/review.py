"""Moves between questions: back, a line of the review card, the change of an earlier answer, and filing."""

from math import inf

from flows.definition import QuestionType
from flows.effects import Filed
from flows.facts import Facts
from flows.filing import file_report, first_gap
from flows.revision import Compiled
from flows.session import State
from flows.turns import Turn


def back(turn: Turn) -> None:
    """Undo: a small question back, an opened change, else the latest answer before the question that stands."""
    if turn.current is not None and turn.asking.check:
        return turn.ask_afresh(turn.current)
    if turn.asking.within and turn.asking.removing:
        return turn.open_instance(turn.revision.by_name[turn.asking.within])
    if turn.asking.within and (outer := turn.revision.by_name[turn.asking.within].inside):
        return turn.open_instance(turn.revision.instances.opened(outer))
    if turn.asking.returning or turn.asking.within:
        return turn.go_on()
    previous = previous_answered(turn.facts, turn.current)
    if previous is None:
        return turn.nothing_new()
    turn.take_back(previous)
    return turn.ask(previous, "again")


def previous_answered(facts: Facts, current: Compiled | None) -> Compiled | None:
    """The question Back leads to from the one that stands (None: the review card): the latest answered as it stood;
    where the trail does not reach, the nearest answered one before."""
    revision = facts.revision

    def is_open_to_undo(compiled: Compiled) -> bool:
        stands = current is not None and current.name == compiled.name
        return not stands and compiled.name in facts.responses and facts.relevant(compiled)

    for passed in reversed(facts.session.trail):
        compiled = revision.by_name.get(passed.question)
        if compiled is not None and is_open_to_undo(compiled):
            return compiled
    end = current.position if current else inf
    return next((each for each in reversed(facts.layout.always) if each.position < end and is_open_to_undo(each)), None)


def line(turn: Turn, index: int) -> None:
    """Open a line of the review card: a question, or an instance of a repeat."""
    handle = _instance_at(turn, index)
    if turn.state is State.REVIEW and handle is not None:
        return turn.open_instance(handle)
    compiled = _at(turn, index)
    if turn.state is not State.REVIEW or compiled is None:
        return turn.nothing_new()
    return turn.ask_again(compiled)


def remove(turn: Turn, index: int) -> None:
    """Ask once whether the opened instance shall be taken out of its repeat."""
    handle = _instance_at(turn, index)
    if handle is None or handle.repeat is None or turn.asking.within != handle.name or handle.repeat.count is not None:
        return turn.nothing_new()
    return turn.open_instance(handle, removing=True)


def remove_surely(turn: Turn, index: int) -> None:
    """Yes, take it out."""
    handle = _instance_at(turn, index)
    if handle is None or handle.repeat is None or turn.asking.within != handle.name or not turn.asking.removing:
        return turn.nothing_new()
    turn.remove(handle.repeat, handle)
    return turn.go_on()


def change(turn: Turn, index: int) -> None:
    """Yes, change that earlier answer; later ones stay."""
    compiled = _at(turn, index)
    if compiled is None or compiled.name not in turn.responses:
        return turn.nothing_new()
    return turn.ask_again(compiled)


def decline(turn: Turn) -> None:
    """No, leave that earlier answer as it is: the card goes on where it stood."""
    turn.detail()
    if turn.current is not None:
        turn.moved(turn.current, "again")
    else:
        turn.go_on()


def file(turn: Turn) -> None:
    """File the report, unless something that must be answered is missing or fits no longer: then ask that. From a
    question that may be the last, it is left empty first."""
    if turn.current is not None and turn.current.question.finish and not turn.asking.returning:
        turn.skip(turn.current)
        if turn.state is not State.REVIEW:
            return None
    if turn.state is not State.REVIEW:
        return turn.nothing_new()
    gap = first_gap(turn.facts)
    if gap is not None:
        compiled, code, message = gap
        turn.ask_again(compiled)
        return turn.reject(code, message=message)
    turn.file()
    turn.effects.append(Filed(file_report(turn.facts)))
    return None


def _at(turn: Turn, index: int) -> Compiled | None:
    compiled = turn.revision.at(index)
    return compiled if compiled is not None and compiled.asked and turn.facts.relevant(compiled) else None


def _instance_at(turn: Turn, index: int) -> Compiled | None:
    """The handle of an instance there is."""
    compiled = turn.revision.at(index)
    if compiled is None or compiled.repeat is None or compiled.type is not QuestionType.REPEAT:
        return None
    return compiled if turn.facts.stands((*compiled.inside, (compiled.repeat.name, compiled.instance))) else None

