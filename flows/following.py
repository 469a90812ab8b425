"""When a flow asks what came of a report, and whom: its `follow_up`, such as `30d staff`. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from flows.definition import Flow

FIELD, WANTED = "follow_up", "yes"
"""A question that fills this core field narrows it: then only reports that answer so are followed up."""
ROLES = ("staff", "coordinator")
"""Who can be asked: those who may tell an outcome and work for a section, all of whose reports they may see."""
_WRITTEN = re.compile(rf"(\d{{1,3}})([dwm]) ({'|'.join(ROLES)})")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """So long after it happened, people with `role` (of ROLES) are asked. `narrowed`: only of reports that say so."""

    number: int
    unit: str  # d | w | m: days, weeks, months
    role: str
    narrowed: bool = False

    def due_on(self, day: date) -> date:
        """The day on which to ask of what happened on `day`; in a shorter month its last one."""
        if self.unit != "m":
            return day + timedelta(days=self.number * (7 if self.unit == "w" else 1))
        year, month = divmod(day.year * 12 + day.month - 1 + self.number, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def happened_by(self, today: date) -> date:
        """The last day of which it may be time to ask on `today`."""
        return today - timedelta(days=self.number * {"d": 1, "w": 7, "m": 28}[self.unit])

    def happened_since(self, today: date) -> date:
        """The first one."""
        return today - timedelta(days=self.number * {"d": 1, "w": 7, "m": 31}[self.unit])


def follow_up_of(flow: Flow) -> FollowUp | None:
    """What the flow says; None if nothing that could be understood."""
    found = _WRITTEN.fullmatch(flow.follow_up or "")
    if found is None:
        return None
    number, unit, role = found.groups()
    return FollowUp(int(number), unit, role, any(each.fills == FIELD for each in flow.questions()))
