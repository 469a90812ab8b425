"""People who come by an event's link: its flow begins with what is known, or goes on where it stood."""

from datetime import date

from bot.codes import session_code
from bot.draft import Draft, begin_draft, pause_others
from bot.events import is_over
from bot.menu import begun_by, draft_line, draft_row, flows_for, menu_card, published_to
from bot.turn import Turn
from flows.engine import relabel
from storage.event_store import EventRow
from storage.report_store import ReportRow
from storage.session_store import SessionRow
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.dates import date_words
from texts.verbs import ChatVerb


def closed_words(turn: Turn, event: EventRow) -> str | None:
    """Why its link no longer leads on; None if it does."""
    if event.status == "cancelled":
        return turn.voice("That event was cancelled. Thank you for wanting to come!")
    if is_over(event, _today(turn)):
        return turn.voice("That event was a while ago, so its link no longer begins a report.")
    return None


def to_be_told(turn: Turn, event: EventRow) -> bool:
    """Whether the event's link begins a report of theirs: its day has come, and they told nothing of it yet."""
    stores, person_id = turn.stores, turn.active.id
    told = stores.events.reported(event.id, person_id) or stores.sessions.of_event(person_id, event.id)
    return closed_words(turn, event) is None and event.occurs_on <= _today(turn) and not told


def follow_link(turn: Turn, event: EventRow, welcome: bool = False) -> None:
    """Join the event. A draft that its link began goes on; after a report, or before the day, there is a choice."""
    closed = closed_words(turn, event)
    if closed is not None:
        turn.show(menu_card(turn, welcome, closed))
        return
    turn.stores.events.join(event.id, turn.active.id, turn.now)
    _lead_on(turn, event, welcome)


def tell_of(turn: Turn, event: EventRow) -> None:
    """How an event went, tapped on a reminder."""
    closed = closed_words(turn, event)
    if closed is not None:
        turn.show(menu_card(turn, note=closed))
    else:
        _lead_on(turn, event)


def became_card(turn: Turn, event: EventRow) -> Card:
    """What there is of an event that is not asked about any more, with the way on: nothing is begun, or gone on with,
    before that is tapped.
    """
    closed = closed_words(turn, event)
    if closed is not None:
        return menu_card(turn, note=closed)
    draft = turn.stores.sessions.of_event(turn.active.id, event.id)
    report = turn.stores.events.reported(event.id, turn.active.id)
    if draft is not None:
        begun = Draft.of(turn, draft)
        return Card(draft_line(turn, begun), (draft_row(turn, begun),))
    if report is not None and report.reference:
        return _reported_card(turn, event, report)
    return _wait_card(turn, event, False)


def _lead_on(turn: Turn, event: EventRow, welcome: bool = False) -> None:
    """To the draft that is there, the report filed, the day that is still to come, or a new report."""
    stores, person = turn.stores, turn.active
    draft = stores.sessions.of_event(person.id, event.id)
    report = stores.events.reported(event.id, person.id)
    if draft is not None:
        _go_on(turn, draft)
    elif report is not None and report.reference:
        turn.show(_reported_card(turn, event, report))
    elif event.occurs_on > _today(turn):
        turn.show(_wait_card(turn, event, welcome))
    else:
        _begin(turn, event, session_code(turn.incoming.update_id), welcome)


def begin(turn: Turn) -> None:
    """Report on an event, tapped by somebody who came by its link; a second tap goes on."""
    tap = turn.incoming.tap
    assert tap is not None  # routed by its verb
    stores, person = turn.stores, turn.active
    event = stores.events.by_code(tap.code)
    if event is None or not stores.events.has_joined(event.id, person.id):
        turn.toast(turn.voice("This button no longer works. /report shows the ways on."))
        return
    closed = closed_words(turn, event)
    code, known = begun_by(turn, tap.version)
    known = known or stores.sessions.of_event(person.id, event.id)
    if known is not None and known.state is not None and known.status in ("open", "paused"):
        _go_on(turn, known)
    elif closed is not None or known is not None:
        turn.show(menu_card(turn, note=closed or turn.voice("That report is finished. You can begin another.")))
    else:
        _begin(turn, event, code)


def _begin(turn: Turn, event: EventRow, code: str, welcome: bool = False) -> None:
    """The event's flow with its known answers, unless the person's roles do not report."""
    revision = next((each for each in flows_for(turn) if each.flow.key == event.flow_key), None)
    if revision is None:
        if turn.active.section is None:
            note = turn.voice("You belong to no section at the moment. Open the event's link again to join one.")
        else:
            note = turn.voice("You are on the list, but you can not file that report.")
        turn.show(menu_card(turn, welcome, note))
        return
    revision_id = next(row for row, each in published_to(turn) if each is revision)
    known = {**turn.context(turn.language).known, **event.answers()}
    draft = begin_draft(turn, code, revision_id, known, event.id)
    # Whoever looks over the shoulder of a person at risk learns nothing of the event.
    filled = [] if turn.at_risk else list(draft.session.responses)
    draft.show_first(filled, _head(turn, event, welcome))


def _go_on(turn: Turn, row: SessionRow) -> None:
    if row.status != "open":
        pause_others(turn, keep=row)
    draft = Draft.of(turn, row)
    draft.session = relabel(draft.session, turn.language)
    draft.show()


def _head(turn: Turn, event: EventRow, welcome: bool) -> str:
    """The event's name, after a greeting for whoever has just joined."""
    section = turn.active.section
    if not welcome or section is None:
        return event.name
    label = turn.desk.tables(turn.stores)["sections"].label(section.key, turn.language)
    return turn.voice("Welcome! You have joined {section}, for: {event}", section=label, event=event.name)


def _wait_card(turn: Turn, event: EventRow, welcome: bool) -> Card:
    """Before the day there is nothing to tell yet."""
    voice = turn.voice
    head = [] if turn.at_risk else [voice.html("<b>{head}</b>", head=_head(turn, event, welcome))]
    text = voice.html(
        "You are on the list. It takes place on {date}; the day after, I will ask you how it went. You can also tap "
        "the button once it is over: most answers will be there already.",
        date=_day(turn, event),
    )
    return Card("\n\n".join([*head, text]), ((_begin_button(turn, event, voice.button("Report it")),),))


def _reported_card(turn: Turn, event: EventRow, report: ReportRow) -> Card:
    """A report of theirs is filed: see it, or tell of another part of the event."""
    voice = turn.voice
    text = voice.html("You have reported on this event: {reference}. Thank you!", reference=report.reference or "")
    opening = Tap(ChatVerb.OPEN.value, (report.reference or "").replace("-", ""))
    rows = (
        (Button(voice.button("Open this report"), opening),),
        (_begin_button(turn, event, voice.button("Report another")),),
    )
    return Card(text, rows)


def _begin_button(turn: Turn, event: EventRow, label: str) -> Button:
    return Button(label, Tap(ChatVerb.EVENT_BEGIN.value, event.code, turn.incoming.update_id))


def _day(turn: Turn, event: EventRow) -> str:
    return date_words(event.occurs_on, turn.voice, _today(turn))


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.zone).date()
