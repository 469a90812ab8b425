"""Table of contents: which update goes to which story, in order, and why."""

from collections.abc import Callable, Coroutine
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

from bot.handlers import account, conversation, drafts, groups, joining, reports
from bot.incoming import read
from bot.turn import Story, Turn, Turns
from bot.verbs import ChatVerb
from flows.inputs import Verb
from texts.commands import command_named

# Commands by their English names; `texts.commands` knows what else they are called, and who sees them in the menu.
COMMANDS: dict[str, Story] = {
    "start": drafts.arrive,
    "report": drafts.begin_menu,
    "cancel": drafts.begin_menu,
    "myreports": reports.my_reports,
    "language": drafts.language,
    "forget": account.forget,
    "help": drafts.help_page,
}

JOINING: dict[ChatVerb, Story] = {
    ChatVerb.JOIN_LANGUAGE: joining.choose_language,
    ChatVerb.JOIN_AGREE: joining.agree,
    ChatVerb.JOIN_DECLINE: joining.decline,
}

BUTTONS: dict[str, Story] = {
    **dict.fromkeys((verb.value for verb in Verb), conversation.tapped),
    ChatVerb.MENU: drafts.begin_menu,
    ChatVerb.BEGIN: drafts.begin,
    ChatVerb.ANOTHER: drafts.begin_another,
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
    ChatVerb.PICTURES: reports.show_pictures,
    ChatVerb.WITHDRAW: reports.withdraw,
    ChatVerb.WITHDRAW_SURE: reports.withdraw_surely,
    ChatVerb.RESTORE: reports.restore,
    ChatVerb.FORGET: reports.forget_report,
    ChatVerb.FORGET_SURE: reports.forget_report_surely,
    ChatVerb.FORGET_ALL: account.forget_all,
    ChatVerb.FORGET_ALL_SURE: account.forget_all_surely,
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
            _handler(turns, members_only(conversation.edited)),
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
    else:
        (conversation.said if command is None else COMMANDS.get(command, drafts.unknown_command))(turn)


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
    if _command(turn) in COMMANDS and not turn.incoming.edited:
        groups.command(turn)


def ignore(_: Turn) -> None:
    """Nothing to say."""


def members_only(story: Story) -> Story:
    """The story for those who have consented; strangers are met as such."""

    def either(turn: Turn) -> None:
        (story if turn.person is not None and turn.person.status == "active" else joining.stranger)(turn)

    return either


def _verbs(stories: dict[ChatVerb, Story]) -> str:
    return rf"^(?:{'|'.join(stories)}):"


def _handler(turns: Turns, story: Story) -> Callable[[Update, CallbackContext], Coroutine[Any, Any, None]]:
    async def handle(update: Update, context: CallbackContext) -> None:
        await turns.handle(update, read(update, context.bot.username), story)

    return handle
