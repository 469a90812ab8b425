"""Wordings, language by language: all of a question's on one card, each typed anew after a tap."""

from collections.abc import Mapping

from bot import tasks
from bot.codes import ROW
from bot.handlers.flows.cards import after, back_to_question
from bot.handlers.flows.choices import OpenedChoice, choice_card
from bot.handlers.flows.opened import Opened, find_flow, find_question, named, seen, tapped_question
from bot.handlers.flows.saving import Saved, change
from bot.handlers.flows.whole import settings_card
from bot.handlers.flows.words import name_of, wording_name
from bot.staff import paging, tap_of
from bot.tasks import Task
from bot.turn import Turn
from flows.definition import ASKED_TYPES
from flows.editing import Place
from flows.editing.acts import FLOW
from flows.editing.applying import part_of, value_of
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard, page, pages
from texts.clipping import clip
from texts.locale import Html
from texts.verbs import ChatVerb

COLUMNS = ("label", "hint", "line", "required_message", "constraint_message", "finish")
NEEDED = frozenset({"title", "label"})  # are never left empty
SHOWN = 200  # characters of a wording on the card


def listed(turn: Turn) -> None:
    """Every wording of a question, a page of them."""
    found = tapped_question(turn)
    if found is None:
        return
    voice, number, languages = turn.voice, tap_of(turn).index, found.of.flow.languages
    columns = COLUMNS if found.question.type in ASKED_TYPES else COLUMNS[:2]
    slots = [(column, at) for column in columns for at in range(len(languages))]
    number = min(number, pages(slots) - 1)
    lines, buttons = [], []
    for column, at in page(slots, number):
        what = wording_name(voice, found.place, column, languages[at])
        words = getattr(found.question, column).get(languages[at])
        lines.append(voice.html("<b>{what}</b>: {words}", what=what, words=clip(words or "–", SHOWN)))
        index = COLUMNS.index(column) * len(languages) + at
        buttons.append(Button(what, Tap(ChatVerb.WORDING.value, found.code, seen(words), index)))
    further = paging(voice, ChatVerb.QUESTION_WORDS.value, found.code, number, number + 1 < pages(slots))
    turn.show(Card(Html("\n".join(lines)), keyboard(buttons[:PAGE_SIZE], further, [back_to_question(voice, found)])))


def ask(turn: Turn) -> None:
    """A wording was tapped: the new one is typed."""
    tap = tap_of(turn)
    found = _subject(turn, tap.code)
    if isinstance(found, str):
        turn.toast(found)
        return
    opened, place = found
    columns = ("title",) if place == FLOW else ("label",) if place[0] == "choice" else COLUMNS
    languages = opened.flow.languages
    column, language = tap.index // len(languages), languages[tap.index % len(languages)]
    part = part_of(opened.flow, place)
    if column >= len(columns) or part is None:
        turn.toast(turn.voice("This button no longer works. /flows shows the ways on."))
        return
    attribute = f"{columns[column]}.{language}"
    voice, standing = turn.voice, value_of(part, attribute)
    what = voice.beside(
        name_of(opened.flow, place, turn.language), wording_name(voice, place, columns[column], language)
    )
    needed = "yes" if columns[column] in NEEDED and language == opened.flow.default_language else "no"
    wanted = f"{attribute} {tap.version}"
    tasks.begin(turn, Task.FLOW_WORDS, tap.code, wanted=wanted, what=what, now=standing or "–", needed=needed)


def answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task: the wording is in the draft, or why not. Left empty, it is none."""
    found = _subject(turn, answers.get("subject", ""))
    if isinstance(found, str):
        return Card(found)
    opened, place = found
    attribute, _, mark = answers["wanted"].partition(" ")
    saved = change(turn, opened, place, attribute, answers.get("words") or None, int(mark))
    return _card(turn, saved.opened, place, answers["subject"], saved.note)


def _card(turn: Turn, opened: Opened, place: Place, code: str, note: str) -> Card:
    """What the wording belongs to, as it stands now."""
    if place == FLOW:
        return settings_card(turn, opened, note)
    found = find_question(turn, code)
    if isinstance(found, str):
        return Card(found)
    choice = next((each for each in found.choices if each.name == place[-1]), None)
    if place[0] == "choice" and choice is not None:
        return choice_card(turn, OpenedChoice(found, choice), note)
    return after(turn, found, Saved(opened, note))


def _subject(turn: Turn, code: str) -> tuple[Opened, Place] | str:
    """What a wording belongs to: a flow, a question, a choice; else why there is nothing, in words."""
    if len(code) <= ROW:
        opened = find_flow(turn, code, editing=True)
        return opened if isinstance(opened, str) else (opened, FLOW)
    found = find_question(turn, code)
    if isinstance(found, str) or len(code) <= 2 * ROW:
        return found if isinstance(found, str) else (found.of, found.place)
    choice = named(code[2 * ROW :], {each.name: each for each in found.choices})
    if choice is None:
        return turn.voice("That choice is not there any more. /flows shows what is.")
    return found.of, OpenedChoice(found, choice).place
