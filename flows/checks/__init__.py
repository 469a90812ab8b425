"""Everything an editor must mend before a flow is published, all at once: place, what is wrong, how to mend it.

A warning names what a person would trip over, or miss, and yet could report with: an existing form runs in the chat
unchanged. All else stands in the way of publishing.
"""

from collections.abc import Iterator

from flows.checks import circles, lists, questions, reachable, readings, shape, tried, wordings
from flows.checks.changes import check_change
from flows.checks.outline import Outline
from flows.definition import Flow, Group, Question
from flows.problems import Problem

__all__ = ["check", "check_change"]


def check(flow: Flow) -> list[Problem]:
    """Every problem of a flow, in its own order; empty if there is nothing to mend."""
    outline = Outline(flow)
    found = dict.fromkeys(_problems(outline))
    if all(problem.warning for problem in found):  # else it may be no flow that anybody can walk through
        found |= dict.fromkeys(tried.unanswered(outline))
    return list(found)


def _problems(outline: Outline) -> Iterator[Problem]:
    yield from wordings.of_title(outline.flow)
    yield from shape.of_flow(outline)
    yield from shape.of_names(outline)
    for placed in outline.parts:
        yield from shape.of_part(placed)
        yield from readings.of_part(outline, placed)
        if isinstance(placed.part, Question):
            yield from questions.of_question(outline, placed.part)
            yield from wordings.of_question(outline, placed.part)
        elif isinstance(placed.part, Group):
            yield from shape.of_group(placed.part)
            yield from wordings.of_group(outline.flow, placed.part)
    yield from questions.of_figures(outline)
    yield from lists.of_lists(outline)
    yield from circles.circles(outline)
    yield from reachable.unreachable(outline)
