"""What the list of reports is narrowed to: chosen by buttons, carried in their callback data, said in words.

The code in a button holds no names, only numbers: kind, status and what is missing as a place in a list of ours, the
period as a number, and campaign, group and section as their tables number them (`flows.context.Table.index`). What a
number no longer stands for makes the code void, never a wider list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.codes import DIGITS, ROW, base36, row_code, row_key
from flows.context import Table
from storage.report_filter import ReportFilter
from storage.scopes import Within
from storage.stores import Stores
from texts.dates import calendar_month
from texts.locale import N_, Voice
from texts.numbers import local_digits

KINDS = ("", "action", "petition_delivery", "outcome", "section_update")
KIND_WORDS = {
    "": N_("All kinds"),
    "action": N_("Actions"),
    "petition_delivery": N_("Petition deliveries"),
    "outcome": N_("Changes"),
    "section_update": N_("Section updates"),
}
STATUSES = ("", "filed", "withdrawn")
STATUS_WORDS = {"": N_("Filed and withdrawn"), "filed": N_("Filed"), "withdrawn": N_("Withdrawn")}
MISSING = ("", "pictures", "words")
MISSING_WORDS = {
    "": N_("Whether or not something is missing"),
    "pictures": N_("Pictures: something missing"),
    "words": N_("Needs writing down"),
}
TABLES = ("campaigns", "groups", "sections")
MONTHS = 13  # a period is year * 13 + month; month 0 is the whole year
_PERIOD = 4  # base-36 digits: years to 99,999
LENGTH = 3 + _PERIOD + ROW * len(TABLES)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; '' and 0 stand for all. `missing`: `pictures` (caption, credit or consent), `words`."""

    kind: str = ""
    status: str = ""
    missing: str = ""
    period: int = 0
    campaign: str = ""
    group: str = ""
    section: str = ""

    def code(self, tables: Mapping[str, Table]) -> str:
        """As buttons carry it: 31 of 0-9 a-z."""
        places = (KINDS.index(self.kind), STATUSES.index(self.status), MISSING.index(self.missing))
        keys = zip(TABLES, (self.campaign, self.group, self.section), strict=True)
        rows = [row_code(tables[name], key) for name, key in keys]
        return "".join([*(DIGITS[place] for place in places), base36(self.period, _PERIOD), *rows])


def read_choice(code: str, tables: Mapping[str, Table]) -> Choice | None:
    """The inverse of `Choice.code`; nothing chosen for an empty code, None for one that stands for nothing."""
    if not code:
        return Choice()
    if len(code) != LENGTH or any(char not in DIGITS for char in code):
        return None
    kind, status, missing = (DIGITS.index(char) for char in code[:3])
    period = int(code[3 : 3 + _PERIOD], 36)
    if kind >= len(KINDS) or status >= len(STATUSES) or missing >= len(MISSING) or not _is_period(period):
        return None
    rows = [code[at : at + ROW] for at in range(3 + _PERIOD, LENGTH, ROW)]
    campaign, group, section = [row_key(tables[name], row) for name, row in zip(TABLES, rows, strict=True)]
    if campaign is None or group is None or section is None:
        return None
    return Choice(KINDS[kind], STATUSES[status], MISSING[missing], period, campaign, group, section)


def month(day: date) -> int:
    """The period that a day's month is."""
    return day.year * MONTHS + day.month


def year(number: int) -> int:
    """The period that a year is."""
    return number * MONTHS


def months_before(period: int, count: int) -> list[int]:
    """That month and those before it, the latest first."""
    found = [period]
    while len(found) < count:
        found.append(found[-1] - (2 if found[-1] % MONTHS == 1 else 1))
    return found


def bounds(period: int) -> tuple[date, date]:
    """The first and the last day of a period."""
    in_year, number = divmod(period, MONTHS)
    first = date(in_year, number or 1, 1)
    after = date(in_year + 1, 1, 1) if number in (0, 12) else date(in_year, number + 1, 1)
    return first, after - timedelta(days=1)


def period_words(period: int, voice: Voice) -> str:
    """ "October 2014", or the year."""
    in_year, number = divmod(period, MONTHS)
    return calendar_month(in_year, number, voice).title if number else local_digits(str(in_year), voice.locale)


def filter_of(choice: Choice, within: Sequence[Within], stores: Stores) -> ReportFilter:
    """The reports chosen among those within the scopes; never erased ones."""
    since, until = bounds(choice.period) if choice.period else (None, None)
    section = stores.organisation.section(choice.section) if choice.section else None
    groups = stores.organisation.groups() if choice.group else {}
    return ReportFilter(
        within=tuple(within),
        kinds=[choice.kind] if choice.kind else None,
        statuses=[choice.status] if choice.status else None,
        happened_since=since,
        happened_until=until,
        campaign_keys=[choice.campaign] if choice.campaign else None,
        group_ids=[groups[choice.group]] if choice.group else None,
        section_ids=[section.id] if section else None,
        pictures_lack=choice.missing == "pictures",
        unwritten=choice.missing == "words",
        erased=False,
    )


def choice_words(choice: Choice, tables: Mapping[str, Table], voice: Voice) -> str:
    """ "Petition deliveries · October 2014 · Stop Torture"; "All reports" if nothing was chosen."""
    language = voice.language
    parts = [
        voice(KIND_WORDS[choice.kind]) if choice.kind else "",
        period_words(choice.period, voice) if choice.period else "",
        tables["campaigns"].label(choice.campaign, language) if choice.campaign else "",
        tables["sections"].label(choice.section, language) if choice.section else "",
        tables["groups"].label(choice.group, language) if choice.group else "",
        voice(STATUS_WORDS[choice.status]) if choice.status else "",
        voice(MISSING_WORDS[choice.missing]) if choice.missing else "",
    ]
    return voice.beside(*parts) or voice("All reports")


def _is_period(period: int) -> bool:
    return period == 0 or 1 <= period // MONTHS < date.max.year
