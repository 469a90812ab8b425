"""What a new revision would do to answers that are stored already: no edit may lose or shift data."""

from collections.abc import Container, Iterator, Mapping

from flows.definition import Flow, Group, Question, QuestionType, walk
from flows.problems import Problem
from flows.renaming import renamed
from texts.said import said

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
            wrong = said("it says that it was {name}, which is no question", name=question.was)
            yield Problem(name, wrong, said("correct `was`, or drop it"))
    for name, (question, around) in before.items():
        if name not in answered:
            continue
        if name in carried:
            yield from _question(old, new, question, carried[name][0])
            if _repeats(around) != _repeats(carried[name][1]):
                wrong = said("it has answers, and is repeated otherwise than before")
                mend = said("leave it where it was, or retire it and add another")
                yield Problem(carried[name][0].name, wrong, mend)
        elif not question.retired:
            mend = said("retire it instead, or say with `was` which question carries it on")
            yield Problem(name, said("it has answers, and is gone"), mend, warning=True)


def _question(old: Flow, new: Flow, before: Question, after: Question) -> Iterator[Problem]:
    place = after.name
    if before.type is not after.type and (before.type, after.type) not in _WIDER:
        types = {"old": before.type.value, "new": after.type.value}
        wrong = said("it has answers of type {old}, and would become {new}", **types)
        yield Problem(place, wrong, said("retire it, and add a question of the new type under another name"))
    if before.figure and (before.figure, before.basis, before.measure) != (after.figure, after.basis, after.measure):
        counted = ", ".join(filter(None, (before.figure, before.basis, before.measure)))
        wrong = said("its answers counted as {figure}", figure=counted)
        mend = said("totals before and after will not add up: change it only if meant")
        yield Problem(place, wrong, mend, warning=True)
    if before.sensitive and not after.sensitive:
        wrong = said("its answers were given as sensitive")
        yield Problem(place, wrong, said("exports will show them"), warning=True)
    yield from _choices(old, new, before, after)


def _choices(old: Flow, new: Flow, before: Question, after: Question) -> Iterator[Problem]:
    if not (before.list_name and after.list_name) or before.type is not after.type:
        return
    now = {choice.was or choice.name for choice in new.choice_lists.get(after.list_name, ())}
    now |= {choice.name for choice in new.choice_lists.get(after.list_name, ())}
    for choice in old.choice_lists.get(before.list_name, ()):
        if choice.name not in now:
            mend = said("retire it instead, or say with `was` which choice carries it on")
            wrong = said("the choice {name} is gone, which stored answers may hold", name=choice.name)
            yield Problem(after.name, wrong, mend, warning=True)


def _by_name(flow: Flow) -> Mapping[str, tuple[Question, tuple[Group, ...]]]:
    return {question.name: (question, around) for question, around in walk(flow.items)}


def _repeats(around: tuple[Group, ...]) -> tuple[str, ...]:
    return tuple(group.name for group in around if group.type == "repeat")
