"""Table of contents: which update goes to which story, in order, and why."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import routes_digests, routes_reminded, routes_staff
from bot.handlers import (
    account,
    amending,
    arriving,
    conversation,
    copying,
    digest_groups,
    doubles,
    drafts,
    events,
    groups,
    joining,
    opening,
    panic,
    planning,
    reports,
    safety,
    shelf,
)
from bot.handlers.digest_numbers import linked_tap
from bot.incoming import read
from bot.turn import Turn
from bot.turns import Story, Turns
from flows.inputs import Verb
from texts.commands import command_named
from texts.verbs import ChatVerb

# Commands by their English names; `texts.commands` knows what else they are called, and who sees them in the menu.
COMMANDS: dict[str, Story] = {
    "start": drafts.arrive,
    "report": drafts.begin_menu,
    "cancel": drafts.begin_menu,
    "drafts": shelf.drafts,
    "myreports": reports.my_reports,
    "language": drafts.language,
    "event": events.events,
    "forget": account.forget,
    "safety": safety.page,
    "help": drafts.help_page,
    **routes_digests.COMMANDS,
    **routes_reminded.COMMANDS,
    **routes_staff.COMMANDS,
}

JOINING: dict[ChatVerb, Story] = {
    ChatVerb.JOIN_LANGUAGE: joining.choose_language,
    ChatVerb.JOIN_AGREE: joining.agree,
    ChatVerb.JOIN_DECLINE: joining.decline,
    ChatVerb.JOIN_SECTION: joining.choose_section,
    ChatVerb.JOIN_PAGE: joining.turn_page,
}

BUTTONS: dict[str, Story] = {
    **dict.fromkeys((verb.value for verb in Verb), conversation.tapped),
    ChatVerb.MENU: drafts.begin_menu,
    ChatVerb.BEGIN: drafts.begin,
    ChatVerb.ANOTHER: drafts.begin_another,
    ChatVerb.OFFER_TAKE: opening.take,
    ChatVerb.OFFER_EVENT: opening.take_event,
    ChatVerb.OFFER_NO: opening.decline,
    ChatVerb.OFFER_SHOW: opening.show,
    ChatVerb.SHELF: shelf.drafts,
    ChatVerb.COPY: copying.copy,
    ChatVerb.RESUME: drafts.resume,
    ChatVerb.MORE: drafts.more,
    ChatVerb.NO_DAY: drafts.no_day,
    ChatVerb.REVIEW_PAGE: drafts.review_page,
    ChatVerb.PAUSE: drafts.pause,
    ChatVerb.DELETE: drafts.delete,
    ChatVerb.UNDELETE: drafts.undelete,
    ChatVerb.DRAFT_LANGUAGE: drafts.draft_language,
    ChatVerb.SPEAK: drafts.speak,
    ChatVerb.HELP: drafts.help_page,
    ChatVerb.LIST: reports.my_reports,
    ChatVerb.OPEN: reports.open_report,
    ChatVerb.VERSIONS: reports.earlier_versions,
    ChatVerb.AMEND: amending.change,
    ChatVerb.LEAVE: amending.leave,
    ChatVerb.SAME: doubles.same,
    ChatVerb.SHARE: doubles.share,
    ChatVerb.NOT_SAME: doubles.not_same,
    ChatVerb.PICTURES: reports.show_pictures,
    ChatVerb.WITHDRAW: reports.withdraw,
    ChatVerb.WITHDRAW_SURE: reports.withdraw_surely,
    ChatVerb.RESTORE: reports.restore,
    ChatVerb.FORGET: reports.forget_report,
    ChatVerb.FORGET_SURE: reports.forget_report_surely,
    ChatVerb.EVENTS: events.events,
    ChatVerb.EVENT_OPEN: events.show_event,
    ChatVerb.EVENT_POSTER: events.poster,
    ChatVerb.EVENT_REPORTS: events.reports,
    ChatVerb.EVENT_CHANGE: planning.change,
    ChatVerb.EVENT_CANCEL: events.cancel,
    ChatVerb.EVENT_CANCEL_SURE: events.cancel_surely,
    ChatVerb.EVENT_BEGIN: arriving.begin,
    ChatVerb.SAFETY: safety.page,
    ChatVerb.AT_RISK: safety.mark,
    ChatVerb.PANIC: safety.panic_word,
    ChatVerb.READ: safety.read,
    ChatVerb.FORGET_ALL: account.forget_all,
    ChatVerb.FORGET_ALL_SURE: account.forget_all_surely,
    **routes_digests.BUTTONS,
    **routes_reminded.BUTTONS,
    **routes_staff.BUTTONS,
}

ALLOWED_UPDATES = ["message", "edited_message", "callback_query"]


def add_routes(application: Application, turns: Turns) -> None:
    """Hand every update to its story. The first handler that fits gets it."""
    handlers: list[BaseHandler] = [
        # Groups first: there, nothing private may be said, so no other story may see them.
        MessageHandler(filters.ChatType.GROUPS, _handler(turns, in_group)),
        # Joining buttons work for strangers; they are the only ones that do.
        CallbackQueryHandler(_handler(turns, tapped_joining), pattern=_verbs(JOINING)),
        CallbackQueryHandler(_handler(turns, tapped)),
        # Edits before messages: an edited command is not given twice.
        MessageHandler(
            filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE,
            _handler(turns, edited),
        ),
        MessageHandler(filters.ChatType.PRIVATE, _handler(turns, said)),
        # Whatever else Telegram sends is marked as handled, and answered by nothing.
        TypeHandler(Update, _handler(turns, ignore)),
    ]
    application.add_handlers(handlers)


def said(turn: Turn) -> None:
    """A message in private: a command, or an answer."""
    command = _command(turn)
    if turn.person is None or turn.person.status != "active":
        (joining.start if command == "start" else joining.stranger)(turn)
    elif not panic.heard(turn) and not linked(turn, command):
        (conversation.said if command is None else COMMANDS.get(command, drafts.unknown_command))(turn)


def linked(turn: Turn, command: str | None) -> bool:
    """Whether it is a deep link that stands for a button of a group's message; then that is as good as tapped."""
    tap = linked_tap(turn.incoming.argument) if command == "start" else None
    story = routes_digests.LINKED.get(tap.verb) if tap else None
    if story is None:
        return False
    turn.incoming = replace(turn.incoming, tap=tap)
    story(turn)
    return True


