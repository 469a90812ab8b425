"""A small plot of how questions fare: what goes wrong of 100 times each is shown, and how long its answer takes."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.making import Content
from flows.definition import Flow
from flows.health import REVIEW_CARD
from reports.charts.pen import ACCENT, FAINT, GREY, PAPER, drawable, png
from reports.health import QuestionHealth, called, time_words
from texts.clipping import clip
from texts.locale import N_, Voice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUESTIONS = 15  # the worst, in the flow's order
DPI, WIDTH, ROW = 160, 7.2, 0.34  # dots per inch, inches
LABEL = 34  # characters
KINDS = (
    ("abandoned", N_("stopped here"), "#b3261e"),
    ("refused", N_("refused"), "#e08a00"),
    ("corrected", N_("corrected"), ACCENT),
    ("skipped", N_("skipped"), FAINT),
)
"""What may go wrong with a question, its words and colour."""


async def drawn(found: Sequence[QuestionHealth], flow: Flow, voice: Voice, language: str) -> Content:
    """The plot, drawn beside the event loop."""
    return await asyncio.to_thread(draw, found, flow, voice, language)


def draw(found: Sequence[QuestionHealth], flow: Flow, voice: Voice, language: str) -> Content:
    """The questions with most trouble (`found`: worst first) as bars, from the first question down."""
    from matplotlib.figure import Figure

    shown = _in_order([each for each in found if each.question != REVIEW_CARD][:QUESTIONS], flow)
    figure = Figure(figsize=(WIDTH, 1.5 + ROW * max(1, len(shown))), dpi=DPI, facecolor=PAPER, layout="constrained")
    trouble, times = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    places = range(len(shown))
    _troubles(trouble, shown, voice)
    _times(times, shown, voice)
    labels = [clip(drawable(called(each.question, flow, language)), LABEL) for each in shown]
    trouble.set_yticks(places, labels, fontsize=8, parse_math=False)  # a label may hold $
    trouble.invert_yaxis()
    for axes in (trouble, times):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
    return Content(png(figure), "health.png", "image/png")


def _in_order(found: Sequence[QuestionHealth], flow: Flow) -> list[QuestionHealth]:
    """As in the flow; a question that is gone from it comes last."""
    places = {question.name: place for place, question in enumerate(flow.questions())}
    return sorted(found, key=lambda each: places.get(each.question, len(places)))


def _troubles(axes: "Axes", shown: Sequence[QuestionHealth], voice: Voice) -> None:
    left = [0.0] * len(shown)
    for name, words, colour in KINDS:
        widths = [100 * getattr(each, name) / max(1, each.shown) for each in shown]
        axes.barh(range(len(shown)), widths, left=left, color=colour, label=voice(words), height=0.7)
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.set_title(voice("Of 100 times shown"), fontsize=9)
    axes.set_xlim(0, max(10.0, *left) if left else 10.0)
    axes.figure.legend(fontsize=8, ncols=4, loc="outside lower center", frameon=False)


def _times(axes: "Axes", shown: Sequence[QuestionHealth], voice: Voice) -> None:
    seconds = [max(1.0, each.seconds or 0) for each in shown]
    axes.barh(range(len(shown)), seconds, color=GREY, height=0.7)
    for place, each in enumerate(shown):
        if each.seconds is not None:
            axes.annotate(time_words(each.seconds, voice), (seconds[place], place), (3, 0),
                          textcoords="offset points", va="center", fontsize=7)  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(1, 8 * max([*seconds, 60.0]))
    axes.set_xticks([])
    axes.minorticks_off()
    axes.set_title(voice("Time until the answer"), fontsize=9)
