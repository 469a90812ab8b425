"""Telegram's HTML to plain text and entities, refusing what Telegram refuses."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
OTHER = {"a", "span", "tg-emoji"}
TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<tag>[^\s<>/]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>"""
    r"""|(?P<reference>&(?:lt|gt|amp|quot|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)"""
    r"""|(?P<bare>[<>&])"""
)
ATTRIBUTE = re.compile(r"""([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+)))?""")
LINK = re.compile(r"(?:https?|tg|mailto|tel|tonsite)?:?(?://)?[^\s/]+\.[^\s]+|(?:tg|mailto|tel):\S+", re.IGNORECASE)


def utf16(text: str) -> int:
    """The length of a text in UTF-16 units, in which Telegram counts offsets and limits.

    UnicodeEncodeError, a ValueError, for half a surrogate pair, which is no text.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass
class Parser:
    """One pass over a text; `open` holds the tags not yet closed, innermost last."""

    source: str
    plain: list[str] = field(default_factory=list)
    length: int = 0
    open: list[tuple[str, dict[str, str], int]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Entity]]:
        """The plain text and its entities; ApiError 400 "can't parse entities" on the first mistake."""
        place = 0
        for token in TOKEN.finditer(self.source):
            self.write(self.source[place : token.start()])
            place = token.end()
            if token["reference"]:
                self.write(unescape(token["reference"]))
            elif token["bare"]:
                raise self.error(f"unescaped {token['bare']!r} at byte offset {self.byte(token.start())}")
            elif token["end"]:
                self.end(token["tag"].lower(), token.start())
            else:
                self.start(token["tag"].lower(), token["attributes"], token.start())
        self.write(self.source[place:])
        if self.open:
            raise self.error(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.plain), self.entities

    def write(self, text: str) -> None:
        self.plain.append(text)
        self.length += utf16(text)

    def start(self, tag: str, attributes: str, place: int) -> None:
        if tag not in SIMPLE and tag not in OTHER:
            raise self.error(f'Unsupported start tag "{tag}" at byte offset {self.byte(place)}')
        values = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(attributes)}
        if tag == "span" and values.get("class") != "tg-spoiler":
            raise self.error(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(place)}')
        self.open.append((tag, values, self.length))

    def end(self, tag: str, place: int) -> None:
        if not self.open:
            raise self.error(f"Unexpected end tag at byte offset {self.byte(place)}")
        opened, values, offset = self.open.pop()
        if tag not in ("", opened):
            place = self.byte(place)
            raise self.error(f'Unmatched end tag at byte offset {place}, expected "</{opened}>", found "</{tag}>"')
        if self.length > offset:
            self.close(opened, values, offset)

    def close(self, tag: str, values: dict[str, str], offset: int) -> None:
        entity: Entity = {"type": SIMPLE.get(tag, ""), "offset": offset, "length": self.length - offset}
        if tag == "a":
            url = values.get("href") or self.since(offset)
            if not LINK.fullmatch(url):
                return
            entity |= {"type": "text_link", "url": url}
        elif tag == "span":
            entity["type"] = "spoiler"
        elif tag == "tg-emoji":
            entity |= {"type": "custom_emoji", "custom_emoji_id": values.get("emoji-id", "")}
        elif tag == "blockquote" and "expandable" in values:
            entity["type"] = "expandable_blockquote"
        elif tag == "code" and self.open and self.open[-1][0] == "pre":
            self.open[-1][1].update(values)
            return
        elif tag == "pre" and values.get("class", "").startswith("language-"):
            entity["language"] = values["class"].removeprefix("language-")
        self.entities.append(entity)

    def since(self, offset: int) -> str:
        return "".join(self.plain).encode("utf-16-le")[2 * offset :].decode("utf-16-le")

    def byte(self, place: int) -> int:
        return len(self.source[:place].encode())

    def error(self, text: str) -> ApiError:
        return bad_request(f"can't parse entities: {text}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities (offsets in UTF-16 units) of Telegram's HTML; ApiError 400 as Telegram."""
    return Parser(source).parse()
