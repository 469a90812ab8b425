"""Section updates told from a reminder: of one area, or that of all it asks about there is nothing more to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from bot.draft import opened, pause_others
from bot.handlers.drafts import begun_already
from bot.handlers.filing import store_report
from bot.menu import flows_for, published_to
from bot.reminding import (
    begin_known,
    done_card,
    keep_card,
    menu_row,
    parts_of,
    reminder_tapped,
    rows_of,
    session_of,
    show_known,
)
from bot.turn import Turn
from flows.effects import Filed
from flows.engine import Advance, advance, start
from flows.inputs import Tapped, Verb
from flows.revision import Revision
from reports.awaited import UPDATE
from scheduler.area_reminders import KIND, Expected, labels
from storage.ids import short_code
from storage.reminder_store import ReminderRow
from texts.cards import Card
from texts.locale import Html


def update(turn: Turn, row: ReminderRow, stands: bool) -> None:
    """The section update with area and month."""
    expected = Expected.of(row.subject)
    flow, begun = _flow_of_updates(turn, expected), session_of(turn, row)[1]
    if begun is not None:
        begun_already(turn, begun)
    elif flow is not None and not stands:
        turn.show(done_card(turn))
    elif (draft := begin_known(turn, row, flow, _known(turn, expected))) is not None:
        show_known(draft)


def nothing_more(turn: Turn) -> None:
    """Of all areas that the message asks about there is nothing more to tell: each is filed so, but for those that the
    person has begun to tell of, and those of which the section asks more than that: the first of these is gone on with.
    """
    row = reminder_tapped(turn, KIND)
    if row is None:
        return
    parts = parts_of(turn, row)
    asked = [each for each in rows_of(parts) if each.kind == row.kind]
    filed, left = _file_nothing(turn, asked)
    if not left:
        keep_card(turn, parts, asked)
        turn.show(_noted_card(turn, filed) if filed else done_card(turn))
        return
    keep_card(turn, parts, left[:1])
    if filed:
        turn.incoming = replace(turn.incoming, message_id=None)
        turn.foreword = _noted(turn, filed)
    _go_on_with_nothing(turn, left[0])


def _file_nothing(turn: Turn, asked: Sequence[ReminderRow]) -> tuple[dict[Expected, str], list[ReminderRow]]:
    """The references of what is filed, and what is not: what asks for more first, then what is begun."""
    filed: dict[Expected, str] = {}
    asking: list[ReminderRow] = []
    begun: list[ReminderRow] = []
    for each in asked:
        expected = Expected.of(each.subject)
        flow = _flow_of_updates(turn, expected)
        if session_of(turn, each)[1] is not None:
            begun.append(each)
        elif flow is not None and (reference := _filed_with_nothing(turn, expected, flow)) is not None:
            filed[expected] = reference
        else:
            asking.append(each)
    return filed, [*asking, *begun]


def _said_nothing(turn: Turn, expected: Expected, revision: Revision) -> Advance:
    """An update in which the flow's own button says so."""
    context = turn.context(turn.language)
    begun = start(revision, context, known=_known(turn, expected)).session
    return advance(revision, begun, Tapped(Verb.FILE, begun.version), context)


def _filed_with_nothing(turn: Turn, expected: Expected, flow: tuple[UUID, Revision]) -> str | None:
    """The reference; None if the flow asks for more."""
    revision_id, revision = flow
    ended = _said_nothing(turn, expected, revision)
    filed = next((each for each in ended.effects if isinstance(each, Filed)), None)
    if filed is None:
        return None
    key_id = turn.stores.keyring.take()
    draft = opened(turn, revision, ended.session, revision_id, short_code(), key_id)
    stored = store_report(turn.stores, turn.active, draft.row, filed.filing, turn.section_zone)
    turn.stores.sessions.close(draft.row.id, "filed")
    turn.tells_of.add(stored.id)
    return stored.reference


def _go_on_with_nothing(turn: Turn, row: ReminderRow) -> None:
    """The draft that is begun, or one that asks what there is to be said beside that there is nothing more."""
    expected = Expected.of(row.subject)
    (code, begun), flow = session_of(turn, row), _flow_of_updates(turn, expected)
    if begun is not None or flow is None:
        update(turn, row, True)
        return
    pause_others(turn)
    session = _said_nothing(turn, expected, flow[1]).session
    show_known(opened(turn, flow[1], session, flow[0], code, turn.stores.keyring.take()))


def _noted(turn: Turn, filed: Mapping[Expected, str]) -> Html:
    voice = turn.voice
    head = voice.html("Noted: nothing more to tell. Thank you!")
    if turn.at_risk:
        return head
    lines = [
        voice.html("• {area}: report {reference}", area=label, reference=filed[each])
        for each, label in labels(voice, list(filed)).items()
    ]
    return Html("\n".join([head, *lines]))


def _noted_card(turn: Turn, filed: Mapping[Expected, str]) -> Card:
    return Card(_noted(turn, filed), (menu_row(turn),))


def _flow_of_updates(turn: Turn, expected: Expected) -> tuple[UUID, Revision] | None:
    """What the person may file a section update with; None for another section's."""
    home = turn.active.section
    mine = flows_for(turn) if home is not None and home.id == expected.section_id else []
    return next((each for each in published_to(turn) if each[1] in mine and each[1].flow.files == UPDATE), None)


def _known(turn: Turn, expected: Expected) -> dict[str, str]:
    return {**turn.context(turn.language).known, "area": expected.area, "period": expected.month}
