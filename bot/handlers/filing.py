"""Filing: the finished session becomes a report, with its figures, reference and running totals, in the same
transaction.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

import orjson

from bot.draft import Draft, Overtaken
from bot.links import KINDS, linked_reports
from bot.report_files import settle_files
from bot.turn import Turn
from flows.effects import Filing
from flows.evidence import FIELD
from storage.counting import SHARE_OF, count_in, first_of, recounted
from storage.figure_store import FigureRow
from storage.health_counts import count_filed
from storage.people_store import SectionRecord
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.locale import Html, Voice
from texts.references import reference as reference_of
from texts.verbs import ChatVerb

DRAWS = 20  # references drawn before giving up; a billion are possible
# Core fields with a column of the report's own, and how long a code may be there; every other one is a further field.
COLUMNS = {"country": 64, "campaign": 64, "case": 64, "target": 64, "area": 32, "period": 7}
FIELD_LENGTH, VALUE_LENGTH = 32, 64


class Author(Protocol):
    """Who files: a person, or nobody for a section (an import)."""

    @property
    def id(self) -> UUID | None: ...

    @property
    def section(self) -> SectionRecord | None: ...

    @property
    def group_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a report was before it was imported: its id there (hashed), and when it was filed there."""

    id: str
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class Same:
    """A report of the same event, filed before; `kind`: how the new one is joined to it (`storage.counting`)."""

    report: ReportRow
    kind: str


def file_report(draft: Draft, filing: Filing, same: Same | None = None) -> None:
    """Store the report; the card becomes its receipt. `same`: another report tells of the same event."""
    turn = draft.turn
    report = store_report(turn.stores, turn.active, draft.row, filing, turn.section_zone, same)
    assert report.reference is not None
    turn.tells_of.add(report.id)
    if settle_files(turn.stores, filing, turn.stores.attachments.of_session(report.id)):
        turn.wants_erasures = True
    close(draft, receipt_card(draft, report.reference, same))


def close(draft: Draft, card: Card) -> None:
    """Show the receipt where the live card was, and blank the session's state."""
    turn, row = draft.turn, draft.row
    turn.show(card)
    tapped = turn.incoming.message_id if turn.incoming.is_tap else None
    if tapped is None or not draft.is_live(tapped):
        turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)
    count_filed(turn.stores, row.revision_id, draft.session)
    if not turn.stores.sessions.close(row.id, "filed"):  # expired or erased meanwhile, and its key with it
        raise Overtaken


def store_report(
    stores: Stores,
    author: Author,
    row: SessionRow,
    filing: Filing,
    zone: tzinfo,
    same: Same | None = None,
    elsewhere: Elsewhere | None = None,
) -> ReportRow:
    """The report of a session with its figures and running totals; once, because it has the session's id."""
    at = elsewhere.filed_at if elsewhere else stores.now
    report = replace(new_report(at, author, row, filing, zone), reference=_new_reference(stores))
    if elsewhere is not None:
        report = replace(report, external_id=elsewhere.id)
    if same is not None and same.report.event_id is not None:
        report = replace(report, event_id=same.report.event_id)
    stores.reports.add(report, orjson.dumps(filing.content))
    stores.reports.put_fields(report.id, stored_fields(filing))
    for kind, action_ids in linked_reports(stores, report, filing.core):
        stores.links.put(report.id, kind, action_ids, stores.now)
    if same is not None:
        stores.links.put(report.id, same.kind, [first_of(stores, same.report.id)], stores.now)
    if same is not None or report.event_id is not None:
        with recounted(stores, report, report.filed_on, new=True):
            stores.figures.add(report.id, figures_of(filing), stores.now)
    else:
        stores.figures.add(report.id, figures_of(filing), stores.now)
        count_in(stores, report.id, report.filed_on)
    stores.audit.add("file", "report", report.id, stores.now, author.id)
    return report


def new_report(at: datetime, author: Author, row: SessionRow, filing: Filing, zone: tzinfo) -> ReportRow:
    """The row of a report about to be filed; it has no reference yet."""
    return ReportRow(
        id=row.id,
        reference=None,
        kind=filing.kind,
        status="filed",
        person_id=author.id,
        section_id=author.section.id if author.section else None,
        group_id=author.group_id,
        revision_id=row.revision_id,
        key_id=row.key_id,
        version=1,
        language=filing.language,
        filed_at=at,
        filed_on=at.astimezone(zone).date(),
        event_id=row.event_id,
        **coded(filing.core),
    )


