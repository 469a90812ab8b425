"""What Telegram demands of a reply markup."""

from typing import Any

from sandbox.errors import bad_request
from sandbox.limits import BUTTONS, BUTTONS_A_ROW, CALLBACK_DATA

ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
REQUESTS = {
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "request_managed_bot",
    "web_app",
}
"""What a button below the text field may ask for, in private chats only."""
DECORATIONS = {"text", "style", "icon_custom_emoji_id"}
KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def check_markup(markup: dict[str, Any] | None, chat_id: int) -> dict[str, Any] | None:
    """The inline keyboard that a message keeps, or None; ApiError 400 for a markup Telegram would refuse."""
    if not markup:
        return None
    kind = next((kind for kind in KINDS if kind in markup), None)
    if kind is None:
        raise bad_request("can't parse reply keyboard markup JSON object")
    if kind == "inline_keyboard":
        rows = [row for row in check_rows(markup[kind], "inline keyboard") if row]
        for button in (button for row in rows for button in row):
            check_inline_button(button, chat_id)
        return {"inline_keyboard": rows} if rows else None
    if kind == "keyboard":
        for button in (button for row in check_rows(markup[kind], "keyboard") for button in row):
            check_reply_button(button, chat_id)
    return None


def check_rows(rows: Any, what: str) -> list[list[Any]]:
    """Rows of buttons, not too many."""
    if not isinstance(rows, list):
        raise bad_request(f"field \"{what.replace(' ', '_')}\" of the ReplyMarkup must be an Array")
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {what}: a row must be an Array")
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def check_inline_button(button: Any, chat_id: int) -> None:
    """One button: a text and exactly one action."""
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if unknown := set(button) - ACTIONS - DECORATIONS:
        raise bad_request(f"can't parse inline keyboard button: unknown field {sorted(unknown)[0]!r}")
    check_label(button, "inline keyboard")
    if len(set(button) & ACTIONS) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode("utf-8", "surrogatepass")) <= CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://", "t.me/")):
        raise bad_request("BUTTON_URL_INVALID")
    if "web_app" in button and chat_id < 0:
        raise bad_request("BUTTON_TYPE_INVALID")


def check_reply_button(button: Any, chat_id: int) -> None:
    """One button of a keyboard below the text field."""
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    if unknown := set(button) - REQUESTS - DECORATIONS:
        raise bad_request(f"can't parse keyboard button: unknown field {sorted(unknown)[0]!r}")
    check_label(button, "keyboard")
    if chat_id < 0 and REQUESTS & set(button):
        raise bad_request("BUTTON_TYPE_INVALID")


def check_label(button: dict[str, Any], what: str) -> None:
    """A button carries words."""
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request(f"can't parse {what} button: the text of a button must be non-empty")
