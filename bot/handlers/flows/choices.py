"""The choices of a question: added, reworded, retired, moved."""

from dataclasses import dataclass

from bot.handlers.flows.cards import back_to_question, question_card, wording_button
from bot.handlers.flows.opened import OpenedQuestion, mark, seen, tapped_choice, tapped_question
from bot.handlers.flows.saving import Saved, change, move, save
from bot.handlers.flows.settings import CHOICES_TYPED
from bot.handlers.flows.words import language_name, name_of, words_in
from bot.staff import paging, pairs, tap_of
from bot.turn import Turn
from flows.definition import Choice
from flows.editing import Place, Remove
from flows.editing.applying import content_of, spot_of
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.locale import N_, Html
from texts.verbs import ChatVerb

UP, DOWN, RETIRE, RESTORE, OUT = range(5)


@dataclass(frozen=True, slots=True)
class OpenedChoice:
    """A choice of such a question."""

    of: OpenedQuestion
    choice: Choice

    @property
    def place(self) -> Place:
        return "choice", self.of.question.list_name or "", self.choice.name

    @property
    def code(self) -> str:
        return self.of.code + mark(self.choice.name)

    @property
    def published(self) -> bool:
        """Whether a published revision knows it."""
        revision = self.of.of.revision
        lists = revision.flow.choice_lists if revision is not None else {}
        return any(each.name == self.choice.name for each in lists.get(self.place[1], ()))


def listed(turn: Turn) -> None:
    """The choices of a question."""
    found = tapped_question(turn)
    if found is not None:
        turn.show(choices_card(turn, found, tap_of(turn).index))


def shown(turn: Turn) -> None:
    """A choice was tapped."""
    found = tapped_choice(turn)
    if found is not None:
        turn.show(choice_card(turn, OpenedChoice(*found)))


def set_one(turn: Turn) -> None:
    """Something is done to a choice."""
    tapped, tap = tapped_choice(turn), tap_of(turn)
    if tapped is None:
        return
    found = OpenedChoice(*tapped)
    flow = found.of.of
    spot = spot_of(flow.flow, found.place)
    if tap.index in (UP, DOWN) and spot is not None:
        names = [each.name for each in found.of.choices]
        at = names.index(found.choice.name)
        to = names[at + 1] if tap.index == DOWN and at + 1 < len(names) else names[at - 2] if at > 1 else ""
        turn.show(_after(turn, found, move(turn, flow, found.place, ("", to), tap.version)))
    elif tap.index in (RETIRE, RESTORE):
        retired = tap.index == RETIRE
        turn.show(_after(turn, found, change(turn, flow, found.place, "retired", retired, tap.version)))
    elif tap.index == OUT and spot is not None and not found.published:
        turn.show(_after(turn, found, save(turn, flow, Remove(found.place, content_of(found.choice), spot))))
    else:
        turn.show(choice_card(turn, found))


def choices_card(turn: Turn, found: OpenedQuestion, number: int, note: str = "") -> Card:
    """All choices in order; those retired stand in brackets."""
    voice, flow = turn.voice, found.of.flow
    buttons = [Button(_line(turn, found, each), _tap(ChatVerb.CHOICE, found, each)) for each in found.choices]
    parts = [voice.html("{note}", note=note)] if note else []
    question = name_of(flow, found.place, turn.language)
    parts.append(voice.html("<b>Choices of “{question}”</b>\nTap one to change it.", question=question))
    if others := _also_of(turn, found):
        parts.append(voice.html("Also the choices of: {questions}", questions=others))
    further = paging(voice, ChatVerb.CHOICES.value, found.code, number, number + 1 < pages(buttons))
    add = Button(voice.button("Add choices"), Tap(ChatVerb.QUESTION_TYPE.value, found.code, 0, CHOICES_TYPED))
    return Card("\n\n".join(parts), keyboard(page(buttons, number), further, [add, back_to_question(voice, found)]))


def choice_card(turn: Turn, found: OpenedChoice, note: str = "") -> Card:
    """What a choice is called in each language, and what can be done to it."""
    voice, flow, choice = turn.voice, found.of.of.flow, found.choice
    parts = [voice.html("{note}", note=note)] if note else []
    lines = [voice.html("<b>{choice}</b>", choice=words_in(choice.label, flow, turn.language) or choice.name)]
    for language in flow.languages:
        told = {"language": language_name(voice, language), "words": choice.label.get(language, "–")}
        lines.append(voice.html("{language}: {words}", **told))
    if choice.retired:
        lines.append(voice.html("Retired: it is not offered any more, but earlier answers keep it."))
    parts.append(Html("\n".join(lines)))
    wording = [
        wording_button(turn, found.code, language, choice.label, at)
        for at, language in enumerate(flow.languages)
    ]
    back = Button(voice.button("Back"), Tap(ChatVerb.CHOICES.value, found.of.code))
    return Card("\n\n".join(parts), (*pairs(wording), *pairs(_doing(turn, found)), (back,)))


def _doing(turn: Turn, found: OpenedChoice) -> list[Button]:
    voice, choice = turn.voice, found.choice
    names = [each.name for each in found.of.choices]
    spot = seen(list(spot_of(found.of.of.flow, found.place) or ()))
    offered: list[tuple[str, int, int]] = []
    if names[0] != choice.name:
        offered.append((N_("Move up"), UP, spot))
    if names[-1] != choice.name:
        offered.append((N_("Move down"), DOWN, spot))
    if not found.published:
        offered.append((N_("Take it out"), OUT, 0))
    elif choice.retired:
        offered.append((N_("Offer it again"), RESTORE, seen(True)))
    else:
        offered.append((N_("Retire"), RETIRE, seen(False)))
    return [
        Button(voice.button(label), Tap(ChatVerb.CHOICE_SET.value, found.code, standing, index))
        for label, index, standing in offered
    ]


def _after(turn: Turn, found: OpenedChoice, saved: Saved) -> Card:
    question = next((each for each in saved.opened.flow.questions() if each.name == found.of.question.name), None)
    if question is None:
        return question_card(turn, found.of, saved.note)
    fresh = OpenedQuestion(saved.opened, question)
    choice = next((each for each in fresh.choices if each.name == found.choice.name), None)
    if choice is None:
        return choices_card(turn, fresh, 0, saved.note)
    return choice_card(turn, OpenedChoice(fresh, choice), saved.note)


def _line(turn: Turn, found: OpenedQuestion, choice: Choice) -> str:
    label = words_in(choice.label, found.of.flow, turn.language) or choice.name
    return f"({label})" if choice.retired else label


def _tap(verb: ChatVerb, found: OpenedQuestion, choice: Choice) -> Tap:
    return Tap(verb.value, found.code + mark(choice.name))


def _also_of(turn: Turn, found: OpenedQuestion) -> str:
    """Other questions with the same list: what is changed here is changed there."""
    flow, question = found.of.flow, found.question
    names = [each.name for each in flow.questions() if each.list_name == question.list_name and each != question]
    return turn.voice.listed(name_of(flow, ("item", name), turn.language) for name in names)
