"""Telegram measures texts in UTF-16 units after entity parsing; so do we, and nothing is cut in two halves."""

import html
from html.parser import HTMLParser

from texts.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ELLIPSIS = "…"


def utf16_len(text: str) -> int:
    """Length in UTF-16 units: an emoji outside the basic plane counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """The plain text, cut to so many UTF-16 units with "…" at the end if it is longer; what is kept apart stays so."""
    if utf16_len(text) <= limit:
        return text
    units = limit - 1
    kept = head(text, units)
    # A shorter one may leave more of them open: one that it cut off had closed another.
    while utf16_len(kept) + _open_isolates(kept) > limit - 1:
        units -= 1
        kept = head(text, units)
    return kept.rstrip() + ELLIPSIS + POP_ISOLATE * _open_isolates(kept)


def clip_html(text_html: str, limit: int = TEXT_LIMIT) -> str:
    """Telegram HTML cut to so many UTF-16 units of visible text, with every opened tag closed."""
    if len(text_html) * 2 <= limit:
        return text_html
    cutter = _Cutter(limit - 1)
    cutter.feed(text_html)
    cutter.close()
    return text_html if cutter.seen <= limit else cutter.result()


def _open_isolates(text: str) -> int:
    return max(0, text.count(FIRST_STRONG_ISOLATE) - text.count(POP_ISOLATE))


def head(text: str, units: int) -> str:
    """The longest beginning of so many UTF-16 units, no letter cut in two."""
    encoded = text.encode("utf-16-le", "surrogatepass")[: units * 2]
    return encoded.decode("utf-16-le", "ignore")


class _Cutter(HTMLParser):
    """Copies HTML until the visible text is used up; goes on counting, so that a fitting text can stay as it is."""

    def __init__(self, units: int) -> None:
        super().__init__(convert_charrefs=True)
        self.units = units
        self.seen = 0
        self._copy: list[str] = []
        self._open: list[str] = []

    def result(self) -> str:
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        return f"{''.join(self._copy).rstrip()}{ELLIPSIS}{closing}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.seen < self.units:
            self._copy.append(self.get_starttag_text() or "")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.seen < self.units and self._open and self._open[-1] == tag:
            self._copy.append(f"</{tag}>")
            self._open.pop()

    def handle_data(self, data: str) -> None:
        room = self.units - self.seen
        if room > 0:
            self._copy.append(html.escape(head(data, room), quote=False))
        self.seen += utf16_len(data)
