"""The flow as a whole: its settings, its names, how large and how deep it is."""

import re
from collections import Counter
from collections.abc import Iterator

from flows.checks.outline import Outline, Placed
from flows.compiled import instance_key
from flows.definition import ASKED_TYPES, Flow, Group, Question, walk
from flows.following import follow_up_of
from flows.limits import GROUP_DEPTH_MAX, INSTANCES_MAX, KEY_MAX, QUESTIONS_MAX, REPEAT_DEPTH_MAX
from flows.problems import Problem
from texts.said import said, said_plural

_NAME = re.compile(r"[^\W\d][\w.-]*")
WHOLE = said("flow")


def of_flow(outline: Outline) -> Iterator[Problem]:
    """Its settings and its size."""
    flow = outline.flow
    if flow.default_language not in flow.languages:
        wrong = said("the default language is not among the languages")
        yield Problem(WHOLE, wrong, said("add it to `languages`"))
    yield from _of_follow_up(flow)
    if not any(question.type in ASKED_TYPES and not question.retired for _, question in outline.questions):
        yield Problem(WHOLE, said("nothing is asked"), said("add a question"))
    if len(outline.questions) > QUESTIONS_MAX:
        wrong = said_plural("there is {n} question", "there are {n} questions", len(outline.questions))
        yield Problem(WHOLE, wrong, at_most(QUESTIONS_MAX))


def _of_follow_up(flow: Flow) -> Iterator[Problem]:
    """Somebody who can be asked, at a time that can be told."""
    if not flow.follow_up:
        return
    if follow_up_of(flow) is None:
        wrong = said("follow_up {written} is not understood", written=repr(flow.follow_up))
        yield Problem(WHOLE, wrong, said("write it like `30d staff`, or `30d coordinator`; nobody else can be asked"))
    if not any(question.fills == "occurred_on" for question in flow.questions()):
        wrong = said("no question fills occurred_on, from which the follow-up counts")
        mend = said("let a question fill it, or leave it so: it counts from the day of filing")
        yield Problem(WHOLE, wrong, mend, warning=True)


def at_most(n: int) -> str:
    """How to mend what is too much."""
    return said("at most {most}", most=n)


def of_names(outline: Outline) -> Iterator[Problem]:
    """Names that can be used, once each; core fields that are filled once."""
    for name, times in Counter(each.name for each in outline.parts).items():
        if times > 1:
            wrong = said_plural("the name stands {n} time", "the name stands {n} times", times)
            yield Problem(name, wrong, said("give each question and group a name of its own"))
        if not _NAME.fullmatch(name):
            mend = said("use letters, digits, _ and -, beginning with a letter")
            yield Problem(name, said("this cannot be a name"), mend)
    earlier = Counter(question.was for _, question in outline.questions if question.was)
    for name, times in earlier.items():
        if times > 1:
            wrong = said_plural(
                "{n} question says that it was {name}", "{n} questions say that they were {name}", times, name=name
            )
            yield Problem(WHOLE, wrong, said("only one can carry it on"))
        if name in outline.by_name:
            wrong = said("a question says that it was {name}, which is still there", name=name)
            yield Problem(name, wrong, said("drop `was`, or the question of that name"))
    fills = Counter(question.fills for _, question in outline.questions if question.fills and not question.retired)
    for field, times in fills.items():
        if times > 1:
            wrong = said_plural("{n} question fills {field}", "{n} questions fill {field}", times, field=field)
            yield Problem(WHOLE, wrong, said("let one question fill it"))


def of_part(placed: Placed) -> Iterator[Problem]:
    """How deep it stands, and whether its answers can be kept under their name."""
    if len(placed.around) > GROUP_DEPTH_MAX:
        yield Problem(placed.name, said("too many groups inside each other"), at_most(GROUP_DEPTH_MAX))
    if len(placed.repeats) > REPEAT_DEPTH_MAX:
        yield Problem(placed.name, said("too many repeats inside each other"), at_most(REPEAT_DEPTH_MAX))
    if isinstance(placed.part, Question):
        key = "/".join([*(instance_key(name, INSTANCES_MAX) for name in placed.repeats), placed.name])
        if len(key) > KEY_MAX:
            room = KEY_MAX - len(key) + len(placed.name)
            together = said_plural(
                "with the repeat’s it may have {n} character", "with the repeat’s it may have {n} characters", KEY_MAX
            )
            yield Problem(placed.name, said("the name is too long"), together if placed.repeats else at_most(room))


def of_group(group: Group) -> Iterator[Problem]:
    """What only a repeat has, and what a repeat needs."""
    if group.type == "group":
        if group.repeat_count:
            yield Problem(group.name, said("only a repeat has a repeat_count"), said("make it a repeat, or drop it"))
        return
    questions = [question for question, _ in walk(group.items)]
    if not any(question.type in ASKED_TYPES for question in questions):
        mend = said("add a question, or drop it")
        yield Problem(group.name, said("nothing is asked in it"), mend, warning=bool(questions))
    for question in questions:
        if question.fills:
            wrong = said("it fills a core field once for each instance")
            yield Problem(question.name, wrong, said("fill it outside the repeat"))
