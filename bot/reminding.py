"""The message of a reminder in a turn's hands: what of it still stands, and the session in which its person tells what
it asks for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from typing import Any
from uuid import UUID

from bot.codes import base36
from bot.draft import Draft, begin_draft
from bot.menu import first_of, menu_card
from bot.staff import tap_of
from bot.turn import Turn
from flows.revision import Revision
from scheduler.reminders import SOURCES
from scheduler.sources import Hearer, Part
from scheduler.zone_question import city_button, question
from storage.reminder_store import ReminderRow
from storage.session_store import SessionRow
from texts.buttons import Tap, unpack
from texts.cards import Button, Card, Row
from texts.locale import Html
from texts.verbs import ChatVerb

CODE = 12  # characters of a session's code


def reminder_tapped(turn: Turn, kind: str | None = None) -> ReminderRow | None:
    """The reminder of the tapped button, of that kind if one is named; explains if there is none (any more)."""
    try:
        row = turn.stores.reminders.find(turn.active.id, UUID(hex=tap_of(turn).code))
    except ValueError:
        row = None
    if row is None or row.kind != (kind or row.kind):
        over(turn)
        return None
    return row


def over(turn: Turn) -> None:
    """A reminder that is long past, or somebody else's."""
    turn.toast(turn.voice("This reminder is no longer needed. /report shows what you can do."))


def parts_of(turn: Turn, row: ReminderRow) -> list[Part]:
    """What of the message still has its reason. So has a draft that was gone on with since: it can be gone on with."""
    rows = [replace(each, due_at=turn.now) for each in turn.stores.reminders.together(row)]
    hearer = hearer_in(turn, mixed=len({each.kind for each in rows}) > 1)
    told = [source.tell(hearer, some) for source in SOURCES if (some := [r for r in rows if r.kind == source.kind])]
    return [*(part for part in told if part is not None), *_city_asked(turn)]


def hearer_in(turn: Turn, mixed: bool = False) -> Hearer:
    return Hearer(turn.stores, turn.active, turn.voice, turn.zone, mixed)


def _city_asked(turn: Turn) -> list[Part]:
    """The question by which clocks the person lives, if the message asks it and it is still open."""
    shown = turn.incoming.shown
    taps = [tap for data in shown.data if (tap := unpack(data))] if shown else []
    if turn.active.zone is not None or all(tap.verb != ChatVerb.ZONE_ASK for tap in taps):
        return []
    return [Part(question(turn.voice), ((city_button(turn.voice),),), (), asks=False)]


def rows_of(parts: Sequence[Part]) -> list[ReminderRow]:
    return [row for part in parts for row in part.of]


def keep_card(turn: Turn, parts: Sequence[Part], answered: Collection[ReminderRow]) -> None:
    """If the message says or asks more that still stands than what is answered now, it stays as it is, and what is
    shown comes below it. Whatever answers a part of a message begins with this.
    """
    done = {each.id for each in answered}
    if any(not part.of or {each.id for each in part.of} - done for part in parts):
        turn.incoming = replace(turn.incoming, message_id=None)


def session_of(turn: Turn, row: ReminderRow) -> tuple[str, SessionRow | None]:
    """The code of the session in which the person tells what the reminder asks for, and that session if it is begun and
    not finished: a second tap goes on with it, as does one on a later reminder of the same.
    """
    return first_of(turn, (_code(row, attempt) for attempt in count()), is_unfinished)


def _code(row: ReminderRow, attempt: int) -> str:
    about = blake2b(f"{row.kind}:{row.subject}:{attempt}".encode(), digest_size=CODE).digest()
    return base36(int.from_bytes(about) % 36**CODE, CODE)


def begin_known(
    turn: Turn, row: ReminderRow, flow: tuple[UUID, Revision] | None, known: Mapping[str, Any]
) -> Draft | None:
    """A report of what the reminder asks for, not shown yet. None if that can not be reported any more: that is said,
    and the other ways that the message offers stay.
    """
    if flow is None:
        turn.incoming = replace(turn.incoming, message_id=None)
        turn.show(menu_card(turn, note=turn.voice("That can not be reported any more.")))
        return None
    return begin_draft(turn, session_of(turn, row)[0], flow[0], known)


def show_known(draft: Draft) -> None:
    """The first card, with what is known already."""
    told = [name for name, response in draft.session.responses.items() if not response.skipped]
    draft.show_first([] if draft.turn.at_risk else told, draft.turn.voice("Known already:"))


def is_unfinished(session: SessionRow) -> bool:
    return session.state is not None and session.status in ("open", "paused")


def done_card(turn: Turn, text: Html | None = None) -> Card:
    """Thanks for what was done meanwhile."""
    return Card(text or turn.voice.html("That is taken care of already. Thank you!"), (menu_row(turn),))


def menu_row(turn: Turn) -> Row:
    return (Button(turn.voice.button("Report an action"), Tap(ChatVerb.MENU.value)),)
