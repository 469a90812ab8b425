"""What people do with a reminder: put it off, stop it, or tell what it asks for. What was done meanwhile is met with
thanks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from bot.codes import base36
from bot.draft import begin_draft, opened
from bot.handlers import arriving
from bot.handlers.drafts import begun_already, reopened
from bot.handlers.filing import store_report
from bot.menu import flows_for, menu_card, published_to
from bot.staff import tap_of
from bot.turn import Turn
from flows.effects import Filed
from flows.engine import advance, start
from flows.inputs import Tapped, Verb
from flows.revision import Revision
from reports.awaited import UPDATE
from scheduler import area_reminders, draft_reminders, event_reminders
from scheduler.area_reminders import Expected
from scheduler.manners import in_days
from scheduler.reminders import SOURCES
from scheduler.sources import Hearer, Part
from storage.ids import short_code
from storage.reminder_store import ReminderRow
from texts.areas import AREA_WORDS
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.dates import datetime_words
from texts.locale import Html
from texts.verbs import ChatVerb

CODE = 12  # characters of a session's code


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
    turn.stores.reminders.snooze(_rows_of(parts), until)
    when = datetime_words(until.astimezone(turn.zone), turn.voice, turn.now.astimezone(turn.zone).date())
    text = turn.voice.html("All right. Next reminder: {when}, if it is still open then.", when=when)
    hour = Button(turn.voice.button("Not your local time?"), Tap(ChatVerb.ZONE.value))
    turn.show(_answered(parts, text, ((hour,),)))


def stop(turn: Turn) -> None:
    """Nothing more about what the message tells of."""
    parts = _standing(turn)
    if parts:
        turn.stores.reminders.stop(_rows_of(parts))
        text = turn.voice.html("All right: I will not remind you of this again. You can still do it here.")
        turn.show(_answered(parts, text))


def absent(turn: Turn) -> None:
    """The person was not at the event."""
    row = reminder_tapped(turn)
    if row is not None:
        turn.stores.reminders.stop([row])
        turn.show(Card(turn.voice.html("All right, thank you for telling me."), (_menu_row(turn),)))


def report(turn: Turn) -> None:
    """Report what just one reminder asks about: its flow begins with what is known."""
    row = reminder_tapped(turn)
    if row is None:
        return
    together = keep_card(turn, row, [row])
    if row.kind == event_reminders.KIND:
        event = turn.stores.events.get(UUID(row.subject))
        assert event is not None  # events are never deleted
        arriving.tell_of(turn, event)
    elif row.kind == draft_reminders.KIND:
        _go_on(turn, row)
    elif row.kind == area_reminders.KIND:
        _update(turn, row, row.id in {each.id for each in together})
    else:
        over(turn)


def keep_card(turn: Turn, row: ReminderRow, answered: Sequence[ReminderRow]) -> list[ReminderRow]:
    """What of the message still has its reason. If that is more than is answered now, its card stays as it is, and what
    is shown comes below it.
    """
    together = [each for part in parts_of(turn, row) for each in part.of]
    if {each.id for each in together} - {each.id for each in answered}:
        turn.incoming = replace(turn.incoming, message_id=None)
    return together


def _go_on(turn: Turn, row: ReminderRow) -> None:
    """The draft, where it stood."""
    draft = turn.stores.sessions.get(UUID(row.subject))
    if draft is None or draft.state is None or draft.status not in ("open", "paused"):
        turn.show(done_card(turn))
    else:
        reopened(turn, draft).show()


def _update(turn: Turn, row: ReminderRow, stands: bool) -> None:
    """The section update with area and month."""
    expected = Expected.of(row.subject)
    if goes_on(turn, row):
        return
    if not stands:
        turn.show(done_card(turn))
        return
    begin_known(turn, row, _flow_of_updates(turn, expected), _known(turn, expected))


def goes_on(turn: Turn, row: ReminderRow) -> bool:
    """Whether the report that a tap on this reminder began is still to be finished; then it is shown."""
    begun = turn.stores.sessions.find(turn.active.id, _code(row))
    if begun is None or begun.status not in ("open", "paused"):
        return False
    begun_already(turn, begun)
    return True


def begin_known(turn: Turn, row: ReminderRow, flow: tuple[UUID, Revision] | None, known: Mapping[str, Any]) -> None:
    """A report of what the reminder asks for, by the session that a second tap finds; another one if that is over."""
    if flow is None:
        turn.show(menu_card(turn, note=turn.voice("That can not be reported any more.")))
        return
    free = turn.stores.sessions.find(turn.active.id, _code(row)) is None
    draft = begin_draft(turn, _code(row) if free else short_code(), flow[0], known)
    draft.show_first([] if turn.at_risk else list(draft.session.responses), turn.voice("Known already:"))


def nothing_more(turn: Turn) -> None:
    """Of all areas that the message asks about there is nothing more to tell: each is filed so."""
    row = reminder_tapped(turn)
    if row is None:
        return
    same = [each for each in turn.stores.reminders.together(row) if each.kind == row.kind]
    asked = [each for each in keep_card(turn, row, same) if each.kind == row.kind]
    if row.kind != area_reminders.KIND:
        over(turn)
    elif not asked:
        turn.show(done_card(turn))
    else:
        told = [Expected.of(each.subject) for each in asked]
        filed = {each.area: reference for each in told if (reference := _nothing(turn, each))}
        gone = turn.voice("That can not be reported any more.")
        turn.show(_noted_card(turn, filed) if filed else menu_card(turn, note=gone))


def _nothing(turn: Turn, expected: Expected) -> str | None:
    """File that there is nothing more, as the flow's own button does; the reference. None if the flow asks for more."""
    flow = _flow_of_updates(turn, expected)
    if flow is None:
        return None
    revision_id, revision = flow
    context = turn.context(turn.language)
    begun = start(revision, context, known=_known(turn, expected)).session
    ended = advance(revision, begun, Tapped(Verb.FILE, begun.version), context)
    filed = next((each for each in ended.effects if isinstance(each, Filed)), None)
    if filed is None:
        return None
    key_id = turn.stores.keyring.take()
    draft = opened(turn, revision, ended.session, revision_id, short_code(), key_id)
    stored = store_report(turn.stores, turn.active, draft.row, filed.filing, turn.section_zone)
    turn.stores.sessions.close(draft.row.id, "filed")
    turn.tells_of.add(stored.id)
    return stored.reference


