"""The emphasis that XLSForm knows: *italic*, **bold**, # heading, [words](address); told in HTML and in plain words.

The rules are those of ODK Collect: `_` counts only at the ends of words, what begins in a line ends in it, a backslash
takes a sign's meaning away, and of HTML nothing is shown but the words and the breaks of lines.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape

_SIGNS = re.compile(r"[*_#\[\\<&]")
_SOME = r"(?:\$\{[^}\n]*\}|\\.|[^\n\\])+?"
_MARK = re.compile(
    r"\\(?P<literal>[^\w\s])"
    r"|(?P<reference>\$\{[^}\n]*\})"
    r"|^\#{1,6}[ \t]+(?P<heading>[^\n]*?)[ \t]*\#*[ \t]*$"
    rf"|\*\*(?=\S)(?P<bold>{_SOME})(?<=\S)\*\*(?!\*)"
    rf"|(?<!\w)__(?=\S)(?P<bold_words>{_SOME})(?<=\S)__(?!\w)"
    rf"|\*(?=[^\s*])(?P<italic>{_SOME})(?<=\S)\*"
    rf"|(?<!\w)_(?=[^\s_])(?P<italic_words>{_SOME})(?<=\S)_(?!\w)"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<address>(?:https?://|mailto:|tel:)[^\s()<>\"]+)\)"
    r"|</?(?P<tag>span|p|div|br|font|center|b|i|u|em|strong|small|big|sub|sup|h[1-6])(?:\s[^<>]*)?/?>"
    r"|(?P<entity>&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_PARAGRAPH_ENDS = frozenset({"</p>", "</div>"})
_DEEPEST = 6  # emphasis inside emphasis; further signs stay as they are


class Marked(str):
    """Words with emphasis. As a text it is the words alone; `html` is the same as Telegram's HTML, whole and nested
    right."""

    __slots__ = ("html",)
    html: str

    def __new__(cls, words: str, html: str) -> "Marked":
        made = super().__new__(cls, words)
        made.html = html
        return made


@lru_cache(maxsize=8192)
def emphasised(text: str) -> str:
    """The words of a text, `Marked` if any of them are emphasised. Never raises."""
    if not _SIGNS.search(text):
        return text
    html = _html(text, 0)
    words = unescape(_TAG.sub("", html))
    return Marked(words, html) if "<" in html else words


def plain(text: str) -> str:
    """The words of a text without any emphasis, as for a button or a spreadsheet."""
    return str(emphasised(text))


def after(lead: str, text: str) -> str:
    """The words of a text behind others, emphasised as they were."""
    if not isinstance(text, Marked):
        return lead + text
    return Marked(lead + text, escape(lead, quote=False) + text.html)


def filled(text: str, answer: Callable[[str], str]) -> str:
    """The words of a text, emphasised as it says, with an answer for each ${name} in it, told just as it is."""
    told = emphasised(text)
    words = _REFERENCE.sub(lambda found: answer(found[1].strip()), told)
    if not isinstance(told, Marked):
        return words
    return Marked(words, _REFERENCE.sub(lambda found: escape(answer(found[1].strip()), quote=False), told.html))


def _html(text: str, depth: int) -> str:
    if depth > _DEEPEST:
        return escape(text, quote=False)
    parts, at = [], 0
    for found in _MARK.finditer(text):
        parts += [escape(text[at : found.start()], quote=False), _told(found, depth)]
        at = found.end()
    return "".join([*parts, escape(text[at:], quote=False)])


def _told(found: re.Match[str], depth: int) -> str:
    """One mark with what it holds."""
    kind = found.lastgroup or ""
    inside = found[kind]
    match kind:
        case "heading" | "bold" | "bold_words":
            return f"<b>{_html(inside, depth + 1)}</b>" if inside else ""
        case "italic" | "italic_words":
            return f"<i>{_html(inside, depth + 1)}</i>"
        case "address":
            return f'<a href="{escape(inside)}">{_html(found["words"], depth + 1)}</a>'
        case "tag":
            return "\n" if inside.lower() == "br" or found[0].lower() in _PARAGRAPH_ENDS else ""
        case "entity":
            return escape(unescape(inside), quote=False)
        case _:
            return escape(inside, quote=False)
