"""Lists of choices: names once each, and only names that can be one."""

from collections import Counter
from collections.abc import Iterator

from flows.checks import wordings
from flows.checks.outline import Outline
from flows.definition import Choice, QuestionType
from flows.limits import CHOICES_MAX
from flows.problems import Problem
from flows.xlsform.columns import TAKEN_BY_CHOICES

_SEVERAL = frozenset({QuestionType.SELECT_MULTIPLE, QuestionType.RANK})


def of_lists(outline: Outline) -> Iterator[Problem]:
    """Every list of the flow."""
    several = {question.list_name for _, question in outline.questions if question.type in _SEVERAL}
    single = {question.list_name for _, question in outline.questions} - several
    for name, choices in outline.flow.choice_lists.items():
        place = f"choices {name}"
        yield from _names(place, choices, spaces=name in single)
        if all(choice.retired for choice in choices):
            yield Problem(place, "the list is empty", "add a choice")
        if len(choices) > CHOICES_MAX:
            yield Problem(place, f"there are {len(choices)} choices", f"at most {CHOICES_MAX}; use a table beyond")
        yield from _columns(place, choices)
        for choice in choices:
            yield from wordings.of_choice(outline.flow, f"{place}, {choice.name}", choice)


def _columns(place: str, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    """Names of further columns that a spreadsheet of the flow could not hold."""
    for column in dict.fromkeys(column for choice in choices for column in choice.columns):
        if column in TAKEN_BY_CHOICES or "::" in column or any(character.isspace() for character in column):
            yield Problem(place, f"a column cannot be called {column!r}", "give it a name of its own, without spaces")


def _names(place: str, choices: tuple[Choice, ...], *, spaces: bool) -> Iterator[Problem]:
    """`spaces`: whether names may have them, because of this list only one is chosen at a time."""
    for name, times in Counter(each.name for each in choices).items():
        if times > 1:
            yield Problem(place, f"the choice {name} stands {times} times", "give each choice a name of its own")
        if not name.strip() or (not spaces and any(character.isspace() for character in name)):
            yield Problem(place, f"{name!r} cannot name a choice", "use a name without spaces")
    earlier = Counter(each.was for each in choices if each.was)
    for name, times in earlier.items():
        if times > 1:
            yield Problem(place, f"{times} choices say that they were {name}", "only one can carry it on")
