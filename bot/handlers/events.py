"""Events as staff work with them: list, open, poster to print, what came in, cancel."""

from dataclasses import replace

from bot.calls import ATTACH
from bot.handlers.event_card import day_of, event_card, link_of, open_event
from bot.menu import flows_open_to
from bot.posters import drawn, poster_of
from bot.rights import Act, reached
from bot.staff import offset, paging, refuse, tap_of
from bot.turn import Turn
from storage.event_store import EventRow
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard
from texts.locale import Html
from texts.verbs import ChatVerb

FLOW = "event"
PAST = "past"


def events(turn: Turn) -> None:
    """/event, its further pages, and those that are over."""
    tapped = turn.incoming.is_tap
    _show_list(turn, tap_of(turn).code if tapped else "", tap_of(turn).index if tapped else 0)


def _show_list(turn: Turn, which: str, number: int) -> None:
    within = reached(turn.active, Act.SEE_EVENT)
    if not within:
        refuse(turn)
        return
    voice, today = turn.voice, turn.now.astimezone(turn.zone).date()
    store = turn.stores.events
    listed = store.past if which == PAST else store.upcoming
    found = listed(today, within, PAGE_SIZE + 1, offset(number))
    head = voice.html("<b>Past events</b>") if which == PAST else voice.html("<b>Events</b>")
    if found:
        body = voice.html("Tap one to see its link, who came and what came in.")
    elif which == PAST:
        body = voice.html("There is no past event here.")
    else:
        body = voice.html("No event is planned here yet.")
    choices = [_choice(turn, row) for row in found[:PAGE_SIZE]]
    turned = paging(voice, ChatVerb.EVENTS.value, which, number, len(found) > PAGE_SIZE)
    turn.show(Card(f"{head}\n{body}", keyboard(choices, turned, _list_manners(turn, which))))


def _choice(turn: Turn, row: EventRow) -> Button:
    label = f"{day_of(turn, row.occurs_on)} · {row.name}"
    if row.status == "cancelled":
        label = turn.voice("{label} (cancelled)", label=label)
    return Button(label, Tap(ChatVerb.EVENT_OPEN.value, row.code))


def _list_manners(turn: Turn, which: str) -> list[Button]:
    voice = turn.voice
    if which == PAST:
        other = Button(voice.button("Coming events"), Tap(ChatVerb.EVENTS.value))
    else:
        other = Button(voice.button("Past events"), Tap(ChatVerb.EVENTS.value, PAST))
    if not any(each.flow.key == FLOW for each in flows_open_to(turn)):
        return [other]
    plan = Tap(ChatVerb.BEGIN.value, FLOW, turn.incoming.update_id)
    return [Button(voice.button("Plan an event"), plan), other]


def show_event(turn: Turn) -> None:
    """An event was tapped."""
    row = open_event(turn)
    if row is not None:
        turn.show(event_card(turn, row))


def poster(turn: Turn) -> None:
    """The picture to print, as a document, so that Telegram does not shrink it."""
    row = open_event(turn)
    if row is None:
        return
    link = link_of(turn, row)
    content = poster_of(row, link, turn.voice, turn.now.astimezone(turn.zone).date())
    file = turn.make(lambda: drawn(content, row.code)).id
    caption = turn.voice("The poster of {name}, to print. /event leads back to it.", name=row.name)
    turn.post("sendDocument", {"chat_id": turn.incoming.chat_id, "document": f"{ATTACH}{file}", "caption": caption})


def reports(turn: Turn) -> None:
    """What came in: references of those that the person may open, and how many there are besides."""
    row = open_event(turn)
    if row is None:
        return
    voice, number = turn.voice, tap_of(turn).index
    every = ReportFilter(event_ids=[row.id], erased=False)
    reachable = replace(every, within=reached(turn.active, Act.OPEN_REPORT), or_person_id=turn.active.id)
    filed, mine = turn.stores.reports.count(every), turn.stores.reports.count(reachable)
    parts = [voice.html("<b>{name}</b>", name=row.name)]
    if mine:
        parts.append(voice.html("Tap a report to open it."))
    elif not filed:
        parts.append(voice.html("Nothing has come in yet."))
    if filed > mine:
        others = filed - mine
        parts.append(Html(voice.plural("{n} more from another section", "{n} more from other sections", others)))
    shown = turn.stores.reports.listed(reachable, PAGE_SIZE, offset(number))
    choices = [Button(_label(turn, each), _opening(each)) for each in shown]
    turned = paging(voice, ChatVerb.EVENT_REPORTS.value, row.code, number, mine > offset(number + 1))
    back = Button(voice.button("Back"), Tap(ChatVerb.EVENT_OPEN.value, row.code))
    turn.show(Card("\n".join(parts), keyboard(choices, turned, [back])))


def _label(turn: Turn, report: ReportRow) -> str:
    filed = day_of(turn, report.filed_at.astimezone(turn.zone).date())
    withdrawn = turn.voice("withdrawn") if report.status == "withdrawn" else ""
    return turn.voice.beside(report.reference or "", filed, withdrawn)


def _opening(report: ReportRow) -> Tap:
    return Tap(ChatVerb.OPEN.value, (report.reference or "").replace("-", ""))


def cancel(turn: Turn) -> None:
    """Ask once whether it shall be cancelled."""
    row = open_event(turn, Act.PLAN_EVENT)
    if row is None:
        return
    voice = turn.voice
    text = voice.html(
        "<b>Cancel {name}?</b>\nIts link will no longer lead on. What has come in stays. This can not be undone.",
        name=row.name,
    )
    sure = Button(voice.button("Yes, cancel it"), Tap(ChatVerb.EVENT_CANCEL_SURE.value, row.code))
    no = Button(voice.button("No, leave it"), Tap(ChatVerb.EVENT_OPEN.value, row.code))
    turn.show(Card(text, ((sure,), (no,))))


def cancel_surely(turn: Turn) -> None:
    """It will not take place."""
    row = open_event(turn, Act.PLAN_EVENT)
    if row is None:
        return
    note = turn.voice("Already noted.")
    if turn.stores.events.cancel(row.id, turn.now):
        turn.stores.audit.add("cancel", "event", row.id, turn.now, turn.active.id)
        note = turn.voice("The event is cancelled.")
    fresh = turn.stores.events.get(row.id)
    assert fresh is not None
    turn.show(event_card(turn, fresh, note))
