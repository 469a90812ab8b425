"""What is typed of a flow: wordings, and of a question another figure, an expression, further choices."""

from collections.abc import Callable, Mapping

from bot import tasks
from bot.handlers.flows import wording
from bot.handlers.flows.cards import question_card
from bot.handlers.flows.choices import choices_card
from bot.handlers.flows.opened import OpenedQuestion, find_question, tapped_question
from bot.handlers.flows.saving import change, save
from bot.handlers.flows.setting import figure_card
from bot.handlers.flows.settings import CHOICES_TYPED, EXPRESSION_TYPED, FIGURE_TYPED, changes_of
from bot.handlers.flows.skipping import after_rule
from bot.handlers.flows.words import language_name
from bot.staff import tap_of
from bot.tasks import Task
from bot.turn import Turn
from flows.editing import Add
from flows.editing.applying import content_of
from flows.editing.names import choices_from, slug
from flows.expressions import ExpressionError, compile
from texts.cards import Card

BASIS, MEASURE = "people", "in_period"  # of a figure that is typed, until others are tapped


def ask(turn: Turn) -> None:
    """The button to type something was tapped."""
    found, tap = tapped_question(turn), tap_of(turn)
    if found is None:
        return
    if tap.index not in _ASKING:
        turn.show(question_card(turn, found))
        return
    what, now = _ASKING[tap.index](turn, found)
    wanted = f"{tap.index} {tap.version}"
    tasks.begin(turn, Task.FLOW_WORDS, found.code, wanted=wanted, what=what, now=now or "–", needed="yes")


def answered(turn: Turn, answers: Mapping[str, str]) -> Card | str:
    """The end of the task: the card it belongs to, or what is wrong with what was typed."""
    kind, _, mark = answers["wanted"].partition(" ")
    if not kind.isdigit():
        return wording.answered(turn, answers)
    found = find_question(turn, answers["subject"])
    if isinstance(found, str):
        return Card(found)
    return _TAKING[int(kind)](turn, found, answers.get("words", ""), int(mark))


def _ask_figure(turn: Turn, found: OpenedQuestion) -> tuple[str, str | None]:
    return turn.voice("What does it count? One word, such as people_trained"), found.question.figure


def _ask_expression(turn: Turn, found: OpenedQuestion) -> tuple[str, str | None]:
    return turn.voice("Only if which expression holds? Such as ${{people}} > 10"), found.question.relevant


def _ask_choices(turn: Turn, found: OpenedQuestion) -> tuple[str, str | None]:
    language = language_name(turn.voice, found.of.own_language(turn.language))
    return turn.voice("Which choices? Each on a line of its own, in this language: {language}", language=language), None


def _take_figure(turn: Turn, found: OpenedQuestion, typed: str, _: int) -> Card | str:
    key = slug(typed)
    if not key:
        return turn.voice("Please use plain letters and digits, such as people_trained.")
    question = found.question
    values = {"figure": key, "basis": question.basis or BASIS, "measure": question.measure or MEASURE}
    saved = save(turn, found.of, *changes_of(found, values))
    fresh = find_question(turn, found.code)
    return Card(fresh) if isinstance(fresh, str) else figure_card(turn, fresh, saved.note)


def _take_expression(turn: Turn, found: OpenedQuestion, typed: str, mark: int) -> Card | str:
    text = " ".join(typed.split())
    try:
        expression = compile(text)
    except ExpressionError as error:
        return turn.voice("That is no expression: {error}", error=error.told)
    names = {each.name for each in found.of.whole.questions()}
    if missing := sorted(expression.references - names):
        return turn.voice("There is no question named {name} in this flow.", name=missing[0])
    if found.question.name in expression.references:
        return turn.voice("A question can not hang on its own answer.")
    return after_rule(turn, found, change(turn, found.of, found.place, "relevant", text, mark))


def _take_choices(turn: Turn, found: OpenedQuestion, typed: str, _: int) -> Card | str:
    of_list, language = found.question.list_name or "", found.of.own_language(turn.language)
    added = choices_from(typed, language, found.choices)
    if not added:
        return turn.voice("All of these are choices already.")
    last = found.choices[-1].name if found.choices else ""
    acts = []
    for each in added:
        acts.append(Add(("choice", of_list, each.name), content_of(each), ("", last)))
        last = each.name
    saved = save(turn, found.of, *acts)
    fresh = find_question(turn, found.code)
    return Card(fresh) if isinstance(fresh, str) else choices_card(turn, fresh, 0, saved.note)


_ASKING: Mapping[int, Callable[[Turn, OpenedQuestion], tuple[str, str | None]]] = {
    FIGURE_TYPED: _ask_figure,
    EXPRESSION_TYPED: _ask_expression,
    CHOICES_TYPED: _ask_choices,
}
_TAKING: Mapping[int, Callable[[Turn, OpenedQuestion, str, int], Card | str]] = {
    FIGURE_TYPED: _take_figure,
    EXPRESSION_TYPED: _take_expression,
    CHOICES_TYPED: _take_choices,
}
