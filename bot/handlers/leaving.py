"""What anybody who belongs to a section may do there: choose a group, leave."""

from bot.codes import ROW, row_code, row_key
from bot.command_menu import set_menu
from bot.farewells import farewell, take_leave
from bot.menu import menu_card
from bot.staff import paging, section_name, tap_of
from bot.turn import Turn
from storage.people_store import SectionRecord
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.verbs import ChatVerb

TICK = "✓ "
CHOOSE, TURN_PAGE = 0, 1  # what the version of a group's button means


def my_group(turn: Turn) -> None:
    """/group"""
    section = _home(turn)
    if section is not None:
        _show_groups(turn, section, 0)


def choose_group(turn: Turn) -> None:
    """A group was tapped, or "no group", or another page."""
    section, tap = _home(turn), tap_of(turn)
    if section is None:
        return
    if tap.version == TURN_PAGE:
        _show_groups(turn, section, tap.index)
        return
    key = row_key(turn.desk.tables(turn.stores)["groups"], tap.code or "0" * ROW)
    ids = {each.key: each.id for each in turn.stores.organisation.groups_of(section.id)}
    if key is None or (key and key not in ids):
        _show_groups(turn, section, 0, turn.voice("That group is not there any more."))
        return
    turn.stores.members.set_group(turn.active.id, section.id, ids[key] if key else None)
    turn.stores.audit.add("group", "person", turn.active.id, turn.now, turn.active.id)
    turn.person = turn.stores.people.get(turn.active.id)
    _show_groups(turn, section, tap.index, turn.voice("Noted."))


def leave(turn: Turn) -> None:
    """/leave: ask once."""
    section = _home(turn)
    if section is None:
        return
    voice = turn.voice
    text = voice.html(
        "<b>Leave {section}?</b>\nYour roles there end. What you reported stays: you can still see and erase it. To "
        "come back, a new invitation is enough.",
        section=section_name(turn, section.key),
    )
    yes = Button(voice.button("Yes, leave"), Tap(ChatVerb.LEAVE_SECTION.value))
    no = Button(voice.button("No, stay"), Tap(ChatVerb.MENU.value))
    turn.show(Card(text, ((yes,), (no,))))


def leave_surely(turn: Turn) -> None:
    """End the person's own time in their section."""
    section = _home(turn)
    if section is None:
        return
    person = turn.active
    take_leave(turn, person, section)
    card = farewell(turn, person, section)
    turn.person = turn.stores.people.get(person.id)
    turn.show(card)
    set_menu(turn)


def _show_groups(turn: Turn, section: SectionRecord, number: int, note: str = "") -> None:
    voice, table = turn.voice, turn.desk.tables(turn.stores)["groups"]
    known = turn.stores.organisation.groups_of(section.id)
    if not known:
        turn.show(menu_card(turn, note=voice("Your section has no groups here.")))
        return
    buttons = [
        Button(
            (TICK if each.id == turn.active.group_id else "") + table.label(each.key, turn.language),
            Tap(ChatVerb.MY_GROUP.value, row_code(table, each.key), CHOOSE, number),
        )
        for each in known
    ]
    none = Button(voice.button("No group"), Tap(ChatVerb.MY_GROUP.value, "", CHOOSE, number))
    further = paging(voice, ChatVerb.MY_GROUP.value, "", number, number + 1 < pages(buttons), version=TURN_PAGE)
    parts = [voice.html("{note}", note=note)] if note else []
    name = section_name(turn, section.key)
    parts.append(voice.html("<b>Which group of {section} do you belong to?</b>", section=name))
    turn.show(Card("\n\n".join(parts), keyboard(page(buttons, number), further, [none])))


def _home(turn: Turn) -> SectionRecord | None:
    """The person's section; explains if there is none."""
    section = turn.active.section
    if section is None:
        turn.show(menu_card(turn, note=turn.voice("You belong to no section here.")))
    return section