def _noted_card(turn: Turn, filed: dict[str, str]) -> Card:
    voice = turn.voice
    lines = [
        voice.html("• {area}: report {reference}", area=voice(AREA_WORDS[area]), reference=reference)
        for area, reference in filed.items()
    ]
    head = voice.html("Noted: nothing more to tell. Thank you!")
    return Card(Html("\n".join([head, *([] if turn.at_risk else lines)])), (_menu_row(turn),))


def _flow_of_updates(turn: Turn, expected: Expected) -> tuple[UUID, Revision] | None:
    """What the person may file a section update with; None for another section's."""
    home = turn.active.section
    mine = flows_for(turn) if home is not None and home.id == expected.section_id else []
    return next((each for each in published_to(turn) if each[1] in mine and each[1].flow.files == UPDATE), None)


def _known(turn: Turn, expected: Expected) -> dict[str, str]:
    return {**turn.context(turn.language).known, "area": expected.area, "period": expected.month}


def reminder_tapped(turn: Turn) -> ReminderRow | None:
    """The reminder of the tapped button; explains if there is none (any more)."""
    try:
        row = turn.stores.reminders.find(turn.active.id, UUID(hex=tap_of(turn).code))
    except ValueError:
        row = None
    if row is None:
        over(turn)
    return row


def over(turn: Turn) -> None:
    """A reminder that is long past, or somebody else's."""
    turn.toast(turn.voice("This reminder is no longer needed. /report shows what you can do."))


def _code(row: ReminderRow) -> str:
    """The code of the session that its button begins, so that a second tap begins no other."""
    return base36(row.id.int % 36**CODE, CODE)


def parts_of(turn: Turn, row: ReminderRow) -> list[Part]:
    """What of the message still has its reason."""
    rows = turn.stores.reminders.together(row)
    mixed = len({each.kind for each in rows}) > 1
    hearer = Hearer(turn.stores, turn.active, turn.voice, turn.zone, mixed)
    told = [source.tell(hearer, some) for source in SOURCES if (some := [r for r in rows if r.kind == source.kind])]
    return [part for part in told if part is not None]


def _standing(turn: Turn) -> list[Part]:
    """What the tapped message still asks for; if that is nothing, the person is thanked."""
    row = reminder_tapped(turn)
    if row is None:
        return []
    parts = [part for part in parts_of(turn, row) if part.asks]
    if not parts:
        turn.show(done_card(turn))
    return parts


def _rows_of(parts: list[Part]) -> list[ReminderRow]:
    return [row for part in parts for row in part.of]


def _answered(parts: list[Part], text: Html, more: tuple[Row, ...] = ()) -> Card:
    """What was asked stays to be seen and to be done, with the answer below it."""
    words = [*(part.words for part in parts), text]
    return Card(Html("\n\n".join(words)), (*(row for part in parts for row in part.rows), *more))


def done_card(turn: Turn, text: Html | None = None) -> Card:
    """Thanks for what was done meanwhile."""
    return Card(text or turn.voice.html("That is taken care of already. Thank you!"), (_menu_row(turn),))


def _menu_row(turn: Turn) -> Row:
    return (Button(turn.voice.button("Report an action"), Tap(ChatVerb.MENU.value)),)
