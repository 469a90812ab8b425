"""Filing: the finished session becomes a report, with its figures, reference and running totals, in the same transaction."""

import secrets
from datetime import date
from decimal import Decimal

import orjson

from bot.draft import Draft
from bot.verbs import ChatVerb
from flows.effects import Filing
from storage.figure_store import FigureRow
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.references import reference as reference_of

DRAWS = 20  # references drawn before giving up; a billion are possible


def file_report(draft: Draft, filing: Filing) -> None:
    """Store the report; the card becomes its receipt."""
    turn = draft.turn
    stores = turn.stores
    figures = [
        FigureRow(each.question, each.key, Decimal(each.value), each.qualifier, each.basis, each.measure) for each in filing.figures
    ]
    report = _report(draft, filing)
    stores.reports.add(report, orjson.dumps(filing.content))
    stores.figures.add(report.id, figures, turn.now)
    stores.figures.delta(report, figures, 1, report.filed_on, turn.now)
    stores.audit.add("file", "report", report.id, turn.now, turn.active.id)
    assert report.reference is not None
    receipt = receipt_card(draft, report.reference)
    _close(draft, receipt)


def _close(draft: Draft, receipt: Card) -> None:
    """Show the receipt where the card was, and blank the session's state."""
    turn, row = draft.turn, draft.row
    turn.show(receipt)
    tapped = turn.incoming.message_id if turn.incoming.is_tap else None
    if tapped is None or not draft.is_live(tapped):
        turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)
    turn.stores.sessions.close(row.id, "filed")


def _report(draft: Draft, filing: Filing) -> ReportRow:
    turn, core = draft.turn, filing.core
    person = turn.active
    return ReportRow(
        id=draft.row.id,
        reference=_new_reference(draft),
        kind=filing.kind,
        status="filed",
        person_id=person.id,
        section_id=person.section.id if person.section else None,
        group_id=person.group_id,
        revision_id=draft.row.revision_id,
        key_id=draft.row.key_id,
        version=1,
        language=filing.language,
        occurred_on=date.fromisoformat(core["occurred_on"]) if core.get("occurred_on") else None,
        country=core.get("country"),
        campaign_key=core.get("campaign"),
        case_key=core.get("case"),
        target_key=core.get("target"),
        filed_at=turn.now,
        filed_on=turn.now.astimezone(turn.zone).date(),
    )


def _new_reference(draft: Draft) -> str:
    for _ in range(DRAWS):
        drawn = reference_of(secrets.token_bytes(4))
        if not draft.turn.stores.reports.reference_taken(drawn):
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
    another = Tap(ChatVerb.BEGIN.value, draft.revision.flow.key, draft.turn.incoming.update_id, 0)
    rows = (
        (Button(voice.button("Report another"), another),),
        (Button(voice.button("Open this report"), Tap(ChatVerb.OPEN.value, reference.replace("-", ""))),),
    )
    return Card(text, rows)
