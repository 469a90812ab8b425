"""Beginning a report, leaving it and coming back: menu, begin, resume, more, pause, delete, language, help."""

from dataclasses import replace
from uuid import UUID

from bot.command_menu import help_lines, set_menu
from bot.draft import Draft, begin_draft, draft_of, pause_others
from bot.handlers import joining
from bot.handlers.filing import ended_words
from bot.menu import begun_by, flows_open_to, in_words, menu_card, published_to
from bot.render import Pen, language_rows
from bot.turn import Turn
from flows.engine import relabel
from storage.erasure import erase_reports
from storage.session_store import SessionRow
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard
from texts.locale import LANGUAGES, N_, Html
from texts.verbs import ChatVerb

HELP = N_(
    "<b>How this works</b>\n"
    "{commands}\n\n"
    "Answer by writing, by tapping a button, or by sending a photo. Everything is kept as you go: you can stop "
    "at any time "
    "and come back within 30 days."
)


def begin_menu(turn: Turn) -> None:
    """/report, and the button that draws the menu."""
    turn.show(menu_card(turn))


def arrive(turn: Turn) -> None:
    """/start of someone who has joined: another invitation, or the menu."""
    if not (turn.incoming.argument and joining.accept_invitation(turn)):
        turn.show(menu_card(turn))


def begin(turn: Turn) -> None:
    """A flow was tapped in a menu."""
    tap = _tap(turn)
    code, known = begun_by(turn, tap.version)
    if known is not None:
        begun_already(turn, known)
        return
    revision = next((each for each in flows_open_to(turn) if each.flow.key == tap.code), None)
    if revision is None:
        turn.show(menu_card(turn, note=turn.voice("That can not be reported any more.")))
        return
    revision_id = next(row for row, each in published_to(turn) if each is revision)
    begin_draft(turn, code, revision_id).show_first()


def begin_another(turn: Turn) -> None:
    """Report another, on a receipt: its reference stays in the chat, and what follows comes as a new message."""
    turn.strip(message_id=turn.incoming.message_id)
    turn.incoming = replace(turn.incoming, message_id=None)
    begin(turn)


def begun_already(turn: Turn, row: SessionRow) -> None:
    """A second tap on the same button of a menu."""
    if row.state is None or row.status not in ("open", "paused"):
        turn.show(menu_card(turn, note=turn.voice("That report is finished. You can begin another.")))
    elif row.status == "open" and Draft.of(turn, row).is_live(turn.incoming.message_id or 0):
        Draft.of(turn, row).toast(turn.voice("Already noted."))
    else:
        reopened(turn, row).show()


def resume(turn: Turn) -> None:
    """Continue a draft, or come back to the question from More."""
    draft = _draft(turn)
    if draft is not None:
        draft.show()


def more(turn: Turn) -> None:
    """Pause, language, delete, help."""
    draft = _draft(turn)
    if draft is not None:
        draft.show_card(draft.pen.more(draft.view()))


def review_page(turn: Turn) -> None:
    """Further lines of the review card."""
    draft = _draft(turn)
    if draft is not None:
        draft.show(review_page=_tap(turn).index)


def no_day(turn: Turn) -> None:
    """An empty place of the calendar was tapped."""
    draft = _draft(turn)
    if draft is not None:
        draft.toast(draft.context.voice("Please tap a day of the month, or write the date."))


def pause(turn: Turn) -> None:
    """Set the draft aside."""
    draft = _draft(turn)
    if draft is not None:
        voice = draft.context.voice
        text = voice.html(
            "<b>{title}</b> is paused. Everything is kept for 30 days; /report brings you back.", title=draft.title
        )
        rows = ((draft.pen.button(voice.button("Continue"), ChatVerb.RESUME),),)
        draft.show_card(Card(text, rows), status="paused")


def delete(turn: Turn) -> None:
    """Delete the draft; it can be undone for a day."""
    draft = _draft(turn, reopen=False)
    if draft is not None:
        delete_draft(draft)


def delete_draft(draft: Draft) -> None:
    """The same, whichever button asks for it."""
    if draft.turn.at_risk:
        card = Card(draft.turn.voice("It is deleted for good."), (_report_row(draft.pen),))
        delete_for_good(draft, card)
    else:
        voice = draft.context.voice
        text = voice.html("<b>{title}</b> is deleted. You can undo this for a day.", title=draft.title)
        draft.show_card(_deleted_card(draft, text), status="deleted")


def _deleted_card(draft: Draft, text: Html) -> Card:
    voice = draft.context.voice
    undo = (draft.pen.button(voice.button("Undo"), ChatVerb.UNDELETE),)
    others = (Button(voice.button("All drafts"), Tap(ChatVerb.SHELF.value)),)
    return Card(text, (undo, others, _report_row(draft.pen)))


