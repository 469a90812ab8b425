"""A picture of a flow: its questions from top to bottom, what leads to which, groups and repeats as boxes, and how much
of it each language has. One page is a picture (PNG), several are a PDF, as wide as a phone.
"""

import asyncio
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image

from bot.flow_outline import Entry, Outline
from bot.making import Content
from reports.charts.pen import ACCENT, BOX, BRANCH, DPI, FAINT, GREY, PAPER, Pen, Style, font, png
from texts.bidi import isolate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, TALLEST = 1080, 2200  # dots of a page
MARGIN, INDENT, GAP = 44, 40, 26  # dots
ROUND = 23  # dots: of the circle with a question's number
BESIDE = 2 * ROUND + 20  # from the circle's edge to the text
MOST_PAGES = 20


TITLE, SUBTITLE = Style(17, bold=True), Style(9.5, colour=GREY)
QUESTION, HEAD, NOTE = Style(10.5, bold=True), Style(11, bold=True, colour=ACCENT), Style(10, colour=GREY)
DETAIL, CONDITION, NUMBER = Style(8.5, colour=GREY), Style(9, colour=BRANCH), Style(8.5, bold=True, colour="white")
FADED = Style(10.5, bold=True, colour=GREY)


@dataclass(frozen=True, slots=True)
class Block:
    """An entry laid out: its lines, and how tall they are together, in dots."""

    entry: Entry
    lines: tuple[tuple[str, Style], ...]
    height: float
    left: float  # where its text begins


async def drawn(told: Outline, name: str) -> Content:
    """The picture, drawn beside the event loop."""
    return await asyncio.to_thread(draw, told, name)


def draw(told: Outline, name: str = "flow") -> Content:
    """The whole flow: a picture, or a PDF where one page does not hold it. `name`: of the file, without its ending."""
    pages = [page.png() for page in laid_out(told)]
    if len(pages) == 1:
        return Content(pages[0], f"{name}.png", "image/png")
    first, *others = (Image.open(io.BytesIO(page)).convert("RGB") for page in pages)
    written = io.BytesIO()
    first.save(written, "pdf", save_all=True, append_images=others, resolution=DPI, quality=90)
    return Content(written.getvalue(), f"{name}.pdf", "application/pdf")


def laid_out(told: Outline) -> list["Page"]:
    """The pages, filled from the top. Of a flow that needs more than MOST_PAGES the rest is left out."""
    pen = Pen(told.direction == "rtl")
    page = Page(pen, head=list(_head(pen, told)))
    pages = [page]
    for block in (_block(pen, each) for each in told.entries):
        if page.height + block.height > TALLEST and page.blocks:
            if len(pages) == MOST_PAGES:
                return pages
            page = Page(pen)
            pages.append(page)
        page.blocks.append(block)
    return pages


def _head(pen: "Pen", told: Outline) -> Iterator[tuple[str, Style]]:
    room = WIDTH - 2 * MARGIN
    yield from ((line, TITLE) for line in pen.wrapped(told.title, TITLE, room))
    yield from ((line, SUBTITLE) for line in pen.wrapped(told.subtitle, SUBTITLE, room))
    languages = " · ".join(isolate(f"{name} {share}%", told.direction) for name, share in told.complete)
    yield from ((line, SUBTITLE) for line in pen.wrapped(languages, SUBTITLE, room))
    yield from ((line, Style(8, colour=GREY)) for line in pen.wrapped(told.legend, DETAIL, room))


def _block(pen: "Pen", entry: Entry) -> Block:
    branch = INDENT if entry.condition and entry.kind in ("question", "note") else 0
    left = MARGIN + INDENT * entry.depth + branch + (BESIDE if entry.kind in ("question", "note") else 20)
    room = WIDTH - MARGIN - 16 - left
    lines: list[tuple[str, Style]] = []
    if entry.condition:
        lines += [(line, CONDITION) for line in pen.wrapped(entry.condition, CONDITION, room)]
    title, style = _title(entry)
    lines += [(line, style) for line in pen.wrapped(title, style, room)]
    if isinstance(entry.required, str):
        lines += [(line, CONDITION) for line in pen.wrapped(f"● {entry.required}", CONDITION, room)]
    for detail in entry.detail:
        lines += [(line, DETAIL) for line in pen.wrapped(detail, DETAIL, room)]
    return Block(entry, tuple(lines), sum(style.height for _, style in lines) + GAP, left)


def _title(entry: Entry) -> tuple[str, Style]:
    if entry.kind == "note":
        return entry.title, NOTE
    if entry.kind == "question":
        mark = " ●" if entry.required is True else ""
        return entry.title + mark, FADED if entry.faded else QUESTION
    return f"↻ {entry.title}" if entry.kind == "repeat" else entry.title, HEAD


