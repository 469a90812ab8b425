"""Changing a filed report: its answers stand on the review card again; saving makes a new version, and the figures are
corrected from today on.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from bot.draft import Draft, Overtaken, draft_of, opened, pause_others
from bot.filed import Content, content_of, counting_day, report_card, tapped_report
from bot.handlers.drafts import delete_for_good
from bot.handlers.event_card import event_card, may_see
from bot.handlers.filing import close, coded, figures_of, over, stored_fields
from bot.links import KINDS, linked_reports
from bot.report_files import settle_files
from bot.rights import Act
from bot.turn import Turn
from flows.effects import Filing
from flows.engine import relabel
from flows.reopening import reopen
from flows.session import Session
from storage.counting import recounted
from storage.erasure import erase_reports
from storage.ids import short_code
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from texts.cards import Card


def change(turn: Turn) -> None:
    """[Change something] on a filed report: the change begun before goes on, else a new one begins."""
    row = tapped_report(turn, Act.AMEND_REPORT)
    if row is None:
        return
    if row.status == "withdrawn":
        turn.show(report_card(turn, row, turn.voice("To change it, undo the withdrawal first.")))
        return
    begun = turn.stores.sessions.amending(row.id)
    if begun is not None and begun.amends_version == row.version:
        pause_others(turn, keep=begun)
        draft = Draft.of(turn, begun)
        draft.session = relabel(draft.session, turn.language)
    else:
        content = content_of(turn, row)
        if content is None:
            turn.show(report_card(turn, row))
            return
        draft = _begin(turn, row, content)
    draft.show()


def _begin(turn: Turn, report: ReportRow, content: Content) -> Draft:
    """An open session with the report's answers, under the report's own key."""
    pause_others(turn)
    first = turn.stores.sessions.get(report.id)
    begun = first.created_at if first else report.filed_at
    revision = turn.desk.revision(turn.stores, report.revision_id)
    session = reopen(revision, content, turn.context(turn.language), begun.isoformat())
    return opened(
        turn,
        revision,
        session,
        report.revision_id,
        short_code(),
        report.key_id,
        event_id=report.event_id,
        amends=report.id,
        amends_version=report.version,
    )


def leave(turn: Turn) -> None:
    """[Leave it as it is]: the report, or the event, stays; what was changed goes with the draft."""
    assert turn.incoming.tap is not None  # routed by its verb
    row = draft_of(turn, turn.incoming.tap.code)
    card = _as_it_stands(turn, row) if row else None
    if row is None or card is None:
        over(turn, turn.incoming.tap.code)
    elif turn.at_risk:
        delete_for_good(Draft.of(turn, row), card)
    else:
        Draft.of(turn, row).show_card(card, status="deleted")


def _as_it_stands(turn: Turn, row: SessionRow) -> Card | None:
    """What the session was to change."""
    note = turn.voice("Nothing was changed.")
    report = turn.stores.reports.get(row.amends) if row.amends else None
    event = turn.stores.events.get(row.event_id) if row.event_id and row.amends_version is not None else None
    if report is not None:
        return report_card(turn, report, note)
    return event_card(turn, event, note) if event is not None and may_see(turn, event) else None


def save_changes(draft: Draft, filing: Filing, before: Session) -> None:
    """The answers become the report's new version, unless it was withdrawn or changed otherwise meanwhile. `before`:
    the session as it stood on the review card."""
    turn, row = draft.turn, draft.row
    assert row.amends is not None
    report = turn.stores.reports.get(row.amends)
    assert report is not None  # erased, the session would be too
    voice = turn.voice
    if report.status == "withdrawn":
        draft.session = before
        draft.show(voice("This report is withdrawn. Undo that in /myreports first; your changes are kept here."))
    elif report.version != row.amends_version:
        erase_reports(turn.stores, [row.id])
        turn.wants_erasures = True
        note = voice("It was changed meanwhile, from another card. This is how it stands now; please look again.")
        turn.show(report_card(turn, report, note))
    elif _told(filing.content) == _told(content_of(turn, report)):
        close(draft, report_card(turn, report, voice("Nothing was changed.")))
    else:
        amended = _amend(turn, report, row, filing)
        close(draft, report_card(turn, amended, voice("Your changes are saved. Thank you!")))


def _amend(turn: Turn, report: ReportRow, row: SessionRow, filing: Filing) -> ReportRow:
    stores, now, person = turn.stores, turn.now, turn.active
    amended = replace(report, version=report.version + 1, **coded(filing.core))
    with recounted(stores, report, counting_day(turn, report)):
        if not stores.reports.amend(amended, orjson.dumps(filing.content), report.version, now, person.id):
            raise Overtaken
        stores.figures.replace(report.id, figures_of(filing), now)
        stores.reports.put_fields(report.id, stored_fields(filing), replacing=True)
    linked = dict(linked_reports(stores, amended, filing.core))
    for kind in KINDS:
        stores.links.put(report.id, kind, linked.get(kind, []), now)
    _attach(turn, report.id, row, filing)
    stores.audit.add("amend", "report", report.id, now, person.id)
    return amended


def _attach(turn: Turn, report_id: UUID, row: SessionRow, filing: Filing) -> None:
    """New pictures become the report's; those taken out are gone for good. What came to the report while it was being
    changed (late parts of an album; ids grow with time) stays."""
    attachments = turn.stores.attachments
    before = [each for each in attachments.of_session(report_id) if each.id < row.id]
    changed = [*before, *attachments.of_session(row.id)]
    attachments.move(row.id, report_id)
    if settle_files(turn.stores, filing, changed):
        turn.wants_erasures = True


def _told(content: Any) -> Any:
    """The answers without the moments they were given at."""
    if isinstance(content, list):
        return [_told(each) for each in content]
    if isinstance(content, Mapping):
        return {name: _told(each) for name, each in content.items() if name != "at" or not isinstance(each, str)}
    return content
