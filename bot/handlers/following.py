"""What people answer to a follow-up: no news, or which action something came of; then the outcome is told, linked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from bot.draft import Draft
from bot.handlers.drafts import begun_already, reopened
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
from bot.staff import offset, paging, tap_of
from bot.turn import Turn
from flows.revision import Revision
from flows.session import Response
from flows.ticking import tick, ticked
from scheduler.due import earliest
from scheduler.follow_ups import KIND, LED_TO, counts, label, no_news, once_each, standing
from scheduler.manners import in_days
from storage.counting import events_of
from storage.reminder_store import ReminderRow
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page
from texts.dates import datetime_words
from texts.locale import Html
from texts.verbs import ChatVerb

ON_CHOICE = 1  # version of a tap on the choice of one of several
OUTCOME = "outcome"  # the kind of report that says what changed
SHARED = ("case", "campaign", "country")  # what an outcome has of the action that led to it


def none(turn: Turn) -> None:
    """There is no news: noted for the whole section, but for what the person has begun to tell of."""
    asked = _asked(turn)
    if asked is None:
        return
    begun = [each for draft in _drafts(turn, asked) for each in _held(draft, asked)]
    reports = [report for _, report in _apart_from(turn, begun, asked) or asked]
    no_news(turn.stores, turn.active, reports)
    counted = counts(turn.stores, turn.voice, _today(turn), once_each(turn.stores, reports))
    what = Html("\n".join(turn.voice.html("{what}", what=each) for each in counted))
    text = turn.voice.html(
        "<b>Noted: no news.</b>\n{what}\n\nI will not ask about it again. If something changes later, tell me with "
        "/report.",
        what=what,
    )
    turn.show(Card(text, (menu_row(turn),)))


def some(turn: Turn) -> None:
    """There is news: of the one action, or of which?"""
    asked = _asked(turn)
    if asked is None:
        return
    if len(once_each(turn.stores, [report for _, report in asked])) == 1:
        _tell(turn, asked[:1], asked)
    else:
        turn.show(_which_card(turn, asked))


def this(turn: Turn) -> None:
    """Of this action, or of all of them."""
    asked = _asked(turn)
    if asked is None:
        return
    row = reminder_tapped(turn)
    chosen = asked if tap_of(turn).version else [each for each in asked if row and each[0].subject == row.subject]
    if chosen:
        _tell(turn, chosen, asked)
    else:
        turn.show(_which_card(turn, asked, turn.voice("Something is told of that one already. Thank you!")))


Asked = tuple[ReminderRow, ReportRow]


def _asked(turn: Turn) -> list[Asked] | None:
    """What the message asks about and nobody has answered, by the day; explains if that is nothing."""
    row = reminder_tapped(turn)
    if row is None:
        return None
    rows = {UUID(each.subject): each for each in turn.stores.reminders.together(row) if each.kind == KIND}
    reports = standing(turn.stores, turn.active, list(rows))
    if not _on_choice(turn):
        keep_card(turn, parts_of(turn, row), list(rows.values()))
    if not reports:
        turn.show(done_card(turn, turn.voice.html("This is answered already, perhaps by a colleague. Thank you!")))
        return None
    return [(rows[each.id], each) for each in reports]


def _on_choice(turn: Turn) -> bool:
    """Whether it was tapped on the choice of one of several, which is a card of its own, or has taken the message's
    place."""
    tap = tap_of(turn)
    return tap.verb == ChatVerb.FOLLOW_THIS or (tap.verb == ChatVerb.FOLLOW_YES and tap.version == ON_CHOICE)


def _apart_from(turn: Turn, chosen: Sequence[Asked], asked: Sequence[Asked]) -> list[Asked]:
    """What is asked about besides. Reports of one event are one."""
    events = events_of(turn.stores, (report.id for _, report in [*chosen, *asked]))
    told = {events[report.id] for _, report in chosen}
    return [each for each in asked if events[each[1].id] not in told]


def _put_off(turn: Turn, rest: Sequence[Asked]) -> None:
    """Of the rest there may be news too: the card with it stays, and it is asked about again, tomorrow if it can."""
    if not rest:
        return
    until = in_days(turn.now, turn.zone, 1)
    turn.stores.reminders.snooze([row for row, _ in rest], until)
    comes = earliest(turn.stores, turn.active, turn.zone, until).at
    turn.incoming = replace(turn.incoming, message_id=None)
    count = len(once_each(turn.stores, [report for _, report in rest]))
    turn.foreword = Html(
        turn.voice.plural(
            "The other report stays open above, and I will ask about it again ({when}).",
            "The other {n} reports stay open above, and I will ask about them again ({when}).",
            count,
            when=datetime_words(comes.astimezone(turn.zone), turn.voice, _today(turn)),
        )
    )


def _which_card(turn: Turn, asked: Sequence[Asked], note: str = "") -> Card:
    voice, number = turn.voice, tap_of(turn).index
    firsts = once_each(turn.stores, [report for _, report in asked])
    asked = [each for each in asked if each[1] in firsts]
    buttons = [
        Button(label(turn.stores, voice, _today(turn), report), Tap(ChatVerb.FOLLOW_THIS.value, row.id.hex))
        for row, report in asked
    ]
    turn.tells_of.update(report.id for _, report in asked)
    code, more = asked[0][0].id.hex, len(asked) > offset(number + 1)
    further = paging(voice, ChatVerb.FOLLOW_YES.value, code, number, more, ON_CHOICE)
    ways = [Button(voice.button("All of these reports"), Tap(ChatVerb.FOLLOW_THIS.value, code, 1))]
    if _takes_its_place(turn, asked[0][0]):
        ways.append(Button(voice.button("Back"), Tap(ChatVerb.REMIND_AGAIN.value, code)))
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(voice.html("<b>Which of these reports is there news about?</b>"))
    rows = keyboard(page(buttons, number), further)
    return Card("\n\n".join(parts), (*rows, *((each,) for each in ways)))


def _takes_its_place(turn: Turn, row: ReminderRow) -> bool:
    """Whether the choice stands where the question stood, so that it needs a way back."""
    return {each.kind for each in rows_of(parts_of(turn, row))} == {KIND}


def _tell(turn: Turn, chosen: Sequence[Asked], asked: Sequence[Asked]) -> None:
    """The outcome's flow, with the link and what is known by it; where the person has begun to tell of one of these,
    that goes on, linked to all of them. What is told of so is not asked about again.
    """
    drafts = _drafts(turn, asked)
    draft = next((each for each in drafts if _is_of(turn, each, chosen)), None)
    begun = None
    if draft is None:
        known = {**turn.context(turn.language).known, **_known(turn, [report for _, report in chosen])}
        begun = begin_known(turn, chosen[0][0], _flow_of_outcomes(turn), known)
        if begun is None:
            return
    told = [*chosen, *(each for other in drafts for each in _held(other, asked))]
    rest = _apart_from(turn, told, asked)
    turn.stores.reminders.settle(row for row, report in asked if (row, report) not in rest)
    _put_off(turn, rest)
    if begun is not None:
        show_known(begun)
    elif draft is not None:
        _go_on(draft, chosen)


def _drafts(turn: Turn, asked: Sequence[Asked]) -> list[Draft]:
    """What the person has begun to tell of these, and not finished."""
    found = [begun for row, _ in asked if (begun := session_of(turn, row)[1]) is not None]
    return [Draft.of(turn, each) for each in found]


def _is_of(turn: Turn, draft: Draft, chosen: Sequence[Asked]) -> bool:
    """Whether it was begun for one of these, or holds it."""
    return bool(_held(draft, chosen)) or any(draft.row.code == session_of(turn, row)[0] for row, _ in chosen)


def _held(draft: Draft, asked: Sequence[Asked]) -> list[Asked]:
    """Those that a draft is linked to."""
    references = ticked(draft.revision, draft.session, LED_TO)
    return [each for each in asked if each[1].reference in references]


def _go_on(draft: Draft, chosen: Sequence[Asked]) -> None:
    """A draft that was begun, linked to these as well."""
    if _held(draft, chosen) == list(chosen):
        begun_already(draft.turn, draft.row)
        return
    draft = reopened(draft.turn, draft.row)
    references = [report.reference for _, report in chosen if report.reference]
    draft.take(tick(draft.revision, draft.session, LED_TO, references, draft.context))
    draft.show()


def _flow_of_outcomes(turn: Turn) -> tuple[UUID, Revision] | None:
    mine = flows_for(turn)
    return next((each for each in published_to(turn) if each[1] in mine and each[1].flow.files == OUTCOME), None)


def _known(turn: Turn, reports: Sequence[ReportRow]) -> dict[str, Any]:
    """The link itself, and what all of them share. An old report is linked to, whether or not it is still offered."""
    references = [each.reference for each in reports if each.reference]
    told = [{"case": each.case_key, "campaign": each.campaign_key, "country": each.country} for each in reports]
    shared = {name: told[0][name] for name in SHARED if len({each[name] for each in told}) == 1}
    linked = Response(references, turn.now.isoformat())
    return {LED_TO: linked, **{name: value for name, value in shared.items() if value}}


def _today(turn: Turn) -> date:
    return turn.now.astimezone(turn.zone).date()
