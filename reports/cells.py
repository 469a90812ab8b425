"""A number that can be opened: what it counts, in coded fields only, and as of which folding of the running totals."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from reports.periods import Kind
from storage.movements import CAUSES, EVENTS
from storage.scopes import Within

FILED_ON, OCCURRED_ON = "filed", "occurred"  # which day counts
INSTANTS = ("filed_after", "changed_after")
REPORTS = "*reports"  # the key of a cell that counts reports; one that counts events has the key EVENTS

__all__ = ["CAUSES", "EVENTS", "FILED_ON", "OCCURRED_ON", "REPORTS", "Cell"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a number counts: reports in a scope (of a section its key), from `since` to `until` by filing day or by the
    day it happened, of one kind or (None) any, of one key, basis and measure, for these causes. `through`: as of that
    folding (`storage.running_store`). Of a measure that does not add up it is the latest of a section (its key in
    `section`), filed by the day `until`, or told of a day up to it. `span`: by filing day, the kind of period within
    which changes of a report count with its filing instead of apart; None: in none. `filed_after`: only reports filed
    later than at that instant; `changed_after`: only what changed, later, those filed by then.
    """

    scope: str
    scope_key: str
    since: date
    until: date
    by: str
    kind: str | None
    key: str
    basis: str
    measure: str
    causes: tuple[str, ...]
    through: int
    section: str | None = None
    without: tuple[str, ...] = ()  # ids of the sections at risk then, of a safe scope
    span: Kind | None = None
    filed_after: datetime | None = None
    changed_after: datetime | None = None

    @property
    def within(self) -> Within:
        """Its scope."""
        return Within(self.scope, self.scope_key)

    def caused(self, *causes: str) -> "Cell":
        """The same for other causes: `corrected`, `withdrawn`, ..."""
        return replace(self, causes=causes)

    def to_json(self) -> dict[str, Any]:
        """As `digest_cell.filter` holds it."""
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        instants = {name: at.isoformat() if (at := getattr(self, name)) else None for name in INSTANTS}
        return asdict(self) | days | instants

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Cell":
        """The other way round."""
        days = {name: date.fromisoformat(stored[name]) for name in ("since", "until")}
        instants = {name: datetime.fromisoformat(at) if (at := stored.get(name)) else None for name in INSTANTS}
        lists = {name: tuple(stored[name]) for name in ("causes", "without")}
        return cls(**{**stored, **days, **lists, **instants})
