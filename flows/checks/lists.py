"""Lists of choices: names once each, and only names that can be one."""

from collections import Counter
from collections.abc import Iterator

from flows.checks import wordings
from flows.checks.outline import Outline
from flows.definition import Choice, QuestionType
from flows.limits import CHOICES_MAX
from flows.problems import Problem
from flows.xlsform.columns import TAKEN_BY_CHOICES
from texts.said import said, said_plural

_SEVERAL = frozenset({QuestionType.SELECT_MULTIPLE, QuestionType.RANK})


def of_lists(outline: Outline) -> Iterator[Problem]:
    """Every list of the flow."""
    several = {question.list_name for _, question in outline.questions if question.type in _SEVERAL}
    single = {question.list_name for _, question in outline.questions} - several
    for name, choices in outline.flow.choice_lists.items():
        place = place_of_list(name)
        yield from _names(place, choices, spaces=name in single)
        if all(choice.retired for choice in choices):
            yield Problem(place, said("the list is empty"), said("add a choice"))
        if len(choices) > CHOICES_MAX:
            wrong = said_plural("there is {n} choice", "there are {n} choices", len(choices))
            yield Problem(place, wrong, said("at most {most}; use a table beyond", most=CHOICES_MAX))
        yield from _columns(place, choices)
        for choice in choices:
            yield from wordings.of_choice(outline.flow, place_of_choice(name, choice.name), choice)


def place_of_list(name: str) -> str:
    """Where the problems of a list stand."""
    return said("choices {list}", list=name)


def place_of_choice(of_list: str, name: str) -> str:
    """Where the problems of one of its choices stand."""
    return said("choices {list}, {choice}", list=of_list, choice=name)


def _columns(place: str, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    """Names of further columns that a spreadsheet of the flow could not hold."""
    for column in dict.fromkeys(column for choice in choices for column in choice.columns):
        if column in TAKEN_BY_CHOICES or "::" in column or any(character.isspace() for character in column):
            wrong = said("a column cannot be called {name}", name=repr(column))
            yield Problem(place, wrong, said("give it a name of its own, without spaces"))


def _names(place: str, choices: tuple[Choice, ...], *, spaces: bool) -> Iterator[Problem]:
    """`spaces`: whether names may have them, because of this list only one is chosen at a time."""
    for name, times in Counter(each.name for each in choices).items():
        if times > 1:
            wrong = said_plural(
                "the choice {name} stands {n} time", "the choice {name} stands {n} times", times, name=name
            )
            yield Problem(place, wrong, said("give each choice a name of its own"))
        if not name.strip() or (not spaces and any(character.isspace() for character in name)):
            wrong = said("{name} cannot name a choice", name=repr(name))
            yield Problem(place, wrong, said("use a name without spaces"))
    earlier = Counter(each.was for each in choices if each.was)
    for name, times in earlier.items():
        if times > 1:
            wrong = said_plural(
                "{n} choice says that it was {name}", "{n} choices say that they were {name}", times, name=name
            )
            yield Problem(place, wrong, said("only one can carry it on"))
