"""The cards of questions: all of a flow, and one with everything that can be changed of it."""

from bot.flow_life.stored import problems_of
from bot.flow_outline import KINDS
from bot.handing_over import problem_line
from bot.handlers.flows.opened import NOTHING, Opened, OpenedQuestion, mark, seen, tapped_flow, tapped_question
from bot.handlers.flows.saving import Saved
from bot.handlers.flows.settings import SETTINGS, Setting
from bot.handlers.flows.words import MEASURES, language_name, name_of, words_in
from bot.render import TICK
from bot.staff import paging, pairs, tap_of
from bot.turn import Turn
from flows.checks.lists import place_of_choice, place_of_list
from flows.conditions import condition_words
from flows.definition import NUMBER_TYPES, Question, QuestionType, Words
from flows.editing.applying import value_of
from flows.problems import Kind, Problem
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard, page, pages
from texts.locale import N_, Html, Voice
from texts.verbs import ChatVerb

PROBLEMS_SHOWN = 3


def listed(turn: Turn) -> None:
    """The questions of a flow."""
    opened = tapped_flow(turn, editing=True)
    if opened is not None:
        turn.show(questions_card(turn, opened, tap_of(turn).index))


def shown(turn: Turn) -> None:
    """A question was tapped, or the way back to it."""
    found = tapped_question(turn)
    if found is not None:
        turn.show(question_card(turn, found))


def questions_card(turn: Turn, opened: Opened, number: int, note: str = "") -> Card:
    """The questions in order, numbered; what is retired stands in brackets."""
    voice, questions = turn.voice, list(enumerate(opened.questions, 1))
    buttons = [
        Button(_line(turn, opened, at, each), Tap(ChatVerb.QUESTION.value, opened.code + mark(each.name)))
        for at, each in page(questions, number)
    ]
    parts = [voice.html("{note}", note=note)] if note else []
    title = name_of(opened.flow, ("flow",), turn.language)
    parts.append(voice.html("<b>{title}: questions</b>\nTap one to change it.", title=title))
    further = paging(voice, ChatVerb.QUESTIONS.value, opened.code, number, number + 1 < pages(questions))
    add = Button(voice.button("Add a question"), Tap(ChatVerb.QUESTION_NEW.value, opened.code + NOTHING))
    return Card("\n\n".join(parts), keyboard(buttons, further, [add, back_to_flow(voice, opened)]))


