"""Messages, cards and keyboards as data, within Telegram's limits and our manners."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, TypeVar

from texts.bidi import seen
from texts.buttons import Tap, pack
from texts.clipping import CAPTION_LIMIT, TEXT_LIMIT, clip, clip_html, utf16_len
from texts.splitting import split_html

#: Choices on one page of a keyboard; UTF-16 units of a label.
PAGE_SIZE = 8
LABEL_LIMIT = 60
#: Two choices share a row only if all are this short (UTF-16 units seen); longer ones would be cut on a phone.
SHORT_LABEL = 16

TAG = re.compile(r"<[^>]*>")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Button:
    """A button with a tap of ours or a link: exactly one of the two (ValueError otherwise)."""

    text: str
    tap: Tap | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.tap is None) == (self.url is None):
            raise ValueError(f"a button has either a tap or a url: {self.text!r}")

    def markup(self) -> dict[str, str]:
        """As an InlineKeyboardButton of the Bot API; the label clipped to 60 UTF-16 units."""
        label = clip(self.text, LABEL_LIMIT)
        if self.tap is not None:
            return {"text": label, "callback_data": pack(self.tap)}
        return {"text": label, "url": str(self.url)}


Row = tuple[Button, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, film or recording that stands with words. `kind`: photo, video or audio; `source`: where its bytes
    are, as a stored call names it."""

    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """A message with buttons. `text_html` is Telegram's HTML and may be of any length. The last of the `pictures` is
    one message with the words if these are short enough for a caption; all others go ahead."""

    text_html: str
    rows: Rows = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def picture(self) -> Picture | None:
        """The picture that the words stand below, in one message."""
        if not self.pictures or clip_html(self.text_html, CAPTION_LIMIT) != self.text_html:
            return None
        return self.pictures[-1]

    @property
    def ahead(self) -> tuple[Picture, ...]:
        """The pictures that are messages of their own, before it."""
        return self.pictures[:-1] if self.picture else self.pictures

    def text(self, limit: int = TEXT_LIMIT) -> str:
        """The HTML to send, clipped to so many UTF-16 units after entity parsing (captions: `CAPTION_LIMIT`)."""
        return clip_html(self.text_html, limit)

    def parts(self) -> "list[Card]":
        """The messages that say all of it: pictures go with the first, buttons stand below the last."""
        texts = split_html(self.text_html)
        if len(texts) < 2:
            return [self]
        first, *between, last = texts
        return [Card(first, (), self.pictures), *map(Card, between), Card(last, self.rows)]

    def plain(self) -> str:
        """What the person reads, as Telegram gives it back."""
        return unescape(TAG.sub("", self.text())).strip()

    def data(self) -> tuple[str, ...]:
        """What its buttons carry, in order."""
        return tuple(pack(button.tap) if button.tap else "" for row in self.rows for button in row)

    def reply_markup(self) -> dict[str, Any]:
        """As an InlineKeyboardMarkup of the Bot API; without rows it strips the buttons of an edited message."""
        return {"inline_keyboard": [[button.markup() for button in row] for row in self.rows]}


def keyboard(choices: Sequence[Button], paging: Sequence[Button] = (), manners: Sequence[Button] = ()) -> Rows:
    """At most 8 choices, two a row if all are short, then the row that turns pages, then Back, Skip and More.

    Raises ValueError for more choices than a page holds: cut them with `page` first.
    """
    if len(choices) > PAGE_SIZE:
        raise ValueError(f"{len(choices)} choices on one page; at most {PAGE_SIZE}")
    width = 2 if len(choices) > 1 and all(utf16_len(seen(choice.text)) <= SHORT_LABEL for choice in choices) else 1
    choice_rows = (tuple(choices[at : at + width]) for at in range(0, len(choices), width))
    return _rows(*choice_rows, tuple(paging), tuple(manners))


def calendar(weeks: Iterable[Sequence[Button]], paging: Sequence[Button] = (), manners: Sequence[Button] = ()) -> Rows:
    """Seven days a row, then the row that turns months, then Back, Skip and More."""
    return _rows(*(tuple(week) for week in weeks), tuple(paging), tuple(manners))


def page(items: Sequence[T], number: int) -> Sequence[T]:
    """The items of one page, counted from 0; out of range it is the nearest page."""
    last = pages(items) - 1
    start = min(max(number, 0), last) * PAGE_SIZE
    return items[start : start + PAGE_SIZE]


def pages(items: Sequence[object]) -> int:
    """How many pages the items fill, at least 1."""
    return max(1, -(-len(items) // PAGE_SIZE))


def _rows(*rows: Row) -> Rows:
    return tuple(row for row in rows if row)
