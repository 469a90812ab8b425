"""The calls that show a card with a picture, a film or a recording, as data; plain functions.

In a stored call `media://0:<SHA-256>` names a file of a flow, and `media://1:<...>,2:<...>` one picture made of
several, each with its number. A message with a picture never becomes a mere text again: then the card is said anew.
"""

from collections.abc import Iterable
from typing import Any

from texts.cards import Card, Picture
from texts.clipping import CAPTION_LIMIT

MEDIA = "media://"
SENDING = {"photo": "sendPhoto", "video": "sendVideo", "audio": "sendAudio"}
WORDS, PICTURE, CAPTION = "editMessageText", "editMessageMedia", "editMessageCaption"
EDITING = frozenset({WORDS, PICTURE, CAPTION})
"""Calls that put another card in a card's place."""

Params = dict[str, Any]
Call = tuple[str, Params]


def source_of(files: Iterable[tuple[int, str]]) -> str:
    """How a stored call names these files, each with its number (0: none)."""
    return MEDIA + ",".join(f"{number}:{digest}" for number, digest in files)


def files_of(source: str) -> list[tuple[int, str]]:
    """The inverse of `source_of`."""
    parts = (part.partition(":") for part in source.removeprefix(MEDIA).split(","))
    return [(int(number), digest) for number, _, digest in parts]


def alone(chat_id: int, picture: Picture) -> Call:
    """A picture as a message of its own."""
    return SENDING[picture.kind], {"chat_id": chat_id, picture.kind: picture.source}


def sending(chat_id: int, card: Card) -> Call:
    """The card as a new message."""
    markup = {"reply_markup": card.reply_markup()} if card.rows else {}
    picture = card.picture
    if picture is None:
        return "sendMessage", {"chat_id": chat_id, "text": card.text(), "parse_mode": "HTML", **markup}
    return SENDING[picture.kind], {"chat_id": chat_id, picture.kind: picture.source, **_caption(card), **markup}


def way_to_edit(card: Card, pictured: bool, same: bool) -> str | None:
    """How a message becomes the card, None if it can not. `pictured`: it has a picture; `same`: just the card's, or
    those stand above it."""
    picture = card.picture
    if (pictured and picture is None) or (card.ahead and not same) or len(card.parts()) > 1:
        return None
    if picture is None:
        return WORDS
    return CAPTION if pictured and same else PICTURE


def editing(chat_id: int, card: Card, way: str) -> Call:
    """The card in the place of another, in a way of `way_to_edit`."""
    params: Params = {"chat_id": chat_id, "reply_markup": card.reply_markup()}
    picture = card.picture
    if way == WORDS or picture is None:
        return WORDS, {**params, "text": card.text(), "parse_mode": "HTML"}
    if way == CAPTION:
        return CAPTION, {**params, **_caption(card)}
    return PICTURE, {**params, "media": {"type": picture.kind, "media": picture.source, **_caption(card)}}


def anew(method: str, params: Params) -> Call:
    """What a call that edits a card would send if there were none to edit."""
    if method == PICTURE:
        media = dict(params["media"])
        kind = media.pop("type")
        rest = {name: value for name, value in params.items() if name != "media"}
        return SENDING[kind], {**rest, kind: media.pop("media"), **media}
    return "sendMessage", _as_text(params) if method == CAPTION else params


def in_words(method: str, params: Params) -> Call | None:
    """The words of a call alone; None if it has none."""
    if method == PICTURE:
        return WORDS, _as_text(anew(method, params)[1])
    return ("sendMessage", _as_text(params)) if params.get("caption") else None


def references(params: Params, scheme: str | tuple[str, ...]) -> list[str]:
    """The files of a scheme (`attach://`, `media://`) that a call sends, as it names them."""
    media = params.get("media", ())
    items = [item["media"] for item in ([media] if isinstance(media, dict) else media)]
    return [value for value in (*params.values(), *items) if isinstance(value, str) and value.startswith(scheme)]


def _caption(card: Card) -> Params:
    return {"caption": card.text(CAPTION_LIMIT), "parse_mode": "HTML"}


def _as_text(params: Params) -> Params:
    kept = {name: value for name, value in params.items() if name not in {*SENDING, "caption"}}
    return {**kept, "text": params["caption"]}
