"""The lists of a section: key areas it is expected to report on, days on which it can do less, local groups."""

from collections.abc import Mapping
from datetime import date
from hashlib import blake2b

from bot.codes import ROW, base36, read36, row_code
from bot.handlers.section import (
    ASKED,
    back_to_section,
    changed,
    section_of_task,
    task_refused,
)
from bot.rights import Act
from bot.staff import paging, section_code, section_name, tap_of, tapped_section
from bot.tasks import Task
from bot.turn import Turn
from storage.ids import short_code
from storage.organisation_store import AREAS, Block
from storage.people_store import SectionRecord
from texts.areas import AREA_WORDS
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.dates import date_words
from texts.folding import fold
from texts.locale import Html
from texts.verbs import ChatVerb

TICK = "✓ "
BLOCKS = 40  # in a calendar at most
KEY_LENGTH = 64  # of a group


def areas(turn: Turn) -> None:
    """The four key areas, those expected ticked."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is not None:
        turn.show(_areas_card(turn, found))


def set_area(turn: Turn) -> None:
    """An area was tapped: expected from now on, or not. The button says which, so that tapped twice it is done once."""
    found, tap = tapped_section(turn, Act.MANAGE_SECTION), tap_of(turn)
    if found is None:
        return
    if tap.index < len(AREAS):
        area, wanted = AREAS[tap.index], set(turn.stores.organisation.details_to_change(found.id).areas)
        turn.stores.organisation.set_areas(found.id, sorted(wanted | {area} if tap.version else wanted - {area}))
        found = changed(turn, found, "areas")
    turn.show(_areas_card(turn, found))


def calendar(turn: Turn) -> None:
    """Exams, holidays and the like."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is not None:
        turn.show(_calendar_card(turn, found, tap_of(turn).index))


def drop_block(turn: Turn) -> None:
    """A block was tapped: it is taken out."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is None:
        return
    number = read36(tap_of(turn).code[ROW:])
    blocks = turn.stores.organisation.details_to_change(found.id).calendar
    kept = [block for block in blocks if _number(block) != number]
    if len(kept) < len(blocks):
        turn.stores.organisation.set_calendar(found.id, kept)
        found = changed(turn, found, "calendar")
    turn.show(_calendar_card(turn, found, 0, turn.voice("It is no longer in the calendar.")))


def block_answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task that asks for a block."""
    found = section_of_task(turn, answers)
    if found is None:
        return task_refused(turn)
    block = Block(answers["name"], date.fromisoformat(answers["since"]), date.fromisoformat(answers["until"]))
    blocks = turn.stores.organisation.details_to_change(found.id).calendar
    if len(blocks) >= BLOCKS:
        return _calendar_card(turn, found, 0, turn.voice("The calendar is full. Please take an old entry out first."))
    turn.stores.organisation.set_calendar(found.id, [*(each for each in blocks if each != block), block])
    return _calendar_card(turn, changed(turn, found, "calendar"), 0, turn.voice("Noted."))


def groups(turn: Turn) -> None:
    """The local groups: add one, or rename one by tapping it."""
    found = tapped_section(turn, Act.MANAGE_SECTION)
    if found is not None:
        turn.show(_groups_card(turn, found, tap_of(turn).index))


def group_answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task that asks for a group's name."""
    found, name = section_of_task(turn, answers), " ".join(answers.get("name", "").split())
    if found is None or not name:
        return task_refused(turn)
    store, group = turn.stores.organisation, answers.get("group", "")
    known = {each.key: each for each in store.groups_of(found.id)}
    if not group:
        store.add_group(found.id, _new_key(found, name, set(store.groups())), {turn.language: name})
    elif group in known:
        store.rename_group(known[group].id, {turn.language: name})
    return _groups_card(turn, changed(turn, found, "groups"), 0, turn.voice("Noted."))


