"""Taps on a question's card that change it: its settings, its place, what is counted."""

from collections.abc import Iterator

from bot.handlers.flows.cards import after, back_to_question, question_card, ticked
from bot.handlers.flows.opened import NOTHING, OpenedQuestion, mark, named, rest, seen, tapped_question
from bot.handlers.flows.saving import change, move, overtaken, save
from bot.handlers.flows.settings import FIGURE_TYPED, SETTINGS, TAKE_OUT, changes_of, taking_out
from bot.handlers.flows.words import MEASURES, name_of
from bot.staff import paging, tap_of
from bot.turn import Turn
from flows.definition import Flow, Group, Item
from flows.editing import Spot
from flows.editing.applying import siblings, spot_of
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.locale import N_
from texts.verbs import ChatVerb

Counted = tuple[str | None, str | None, str | None]
"""Figure, basis and measure."""
FIGURE = ("figure", "basis", "measure")
BASES = ("people", "signatures", "letters", "messages", "actions", "events")


def set_one(turn: Turn) -> None:
    """A setting was tapped."""
    found, tap = tapped_question(turn), tap_of(turn)
    if found is None:
        return
    if tap.index >= len(SETTINGS):
        turn.show(question_card(turn, found))
        return
    setting = SETTINGS[tap.index]
    if setting is not TAKE_OUT:
        saved = change(turn, found.of, found.place, setting.attribute, setting.value, tap.version)
    elif setting.offered(found):
        saved = save(turn, found.of, *taking_out(found))
    else:
        turn.show(question_card(turn, found, turn.voice("It is published already: please retire it instead.")))
        return
    turn.show(after(turn, found, saved))


def order(turn: Turn) -> None:
    """Where a question may stand: one up, one down, or after another."""
    found = tapped_question(turn)
    if found is None:
        return
    voice, number = turn.voice, tap_of(turn).index
    others = [None, *(each.name for each in found.of.questions if each.name != found.question.name)]
    buttons = [
        _to(found, name_of(found.of.flow, ("item", each), turn.language), mark(each))
        if each
        else _to(found, voice.button("At the very beginning"), NOTHING)
        for each in page(others, number)
    ]
    further = paging(voice, ChatVerb.QUESTION_ORDER.value, found.code, number, number + 1 < pages(others))
    near = [_to(found, voice.button(label), code) for label, code in _near(found)]
    text = voice.html(
        "<b>After which question shall “{question}” stand?</b>",
        question=name_of(found.of.flow, found.place, turn.language),
    )
    turn.show(Card(text, keyboard(buttons, [*near, *further], [back_to_question(voice, found)])))


def put_after(turn: Turn) -> None:
    """It shall stand there."""
    found = tapped_question(turn)
    if found is None:
        return
    to = _spot(found.of.flow, rest(turn, 2))
    if to is None:
        turn.show(question_card(turn, found, turn.voice("That question is not there any more.")))
        return
    turn.show(after(turn, found, move(turn, found.of, found.place, to, tap_of(turn).version)))


def figure(turn: Turn) -> None:
    """What is counted by the number."""
    found = tapped_question(turn)
    if found is not None:
        turn.show(figure_card(turn, found))


def figure_card(turn: Turn, found: OpenedQuestion, note: str = "") -> Card:
    """What the number counts: the figures that there are, in every way they are counted; another one is typed."""
    voice, standing = turn.voice, _counted(found)
    buttons = [
        Button(ticked(_label(turn, each), each == standing), _counts(found, each)) for each in _figures(turn, found)
    ]
    none = Button(ticked(voice.button("It is not counted"), standing[0] is None), _counts(found, (None, None, None)))
    type_it = Button(voice.button("Type another one"), Tap(ChatVerb.QUESTION_TYPE.value, found.code, 0, FIGURE_TYPED))
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(
        voice.html(
            "<b>What does this number count?</b>\nOnly numbers that count the same, of the same things and over the "
            "same time are added up."
        )
    )
    number = tap_of(turn).index if turn.incoming.tap else 0
    further = paging(voice, ChatVerb.QUESTION_FIGURE.value, found.code, number, number + 1 < pages(buttons))
    manners = [type_it, back_to_question(voice, found)]
    return Card("\n\n".join(parts), (*keyboard(page(buttons, number)), (none,), *keyboard((), further, manners)))


