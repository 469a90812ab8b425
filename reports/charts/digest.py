"""The picture of a digest: for each thing counted the period, the one before and the mean of four, as bars.

Each row has a scale of its own, because unlike things have none in common; its longest bar is as long as every other
row's. Every bar carries its number in words. Readable on a phone: 1280 dots are about 330 points of its screen.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.charts.content import (
    Amount,
    ChartContent,
    ChartRow,
    Part,
    Picture,
    alone_words,
    amount_words,
    in_words,
    part_words,
)
from reports.charts.pen import ACCENT, DPI, GREY, INK, PAPER, Pen, Style, drawable, font, png
from texts.locale import Voice

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

WIDTH, MARGIN = 1280, 56  # dots
ROOM = WIDTH - 2 * MARGIN
LABELS, GUTTER = 372, 30  # dots: the column of labels at most, and what parts it from the bars
GAP, BETWEEN, SAMPLE = 16, 34, 26  # dots: from a bar to its words, from row to row, a bar of the legend
TITLE, SUBTITLE, NOTE = Style(22, bold=True), Style(14, colour=GREY), Style(12, colour=GREY)
LABEL, LEGEND, ALONE = Style(14.5, bold=True), Style(13), Style(13, colour=GREY)
RISE = 0.36  # of a text's size: from its baseline to its middle


@dataclass(frozen=True, slots=True)
class Lane:
    """How one of a row's bars is drawn: dots of height with and without what is around it, its words, its colours."""

    height: float
    thickness: float
    style: Style
    face: str
    edge: str


LANES: dict[Part, Lane] = {
    "now": Lane(60, 48, Style(16.5, bold=True), ACCENT, ACCENT),
    "last": Lane(42, 26, Style(13), "#7b8692", "#7b8692"),
    "mean": Lane(42, 26, Style(13), PAPER, GREY),
}


def draw(content: ChartContent, voice: Voice) -> Picture:
    """The picture and what it shows in words. Takes a fifth of a second: not for the event loop."""
    return Picture(png(drawn(content, voice)), in_words(content, voice))


def drawn(content: ChartContent, voice: Voice) -> "Figure":
    """The picture laid out. Its boxes and texts carry what they are as `gid`: "bar now 0" is the first row's."""
    from matplotlib.figure import Figure

    sheet = _Sheet(content, voice)
    figure = Figure(figsize=(WIDTH / DPI, sheet.height / DPI), dpi=DPI, facecolor=PAPER)
    sheet.onto(figure)
    return figure


