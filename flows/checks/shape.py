"""The flow as a whole: its settings, its names, how large and how deep it is."""

import re
from collections import Counter
from collections.abc import Iterator

from flows.checks.outline import Outline, Placed
from flows.compiled import instance_key
from flows.definition import ASKED_TYPES, Group, Question, walk
from flows.limits import GROUP_DEPTH_MAX, INSTANCES_MAX, KEY_MAX, QUESTIONS_MAX, REPEAT_DEPTH_MAX
from flows.problems import Problem

_NAME = re.compile(r"[^\W\d][\w.-]*")
_FOLLOW_UP = re.compile(r"\d{1,3}[dwm] \w+")


def of_flow(outline: Outline) -> Iterator[Problem]:
    """Its settings and its size."""
    flow = outline.flow
    if flow.default_language not in flow.languages:
        yield Problem("flow", "the default language is not among the languages", "add it to languages")
    if flow.follow_up and not _FOLLOW_UP.fullmatch(flow.follow_up):
        yield Problem("flow", f"follow_up {flow.follow_up!r} is not understood", "write it like `30d staff`")
    if not any(question.type in ASKED_TYPES and not question.retired for _, question in outline.questions):
        yield Problem("flow", "nothing is asked", "add a question")
    if len(outline.questions) > QUESTIONS_MAX:
        yield Problem("flow", f"there are {len(outline.questions)} questions", f"at most {QUESTIONS_MAX}")


def of_names(outline: Outline) -> Iterator[Problem]:
    """Names that can be used, once each; core fields that are filled once."""
    for name, times in Counter(each.name for each in outline.parts).items():
        if times > 1:
            yield Problem(name, f"the name stands {times} times", "give each question and group a name of its own")
        if not _NAME.fullmatch(name):
            yield Problem(name, "this cannot be a name", "use letters, digits, _ and -, beginning with a letter")
    earlier = Counter(question.was for _, question in outline.questions if question.was)
    for name, times in earlier.items():
        if times > 1:
            yield Problem("flow", f"{times} questions say that they were {name}", "only one can carry it on")
        if name in outline.by_name:
            wrong = f"a question says that it was {name}, which is still there"
            yield Problem(name, wrong, "drop `was`, or the question of that name")
    fills = Counter(question.fills for _, question in outline.questions if question.fills and not question.retired)
    for field, times in fills.items():
        if times > 1:
            yield Problem("flow", f"{times} questions fill {field}", "let one question fill it")


def of_part(placed: Placed) -> Iterator[Problem]:
    """How deep it stands, and whether its answers can be kept under their name."""
    if len(placed.around) > GROUP_DEPTH_MAX:
        yield Problem(placed.name, "too many groups inside each other", f"at most {GROUP_DEPTH_MAX}")
    if len(placed.repeats) > REPEAT_DEPTH_MAX:
        yield Problem(placed.name, "too many repeats inside each other", f"at most {REPEAT_DEPTH_MAX}")
    if isinstance(placed.part, Question):
        key = "/".join([*(instance_key(name, INSTANCES_MAX) for name in placed.repeats), placed.name])
        if len(key) > KEY_MAX:
            room = KEY_MAX - len(key) + len(placed.name)
            more = f"with the repeat's it may have {KEY_MAX} characters" if placed.repeats else f"at most {room}"
            yield Problem(placed.name, "the name is too long", more)


def of_group(group: Group) -> Iterator[Problem]:
    """What only a repeat has, and what a repeat needs."""
    if group.type == "group":
        if group.repeat_count:
            yield Problem(group.name, "only a repeat has a repeat_count", "make it a repeat, or drop it")
        return
    questions = [question for question, _ in walk(group.items)]
    if not any(question.type in ASKED_TYPES for question in questions):
        yield Problem(group.name, "nothing is asked in it", "add a question, or drop it", warning=bool(questions))
    for question in questions:
        if question.fills:
            yield Problem(question.name, "it fills a core field once for each instance", "fill it outside the repeat")
