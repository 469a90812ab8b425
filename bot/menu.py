"""The menu: drafts to go on with, and what can be reported. The answer to /start, /report and anything out of
a session.
"""

from bot.draft import Draft
from bot.render import Pen
from bot.rights import Act, Subject
from bot.turn import Turn
from bot.verbs import ChatVerb
from flows.revision import Revision
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.dates import datetime_words
from texts.locale import Html

DRAFTS_SHOWN = 3


def menu_card(turn: Turn, welcome: bool = False, note: str = "") -> Card:
    """What the person can do now, ways on as buttons."""
    voice = turn.voice
    drafts = drafts_of(turn)
    flows = flows_for(turn)
    parts = [_greeting(turn)] if welcome else []
    if note:
        parts.append(voice.html("{note}", note=note))
    parts += [_draft_line(turn, draft) for draft in drafts]
    if flows:
        parts.append(voice.html("<b>What would you like to report?</b>"))
    else:
        parts.append(voice.html("There is nothing for you to report yet. /help tells what else I can do."))
    rows: list[Row] = [row for draft in drafts for row in _draft_rows(turn, draft)]
    rows += [(_begin_button(turn, revision),) for revision in flows]
    return Card("\n\n".join(parts), tuple(rows))


def flows_for(turn: Turn) -> list[Revision]:
    """The published flows that the person may file."""
    person = turn.active
    if not turn.may(Act.FILE_REPORT, Subject(person_id=person.id)):
        return []
    roles = {role.role for role in person.roles}
    return [revision for _, revision in turn.desk.published(turn.stores) if roles & set(revision.flow.audience)]


def drafts_of(turn: Turn) -> list[Draft]:
    """The open session and the paused ones, the latest first."""
    return [Draft.of(turn, row) for row in turn.stores.sessions.shelf(turn.active.id, DRAFTS_SHOWN)]


def _greeting(turn: Turn) -> Html:
    voice, section = turn.voice, turn.active.section
    if section:
        name = turn.desk.tables(turn.stores)["sections"].label(section.key, turn.language)
        return voice.html(
            "Welcome! You have joined <b>{section}</b>. Everything is kept as you go, and /help is always there.",
            section=name,
        )
    return voice.html("Welcome! Everything is kept as you go, and /help is always there.")


def _draft_line(turn: Turn, draft: Draft) -> Html:
    voice = turn.voice
    begun = datetime_words(draft.row.created_at.astimezone(turn.zone), voice, turn.now.astimezone(turn.zone).date())
    kept = voice.plural("{n} answer kept", "{n} answers kept", draft.answers())
    return voice.html("<b>{title}</b>: {kept}, begun {when}.", title=draft.title, kept=Html(kept), when=begun)


def _draft_rows(turn: Turn, draft: Draft) -> list[Row]:
    voice = turn.voice
    pen = Pen(voice, draft.row.code, draft.session.version)
    go_on = pen.button(voice.button("Continue"), ChatVerb.RESUME)
    return [(go_on, pen.button(voice.button("Delete"), ChatVerb.DELETE))]


def _begin_button(turn: Turn, revision: Revision) -> Button:
    """Its version is the id of the update that drew the menu: the code of the session to be begun, so never
    two of them.
    """
    title = revision.words(revision.flow.title, turn.language)
    return Button(title, Tap(ChatVerb.BEGIN.value, revision.flow.key, turn.incoming.update_id, 0))


def session_code(menu_update_id: int) -> str:
    """The code of the session begun from a menu: base 36 of the id of the update that drew it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    code = ""
    while True:
        menu_update_id, rest = divmod(menu_update_id, 36)
        code = digits[rest] + code
        if not menu_update_id:
            return code
