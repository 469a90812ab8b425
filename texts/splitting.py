"""A long text in several messages: cut where a reader would, each part with its markup whole."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from texts.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE
from texts.clipping import TEXT_LIMIT, head, utf16_len

# Where a text is cut: between paragraphs, lines or words, the first of these that does not waste half of a message.
BETWEEN = (re.compile(r"\s*\n\s*\n\s*"), re.compile(r"\s*\n\s*"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag, told from others like it by its place."""

    place: int
    name: str
    source: str


Run = tuple[str, tuple[Tag, ...]]


def split_html(text_html: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Telegram HTML in parts of at most so many UTF-16 units of visible text; white space at the cuts is left out.

    Tags open at a cut are closed before it and opened again after it. A text that fits stays as it is. Parts are never
    blank (Telegram refuses those); a blank text that does not fit has none.
    """
    if len(text_html) * 2 <= limit:
        return [text_html]
    reader = _Reader()
    reader.feed(text_html)
    reader.close()
    plain = "".join(text for text, _ in reader.runs)
    if utf16_len(plain) <= limit:
        return [text_html]
    return [_written(_between(reader.runs, start, end)) for start, end in _parts(plain, limit)]


def _parts(plain: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, without white space at either end."""
    at, whole = 0, len(plain.rstrip())
    while (at := at + len(plain[at:]) - len(plain[at:].lstrip())) < whole:
        room = len(head(plain[at:], limit)) or 1  # one letter at least, should it be longer than the limit
        end = whole if at + room >= whole else at + _cut(plain[at : at + room + 1], room)
        yield at, at + len(plain[at:end].rstrip())
        at = end


def _cut(text: str, room: int) -> int:
    """How much of the text, of which `room` letters fit and one more is known, the part takes."""
    for between in BETWEEN:
        gaps = [gap for gap in between.finditer(text) if room // 2 <= gap.start() <= room]
        for gap in sorted(gaps, key=lambda gap: (_isolated(text[: gap.start()]), -gap.start())):
            return gap.start()
    return room


def _isolated(text: str) -> bool:
    """Whether something is kept apart that has not ended: rather not cut there."""
    return text.count(FIRST_STRONG_ISOLATE) > text.count(POP_ISOLATE)


def _between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for text, tags in runs:
        if piece := text[max(0, start - at) : max(0, end - at)]:
            yield piece, tags
        at += len(text)


def _written(runs: Iterator[Run]) -> str:
    written: list[str] = []
    opened: list[Tag] = []
    for text, tags in runs:
        while opened and opened[-1] not in tags:
            written.append(f"</{opened.pop().name}>")
        for tag in tags[len(opened) :]:
            opened.append(tag)
            written.append(tag.source)
        written.append(html.escape(text, quote=False))
    return "".join(written) + "".join(f"</{tag.name}>" for tag in reversed(opened))


class _Reader(HTMLParser):
    """The visible text in runs, each with the tags that are open around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._open: list[Tag] = []
        self._tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1
        self._open.append(Tag(self._tags, tag, self.get_starttag_text() or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1].name == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append((data, tuple(self._open)))
