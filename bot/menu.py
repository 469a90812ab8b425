"""The menu: drafts to go on with, and what can be reported. The answer to /start, /report and anything out of
a session.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from uuid import UUID

from bot.codes import session_code
from bot.draft import Draft
from bot.events import EVENT
from bot.render import Pen
from bot.rights import Act, Subject
from bot.turn import Turn
from flows.revision import Revision
from scheduler.telling import read_button
from storage.session_store import SessionRow
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.dates import datetime_words
from texts.locale import Html
from texts.verbs import ChatVerb

DRAFTS_SHOWN = 3


def menu_card(turn: Turn, welcome: bool = False, note: str = "") -> Card:
    """What the person can do now, ways on as buttons."""
    voice = turn.voice
    drafts = drafts_of(turn)
    flows = flows_for(turn)
    offered = turn.stores.sessions.offered_of(turn.active.id)
    parts = [_greeting(turn)] if welcome else []
    if note:
        parts.append(voice.html("{note}", note=note))
    unread = turn.at_risk and turn.stores.safety.unread(turn.active.id) > 0
    if unread:
        parts.append(voice.html("You have a message."))
    parts += [draft_line(turn, draft) for draft in drafts]
    if offered is not None:
        parts.append(kept_until(turn, offered))
    if flows:
        parts.append(voice.html("<b>What would you like to report?</b>"))
    else:
        parts.append(voice.html("There is nothing for you to report yet. /help tells what else I can do."))
    rows: list[Row] = [(read_button(voice),)] if unread else []
    rows += [draft_row(turn, draft) for draft in drafts]
    if len(drafts) == DRAFTS_SHOWN:
        rows.append((Button(voice.button("All drafts"), Tap(ChatVerb.SHELF.value)),))
    if offered is not None:
        rows.append(offer_row(turn))
    rows += [(_begin_button(turn, revision),) for revision in flows]
    return Card("\n\n".join(parts), tuple(rows))


def flows_for(turn: Turn) -> list[Revision]:
    """The published flows that the person may report with."""
    return [revision for revision in flows_open_to(turn) if revision.flow.files != EVENT]


def flows_open_to(turn: Turn) -> list[Revision]:
    """The published flows that the person may begin: those of reports, and the one that plans events."""
    person = turn.active
    if not turn.may(Act.FILE_REPORT, Subject(person_id=person.id)):
        return []
    roles = {role.role for role in person.roles}
    return [revision for _, revision in published_to(turn) if roles & set(revision.flow.audience)]


def published_to(turn: Turn) -> list[tuple[UUID, Revision]]:
    """What is published, with the questions that the person's section adds."""
    section = turn.active.section
    return turn.desk.published(turn.stores, section.key if section else None)


def drafts_of(turn: Turn) -> list[Draft]:
    """The open session and those paused, the latest first; the shelf has all of them."""
    return [Draft.of(turn, row) for row in turn.stores.sessions.unfinished(turn.active.id, DRAFTS_SHOWN)]


def _greeting(turn: Turn) -> Html:
    voice, section = turn.voice, turn.active.section
    if section:
        name = turn.desk.tables(turn.stores)["sections"].label(section.key, turn.language)
        return voice.html(
            "Welcome! You have joined <b>{section}</b>. Everything is kept as you go, and /help is always there.",
            section=name,
        )
    return voice.html("Welcome! Everything is kept as you go, and /help is always there.")


def draft_line(turn: Turn, draft: Draft) -> Html:
    """A draft: title, answers kept, when it was begun."""
    voice = turn.voice
    turn.tells_of.add(draft.row.id)
    kept = voice.plural("{n} answer kept", "{n} answers kept", draft.answers())
    begun = in_words(turn, draft.row.created_at)
    return voice.html("<b>{title}</b>: {kept}, begun {when}.", title=draft.title, kept=Html(kept), when=begun)


def draft_row(turn: Turn, draft: Draft) -> Row:
    """Continue and Delete."""
    voice = turn.voice
    pen = Pen(voice, draft.row.code, draft.session.version)
    return pen.button(voice.button("Continue"), ChatVerb.RESUME), pen.button(voice.button("Delete"), ChatVerb.DELETE)


def kept_until(turn: Turn, offered: SessionRow) -> Html:
    """That something was sent and is in no report."""
    until = in_words(turn, offered.expires_at)
    return turn.voice.html("What you sent is in no report yet. It is kept until {when}.", when=until)


def offer_row(turn: Turn) -> Row:
    """The way to the question which report it is for."""
    return (Button(turn.voice.button("Use what I sent"), Tap(ChatVerb.OFFER_SHOW.value)),)


def begun_by(turn: Turn, menu_update_id: int) -> tuple[str, SessionRow | None]:
    """The session that a menu's button has begun, if there is one, and its code, or that of the one it begins."""
    return first_of(turn, (session_code(menu_update_id, attempt) for attempt in count()), lambda _: True)


def first_of(
    turn: Turn, codes: Iterable[str], serves: Callable[[SessionRow], bool]
) -> tuple[str, SessionRow | None]:
    """The first of these codes under which a session that `serves` is found, or none is: with that session. What is
    there but is not found can not be read any more, its key is lost or deleted, and keeps its code.
    """
    sessions, person_id = turn.stores.sessions, turn.active.id
    tried = ((code, sessions.find(person_id, code)) for code in codes)
    return next(
        (code, found)
        for code, found in tried
        if (serves(found) if found else not sessions.in_use(person_id, code))
    )


def in_words(turn: Turn, moment: datetime) -> str:
    """A moment as the person says it, in their zone."""
    return datetime_words(moment.astimezone(turn.zone), turn.voice, turn.now.astimezone(turn.zone).date())


def _begin_button(turn: Turn, revision: Revision) -> Button:
    """Its version is the id of the update that drew the menu: the code of the session to be begun, so never
    two of them.
    """
    title = revision.words(revision.flow.title, turn.language)
    return Button(title, Tap(ChatVerb.BEGIN.value, revision.flow.key, turn.incoming.update_id, 0))
