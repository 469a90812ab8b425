"""What people do with a reminder: put it off, stop it, or tell what it asks for. What was done meanwhile is met with
thanks.
"""

from collections.abc import Sequence
from uuid import UUID

from bot.draft import Draft
from bot.handlers import arriving
from bot.handlers.drafts import delete_draft, ended_card, reopened
from bot.handlers.updating import update
from bot.reminding import (
    done_card,
    hearer_in,
    is_unfinished,
    keep_card,
    menu_row,
    over,
    parts_of,
    reminder_tapped,
    rows_of,
)
from bot.turn import Turn
from scheduler import area_reminders, draft_reminders, event_reminders
from scheduler.due import earliest
from scheduler.manners import in_days
from scheduler.saying import foreseen, message
from scheduler.sources import Part
from scheduler.zone_question import BELOW
from storage.event_store import EventRow
from storage.reminder_store import ReminderRow
from storage.session_store import SessionRow
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.dates import datetime_words
from texts.locale import Html
from texts.verbs import ChatVerb


def tomorrow(turn: Turn) -> None:
    """All of the message again tomorrow."""
    _put_off(turn, 1)


def next_week(turn: Turn) -> None:
    """All of it in a week."""
    _put_off(turn, 7)


def _put_off(turn: Turn, days: int) -> None:
    parts = _standing(turn)
    if not parts:
        return
    until = in_days(turn.now, turn.zone, days)
    turn.stores.reminders.snooze(_asking(parts), until)
    today, comes = turn.now.astimezone(turn.zone).date(), earliest(turn.stores, turn.active, turn.zone, until)
    when = datetime_words(comes.at.astimezone(turn.zone), turn.voice, today)
    text = turn.voice.html("All right. Next reminder: {when}, if it is still open then.", when=when)
    if comes.block is not None:
        text = Html(f"{text} {foreseen(turn.voice, today, comes.block)}")
    hour = Button(turn.voice.button("Not your local time?"), Tap(ChatVerb.ZONE.value, "", 0, BELOW))
    turn.show(_answered(parts, text, ((hour,),)))


def stop(turn: Turn) -> None:
    """Nothing more about what the message tells of."""
    parts = _standing(turn)
    if parts:
        turn.stores.reminders.stop(_asking(parts))
        text = turn.voice.html("All right: I will not remind you of this again.")
        if any(part.rows for part in parts if part.asks):
            text = turn.voice.html("All right: I will not remind you of this again. You can still do it here.")
        turn.show(_answered(parts, text))


def again(turn: Turn) -> None:
    """The message anew, as far as it still stands: the way back from a choice that took its place."""
    parts = _standing(turn)
    if parts:
        turn.show(message(hearer_in(turn), parts, None))


def absent(turn: Turn) -> None:
    """The person was not at the event."""
    row = reminder_tapped(turn, event_reminders.KIND)
    if row is None:
        return
    keep_card(turn, parts_of(turn, row), [row])
    if turn.stores.events.reported(UUID(row.subject), turn.active.id):
        turn.show(arriving.became_card(turn, _event(turn, row)))
    else:
        turn.stores.reminders.stop([row])
        turn.show(Card(turn.voice.html("All right, thank you for telling me."), (menu_row(turn),)))


def delete(turn: Turn) -> None:
    """Delete the draft that just one reminder tells of."""
    row = reminder_tapped(turn, draft_reminders.KIND)
    if row is None:
        return
    keep_card(turn, parts_of(turn, row), [row])
    draft = _unfinished(turn, row)
    if draft is not None:
        delete_draft(Draft.of(turn, draft))


def report(turn: Turn) -> None:
    """Report what just one reminder asks about: its flow begins with what is known."""
    row = reminder_tapped(turn)
    if row is None:
        return
    parts = parts_of(turn, row)
    keep_card(turn, parts, [row])
    if row.kind == event_reminders.KIND:
        arriving.tell_of(turn, _event(turn, row))
    elif row.kind == draft_reminders.KIND:
        draft = _unfinished(turn, row)
        if draft is not None:
            reopened(turn, draft).show()
    elif row.kind == area_reminders.KIND:
        update(turn, row, row.id in {each.id for each in rows_of(parts)})
    else:
        over(turn)


def _unfinished(turn: Turn, row: ReminderRow) -> SessionRow | None:
    """The draft that the reminder tells of; says what became of it if it can not be gone on with."""
    draft = turn.stores.sessions.get(UUID(row.subject))
    if draft is not None and is_unfinished(draft):
        return draft
    turn.show(ended_card(turn, UUID(row.subject)))
    return None


def _event(turn: Turn, row: ReminderRow) -> EventRow:
    event = turn.stores.events.get(UUID(row.subject))
    assert event is not None  # events are never deleted
    return event


def _standing(turn: Turn) -> list[Part]:
    """What the tapped message still tells of; if it asks for nothing any more, that is said."""
    row = reminder_tapped(turn)
    if row is None:
        return []
    parts = parts_of(turn, row)
    if any(part.asks for part in parts):
        return parts
    _say_what_became(turn, turn.stores.reminders.together(row))
    return []


def _say_what_became(turn: Turn, rows: Sequence[ReminderRow]) -> None:
    """Of what a message asked for: of a draft, or of an event, it can be told; else it is done."""
    by_kind = {each.kind: each for each in rows}
    if draft := by_kind.get(draft_reminders.KIND):
        turn.show(ended_card(turn, UUID(draft.subject)))
    elif event := by_kind.get(event_reminders.KIND):
        turn.show(arriving.became_card(turn, _event(turn, event)))
    else:
        turn.show(done_card(turn))


def _asking(parts: Sequence[Part]) -> list[ReminderRow]:
    """What can be put off or stopped."""
    return rows_of([part for part in parts if part.asks])


def _answered(parts: Sequence[Part], text: Html, more: tuple[Row, ...] = ()) -> Card:
    """What was asked stays to be seen and to be done, with the answer below it."""
    words = [*(part.words for part in parts), text]
    return Card(Html("\n\n".join(words)), (*(row for part in parts for row in part.rows), *more))