def _areas_card(turn: Turn, found: SectionRecord) -> Card:
    voice, code = turn.voice, section_code(turn, found)
    expected = turn.stores.organisation.details(found.id).areas
    buttons = [
        Button(
            (TICK if area in expected else "") + voice(AREA_WORDS[area]),
            Tap(ChatVerb.SECTION_AREA.value, code, int(area not in expected), index),
        )
        for index, area in enumerate(AREAS)
    ]
    text = voice.html(
        "<b>On what is {section} expected to report?</b>\nTap an area to change it. Where nothing is expected, nobody "
        "is reminded.",
        section=section_name(turn, found.key),
    )
    return Card(text, keyboard(buttons, manners=[back_to_section(turn, found)]))


def _calendar_card(turn: Turn, found: SectionRecord, number: int, note: str = "") -> Card:
    voice, code = turn.voice, section_code(turn, found)
    blocks = turn.stores.organisation.details(found.id).calendar
    buttons = [
        Button(_block_label(turn, block), Tap(ChatVerb.SECTION_BLOCK.value, code + base36(_number(block), ROW)))
        for block in blocks
    ]
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(voice.html("<b>Calendar of {section}</b>", section=section_name(turn, found.key)))
    if blocks:
        parts.append(voice.html("On these days nobody is reminded of anything. Tap a line to take it out."))
    else:
        parts.append(
            voice.html("Add the days on which you can do less: exams, Ramadan, holidays. I remind nobody then.")
        )
    further = paging(voice, ChatVerb.SECTION_CALENDAR.value, code, number, number + 1 < pages(buttons))
    add = Button(voice.button("Add days"), Tap(ChatVerb.TASK.value, code, 0, ASKED.index(Task.BLOCK)))
    manners = [add, back_to_section(turn, found)]
    return Card("\n\n".join(parts), keyboard(page(buttons, number), further, manners))


def _block_label(turn: Turn, block: Block) -> str:
    voice, today = turn.voice, turn.now.astimezone(turn.zone).date()
    days = f"{date_words(block.since, voice, today)} – {date_words(block.until, voice, today)}"
    return voice("{label}: {answer}", label=block.name, answer=days)


def _groups_card(turn: Turn, found: SectionRecord, number: int, note: str = "") -> Card:
    voice, code, table = turn.voice, section_code(turn, found), turn.desk.tables(turn.stores)["groups"]
    known = turn.stores.organisation.groups_of(found.id)
    members = turn.stores.members.in_groups([each.id for each in known])
    rename = ASKED.index(Task.GROUP)
    buttons = [
        Button(
            voice.beside(
                table.label(each.key, turn.language), voice.plural("{n} person", "{n} people", members[each.id])
            ),
            Tap(ChatVerb.TASK.value, code + row_code(table, each.key), 0, rename),
        )
        for each in known
    ]
    parts = [voice.html("{note}", note=note)] if note else []
    parts.append(voice.html("<b>Groups of {section}</b>", section=section_name(turn, found.key)))
    if known:
        parts.append(voice.html("Tap one to rename it. People choose theirs with /group; /people puts them in one."))
    else:
        parts.append(voice.html("There is no group yet."))
    further = paging(voice, ChatVerb.SECTION_GROUPS.value, code, number, number + 1 < pages(buttons))
    add = Button(voice.button("Add a group"), Tap(ChatVerb.TASK.value, code, 0, rename))
    manners = [add, back_to_section(turn, found)]
    return Card(Html("\n\n".join(parts)), keyboard(page(buttons, number), further, manners))


def _number(block: Block) -> int:
    """A number for a block that is another for any other, below 2**40."""
    said = f"{block.since} {block.until} {block.name}"
    return int.from_bytes(blake2b(said.encode(), digest_size=5).digest(), "big")


def _new_key(found: SectionRecord, name: str, taken: set[str]) -> str:
    """A key for reports to refer to: the section's, and the name in plain letters where it has some."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in fold(name)).strip("_")
    key = f"{found.key}_{plain or short_code().lower()}"[:KEY_LENGTH]
    return key if key not in taken else f"{key[: KEY_LENGTH - 7]}_{short_code().lower()}"
