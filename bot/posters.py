"""An event's poster: its name, day and place, the QR code of its link, and the link in words. A5, to print."""

import asyncio
import textwrap
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import segno

from bot.making import Content
from reports.charts.pen import DPI, PAPER, Style, drawable, font, png
from storage.event_store import EventRow
from texts.dates import date_words
from texts.locale import Voice

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 148 / 25.4, 210 / 25.4  # inches: 1,165 by 1,653 dots
QUIET = 4  # modules of white around the code, as ISO/IEC 18004 asks for
CODE_WIDTH = 0.66  # of the poster's width
NAME_WIDTH, LINE_WIDTH = 24, 46  # characters in a line
NAME_LINES, PLACE_LINES = 3, 2


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on it, from top to bottom, worded in the language of whoever prints it."""

    name: str
    day: str
    place: str
    invitation: str
    link: str


def poster_of(event: EventRow, link: str, voice: Voice, today: date) -> Poster:
    """The event's poster in a language."""
    return Poster(
        name=event.name,
        day=date_words(event.occurs_on, voice, today),
        place=event.place,
        invitation=voice("Scan this with your phone’s camera, or open:"),
        link=link,
    )


async def drawn(poster: Poster, name: str) -> Content:
    """The picture (PNG), drawn beside the event loop."""
    return Content(await asyncio.to_thread(draw, poster), f"{name}.png", "image/png")


def draw(poster: Poster) -> bytes:
    """The picture (PNG)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor=PAPER)
    top = _lines(figure, poster.name, 0.945, Style(21, bold=True), NAME_WIDTH, NAME_LINES)
    top = _lines(figure, poster.day, top - 0.005, Style(15), LINE_WIDTH, 1)
    _lines(figure, poster.place, top, Style(13), LINE_WIDTH, PLACE_LINES)
    bottom = _code(figure, poster.link)
    under = _lines(figure, poster.invitation, bottom - 0.02, Style(12), LINE_WIDTH, 2)
    _lines(figure, poster.link.removeprefix("https://"), under - 0.005, Style(9.5, bold=True), 80, 1)
    return png(figure)


def modules(link: str) -> tuple[tuple[bool, ...], ...]:
    """The code's modules, rows from the top, dark ones true; a fifth of it may be soiled (level M or better)."""
    return tuple(tuple(bool(each) for each in row) for row in segno.make_qr(link, error="m").matrix)


def _code(figure: "Figure", link: str) -> float:
    """Draw the code pixel by pixel, so that every module is equally large; the height of its lower edge (0 to 1)."""
    import numpy as np

    dark = np.pad(np.array(modules(link)), QUIET)
    size = int(CODE_WIDTH * WIDTH * DPI) // len(dark)
    pixels = np.kron(~dark, np.ones((size, size), dtype=bool))
    width, height = int(WIDTH * DPI), int(HEIGHT * DPI)
    left, bottom = (width - len(pixels)) // 2, int(height * 0.16)
    figure.figimage(pixels, left, bottom, cmap="gray", vmin=0, vmax=1, origin="upper")
    return bottom / height


def _lines(figure: "Figure", text: str, top: float, style: Style, letters: int, most: int) -> float:
    """Write the text centred below `top`, in at most so many lines of so many letters; where it ends."""
    for line in textwrap.wrap(drawable(text, style.bold), letters, max_lines=most, placeholder=" …"):
        top -= style.points * 1.45 / 72 / HEIGHT
        figure.text(
            0.5, top, line, ha="center", va="baseline", parse_math=False, fontproperties=font(style), color=style.colour
        )
    return top
