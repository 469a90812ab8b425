"""What a new revision would do to answers that are stored already: no edit may lose or shift data."""

from collections.abc import Container, Iterator, Mapping

from flows.definition import Flow, Group, Question, QuestionType, walk
from flows.problems import Problem
from flows.renaming import renamed

_WIDER = {
    (QuestionType.INTEGER, QuestionType.DECIMAL),
    (QuestionType.RANGE, QuestionType.DECIMAL),
    (QuestionType.SELECT_ONE, QuestionType.TEXT),
    (QuestionType.BARCODE, QuestionType.TEXT),
}
"""From a type to one that holds all its answers as they stand."""


def check_change(old: Flow, new: Flow, answered: Container[str]) -> list[Problem]:
    """What speaks against putting `new` in the place of `old`. `answered`: questions of `old`, by name, that stored
    reports answer."""
    return list(_problems(old, new, answered))


def _problems(old: Flow, new: Flow, answered: Container[str]) -> Iterator[Problem]:
    before, after = _by_name(old), _by_name(new)
    called = renamed(*({name: question.was for name, (question, _) in each.items()} for each in (before, after)))
    carried = {name: after[now] for name, now in called.items()}
    for name, (question, _) in after.items():
        if question.was and question.was not in before and name not in before:
            wrong = f"it says that it was {question.was}, which is no question"
            yield Problem(name, wrong, "correct `was`, or drop it")
    for name, (question, around) in before.items():
        if name not in answered:
            continue
        if name in carried:
            yield from _question(old, new, question, carried[name][0])
            if _repeats(around) != _repeats(carried[name][1]):
                mend = "leave it where it was, or retire it and add another"
                yield Problem(carried[name][0].name, "it has answers, and is repeated otherwise than before", mend)
        elif not question.retired:
            mend = "retire it instead, or say with `was` which question carries it on"
            yield Problem(name, "it has answers, and is gone", mend, warning=True)


def _question(old: Flow, new: Flow, before: Question, after: Question) -> Iterator[Problem]:
    place = after.name
    if before.type is not after.type and (before.type, after.type) not in _WIDER:
        wrong = f"it has answers of type {before.type.value}, and would become {after.type.value}"
        yield Problem(place, wrong, "retire it, and add a question of the new type under another name")
    if before.figure and (before.figure, before.basis, before.measure) != (after.figure, after.basis, after.measure):
        wrong = f"its answers counted as {before.figure}, {before.basis}, {before.measure}"
        yield Problem(place, wrong, "totals before and after will not add up: change it only if meant", warning=True)
    if before.sensitive and not after.sensitive:
        yield Problem(place, "its answers were given as sensitive", "exports will show them", warning=True)
    yield from _choices(old, new, before, after)


def _choices(old: Flow, new: Flow, before: Question, after: Question) -> Iterator[Problem]:
    if not (before.list_name and after.list_name) or before.type is not after.type:
        return
    now = {choice.was or choice.name for choice in new.choice_lists.get(after.list_name, ())}
    now |= {choice.name for choice in new.choice_lists.get(after.list_name, ())}
    for choice in old.choice_lists.get(before.list_name, ()):
        if choice.name not in now:
            mend = "retire it instead, or say with `was` which choice carries it on"
            wrong = f"the choice {choice.name} is gone, which stored answers may hold"
            yield Problem(after.name, wrong, mend, warning=True)


def _by_name(flow: Flow) -> Mapping[str, tuple[Question, tuple[Group, ...]]]:
    return {question.name: (question, around) for question, around in walk(flow.items)}


def _repeats(around: tuple[Group, ...]) -> tuple[str, ...]:
    return tuple(group.name for group in around if group.type == "repeat")
