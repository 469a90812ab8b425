"""Everything an editor must mend before a flow is published, all at once: place, what is wrong, how to mend it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from flows.compiled import ALWAYS, REVIEW, instance_key, is_expression
from flows.definition import (
    ASKED_TYPES,
    ATTACHED_TYPES,
    NUMBER_TYPES,
    SELECT_TYPES,
    Choice,
    Flow,
    Group,
    Question,
    QuestionType,
    Words,
    walk,
)
from flows.expressions import ExpressionError, compile
from flows.limits import CHOICES_MAX, GROUP_DEPTH_MAX, INSTANCES_MAX, KEY_MAX, OPTION_LABEL_MAX, QUESTIONS_MAX
from flows.problems import Problem
from flows.ranges import span

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_IN_LABEL = re.compile(r"\$\{([^}]*)\}")
_FOLLOW_UP = re.compile(r"\d{1,3}[dwm] \w+")
_LABELLED = ASKED_TYPES | {QuestionType.NOTE}


def check(flow: Flow) -> list[Problem]:
    """Every problem of a flow, in its own order; empty if it may be published."""
    questions = list(walk(flow.items))
    names = {question.name for question, _ in questions} | {group.name for group, _ in _groups(flow.items)}
    problems = [*_of_flow(flow), *_of_names(flow)]
    for question, groups in questions:
        problems += _of_question(flow, question)
        problems += _of_expressions(question, names)
        if len(groups) > GROUP_DEPTH_MAX:
            problems.append(Problem(question.name, "too many groups inside each other", f"at most {GROUP_DEPTH_MAX}"))
    for group, around in _groups(flow.items):
        problems += _of_expression(group.name, "relevant", group.relevant, names)
        problems += _of_group(flow, group, around, names)
    for name, choices in flow.choice_lists.items():
        problems += _of_choices(flow, name, choices)
    return problems + _circles(questions)


def _of_flow(flow: Flow) -> Iterator[Problem]:
    yield from _untranslated(flow, "flow", "title", flow.title, wanted=True)
    if flow.default_language not in flow.languages:
        yield Problem("flow", "the default language is not among the languages", "add it to languages")
    if flow.follow_up and not _FOLLOW_UP.fullmatch(flow.follow_up):
        yield Problem("flow", f"follow_up {flow.follow_up!r} is not understood", "write it like `30d staff`")
    questions = list(flow.questions())
    if not any(question.type in ASKED_TYPES for question in questions):
        yield Problem("flow", "nothing is asked", "add a question")
    if len(questions) > QUESTIONS_MAX:
        yield Problem("flow", f"there are {len(questions)} questions", f"at most {QUESTIONS_MAX}")


def _of_names(flow: Flow) -> Iterator[Problem]:
    names = [question.name for question in flow.questions()] + [group.name for group, _ in _groups(flow.items)]
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(name, f"the name stands {times} times", "give each question and group a name of its own")
        if not _NAME.fullmatch(name):
            yield Problem(name, "this cannot be a name", "use letters, digits, _ and -, beginning with a letter")
    fills = Counter(question.fills for question in flow.questions() if question.fills)
    for field, times in fills.items():
        if times > 1:
            yield Problem("flow", f"{times} questions fill {field}", "let one question fill it")


def _of_group(flow: Flow, group: Group, around: tuple[Group, ...], names: set[str]) -> Iterator[Problem]:
    if group.type == "group":
        if group.repeat_count:
            yield Problem(group.name, "only a repeat has a repeat_count", "make it a repeat, or drop it")
        return
    yield from _untranslated(flow, group.name, "label", group.label, wanted=True)
    yield from _of_expression(group.name, "repeat_count", group.repeat_count, names)
    if any(each.type == "repeat" for each in around):
        yield Problem(group.name, "a repeat stands inside another", "put it beside the other")
    questions = [question for question, _ in walk(group.items)]
    if not any(question.type in ASKED_TYPES for question in questions):
        yield Problem(group.name, "nothing is asked in it", "add a question, or drop it")
    for question in questions:
        if question.fills:
            yield Problem(question.name, "it fills a core field once for each instance", "fill it outside the repeat")
        if len(f"{instance_key(group.name, INSTANCES_MAX)}/{question.name}") > KEY_MAX:
            yield Problem(question.name, "the name is too long", f"with the repeat's it may have {KEY_MAX} characters")


def _of_question(flow: Flow, question: Question) -> Iterator[Problem]:
    place = question.name
    yield from _untranslated(flow, place, "label", question.label, wanted=question.type in _LABELLED)
    for column in ("hint", "line", "required_message", "constraint_message", "finish"):
        yield from _untranslated(flow, place, column, getattr(question, column), wanted=False)
    if question.type in SELECT_TYPES:
        if not question.list_name and not question.table:
            yield Problem(place, "it has no choices", "name a list: `select_one colours`")
        elif question.list_name and question.list_name not in flow.choice_lists:
            yield Problem(place, f"there is no list {question.list_name}", "add it to choice_lists")
    if question.type is QuestionType.CALCULATE and not question.calculation:
        yield Problem(place, "it calculates nothing", "add a calculation")
    if not question.kept and (question.type is not QuestionType.CALCULATE or question.fills):
        yield Problem(place, "only a calculation that fills nothing may be left unkept", "drop kept")
    if question.figure and question.type not in NUMBER_TYPES:
        yield Problem(place, "only a number can be a figure", "make it an integer, decimal or range, or drop figure")
    if question.figure and not (question.basis and question.measure):
        yield Problem(place, "the figure lacks its basis or measure", "add basis (what is counted) and measure")
    if (question.basis or question.measure) and not question.figure:
        yield Problem(place, "basis and measure belong to a figure", "add figure, or drop them")
    if question.type is QuestionType.RANGE and span(question.parameters) is None:
        yield Problem(place, "its parameters are no range", "write them like `start=0 end=10 step=2`")
    if question.parameters and question.type is not QuestionType.RANGE:
        yield Problem(place, "only a range has parameters", "make it a range, or drop them")
    if question.default and question.type in ATTACHED_TYPES:
        yield Problem(place, "a picture or file has no default", "drop the default")


def _of_expressions(question: Question, names: set[str]) -> Iterator[Problem]:
    for column, text in _expressions(question).items():
        yield from _of_expression(question.name, column, text, names)
    for column in ("label", "hint", "line", "required_message", "constraint_message"):
        for language, words in getattr(question, column).items():
            for name in _IN_LABEL.findall(words):
                if name.strip() not in names:
                    yield _no_such_question(question.name, f"{column} ({language})", name)


def _of_expression(place: str, column: str, text: str | None, names: set[str]) -> Iterator[Problem]:
    if not text:
        return
    try:
        expression = compile(text)
    except ExpressionError as error:
        yield Problem(place, f"{column} is not an expression: {error}", f"look at `{text}`")
        return
    for name in sorted(expression.references - names):
        yield _no_such_question(place, column, name)
    for name in sorted(expression.unknown_functions):
        yield Problem(place, f"{column} uses {name}(), which is unknown", "use a function of XLSForm", warning=True)


def _of_choices(flow: Flow, name: str, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    place = f"choices {name}"
    if not choices:
        yield Problem(place, "the list is empty", "add a choice")
    if len(choices) > CHOICES_MAX:
        yield Problem(place, f"there are {len(choices)} choices", f"at most {CHOICES_MAX}; use a table beyond")
    for choice, times in Counter(each.name for each in choices).items():
        if times > 1:
            yield Problem(place, f"the choice {choice} stands {times} times", "give each choice a name of its own")
        if not choice or any(character.isspace() for character in choice):
            yield Problem(place, f"{choice!r} cannot name a choice", "use a name without spaces")
    for each in choices:
        yield from _untranslated(flow, f"{place}, {each.name}", "label", each.label, wanted=True)
        for language, label in each.label.items():
            if len(label) > OPTION_LABEL_MAX:
                wrong = f"the label ({language}) has {len(label)} characters"
                yield Problem(f"{place}, {each.name}", wrong, f"a button shows at most {OPTION_LABEL_MAX}")


def _untranslated(flow: Flow, place: str, column: str, words: Words, *, wanted: bool) -> Iterator[Problem]:
    if not words and not wanted:
        return
    for language in flow.languages:
        if not words.get(language, "").strip():
            yield Problem(place, f"the {column} is missing in {language}", "translate it")
    for language in words.keys() - set(flow.languages):
        yield Problem(place, f"the {column} is in {language}, a language the flow does not have", "add the language")


def _circles(questions: list[tuple[Question, tuple[Group, ...]]]) -> list[Problem]:
    """Questions whose relevance or derived value hangs on itself, each circle told once."""
    needs = {question.name: _needs(question, groups) for question, groups in questions}
    done: set[str] = set()
    problems = []
    for name in needs:
        if circle := _circle_from(name, needs, done):
            problems.append(Problem(name, f"it depends on itself: {' → '.join(circle)}", "break the circle"))
            done.update(circle)
    return problems


def _circle_from(name: str, needs: Mapping[str, frozenset[str]], done: set[str]) -> list[str]:
    path: list[str] = [name]
    waiting = [iter(sorted(needs[name]))] if name not in done else []
    while waiting:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            done.add(path.pop())
        elif following in path:
            return [*path[path.index(following) :], following]
        elif following in needs and following not in done:
            path.append(following)
            waiting.append(iter(sorted(needs[following])))
    return []


def _needs(question: Question, groups: tuple[Group, ...]) -> frozenset[str]:
    default = question.default if question.default and is_expression(question.default) else None
    around = (text for group in groups for text in (group.relevant, group.repeat_count))
    texts = (question.relevant, question.ask, question.calculation, default, *around)
    return frozenset().union(*(_references(text) for text in texts if text))


def _references(text: str) -> frozenset[str]:
    try:
        return compile(text).references
    except ExpressionError:
        return frozenset()


def _expressions(question: Question) -> dict[str, str]:
    default = question.default if question.default and is_expression(question.default) else None
    columns = {
        "required": question.required if isinstance(question.required, str) else None,
        "relevant": question.relevant,
        "constraint": question.constraint,
        "calculation": question.calculation,
        "default": default,
        "choice_filter": question.choice_filter,
        "first": question.first,
        "ask": None if question.ask in (ALWAYS, REVIEW) else question.ask,
    }
    return {column: text for column, text in columns.items() if text}


def _groups(
    items: tuple[Question | Group, ...], inside: tuple[Group, ...] = ()
) -> Iterator[tuple[Group, tuple[Group, ...]]]:
    """Every group, with those around it."""
    for item in items:
        if isinstance(item, Group):
            yield item, inside
            yield from _groups(item.items, (*inside, item))


def _no_such_question(place: str, column: str, name: str) -> Problem:
    return Problem(place, f"{column} names ${{{name}}}, which is no question", "correct the name")
