"""Which reports a list or an export covers: conditions on coded columns only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from storage.scopes import Within
from storage.tables import attachment, report, report_field, section

VOICE_KINDS = ("voice", "audio", "video_note")  # attachments that somebody may write down


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports an export or a list covers; None asks for nothing. `since` and `until` are filing days,
    `happened_*` the days it happened (of a section update: its period; where nobody told the day: the filing day), all
    inclusive. `within`: any of these scopes, or filed by `or_person_id`. `pictures_lack`: those whose pictures lack
    something (`flows.evidence`).
    """

    since: date | None = None
    until: date | None = None
    section_ids: Sequence[UUID] | None = None
    countries: Sequence[str] | None = None
    campaign_keys: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    group_ids: Sequence[UUID] | None = None
    happened_since: date | None = None
    happened_until: date | None = None
    event_ids: Sequence[UUID] | None = None
    revision_ids: Sequence[UUID] | None = None
    within: Sequence[Within] | None = None
    or_person_id: UUID | None = None
    pictures_lack: bool = False
    unwritten: bool = False  # a voice note that nobody has written down
    erased: bool = True  # erased ones too: their figures stay


def conditions(wanted: ReportFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions; `section` must be joined."""
    found = [*_days(wanted)]
    lists: tuple[tuple[ColumnElement[Any], Sequence[Any] | None], ...] = (
        (report.c.section_id, wanted.section_ids),
        (section.c.country, wanted.countries),
        (report.c.campaign_key, wanted.campaign_keys),
        (report.c.kind, wanted.kinds),
        (report.c.status, wanted.statuses),
        (report.c.group_id, wanted.group_ids),
        (report.c.event_id, wanted.event_ids),
        (report.c.revision_id, wanted.revision_ids),
    )
    found += [column.in_(values) for column, values in lists if values is not None]
    if wanted.within is not None:
        own = [] if wanted.or_person_id is None else [report.c.person_id == wanted.or_person_id]
        found.append(or_(false(), *own, *(_inside(each) for each in wanted.within)))
    if not wanted.erased:
        found.append(report.c.erased_at.is_(None))
    if wanted.pictures_lack:
        found.append(LACKING)
    if wanted.unwritten:
        found.append(UNWRITTEN)
    return found


LACKING = exists(
    select(report_field.c.report_id).where(
        report_field.c.report_id == report.c.id, report_field.c.field == "pictures_lack"
    )
)
UNWRITTEN = exists(
    select(attachment.c.id).where(
        attachment.c.session_id == report.c.id,
        attachment.c.kind.in_(VOICE_KINDS),
        attachment.c.status == "stored",
        attachment.c.transcript.is_(None),
    )
)


def _days(wanted: ReportFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    happened = func.coalesce(report.c.occurred_on, report.c.filed_on)
    if wanted.since is not None:
        found.append(report.c.filed_on >= wanted.since)
    if wanted.until is not None:
        found.append(report.c.filed_on <= wanted.until)
    if wanted.happened_since is not None:
        month = f"{wanted.happened_since:%Y-%m}"
        found.append(or_(report.c.period >= month, and_(report.c.period.is_(None), happened >= wanted.happened_since)))
    if wanted.happened_until is not None:
        month = f"{wanted.happened_until:%Y-%m}"
        found.append(or_(report.c.period <= month, and_(report.c.period.is_(None), happened <= wanted.happened_until)))
    return found


def _inside(within: Within) -> ColumnElement[bool]:
    safe = or_(section.c.id.is_(None), section.c.at_risk.is_(False)) if within.safe else true()
    match within.scope:
        case "everything":
            return safe
        case "section":
            return and_(section.c.key == within.key, safe)
        case "country":
            return and_(report.c.country == within.key, safe)
        case "campaign":
            return and_(report.c.campaign_key == within.key, safe)
    return false()