def ended_card(turn: Turn, session_id: UUID) -> Card:
    """What became of a draft that can not be gone on with: deleted, with its way back; filed; or gone."""
    row, voice = turn.stores.sessions.get(session_id), turn.voice
    if row is not None and row.status == "deleted" and row.state is not None and row.expires_at > turn.now:
        draft = Draft.of(turn, row)
        turn.tells_of.add(row.id)
        until = voice.html("Deleted; it can be brought back until {when}.", when=in_words(turn, row.expires_at))
        return _deleted_card(draft, Html(f"{voice.html('<b>{title}</b>', title=draft.title)}\n{until}"))
    if row is not None and row.status == "filed":
        return Card(voice.html("{note}", note=ended_words(turn, row)), (_report_row(Pen(voice, "", 0)),))
    return menu_card(turn, note=voice("That draft is gone for good."))


def delete_for_good(draft: Draft, card: Card) -> None:
    """What a person at risk has deleted can be brought back by nobody; the card comes in its place."""
    turn, row = draft.turn, draft.row
    tapped = turn.incoming.message_id
    live = tapped is not None and draft.is_live(tapped)
    erase_reports(turn.stores, [row.id])
    turn.wants_erasures = True
    turn.show(card)
    if not live:
        turn.strip(message_id=row.card_message_id, outbox_id=row.card_outbox_id)


def undelete(turn: Turn) -> None:
    """Bring a deleted draft back."""
    row = draft_of(turn, _tap(turn).code, deleted=True)
    if row is None:
        turn.show(menu_card(turn, note=turn.voice("That draft is gone for good.")))
    else:
        reopened(turn, row).show()


def draft_language(turn: Turn) -> None:
    """Choose another language in the middle of a report."""
    draft = _draft(turn)
    if draft is not None:
        pen = draft.pen
        rows = language_rows(lambda index: pen.tap(ChatVerb.SPEAK, index))
        draft.show_card(Card(_choose_language(turn), (*rows, (pen.back_to_question(),))))


def language(turn: Turn) -> None:
    """/language"""
    rows = language_rows(lambda index: Tap(ChatVerb.SPEAK.value, "", 0, index))
    turn.show(Card(_choose_language(turn), rows))


def _choose_language(turn: Turn) -> str:
    return turn.voice.html("<b>Which language shall we speak?</b>")


def speak(turn: Turn) -> None:
    """A language was chosen: the person's, and that of the report under way."""
    tap = _tap(turn)
    chosen = LANGUAGES[tap.index] if tap.index < len(LANGUAGES) else turn.language
    turn.stores.people.set_language(turn.active.id, chosen)
    turn.person = replace(turn.active, language=chosen)
    row = turn.stores.sessions.open_of(turn.active.id)
    if row is not None:
        draft = Draft.of(turn, row)
        if not draft.is_preview:
            draft.session = relabel(draft.session, chosen)
        draft.show()
    else:
        turn.show(menu_card(turn, note=turn.voice("From now on we speak English.")))
    set_menu(turn)


def unknown_command(turn: Turn) -> None:
    """A command that is none of ours is no answer either."""
    help_page(turn, turn.voice("I do not know that command."))


def help_page(turn: Turn, note: str = "") -> None:
    """/help, and Help under More: never loses the place."""
    row = turn.stores.sessions.open_of(turn.active.id)
    text = turn.voice.html(HELP, commands=help_lines(turn.voice, turn.active))
    if note:
        text = Html(turn.voice.html("{note}", note=note) + "\n\n" + text)
    if row is None:
        turn.show(Card(text, (_report_row(Pen(turn.voice, "", 0)),)))
        return
    draft = Draft.of(turn, row)
    card = Card(text, keyboard((), manners=[draft.pen.back_to_question()]))
    if turn.incoming.is_tap:
        draft.show_card(card)
    else:
        turn.say(card)


def _report_row(pen: Pen) -> tuple[Button, ...]:
    return (Button(pen.voice.button("Report an action"), Tap(ChatVerb.MENU.value)),)


def _draft(turn: Turn, reopen: bool = True) -> Draft | None:
    """The draft that a button belongs to, made the open one; explains and returns None if it is over."""
    row = draft_of(turn, _tap(turn).code)
    if row is None:
        turn.show(menu_card(turn, note=turn.voice("That report is finished or deleted.")))
        return None
    return reopened(turn, row) if reopen else Draft.of(turn, row)


def reopened(turn: Turn, row: SessionRow) -> Draft:
    """The unfinished session as the one the person is in; whichever was it is set aside."""
    if row.status != "open":
        pause_others(turn, keep=row)
    draft = Draft.of(turn, row)
    if not draft.is_preview:
        draft.session = relabel(draft.session, turn.language)
    return draft


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
