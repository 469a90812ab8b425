"""One story of a period with its picture: only what its author lets be published."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import false, func, or_, select

from flows.definition import Flow
from flows.evidence import CREDIT
from flows.stored import parsed
from reports.digest.content import Story
from reports.digest.looking import REPORTS, Looking
from reports.digest.telling import SAID, TO_ALL, may_be_told_to_all
from storage.report_store import COLUMNS, ReportRow
from storage.stores import Stores
from storage.tables import attachment, person, report, report_field, section

PUBLICATION, STORY = "publication", "story"  # core fields
PUBLISHABLE = ("credit_me", "credit_other")
LOOKED_AT = 12  # of the latest: not every one with a picture has words
LATEST = 200  # reports of the period among which one is looked for: a week may have ten thousand

MAY_BE_PUBLISHED = (
    select(report_field.c.report_id)
    .where(
        report_field.c.report_id == report.c.id,
        report_field.c.field == PUBLICATION,
        report_field.c.value.in_(PUBLISHABLE),
    )
    .exists()
)
PICTURED = (
    select(attachment.c.id)
    .where(
        attachment.c.session_id == report.c.id,
        attachment.c.status == "stored",
        attachment.c.kind == "photo",
        attachment.c.flag.is_(None),
    )
    .exists()
)
AT_RISK = or_(func.coalesce(person.c.at_risk, false()), func.coalesce(section.c.at_risk, false()))
CANDIDATES = (
    select(*COLUMNS)
    .select_from(REPORTS.outerjoin(person, person.c.id == report.c.person_id))
    .where(MAY_BE_PUBLISHED, SAID == TO_ALL, PICTURED, ~AT_RISK)
)


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it is shown: its words, its picture, and whom it is credited to ('' for nobody)."""

    row: ReportRow
    words: str
    picture: UUID
    credit: str


def story(stores: Stores, looking: Looking) -> Story | None:
    """The latest of the period that may be shown."""
    latest = select(report.c.id).select_from(REPORTS).where(*looking.within())
    latest = latest.order_by(report.c.filed_on.desc()).limit(LATEST)
    statement = CANDIDATES.where(report.c.id.in_(latest)).order_by(report.c.filed_at.desc()).limit(LOOKED_AT)
    for row in (ReportRow(*each) for each in stores.connection.execute(statement).all()):
        if row.reference and _shown(stores, row) is not None:
            return Story(row.id, row.reference)
    return None


def publishable(stores: Stores, report_id: UUID) -> Told | None:
    """The story of a report as it stands now; None if it may no longer be shown."""
    statement = CANDIDATES.where(report.c.id == report_id, report.c.status == "filed")
    row = stores.connection.execute(statement).one_or_none()
    return _shown(stores, ReportRow(*row)) if row is not None else None


def told(stores: Stores, row: ReportRow) -> Told | None:
    """The words and the first picture of a report that has both."""
    stored, revision = stores.reports.content(row), stores.flows.revision(row.revision_id)
    if stored is None or revision is None:
        return None
    answers = orjson.loads(stored)
    words = next(_words(parsed(revision.content), answers), "")
    files = stores.attachments.of_session(row.id)
    pictures = [each.id for each in files if each.kind == "photo" and each.status == "stored" and each.flag is None]
    if not words or not pictures:
        return None
    return Told(row, words, pictures[0], str(answers.get(CREDIT, {}).get("value") or ""))


def _shown(stores: Stores, row: ReportRow) -> Told | None:
    return told(stores, row) if may_be_told_to_all(stores, row) else None


def _words(flow: Flow, answers: dict[str, Any]) -> Iterator[str]:
    for each in flow.questions():
        value = answers.get(each.name, {}).get("value") if each.fills == STORY else None
        if isinstance(value, str) and value.strip():
            yield value.strip()
