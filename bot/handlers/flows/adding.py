"""A new question: its type is tapped, then what it asks is typed, and its choices a line each."""

from collections.abc import Mapping

from bot import tasks
from bot.codes import ROW
from bot.flow_outline import KINDS
from bot.handlers.flows.cards import back_to_flow, question_card, questions_card
from bot.handlers.flows.opened import (
    NOTHING,
    Opened,
    OpenedQuestion,
    find_flow,
    named,
    rest,
    tapped_flow,
)
from bot.handlers.flows.saving import save
from bot.handlers.flows.words import language_name
from bot.staff import paging, tap_of
from bot.tasks import Task
from bot.turn import Turn
from flows.definition import Question, QuestionType, walk
from flows.editing import Act, Add, Spot
from flows.editing.applying import content_of, spot_of
from flows.editing.names import choices_from, new_name
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.verbs import ChatVerb

TYPES = (
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
    QuestionType.INTEGER,
    QuestionType.TEXT,
    QuestionType.DATE,
    QuestionType.IMAGE,
    QuestionType.DECIMAL,
    QuestionType.NOTE,
    QuestionType.ACKNOWLEDGE,
    QuestionType.GEOPOINT,
    QuestionType.TIME,
    QuestionType.DATETIME,
    QuestionType.FILE,
    QuestionType.AUDIO,
    QuestionType.VIDEO,
)
WITH_CHOICES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})


def which_type(turn: Turn) -> None:
    """What kind of answer it wants."""
    opened = tapped_flow(turn, editing=True)
    if opened is None:
        return
    voice, number, behind = turn.voice, tap_of(turn).index, rest(turn, 1) or NOTHING
    buttons = [
        Button(voice(KINDS[each]), Tap(ChatVerb.QUESTION_NEW_TYPE.value, opened.code + behind, 0, at))
        for at, each in enumerate(TYPES)
    ]
    verb, code = ChatVerb.QUESTION_NEW.value, opened.code + behind
    further = paging(voice, verb, code, number, number + 1 < pages(buttons))
    text = voice.html("<b>A new question</b>\nWhat kind of answer does it want?")
    turn.show(Card(text, keyboard(page(buttons, number), further, [back_to_flow(voice, opened)])))


def ask(turn: Turn) -> None:
    """The type was tapped: what it asks is typed."""
    opened, tap = tapped_flow(turn, editing=True), tap_of(turn)
    if opened is None:
        return
    kind = TYPES[tap.index % len(TYPES)]
    tasks.begin(
        turn,
        Task.FLOW_QUESTION,
        tap.code,
        kind=kind.value,
        language=language_name(turn.voice, opened.own_language(turn.language)),
    )


def answered(turn: Turn, answers: Mapping[str, str]) -> Card | str:
    """The end of the task: the question is in the draft."""
    code = answers.get("subject", "")
    opened = find_flow(turn, code[:ROW], editing=True)
    if isinstance(opened, str):
        return Card(opened)
    kind, label = QuestionType(answers["kind"]), " ".join(answers.get("label", "").split())
    acts, name = _acts(turn, opened, kind, label, answers.get("choices", ""), code[ROW : 2 * ROW])
    saved = save(turn, opened, *acts)
    added = next((each for each in saved.opened.flow.questions() if each.name == name), None)
    if added is None:
        return questions_card(turn, saved.opened, 0, saved.note)
    return question_card(turn, OpenedQuestion(saved.opened, added), saved.note)


def _acts(
    turn: Turn, opened: Opened, kind: QuestionType, label: str, choices: str, behind: str
) -> tuple[list[Act], str]:
    """The question, before it its choices; and its name."""
    language = opened.own_language(turn.language)
    taken = {each.name for each in opened.whole.questions()} | _groups(opened)
    name = new_name(label, f"question_{len(taken) + 1}", taken)
    acts: list[Act] = []
    list_name = None
    if kind in WITH_CHOICES:
        list_name = new_name(name, name, opened.whole.choice_lists.keys())
        listed = choices_from(choices, language)
        acts.append(Add(("list", list_name), [content_of(each) for each in listed]))
    question = Question(type=kind, name=name, label={language: label}, list_name=list_name)
    acts.append(Add(("item", name), content_of(question), _spot(opened, behind)))
    return acts, name


def _groups(opened: Opened) -> set[str]:
    return {group.name for _, groups in walk(opened.whole.items) for group in groups}


def _spot(opened: Opened, behind: str) -> Spot:
    """Behind that question; at the end if it is gone, or none was meant."""
    items, flow = opened.flow.items, opened.flow
    previous = named(behind, {each.name: each for each in flow.questions()})
    spot = None if previous is None else spot_of(flow, ("item", previous.name))
    if previous is None or spot is None:
        return "", items[-1].name if items else ""
    return spot[0], previous.name
