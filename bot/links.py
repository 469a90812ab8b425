"""Which filed reports a report refers to: what led to an outcome, which training stems from which.

The choices of such a question are references of the section's own reports (`bot.tables`), so an old one is still
readable when it is no longer among the recent ones.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from storage.report_store import ReportRow
from storage.stores import Stores

KINDS = ("led_to", "stems_from")  # core fields, and kinds of link
ACTIONS = ("action", "petition_delivery")  # kinds of report that something can come of
ALL_ON_CASE, NONE = "all", "none"  # choices beside the references


def linked_reports(stores: Stores, report: ReportRow, core: Mapping[str, Any]) -> Iterator[tuple[str, list[UUID]]]:
    """The ids behind each kind of link that the report's answers speak of; only reports of its own section."""
    for kind in KINDS:
        value = core.get(kind)
        if value is not None and report.section_id is not None:
            chosen = value if isinstance(value, list) else [value]
            found = _ids(stores, report.section_id, report.case_key, chosen)
            yield kind, [each for each in dict.fromkeys(found) if each != report.id]


def _ids(stores: Stores, section_id: UUID, case_key: str | None, chosen: list[str]) -> list[UUID]:
    found = stores.reports.ids_of(section_id, [each for each in chosen if each not in (ALL_ON_CASE, NONE)])
    if ALL_ON_CASE in chosen and case_key is not None:
        found += stores.reports.ids_on_case(section_id, case_key, ACTIONS)
    return found