def edited(turn: Turn) -> None:
    """A message in private was edited."""
    if turn.person is None or turn.person.status != "active":
        joining.stranger(turn)
    elif not panic.heard(turn):
        conversation.edited(turn)


def _command(turn: Turn) -> str | None:
    """The English name of the command, whichever of its names was typed; None if the message is none."""
    typed = turn.incoming.command
    return None if typed is None else command_named(typed)


def tapped(turn: Turn) -> None:
    """One of our buttons, or a forged one."""
    if not turn.incoming.private:
        groups.tapped(turn)
    elif turn.person is None or turn.person.status != "active":
        joining.stranger(turn)
    else:
        panic.choose_no_more(turn)
        tap = turn.incoming.tap
        story = BUTTONS.get(tap.verb) if tap else None
        (story or forged)(turn)


def tapped_joining(turn: Turn) -> None:
    """A button of the way in."""
    tap = turn.incoming.tap
    if tap is None or not turn.incoming.private:
        tapped(turn)
    else:
        JOINING[ChatVerb(tap.verb)](turn)


def forged(turn: Turn) -> None:
    """Callback data that we never wrote, or wrote long ago."""
    turn.toast(turn.voice("This button no longer works. /report shows the ways on."))


def in_group(turn: Turn) -> None:
    """A message in a group: our commands only."""
    command = _command(turn)
    if command in COMMANDS and not turn.incoming.edited:
        (digest_groups.command if command == "digest" else groups.command)(turn)


def ignore(_: Turn) -> None:
    """Nothing to say."""


def _verbs(stories: dict[ChatVerb, Story]) -> str:
    return rf"^(?:{'|'.join(stories)}):"


def _handler(turns: Turns, story: Story) -> Callable[[Update, CallbackContext], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: CallbackContext) -> None:
        await turns.handle(update, read(update, context.bot.username), story)

    return handle
