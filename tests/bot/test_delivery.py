"""What each error of Telegram's means for a stored message, as a table."""

from datetime import UTC, datetime, timedelta

import pytest
import telegram.error
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery import LONGEST_WAIT, Again, Anew, Decision, Delivered, Drop, Moved, Park, Stop, Unreachable, decide
from bot.letters import Letter
from bot.marks import Done
from storage.outbox_store import Parked

NOW = datetime(2014, 10, 22, 12, 0, tzinfo=UTC)
NOT_MODIFIED = BadRequest("Message is not modified: specified new message content is exactly the same")
TOO_OLD = BadRequest("Query is too old and response timeout expired or query id is invalid")
NO_MESSAGE = BadRequest("Message to edit not found")
NOT_EDITABLE = BadRequest("Message can't be edited")

TABLE = [
    (RetryAfter(timedelta(seconds=7)), "sendMessage", Again(NOW + timedelta(seconds=7), counts=False)),
    (Forbidden("Forbidden: bot was blocked by the user"), "sendMessage", Unreachable()),
    (Forbidden("Forbidden: user is deactivated"), "editMessageText", Unreachable()),
    (ChatMigrated(-1005), "sendMessage", Moved(-1005)),
    (InvalidToken(), "sendMessage", Stop("InvalidToken")),
    (Conflict("terminated by other getUpdates request"), "sendMessage", Stop("Conflict")),
    (NOT_MODIFIED, "editMessageText", Delivered()),
    (NOT_MODIFIED, "editMessageReplyMarkup", Delivered()),
    (TOO_OLD, "answerCallbackQuery", Drop()),
    (NO_MESSAGE, "editMessageText", Anew()),
    (NOT_EDITABLE, "editMessageText", Anew()),
    (NO_MESSAGE, "editMessageReplyMarkup", Drop()),
    (BadRequest("Message can't be deleted for everyone"), "deleteMessages", Drop()),
    (BadRequest("Message to delete not found"), "deleteMessage", Drop()),
    (BadRequest("Can't parse entities"), "sendMessage", Park("can't parse entities")),
    (BadRequest("Chat not found"), "sendMessage", Park("chat not found")),
    (BadRequest("Message thread not found"), "sendPhoto", Park("message thread not found")),
    (BadRequest("Topic_closed"), "sendPhoto", Park("topic_closed")),
    (BadRequest("CHAT_WRITE_FORBIDDEN"), "sendMessage", Park("chat_write_forbidden")),
    (BadRequest("Not enough rights to send photos to the chat"), "sendPhoto", Park("not enough rights to send")),
    (BadRequest("Not enough rights to pin a message"), "pinChatMessage", Park("not enough rights")),
    (NetworkError("Request Entity Too Large"), "sendDocument", Park("file is too big")),
    (Forbidden("Forbidden: bot was kicked from the group chat"), "sendMessage", Unreachable()),
    (EndPointNotFound("Not Found"), "sendMessage", Stop("EndPointNotFound")),
    (PassportDecryptionError("odd"), "sendMessage", Park("PassportDecryptionError")),
    (TelegramError("odd"), "sendMessage", Park("TelegramError")),
    (KeyError("a secret"), "sendMessage", Park("program: KeyError")),
]


@pytest.mark.parametrize(("error", "method", "decision"), TABLE)
def test_each_error(error: Exception, method: str, decision: Decision) -> None:
    assert decide(error, method, 0, NOW, 0.5) == decision


@pytest.mark.parametrize(
    ("words", "chat_id", "no_place", "unreachable"),
    [
        ("Message thread not found", -5, True, False),
        ("TOPIC_CLOSED", -5, True, False),
        ("not enough rights to send text messages to the chat", -5, True, False),
        ("have no rights to send a message", -5, True, False),
        ("CHAT_WRITE_FORBIDDEN", -5, True, False),
        ("chat not found", -5, False, True),
        ("chat not found", 5, False, False),
        ("message is too long", -5, False, False),
    ],
)
def test_where_nothing_can_be_posted_any_more_is_seen(
    words: str, chat_id: int, no_place: bool, unreachable: bool
) -> None:
    decision = decide(BadRequest(words), "sendPhoto", 0, NOW, 0.5)
    assert isinstance(decision, Park)
    letter = Letter(1, 1, b"chat", None, "bulk", "sendPhoto", {"chat_id": chat_id})
    done = Done(letter, Parked(1, decision.reason))
    assert (done.no_place, done.unreachable) == (no_place, unreachable)


def test_every_class_of_python_telegram_bots_is_in_the_table() -> None:
    tried_again = {TimedOut, NetworkError}
    classes = {each for each in vars(telegram.error).values() if isinstance(each, type)}
    errors = {each for each in classes if issubclass(each, TelegramError)}
    assert errors == {type(error) for error, _, _ in TABLE if isinstance(error, TelegramError)} | tried_again


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway"), NetworkError("ClientOSError")])
@given(attempts=st.integers(0, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_what_may_have_arrived_is_tried_again_with_growing_pauses(
    error: Exception, attempts: int, jitter: float
) -> None:
    decision = decide(error, "sendMessage", attempts, NOW, jitter)
    assert isinstance(decision, Again) and decision.counts
    pause = decision.at - NOW
    assert timedelta(seconds=0.5) <= pause <= LONGEST_WAIT
    if attempts < 8:
        assert pause < timedelta(seconds=2 ** (attempts + 1))


@given(st.text(max_size=500), st.sampled_from(["sendMessage", "editMessageText", "answerCallbackQuery"]))
def test_a_permanent_refusal_is_never_tried_again(words: str, method: str) -> None:
    decision = decide(BadRequest(words), method, 0, NOW, 0.0)
    assert not isinstance(decision, Again)
    assert not isinstance(decision, Park) or len(decision.reason) <= 200
