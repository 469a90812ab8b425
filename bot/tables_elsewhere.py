"""What flows look up of a section, for reports that come from elsewhere or are put through a draft."""

from datetime import datetime

from bot.links import ACTIONS, ALL_ON_CASE, NONE
from flows.context import Lookup, Row, Table
from storage.organisation_store import AREAS
from storage.people_store import SectionRecord
from storage.stores import Stores

MONTHS = 240  # that a section update from elsewhere may be about
LINKED = 10_000  # of a section's actions, the latest, that an outcome from elsewhere may be linked to


def sections_tables(stores: Stores, section: SectionRecord, at: datetime) -> dict[str, Table]:
    """What flows look up of a section (`bot.tables`), as it is for a report from elsewhere: any recent month,
    its actions to link to, and nothing that a person would be shown.
    """
    last = at.year * 12 + at.month - 1
    months = [divmod(each, 12) for each in range(last, last - MONTHS, -1)]
    actions = [row.reference for row in stores.reports.recent(section.id, ACTIONS, LINKED) if row.reference]
    return {
        "months": Table("months", {f"{year:04}-{month + 1:02}": Row({}) for year, month in months}),
        "expected_areas": Table("expected_areas", {area: Row({}) for area in AREAS}),
        "recent_actions": Table("recent_actions", {each: Row({}) for each in (ALL_ON_CASE, NONE, *actions)}),
        "recent_trainings": Table("recent_trainings", {each: Row({}) for each in actions}),
        "held": Lookup("held", lambda _: {}),
        "updates": Lookup("updates", lambda _: {}),
    }
