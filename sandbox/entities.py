"""What becomes of a text on its way through Telegram: markup, entities given or found, cleaning, counting."""

import re
from bisect import bisect_left
from typing import Any

from sandbox.errors import bad_request
from sandbox.limits import CAPTION, ENTITIES, TEXT
from sandbox.markup import Entity, parse_html, utf16

REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
"""Characters that Telegram takes out of a bot's text, the bidirectional embeddings among them."""
BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3164"
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,:;!?')\]]|(?<![\w@.])t\.me/[\w+?=&/%-]*[\w/])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<bot_command>(?<![\w/>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#\w{0,255}[^\W\d_]\w{0,255})"
)
FOUND_MARK = re.compile(r"[/@#.]")
GIVEN = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
}
"""Types a bot may give."""
FOUND_AGAIN = {"url", "email", "bot_command", "mention", "hashtag", "cashtag", "phone_number"}
"""Types a bot may give too, but which Telegram finds in the text by itself."""
OPAQUE = {"code", "pre", "text_link", "text_mention"}


def format_text(text: str, parse_mode: str | None, given: list[Any] | None) -> tuple[str, list[Entity]]:
    """The text as sent, with its entities; ApiError 400 "message text is empty" or "message is too long"."""
    plain, entities = formatted(text, parse_mode, given)
    if not plain.strip(INVISIBLE + " \n\u00a0"):
        raise bad_request("message text is empty")
    if utf16(plain) > TEXT:
        raise bad_request("message is too long")
    return plain, entities


def format_caption(text: str | None, parse_mode: str | None, given: list[Any] | None) -> tuple[str, list[Entity]]:
    """The caption as sent (possibly empty), with its entities; ApiError 400 "message caption is too long"."""
    plain, entities = formatted(text or "", parse_mode, given)
    if utf16(plain) > CAPTION:
        raise bad_request("message caption is too long")
    return plain, entities


def formatted(text: str, parse_mode: str | None, given: list[Any] | None) -> tuple[str, list[Entity]]:
    """Parse, clean, trim and find entities, without looking at the length."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request(f"unsupported parse_mode {parse_mode!r}: this server reads only HTML")
        plain, entities = parse_html(text)
    else:
        plain, entities = text, [checked(entity, text) for entity in given or []]
        entities = [entity for entity in entities if entity["type"] in GIVEN]
    plain, entities = trimmed(*cleaned(plain, entities))
    entities += found(plain, [entity for entity in entities if entity["type"] in OPAQUE])
    return plain, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))[:ENTITIES]


def found(text: str, taken: list[Entity]) -> list[Entity]:
    """Links, commands, mentions, hashtags and e-mail addresses outside of what is already taken."""
    if not FOUND_MARK.search(text):
        return []
    entities = []
    for match in FOUND.finditer(text):
        offset, length = utf16(text[: match.start()]), utf16(match[0])
        if not any(e["offset"] < offset + length and offset < e["offset"] + e["length"] for e in taken):
            entities.append({"type": match.lastgroup, "offset": offset, "length": length})
    return entities


def checked(entity: Any, text: str) -> Entity:
    """One entity given by the bot; ApiError 400 if it is no entity or lies outside the text."""
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse MessageEntity: Expected an Object")
    if entity["type"] not in GIVEN | FOUND_AGAIN:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad_request("can't parse MessageEntity: offset and length must be positive integers")
    whole = text.encode("utf-16-le")
    if 2 * (offset + length) > len(whole):
        end = f"ends after the end of the text at UTF-16 offset {offset + length}"
        raise bad_request(f"entity beginning at UTF-16 offset {offset} {end}")
    for place, what in ((offset, "begins"), (offset + length, "ends")):
        if "\udc00" <= whole[2 * place : 2 * place + 2].decode("utf-16-le", "surrogatepass") <= "\udfff":
            where = f"entity beginning at UTF-16 offset {offset} {what} in a middle of a UTF-16 symbol"
            raise bad_request(f"{where} at byte offset {2 * place}")
    return entity


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the characters that Telegram removes, and with spaces for control characters."""
    text = BLANKED.sub(" ", text)
    removed = [utf16(text[: match.start()]) for match in REMOVED.finditer(text)]
    if not removed:
        return text, entities
    plain = REMOVED.sub("", text)
    return plain, moved(entities, lambda place: place - bisect_left(removed, place))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at either end."""
    plain = text.strip(" \n")
    if plain == text:
        return text, entities
    before, length = len(text) - len(text.lstrip(" \n")), utf16(plain)
    return plain, moved(entities, lambda place: min(max(place - before, 0), length))


def moved(entities: list[Entity], place: Any) -> list[Entity]:
    """The entities with both ends moved; those left empty are dropped."""
    result = []
    for entity in entities:
        start, end = place(entity["offset"]), place(entity["offset"] + entity["length"])
        if end > start:
            result.append({**entity, "offset": start, "length": end - start})
    return result
