"""The ways a list of reports can be narrowed: one card for each, whose buttons are the narrowed lists."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import IntEnum

from bot import report_choice
from bot.report_choice import KIND_WORDS, KINDS, STATUS_WORDS, STATUSES, Choice, month, months_before, period_words
from bot.rights import Act, reached
from bot.staff import sections_within
from bot.turn import Turn
from flows.context import Table
from texts.locale import N_

MONTHS_BACK, YEARS_BACK = 24, 16


class Way(IntEnum):
    """What is chosen; the number stands in buttons."""

    KIND = 0
    PERIOD = 1
    MONTH = 2
    YEAR = 3
    CAMPAIGN = 4
    GROUP = 5
    SECTION = 6
    STATUS = 7


QUESTIONS = {
    Way.KIND: N_("Which kind of report?"),
    Way.PERIOD: N_("When did it happen?"),
    Way.MONTH: N_("Which month?"),
    Way.YEAR: N_("Which year?"),
    Way.CAMPAIGN: N_("Which campaign?"),
    Way.GROUP: N_("Which group?"),
    Way.SECTION: N_("Which section?"),
    Way.STATUS: N_("Filed or withdrawn?"),
}

Option = tuple[str, Choice | Way]
"""A label, and the list or the further card that it leads to."""


def offered(turn: Turn, choice: Choice) -> list[Way]:
    """The ways that have something to choose for this person."""
    found = [Way.KIND, Way.PERIOD]
    found += [way for way in (Way.CAMPAIGN, Way.GROUP, Way.SECTION) if len(options(turn, choice, way)) > 1]
    return [*found, Way.STATUS]


def options(turn: Turn, choice: Choice, way: Way) -> Sequence[Option]:
    """What can be chosen, "all" first."""
    return _OPTIONS[way](turn, choice)


def _kinds(turn: Turn, choice: Choice) -> list[Option]:
    return [(turn.voice(KIND_WORDS[kind]), replace(choice, kind=kind)) for kind in KINDS]


def _statuses(turn: Turn, choice: Choice) -> list[Option]:
    return [(turn.voice(STATUS_WORDS[status]), replace(choice, status=status)) for status in STATUSES]


def _periods(turn: Turn, choice: Choice) -> list[Option]:
    voice = turn.voice
    this, last = months_before(_this_month(turn), 2)
    return [
        (voice.button("Any time"), replace(choice, period=0)),
        (voice.button("This month"), replace(choice, period=this)),
        (voice.button("Last month"), replace(choice, period=last)),
        (voice.button("Another month…"), Way.MONTH),
        (voice.button("A whole year…"), Way.YEAR),
    ]


def _months(turn: Turn, choice: Choice) -> list[Option]:
    found = months_before(_this_month(turn), MONTHS_BACK)
    return [(period_words(each, turn.voice), replace(choice, period=each)) for each in found]


def _years(turn: Turn, choice: Choice) -> list[Option]:
    this = turn.now.astimezone(turn.zone).year
    found = [report_choice.year(each) for each in range(this, this - YEARS_BACK, -1)]
    return [(period_words(each, turn.voice), replace(choice, period=each)) for each in found]


def _campaigns(turn: Turn, choice: Choice) -> list[Option]:
    table = turn.desk.tables(turn.stores)["campaigns"]
    every = (turn.voice.button("All campaigns"), replace(choice, campaign=""))
    return [every, *((label, replace(choice, campaign=key)) for key, label in _labelled(turn, table, table.choices()))]


def _groups(turn: Turn, choice: Choice) -> list[Option]:
    """The groups of the chosen section, or of those that the person works for."""
    table = turn.desk.tables(turn.stores)["groups"]
    sections = {choice.section} if choice.section else {each.key for each in sections_within(turn, Act.LIST_REPORTS)}
    keys = [key for key in table.choices() if table.column(key, "section") in sections]
    every = (turn.voice.button("All groups"), replace(choice, group=""))
    return [every, *((label, replace(choice, group=key)) for key, label in _labelled(turn, table, keys))]


def _sections(turn: Turn, choice: Choice) -> list[Option]:
    """For whoever sees several: those of the roles, or all where a role reaches beyond sections."""
    table = turn.desk.tables(turn.stores)["sections"]
    scopes = reached(turn.active, Act.LIST_REPORTS)
    beyond = any(each.scope != "section" for each in scopes)
    keys = [key for key in table.choices() if beyond or key in {each.key for each in scopes}]
    if len(keys) < 2:
        return []
    every = (turn.voice.button("All sections"), replace(choice, section="", group=""))
    named = _labelled(turn, table, keys)
    return [every, *((label, replace(choice, section=key, group="")) for key, label in named)]


def _labelled(turn: Turn, table: Table, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Keys and labels in the person's language, by label."""
    return sorted(((key, table.label(key, turn.language)) for key in keys), key=lambda each: each[1].casefold())


def _this_month(turn: Turn) -> int:
    return month(turn.now.astimezone(turn.zone).date())


_OPTIONS: dict[Way, Callable[[Turn, Choice], Sequence[Option]]] = {
    Way.KIND: _kinds,
    Way.PERIOD: _periods,
    Way.MONTH: _months,
    Way.YEAR: _years,
    Way.CAMPAIGN: _campaigns,
    Way.GROUP: _groups,
    Way.SECTION: _sections,
    Way.STATUS: _statuses,
}
