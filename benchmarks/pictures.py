"""What a digest's picture costs, beside an empty figure of its size: `nice python -m benchmarks.pictures`.

Drawn by turns in four languages, in a worker thread as the bot does. Prints milliseconds of CPU for one, their ratio,
and how far the memory grew from the tenth drawing to the last.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from reports.charts.content import Amount, ChartContent, ChartRow
from reports.charts.digest import WIDTH, draw
from reports.charts.pen import DPI, png
from texts.locale import LANGUAGES, voice

WARM = 10
PAGE = 4096  # bytes


def resident() -> float:
    """Memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


def content(number: int) -> ChartContent:
    """Never the same twice, so that nothing is only remembered."""
    rows = tuple(
        ChartRow(f"signatures {at}", Amount(37_181 + number, "over"), Amount(number), Amount(Decimal(number) / 4))
        for at in range(5)
    )
    return ChartContent(f"{number} actions, one release", "Week 43 · Germany", f"As of number {number}", rows)


def digest(number: int) -> None:
    """Draw one."""
    draw(content(number), voice(LANGUAGES[number % len(LANGUAGES)]))


def bare(number: int) -> None:
    """An empty figure as large."""
    from matplotlib.figure import Figure

    png(Figure(figsize=(WIDTH / DPI, 1300 / DPI), dpi=DPI))


async def cost(work: Callable[[int], None], number: int) -> float:
    """Milliseconds of CPU of one."""
    begun = time.process_time()
    await asyncio.to_thread(work, number)
    return 1000 * (time.process_time() - begun)


async def main(drawings: int) -> None:
    """Both by turns, `drawings` times after some to warm up."""
    for number in range(WARM):
        await cost(digest, number)
        await cost(bare, number)
    before = resident()
    pairs = [(await cost(digest, WARM + each), await cost(bare, each)) for each in range(drawings)]
    ours, empty = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{ours:.0f} ms a picture, {empty:.0f} ms an empty figure, {ours / empty:.1f} times")
    print(f"memory {before:.0f} MB after {WARM}, {resident() - before:+.1f} MB after {drawings} more")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
