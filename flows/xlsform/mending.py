"""What spreadsheet programs and phones do to cells, undone: quotes, dashes, spaces, days made of names.

Wordings are left alone: there typographic quotes, hard spaces and marks of direction are meant.
"""

import re
from collections.abc import Mapping

#: Spaces that are not the plain one, and characters that nobody sees.
_SPACES = re.compile("[\t\r\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SINGLE, _DOUBLE = "‘’‚‛′", "“”„‟″«»"
_OUTSIDE = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "…": "...", "≤": "<=", "≥": ">=", "≠": "!=", "\u00a0": " ", "\u202f": " "}
)
_IN_BRACES = re.compile(r"\$\s*\{\s*([^{}]*?)\s*\}")
_COMMA = re.compile(r"(?<=\d),(?=\d)")


def plain(text: str) -> str:
    """One line of plain spaces, without what nobody sees: for names, types, headings and other words of the form."""
    return " ".join(_SPACES.sub(" ", _UNSEEN.sub("", text)).split())


def name(text: str) -> str:
    """A name as it was typed: also dashes that were two hyphens, or one."""
    return plain(text).replace("—", "--").replace("–", "-")


def expression(text: str, renamed: Mapping[str, str] | None = None) -> str:
    """An expression with straight quotes, plain spaces and the signs that were typed; literals stay as they are, but
    for names of choices that were mended (`renamed`: damaged to mended)."""
    text = text.strip()
    parts, at = [], 0
    depth = 0
    while at < len(text):
        character = text[at]
        if character in f"'\"{_SINGLE}{_DOUBLE}":
            literal, at = _literal(text, at)
            parts.append(_renamed(literal, renamed or {}))
            continue
        end = _next_quote(text, at)
        outside, depth = _outside(text[at:end], depth)
        parts.append(outside)
        at = end
    return _IN_BRACES.sub(r"${\1}", "".join(parts))


def _next_quote(text: str, at: int) -> int:
    while at < len(text) and text[at] not in f"'\"{_SINGLE}{_DOUBLE}":
        at += 1
    return at


def _outside(text: str, depth: int) -> tuple[str, int]:
    """Text between literals; a comma between digits is a decimal one where no call is open."""
    text = _UNSEEN.sub("", text).translate(_OUTSIDE)
    found = []
    for piece in re.split(r"([()])", text):
        depth += (piece == "(") - (piece == ")")
        found.append(_COMMA.sub(".", piece) if depth == 0 else piece)
    return "".join(found), depth


def _literal(text: str, at: int) -> tuple[str, int]:
    """The literal that begins here with straight quotes, and where it ends."""
    opened = text[at]
    single = opened in f"'{_SINGLE}"
    straight = "'" if single else '"'
    curly = _SINGLE if single else _DOUBLE
    end = -1
    if opened == straight:
        end = text.find(straight, at + 1)
    if end < 0:
        end = next((place for place in range(at + 1, len(text)) if text[place] in curly + straight), -1)
    if end < 0:
        return straight + text[at + 1 :], len(text)
    inside = text[at + 1 : end]
    if straight in inside:  # cannot be said with these quotes
        straight = '"' if single else "'"
    return f"{straight}{inside}{straight}", end + 1


def _renamed(literal: str, renamed: Mapping[str, str]) -> str:
    quote, inside = literal[:1], literal[1:-1]
    return f"{quote}{renamed[inside]}{quote}" if inside in renamed else literal