@dataclass(slots=True)
class Page:
    """Blocks from top to bottom; the first page begins with the head."""

    pen: Pen
    head: Sequence[tuple[str, Style]] = ()
    blocks: list[Block] = field(default_factory=list)

    @property
    def height(self) -> float:
        """In dots."""
        head = sum(style.height for _, style in self.head) + (GAP if self.head else 0)
        return 2 * MARGIN + head + sum(each.height for each in self.blocks)

    def png(self) -> bytes:
        return png(self.figure())

    def figure(self) -> "Figure":
        """The page drawn."""
        from matplotlib.figure import Figure

        tall = self.height
        figure = Figure(figsize=(WIDTH / DPI, tall / DPI), dpi=DPI, facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim((WIDTH, 0) if self.pen.rtl else (0, WIDTH))  # from the right, all is mirrored
        axes.set_ylim(tall, 0)
        axes.set_axis_off()
        top = self._lines(axes, self.head, MARGIN, MARGIN) + (GAP if self.head else 0)
        tops = []
        for block in self.blocks:
            tops.append(top)
            top += block.height
        self._boxes(axes, tops)
        self._spine(axes, tops)
        for block, at in zip(self.blocks, tops, strict=True):
            self._lines(axes, block.lines, block.left, at)
        return figure

    def _lines(self, axes: "Axes", lines: Sequence[tuple[str, Style]], left: float, top: float) -> float:
        """Write them below `top`; where they end."""
        for text, style in lines:
            axes.text(
                left, top + style.height * 0.76, self.pen.directed(text), color=style.colour, ha=self.pen.side,
                va="baseline", parse_math=False, fontproperties=font(style),
            )  # fmt: skip
            top += style.height
        return top

    def _boxes(self, axes: "Axes", tops: Sequence[float]) -> None:
        """A box around each group and repeat, the outer ones first; on a further page around what is left of it."""
        from matplotlib.patches import FancyBboxPatch

        deepest = max((each.entry.depth for each in self.blocks), default=0)
        for depth in range(1, deepest + 1):
            for first, last in self._runs(depth):
                head = first > 0 and self.blocks[first - 1].entry.kind in ("group", "repeat")
                begin = tops[first - 1 if head else first] - 8
                end = tops[last] + self.blocks[last].height - GAP + 8 - 3 * (depth - 1)
                repeat = head and self.blocks[first - 1].entry.kind == "repeat"
                left = MARGIN + INDENT * (depth - 1)
                box = FancyBboxPatch(
                    (left, begin), WIDTH - MARGIN - 10 * (depth - 1) - left, end - begin,
                    boxstyle="round,pad=0,rounding_size=14", facecolor=BOX if depth % 2 else "white",
                    edgecolor=ACCENT if repeat else FAINT, linewidth=1.4 if repeat else 0.8,
                )  # fmt: skip
                axes.add_patch(box)

    def _runs(self, depth: int) -> Iterator[tuple[int, int]]:
        """First and last of the blocks in a row that stand so deep or deeper."""
        first: int | None = None
        for at, block in enumerate(self.blocks):
            inside = block.entry.depth >= depth
            begins = block.entry.depth == depth - 1 and block.entry.kind in ("group", "repeat")
            if inside and first is None:
                first = at
            elif (not inside or begins) and first is not None:
                yield first, at - 1
                first = None
        if first is not None:
            yield first, len(self.blocks) - 1

    def _spine(self, axes: "Axes", tops: Sequence[float]) -> None:
        """The line that leads from question to question, the numbers on it, and an arrow to each that is asked only
        under a condition."""
        from matplotlib.patches import Circle

        asked = [(block, top) for block, top in zip(self.blocks, tops, strict=True) if block.entry.kind == "question"]
        for (block, top), (after, below) in pairwise(asked):
            if block.entry.depth == after.entry.depth:
                axes.plot([_trunk(block)] * 2, [top + ROUND, below + ROUND], color=FAINT, linewidth=1.2, zorder=1.5)
        for block, top in asked:
            centre = (block.left - BESIDE + ROUND, top + ROUND)
            colour = FAINT if block.entry.faded else BRANCH if block.entry.condition else ACCENT
            if block.entry.condition:
                arrow = {"arrowstyle": "-|>", "color": BRANCH, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
                begin, end = (_trunk(block), centre[1]), (centre[0] - ROUND, centre[1])
                axes.annotate("", xy=end, xytext=begin, arrowprops=arrow, zorder=2)
            axes.add_patch(Circle(centre, ROUND, color=colour, zorder=3))
            axes.text(
                centre[0], centre[1] + 2, block.entry.number, color="white", ha="center", va="center_baseline",
                fontproperties=font(NUMBER), parse_math=False, zorder=4,
            )  # fmt: skip


def _trunk(block: Block) -> float:
    """Where the line runs that questions of its depth stand on."""
    return MARGIN + INDENT * block.entry.depth + ROUND
