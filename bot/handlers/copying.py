"""Another report like one filed before: [Copy this one] on its receipt, or where it is opened."""

from dataclasses import replace

from bot.draft import begin_draft
from bot.filed import content_of, tapped_report
from bot.flow_life.renaming import as_asked_now
from bot.handlers.drafts import begun_already
from bot.menu import begun_by, flows_for, menu_card, published_to
from bot.rights import Act
from bot.turn import Turn
from flows.copying import staying


def copy(turn: Turn) -> None:
    """A new draft with the answers that usually stay. The card that was tapped stays in the chat, as for Report
    another.
    """
    tap, row = turn.incoming.tap, tapped_report(turn, Act.OPEN_REPORT)
    if tap is None or row is None:
        return
    turn.strip(message_id=turn.incoming.message_id)
    turn.incoming = replace(turn.incoming, message_id=None)
    code, known = begun_by(turn, tap.version)
    if known is not None:
        begun_already(turn, known)
        return
    flow = turn.desk.revision(turn.stores, row.revision_id).flow.key
    chosen = next((found for found in published_to(turn) if found[1].flow.key == flow), None)
    if chosen is None or chosen[1] not in flows_for(turn):
        turn.show(menu_card(turn, note=turn.voice("That can not be reported any more.")))
        return
    revision_id, revision = chosen
    content = content_of(turn, row) or {}
    if row.revision_id != revision_id:
        content = as_asked_now(turn.stores, revision.flow, row.revision_id, content)
    answers = staying(revision, content, turn.context(turn.language))
    draft = begin_draft(turn, code, revision_id, known=answers)
    draft.show_first(tuple(answers), turn.voice("Copied:"))