class _Sheet:
    """Everything measured and broken into lines; places count from the side where reading begins, and from the top."""

    def __init__(self, content: ChartContent, voice: Voice) -> None:
        self.content, self.voice = content, voice
        self.pen = Pen(voice.direction == "rtl")
        self.title = self.pen.balanced(content.title, TITLE, ROOM)
        self.subtitle = self.pen.wrapped(content.subtitle, SUBTITLE, ROOM)
        self.note = self.pen.wrapped(content.note, NOTE, ROOM)
        self.labels = [self.pen.wrapped(row.label, LABEL, LABELS) or ["…"] for row in content.rows]
        self.left = max(self.pen.width(line, LABEL) for lines in self.labels for line in lines) + GUTTER
        self.legend = self._legend()
        self.full = min(self._longest(row) for row in content.rows)

    @property
    def height(self) -> float:
        """Of the whole picture, in dots."""
        rows = sum(self._row_height(at) for at in range(len(self.labels)))
        legend = LEGEND.height * (1 + max(line for _, line, _ in self.legend))
        return self._head() + rows + legend + len(self.note) * NOTE.height + MARGIN

    def _head(self) -> float:
        head = MARGIN * 0.75 + len(self.title) * TITLE.height + len(self.subtitle) * SUBTITLE.height
        return head + BETWEEN

    def _row_height(self, at: int) -> float:
        row = self.content.rows[at]
        lanes = sum(LANES[part].height for part, _ in row.amounts()) + (LANES["last"].height if row.alone else 0)
        return max(lanes, len(self.labels[at]) * LABEL.height) + BETWEEN

    def _words(self, amount: Amount) -> str:
        return drawable(amount_words(amount, self.voice))

    def _longest(self, row: ChartRow) -> float:
        """How long a full bar may be at most, in dots, so that the words of each of the row's bars have room."""
        most = ROOM - self.left - GAP
        return min(
            (most - self.pen.width(self._words(amount), LANES[part].style)) / (share(amount, row) or 1)
            for part, amount in row.amounts()
        )

    def _legend(self) -> list[tuple[Part, int, float]]:
        """What each sort of bar stands for: the line and place of its sample."""
        there = {part for row in self.content.rows for part, _ in row.amounts()}
        placed: list[tuple[Part, int, float]] = []
        line, left = 0, 0.0
        for part in (each for each in LANES if each in there):
            width = SAMPLE + GAP + self.pen.width(part_words(part, self.content.kind, self.voice), LEGEND)
            if left and left + width > ROOM:
                line, left = line + 1, 0.0
            placed.append((part, line, left))
            left += width + BETWEEN
        return placed

    def onto(self, figure: "Figure") -> None:
        """Draw it all."""
        top = self._lines(figure, self.title, TITLE, MARGIN * 0.75, "title")
        self._lines(figure, self.subtitle, SUBTITLE, top, "subtitle")
        top = self._head()
        for at, row in enumerate(self.content.rows):
            self._row(figure, at, row, top)
            top += self._row_height(at)
        for part, line, left in self.legend:
            middle = top + LEGEND.height * (line + 0.5)
            self._bar(figure, part, MARGIN + left, middle, SAMPLE, SAMPLE, f"sample {part}")
            words = part_words(part, self.content.kind, self.voice)
            self._text(figure, words, LEGEND, MARGIN + left + SAMPLE + GAP, middle, f"legend {part}")
        top += LEGEND.height * (1 + max(line for _, line, _ in self.legend))
        self._lines(figure, self.note, NOTE, top + MARGIN * 0.25, "note")

    def _row(self, figure: "Figure", at: int, row: ChartRow, top: float) -> None:
        self._lines(figure, self.labels[at], LABEL, top, f"label {at}")
        left = MARGIN + self.left
        below = top
        for part, amount in row.amounts():
            lane = LANES[part]
            middle = below + lane.height / 2
            length = share(amount, row) * self.full
            if length:
                self._bar(figure, part, left, middle, length, lane.thickness, f"{part} {at}")
            self._text(figure, self._words(amount), lane.style, left + length + GAP, middle, f"words {part} {at}")
            below += lane.height
        if row.alone:
            middle = below + LANES["last"].height / 2
            self._text(figure, alone_words(self.voice), ALONE, left + GAP, middle, f"words alone {at}")
        self._box(figure, (left - 1, top, 2, below - top), INK, INK, f"zero {at}")

    def _bar(
        self, figure: "Figure", part: Part, left: float, middle: float, length: float, thickness: float, gid: str
    ) -> None:
        lane = LANES[part]
        self._box(figure, (left, middle - thickness / 2, length, thickness), lane.face, lane.edge, f"bar {gid}")

    def _box(
        self, figure: "Figure", place: tuple[float, float, float, float], face: str, edge: str, gid: str
    ) -> None:
        """Left, top, width, height."""
        from matplotlib.patches import Rectangle

        left, top, width, height = place
        figure.add_artist(Rectangle((left, top), width, height, facecolor=face, edgecolor=edge, linewidth=1.2, gid=gid,
                                    transform=self._dots()))  # fmt: skip

    def _dots(self) -> "Affine2D":
        """From our places to the figure's, which count from the left and from below."""
        from matplotlib.transforms import Affine2D

        across = Affine2D().scale(-1, 1).translate(WIDTH, 0) if self.pen.rtl else Affine2D()
        return across.scale(1, -1).translate(0, self.height)

    def _lines(self, figure: "Figure", lines: list[str], style: Style, top: float, gid: str) -> float:
        """Write them below `top`; where they end."""
        for line in lines:
            self._text(figure, line, style, MARGIN, top + style.height / 2, gid)
            top += style.height
        return top

    def _text(self, figure: "Figure", text: str, style: Style, left: float, middle: float, gid: str) -> None:
        figure.text(
            left, middle + RISE * style.points * DPI / 72, self.pen.directed(text), color=style.colour, gid=gid,
            ha=self.pen.side, va="baseline", parse_math=False, fontproperties=font(style), transform=self._dots(),
        )  # fmt: skip


def share(amount: Amount, row: ChartRow) -> float:
    """A bar's part of the longest in its row, 0 to 1; what was taken back (below 0) has none."""
    most = max(Decimal(each.value) for _, each in row.amounts())
    return float(max(Decimal(amount.value), Decimal(0)) / most) if most > 0 else 0.0
