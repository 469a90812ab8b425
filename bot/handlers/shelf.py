"""The shelf: every report begun and not filed, to be gone on with, deleted or brought back from any device."""

from bot.draft import Draft
from bot.menu import in_words, kept_until, menu_card, offer_row
from bot.render import Pen
from bot.turn import Turn
from flows.about import about
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row
from texts.locale import Html
from texts.verbs import ChatVerb


def drafts(turn: Turn) -> None:
    """/drafts, and its further pages."""
    number = turn.incoming.tap.index if turn.incoming.tap else 0
    found, more = _found(turn, number)
    if not found and not more and number:
        number, (found, more) = 0, _found(turn, 0)
    offered = turn.stores.sessions.offered_of(turn.active.id)
    if not found and not more and offered is None:
        turn.show(menu_card(turn, note=turn.voice("You have no drafts.")))
        return
    shown = list(enumerate(found, number * PAGE_SIZE + 1))
    parts = [turn.voice.html("<b>Your drafts</b>"), *(_line(turn, place, draft) for place, draft in shown)]
    rows = [_row(turn, place, draft) for place, draft in shown]
    if offered is not None:
        parts.append(kept_until(turn, offered))
        rows.append(offer_row(turn))
    if paging := _paging(turn, number, more):
        rows.append(paging)
    turn.show(Card("\n\n".join(parts), (*rows, (menu_button(turn),))))


def menu_button(turn: Turn) -> Button:
    """The way to a new report."""
    return Button(turn.voice.button("Report an action"), Tap(ChatVerb.MENU.value))


def _found(turn: Turn, number: int) -> tuple[list[Draft], bool]:
    """The drafts of a page, and whether there is a next page."""
    rows, more = turn.stores.sessions.shelf(turn.active.id, PAGE_SIZE, number * PAGE_SIZE)
    return [Draft.of(turn, row) for row in rows], more


def _line(turn: Turn, place: int, draft: Draft) -> Html:
    """The draft's title, what it is about, how far it is, and until when it is there."""
    voice, row = turn.voice, draft.row
    turn.tells_of.add(row.id)
    what = () if turn.at_risk else about(draft.revision, draft.session, draft.context)
    head = voice.html("<b>{n}. {title}</b>", n=place, title=draft.title)
    if what:
        head = voice.html("{head}: {what}", head=head, what=voice.listed(what))
    until = in_words(turn, row.expires_at)
    if row.status == "deleted":
        state = voice.html("Deleted; it can be brought back until {when}.", when=until)
    else:
        kept = voice.plural("{n} answer kept", "{n} answers kept", draft.answers())
        begun = in_words(turn, row.created_at)
        state = voice.html("{kept}, begun {when}, kept until {until}.", kept=Html(kept), when=begun, until=until)
    return Html(f"{head}\n{state}")


def _row(turn: Turn, place: int, draft: Draft) -> Row:
    """Continue and Delete, or Undo; numbered as the lines are."""
    voice = turn.voice
    pen = Pen(voice, draft.row.code, draft.session.version)
    if draft.row.status == "deleted":
        return (pen.button(voice.button("Undo {n}", n=place), ChatVerb.UNDELETE),)
    go_on = pen.button(voice.button("Continue {n}", n=place), ChatVerb.RESUME)
    return go_on, pen.button(voice.button("Delete {n}", n=place), ChatVerb.DELETE)


def _paging(turn: Turn, number: int, more: bool) -> Row:
    voice = turn.voice
    before = (Button(voice.button("‹ Before"), Tap(ChatVerb.SHELF.value, "", 0, number - 1)),) if number else ()
    after = (Button(voice.button("Next ›"), Tap(ChatVerb.SHELF.value, "", 0, number + 1)),) if more else ()
    return before + after
