"""How pictures are written: fonts, colours, lines as wide as there is room, and the finished PNG.

matplotlib is loaded when the first one is drawn: it takes half a second and 40 MB, and it shapes Arabic by itself. The
font is the one it brings, DejaVu Sans: Latin and Arabic are in it, and nothing need be installed.
"""

import gc
import io
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

DPI = 200  # dots per inch
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
UNSEEN = f"{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}\u2068\u2069"  # direct a line and are never drawn, whatever the font has
PAPER, INK, GREY, FAINT = "#ffffff", "#1b1f24", "#5c6570", "#aab2bb"
ACCENT, BRANCH, BOX = "#0b6bcb", "#a04a00", "#eef3f8"

_ONE_AT_A_TIME = threading.Lock()  # matplotlib's caches of laid out text are not made for several threads


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is written: points, weight, colour."""

    points: float
    bold: bool = False
    colour: str = INK

    @property
    def height(self) -> float:
        """Dots from one line to the next."""
        return self.points * DPI / 72 * 1.32


@cache
def font_file(bold: bool) -> str:
    """The font's file, bold or not."""
    from matplotlib import get_data_path

    return str(Path(get_data_path(), "fonts", "ttf", f"DejaVuSans{'-Bold' if bold else ''}.ttf"))


@cache
def characters(bold: bool) -> frozenset[int]:
    """The code points that may stand in a text: those that the font can draw, and those that nobody sees."""
    from matplotlib.font_manager import get_font

    return frozenset({*get_font(font_file(bold)).get_charmap(), *map(ord, UNSEEN)})


def drawable(text: str, bold: bool = False) -> str:
    """The text without what the font does not know: an emoji would be an empty box."""
    known = characters(bold)
    return " ".join("".join(each if ord(each) in known else " " for each in text).split())


def font(style: Style) -> "FontProperties":
    """As matplotlib takes it."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=font_file(style.bold), size=style.points)


def png(figure: "Figure") -> bytes:
    """The figure as a PNG without dates or names of programs in it; equal figures make equal files."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    with _ONE_AT_A_TIME:
        canvas.draw()
    size = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    # What was drawn holds the drawing in circles, so that megabytes would wait for the next full collection.
    del canvas.renderer
    figure.clear()
    gc.collect(1)
    written = io.BytesIO()
    picture.save(written, format="png", dpi=(figure.dpi, figure.dpi))
    return written.getvalue()


class Pen:
    """Measures and breaks lines at DPI."""

    def __init__(self, rtl: bool) -> None:
        self.rtl = rtl
        self._widths: dict[tuple[str, Style], float] = {}

    @property
    def side(self) -> str:
        """The side from which its lines run."""
        return "right" if self.rtl else "left"

    def width(self, text: str, style: Style) -> float:
        """Of a line, in dots: its words and the spaces between them, because most words come again."""
        words = text.split(" ")
        return sum(self._word(word, style) for word in words) + self._word("n", style) / 2 * (len(words) - 1)

    def _word(self, word: str, style: Style) -> float:
        from matplotlib.font_manager import get_font

        known = self._widths.get((word, style))
        if known is None:
            face = get_font(font_file(style.bold))
            face.set_size(style.points, DPI)
            face.set_text(word)
            known = self._widths[word, style] = float(face.get_width_height()[0]) / 64
        return known

    def directed(self, text: str) -> str:
        """The line with a mark that says from which side it runs, whatever it begins with."""
        return f"{RIGHT_TO_LEFT if self.rtl else LEFT_TO_RIGHT}{text}"

    def wrapped(self, text: str, style: Style, room: float) -> list[str]:
        """The text in lines no wider than `room`, without what the font does not know."""
        lines: list[str] = []
        line = ""
        for word in drawable(text, style.bold).split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer, style) > room:
                lines.append(line)
                longer = word
            while self.width(longer, style) > room and len(longer) > 1:
                part = self._part(longer, style, room)
                lines.append(longer[:part])
                longer = longer[part:]
            line = longer
        return [*lines, line] if line else lines

    def balanced(self, text: str, style: Style, room: float) -> list[str]:
        """As `wrapped`, in lines about equally long: a number does not stand apart from its noun at a line's end."""
        lines = self.wrapped(text, style, room)
        while len(lines) > 1:
            narrower = self.wrapped(text, style, max(self.width(line, style) for line in lines) - 1)
            if len(narrower) > len(lines):
                break
            lines = narrower
        return lines

    def _part(self, word: str, style: Style, room: float) -> int:
        """How much of a word wider than a line fits into one."""
        return next((at for at in range(len(word) - 1, 1, -1) if self.width(word[:at], style) <= room), 1)