def coded(core: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a report that its answers fill."""
    column = {name: code(core.get(name), length) for name, length in COLUMNS.items()}
    return {
        "occurred_on": _day(core.get("occurred_on")),
        "country": column["country"],
        "campaign_key": column["campaign"],
        "case_key": column["case"],
        "target_key": column["target"],
        "area": column["area"],
        "period": column["period"],
    }


def figures_of(filing: Filing) -> list[FigureRow]:
    """What the report counts."""
    return [
        FigureRow(each.question, each.key, Decimal(each.value), each.qualifier, each.basis, each.measure)
        for each in filing.figures
    ]


def stored_fields(filing: Filing) -> dict[str, list[str]]:
    """What is kept to filter by, besides columns: the further core fields, and what the pictures lack."""
    return further_fields(filing.core) | {FIELD: list(filing.pictures_lack)}


def further_fields(core: Mapping[str, Any]) -> dict[str, list[str]]:
    """The coded core fields that have no column of their own: values by field. What is too long for a code is none."""
    fields = {
        name: [found for each in _values(value) if (found := code(each, VALUE_LENGTH))]
        for name, value in core.items()
        if name not in (*COLUMNS, *KINDS, "occurred_on", "event") and len(name) <= FIELD_LENGTH
    }
    return {name: values for name, values in fields.items() if values}


def code(value: Any, length: int) -> str | None:
    """A coded answer as a column can hold it, None if there is none or it is too long to be one."""
    text = "" if value is None else str(value)
    return text if 0 < len(text) <= length else None


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _new_reference(stores: Stores) -> str:
    for _ in range(DRAWS):
        drawn = reference_of(secrets.token_bytes(4))
        if not stores.reports.reference_taken(drawn):
            return drawn
    raise RuntimeError("no free reference was drawn")


def receipt_card(draft: Draft, reference: str, same: Same | None = None) -> Card:
    """Thanks, the reference, and the ways on."""
    voice = draft.context.voice
    brief = voice.html("<b>Filed: {reference}</b>", reference=reference)
    text = brief if draft.turn.at_risk else voice.html(
        "<b>Filed: {reference}</b>\nThank you! Your report “{title}” is stored safely. You can open or withdraw it "
        "in /myreports.",
        reference=reference,
        title=draft.revision.words(draft.revision.flow.title, draft.session.language),
    )
    if same is not None:
        text = Html(f"{text}\n\n{_joined(voice, same)}")
    # Both begin the one session that this update's id names: whichever is tapped first.
    update_id = draft.turn.incoming.update_id
    another = Tap(ChatVerb.ANOTHER.value, draft.revision.flow.key, update_id)
    like_it = Tap(ChatVerb.COPY.value, reference.replace("-", ""), update_id)
    rows = (
        (Button(voice.button("Report another"), another),),
        (Button(voice.button("Copy this one"), like_it),),
        (Button(voice.button("Open this report"), Tap(ChatVerb.OPEN.value, reference.replace("-", ""))),),
    )
    return Card(text, rows)


def _joined(voice: Voice, same: Same) -> Html:
    reference = same.report.reference or ""
    if same.kind == SHARE_OF:
        return voice.html("It is kept as your share of {reference}; the total is counted once.", reference=reference)
    return voice.html(
        "What you sent is kept together with {reference}; the numbers are counted once.", reference=reference
    )


def over(turn: Turn, code: str) -> None:
    """A button of a report that is filed, deleted or somebody else's."""
    turn.toast(ended_words(turn, turn.stores.sessions.find(turn.active.id, code)))


def ended_words(turn: Turn, row: SessionRow | None) -> str:
    """What became of a session that is over, None being somebody else's; the ways on."""
    report = turn.stores.reports.get(row.amends or row.id) if row else None
    voice = turn.voice
    if row is not None and row.amends is not None and report is not None and report.reference:
        return voice("This change of {reference} is over. /myreports shows it as it is.", reference=report.reference)
    if report is not None and report.reference:
        return voice(
            "Already filed: {reference}. /myreports opens it, /report begins another.", reference=report.reference
        )
    return voice("That report is no longer open. /report begins another.")
