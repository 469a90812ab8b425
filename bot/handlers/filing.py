"""Filing: the finished session becomes a report, with its figures, reference and running totals, in the same
transaction.
"""

import secrets
from datetime import date, tzinfo
from decimal import Decimal

import orjson

from bot.draft import Draft, Overtaken
from bot.verbs import ChatVerb
from flows.effects import Filing
from storage.figure_store import FigureRow
from storage.people_store import Person
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.references import reference as reference_of

DRAWS = 20  # references drawn before giving up; a billion are possible


def file_report(draft: Draft, filing: Filing) -> None:
    """Store the report; the card becomes its receipt."""
    turn = draft.turn
    report = store_report(turn.stores, turn.active, draft.row, filing, turn.zone)
    assert report.reference is not None
    _close(draft, receipt_card(draft, report.reference))


def _close(draft: Draft, receipt: Card) -> None:
    """Show the receipt where the card was, and blank the session's state."""
    turn, row = draft.turn, draft.row
    turn.show(receipt)
    tapped = turn.incoming.message_id if turn.incoming.is_tap else None
    if tapped is None or not draft.is_live(tapped):
        turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)
    if not turn.stores.sessions.close(row.id, "filed"):  # expired or erased meanwhile, and its key with it
        raise Overtaken


def store_report(stores: Stores, person: Person, row: SessionRow, filing: Filing, zone: tzinfo) -> ReportRow:
    """The report of a session with its figures and running totals; once, because it has the session's id."""
    figures = [
        FigureRow(each.question, each.key, Decimal(each.value), each.qualifier, each.basis, each.measure)
        for each in filing.figures
    ]
    report = _report(stores, person, row, filing, zone)
    stores.reports.add(report, orjson.dumps(filing.content))
    stores.figures.add(report.id, figures, stores.now)
    stores.figures.delta(report, figures, 1, report.filed_on, stores.now)
    stores.audit.add("file", "report", report.id, stores.now, person.id)
    return report


def _report(stores: Stores, person: Person, row: SessionRow, filing: Filing, zone: tzinfo) -> ReportRow:
    core = filing.core
    return ReportRow(
        id=row.id,
        reference=_new_reference(stores),
        kind=filing.kind,
        status="filed",
        person_id=person.id,
        section_id=person.section.id if person.section else None,
        group_id=person.group_id,
        revision_id=row.revision_id,
        key_id=row.key_id,
        version=1,
        language=filing.language,
        occurred_on=date.fromisoformat(core["occurred_on"]) if core.get("occurred_on") else None,
        country=core.get("country"),
        campaign_key=core.get("campaign"),
        case_key=core.get("case"),
        target_key=core.get("target"),
        filed_at=stores.now,
        filed_on=stores.now.astimezone(zone).date(),
    )


def _new_reference(stores: Stores) -> str:
    for _ in range(DRAWS):
        drawn = reference_of(secrets.token_bytes(4))
        if not stores.reports.reference_taken(drawn):
            return drawn
    raise RuntimeError("no free reference was drawn")


def receipt_card(draft: Draft, reference: str) -> Card:
    """Thanks, the reference, and the ways on."""
    voice = draft.context.voice
    text = voice.html(
        "<b>Filed: {reference}</b>\nThank you! {title} is stored safely. You can open or withdraw it in /myreports.",
        reference=reference,
        title=draft.revision.words(draft.revision.flow.title, draft.session.language),
    )
    another = Tap(ChatVerb.ANOTHER.value, draft.revision.flow.key, draft.turn.incoming.update_id, 0)
    rows = (
        (Button(voice.button("Report another"), another),),
        (Button(voice.button("Open this report"), Tap(ChatVerb.OPEN.value, reference.replace("-", ""))),),
    )
    return Card(text, rows)