def question_card(turn: Turn, found: OpenedQuestion, note: str = "") -> Card:
    """What a question is now, and what can be changed of it."""
    voice, question, flow = turn.voice, found.question, found.of.flow
    parts = [voice.html("{note}", note=note)] if note else []
    label = words_in(question.label, flow, turn.language) or question.name
    lines = [voice.html("<b>{number}. {question}</b>", number=_number(found), question=label)]
    if hint := words_in(question.hint, flow, turn.language):
        lines.append(voice.html("<i>{hint}</i>", hint=hint))
    parts += [Html("\n".join(lines)), voice.html("{properties}", properties=_properties(turn, found))]
    if question.relevant:
        condition = condition_words(question.relevant, found.of.whole, voice, turn.language)
        parts.append(voice.html("Only if {condition}", condition=condition))
    if missing := [each for each in flow.languages if question.label and not question.label.get(each)]:
        named = voice.listed(language_name(voice, each) for each in missing)
        parts.append(voice.html("Still to be translated: {languages}", languages=named))
    parts += [problem_line(voice, each) for each in _problems(turn, found)[:PROBLEMS_SHOWN]]
    add = _button(voice, N_("Add one after it"), ChatVerb.QUESTION_NEW, found)
    back = Tap(ChatVerb.QUESTIONS.value, found.of.code, 0, max(0, _number(found) - 1) // PAGE_SIZE)
    near, manners = _neighbours(voice, found), (add, Button(voice.button("Back"), back))
    return Card(Html("\n\n".join(parts)), (*pairs(_changing(voice, found)), *pairs(near), manners))


def after(turn: Turn, found: OpenedQuestion, saved: Saved) -> Card:
    """The question's card once something was changed, or the list if the question is gone."""
    name = found.question.name
    question = next((each for each in saved.opened.flow.questions() if each.name == name), None)
    if question is None:
        return questions_card(turn, saved.opened, 0, saved.note)
    return question_card(turn, OpenedQuestion(saved.opened, question), saved.note)


def back_to_flow(voice: Voice, opened: Opened) -> Button:
    """The way to the page of the flow."""
    return Button(voice.button("Back"), Tap(ChatVerb.FLOW.value, opened.code))


def back_to_question(voice: Voice, found: OpenedQuestion) -> Button:
    """The way to the question's card."""
    return Button(voice.button("Back"), Tap(ChatVerb.QUESTION.value, found.code))


def _line(turn: Turn, opened: Opened, number: int, question: Question) -> str:
    name = name_of(opened.flow, ("item", question.name), turn.language)
    return f"{number}. ({name})" if question.retired else f"{number}. {name}"


def _number(found: OpenedQuestion) -> int:
    names = [each.name for each in found.of.questions]
    return names.index(found.question.name) + 1 if found.question.name in names else 0


def _properties(turn: Turn, found: OpenedQuestion) -> str:
    voice, question = turn.voice, found.question
    told = [voice(KINDS[question.type]) if question.type in KINDS else question.type.value]
    if question.retired:
        told.append(voice("retired: not asked any more"))
    if question.required:
        told.append(voice("must be answered"))
    if question.ask == "review":
        told.append(voice("asked only when tapped at the end"))
    if question.sensitive:
        told.append(voice("sensitive"))
    if question.figure:
        measure = voice(MEASURES[question.measure]) if question.measure else "–"
        told.append(voice("counted: {figure}", figure=f"{question.figure}, {question.basis or '–'}, {measure}"))
    return voice.beside(*told)


def _problems(turn: Turn, found: OpenedQuestion) -> list[Problem]:
    """What must be mended of the question and its choices, before what should; what is not translated is told apart."""
    places, of_list = {found.question.name}, found.question.list_name
    if of_list:
        choices = found.of.flow.choice_lists.get(of_list, ())
        places |= {place_of_list(of_list), *(place_of_choice(of_list, each.name) for each in choices)}
    all_of_flow = problems_of(turn.stores, found.of.flow)
    problems = [each for each in all_of_flow if each.place in places and each.kind is not Kind.UNTRANSLATED]
    return sorted(problems, key=lambda each: each.warning)


def _neighbours(voice: Voice, found: OpenedQuestion) -> list[Button]:
    names = [each.name for each in found.of.questions]
    at = names.index(found.question.name) if found.question.name in names else -1
    near = [(voice.button("‹ Before"), at - 1), (voice.button("Next ›"), at + 1)]
    return [
        Button(label, Tap(ChatVerb.QUESTION.value, found.of.code + mark(names[place])))
        for label, place in near
        if at >= 0 and 0 <= place < len(names)
    ]


def _changing(voice: Voice, found: OpenedQuestion) -> list[Button]:
    question = found.question
    note = question.type is QuestionType.NOTE
    buttons = [_button(voice, N_("Wording"), ChatVerb.QUESTION_WORDS, found)]
    if question.list_name:
        buttons.append(_button(voice, N_("Choices"), ChatVerb.CHOICES, found))
    if question.type in NUMBER_TYPES:
        buttons.append(_button(voice, N_("What is counted"), ChatVerb.QUESTION_FIGURE, found))
    buttons.append(_button(voice, N_("Skip rule"), ChatVerb.RULE, found))
    buttons.append(_button(voice, N_("Position"), ChatVerb.QUESTION_ORDER, found))
    for at, setting in enumerate(SETTINGS):
        if setting.offered(found) and not (note and setting.attribute != "retired"):
            buttons.append(_setting(voice, found, at, setting))
    return buttons


def _setting(voice: Voice, found: OpenedQuestion, index: int, setting: Setting) -> Button:
    standing = seen(value_of(found.question, setting.attribute))
    return Button(voice.button(setting.label), Tap(ChatVerb.QUESTION_SET.value, found.code, standing, index))


def _button(voice: Voice, label: str, verb: ChatVerb, found: OpenedQuestion) -> Button:
    return Button(voice.button(label), Tap(verb.value, found.code))


def wording_button(turn: Turn, code: str, language: str, words: Words, index: int) -> Button:
    """The way to type a wording in a language anew."""
    name = language_name(turn.voice, language)
    return Button(name, Tap(ChatVerb.WORDING.value, code, seen(words.get(language)), index))


def ticked(label: str, chosen: bool) -> str:
    """The label, marked if it is the one that stands."""
    return (TICK if chosen else "") + label