def count(turn: Turn) -> None:
    """It counts this, or nothing."""
    found = tapped_question(turn)
    if found is None:
        return
    known = {_key(each): each for each in [*_figures(turn, found), (None, None, None)]}
    wanted = named(rest(turn, 2), known)
    if wanted is None:
        turn.show(figure_card(turn, found, turn.voice("That is counted nowhere any more.")))
        return
    acts = changes_of(found, dict(zip(FIGURE, wanted, strict=True)))
    if not acts:
        turn.show(question_card(turn, found, turn.voice("Already noted.")))
    elif seen(list(_counted(found))) != tap_of(turn).version:
        turn.show(after(turn, found, overtaken(turn, found.of, *acts)))
    else:
        turn.show(after(turn, found, save(turn, found.of, *acts)))


def _figures(turn: Turn, found: OpenedQuestion) -> list[Counted]:
    """All that any flow counts, and every measure of what this one counts."""
    flows = [found.of.flow, *(each.flow for _, each in turn.desk.published(turn.stores))]
    counting = (each for flow in flows for each in flow.questions() if each.figure)
    known: set[Counted] = {(each.figure, each.basis, each.measure) for each in counting}
    standing = found.question
    if standing.figure:
        known |= {(standing.figure, standing.basis, measure) for measure in MEASURES}
        known |= {(standing.figure, basis, standing.measure) for basis in BASES}
    return sorted(known, key=lambda each: (each[0] != standing.figure, _key(each)))


def _counted(found: OpenedQuestion) -> Counted:
    return found.question.figure, found.question.basis, found.question.measure


def _counts(found: OpenedQuestion, wanted: Counted) -> Tap:
    return Tap(ChatVerb.QUESTION_COUNTED.value, found.code + mark(_key(wanted)), seen(list(_counted(found))))


def _key(counted: Counted) -> str:
    return " ".join(each or "-" for each in counted)


def _label(turn: Turn, counted: Counted) -> str:
    key, basis, measure = counted
    return turn.voice.beside(key or "", basis or "", turn.voice(MEASURES[measure]) if measure else "")


def _to(found: OpenedQuestion, label: str, code: str) -> Button:
    standing = spot_of(found.of.flow, found.place)
    return Button(label, Tap(ChatVerb.QUESTION_AFTER.value, found.code + code, seen(list(standing or ()))))


def _near(found: OpenedQuestion) -> Iterator[tuple[str, str]]:
    """One up and one down among its neighbours: the codes of what it would stand behind."""
    flow, (group, _) = found.of.flow, spot_of(found.of.flow, found.place) or ("", "")
    names = [each.name for each in siblings(flow, found.place)]
    at = names.index(found.question.name) if found.question.name in names else 0
    if at > 0:
        before = names[at - 2] if at > 1 else _beginning(group)
        yield N_("Move up"), mark(before) if before else NOTHING
    if at + 1 < len(names):
        yield N_("Move down"), mark(names[at + 1])


def _spot(flow: Flow, code: str) -> Spot | None:
    """Behind a question or group, or at the beginning of a group. None if that is gone."""
    if code == NOTHING:
        return "", ""
    return named(code, dict(_spots(flow.items, "")))


def _spots(items: tuple[Item, ...], group: str) -> Iterator[tuple[str, Spot]]:
    for item in items:
        yield item.name, (group, item.name)
        if isinstance(item, Group):
            yield _beginning(item.name), (item.name, "")
            yield from _spots(item.items, item.name)


def _beginning(group: str) -> str:
    """Stands for the place before all else in a group."""
    return f"{group}/" if group else ""
