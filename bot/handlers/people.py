"""/people: who belongs to a section, their roles and groups; giving, taking, and taking leave of somebody."""

from dataclasses import dataclass

from bot.codes import ID, ROW, id_code, read_id, row_code, row_key
from bot.command_menu import renew_menu
from bot.farewells import farewell, take_leave
from bot.notices import tell
from bot.rights import ROLES, Act
from bot.roles import givable, lose_roles, may_give, role_name, role_words, scope_of
from bot.staff import (
    below,
    home_of,
    offset,
    paging,
    refuse,
    section_code,
    section_name,
    tap_of,
    tapped_section,
    which_section,
)
from bot.turn import Turn
from storage.member_store import Member
from storage.people_store import Person, Role, SectionRecord
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row, keyboard, page, pages
from texts.dates import date_words
from texts.locale import Html
from texts.verbs import ChatVerb

LAST_ADMIN_LOCK = 0x61646D696E  # "admin": two who take each other's role at once would leave none


@dataclass(frozen=True, slots=True)
class Opened:
    """A person of a section whose card was opened."""

    section: SectionRecord
    member: Member
    person: Person

    def code(self, turn: Turn) -> str:
        return section_code(turn, self.section) + id_code(self.person.id)


def people(turn: Turn) -> None:
    """/people"""
    section = home_of(turn, Act.LIST_PEOPLE)
    if section is not None:
        _show_list(turn, section, 0)
    else:
        which_section(turn, Act.LIST_PEOPLE, ChatVerb.PEOPLE, ChatVerb.PEOPLE_OF, 0)


def of_sections(turn: Turn) -> None:
    """More sections to choose from."""
    which_section(turn, Act.LIST_PEOPLE, ChatVerb.PEOPLE, ChatVerb.PEOPLE_OF, tap_of(turn).index)


def listed(turn: Turn) -> None:
    """A page of a section's people. Below an invitation it comes as a new message: that one is to be forwarded."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is None:
        return
    if tap_of(turn).version:
        below(turn)
    _show_list(turn, section, tap_of(turn).index)


def opened(turn: Turn) -> None:
    """Somebody was tapped."""
    found = _tapped(turn)
    if found is not None:
        turn.show(_person_card(turn, found))


def give(turn: Turn) -> None:
    """Give a role in the section."""
    found = _tapped(turn)
    if found is None:
        return
    index = tap_of(turn).index
    role = scope_of(ROLES[index], found.section.key) if index < len(ROLES) else None
    if role is None or not may_give(turn, role) or found.person.id == turn.active.id:
        refuse(turn)
        return
    if turn.stores.roles.grant(found.person.id, role.role, role.scope, role.scope_key, turn.now):
        turn.stores.audit.add(f"grant {role.role}", "person", found.person.id, turn.now, turn.active.id)
        renew_menu(turn, found.person.id)
    _redraw(turn, found)


def take(turn: Turn) -> None:
    """Take one of the person's roles, never the last administrator's."""
    found = _tapped(turn)
    if found is None:
        return
    tap = tap_of(turn)
    roles = [each for each in found.person.roles if _role_code(turn, each) == (tap.index, tap.code[ROW + ID :])]
    if not roles:
        _redraw(turn, found)
        return
    if not may_give(turn, roles[0]) or found.person.id == turn.active.id:
        refuse(turn)
        return
    if roles[0].role == "admin" and _is_last_admin(turn):
        note = turn.voice("There must be an administrator. Please name another one first.")
        turn.show(_person_card(turn, found, note))
        return
    _revoke(turn, found.person, roles[0])
    _redraw(turn, found)


def groups(turn: Turn) -> None:
    """Which group of the section the person is put in."""
    found = _tapped(turn)
    if found is None:
        return
    voice, code, table = turn.voice, found.code(turn), turn.desk.tables(turn.stores)["groups"]
    known = turn.stores.organisation.groups_of(found.section.id)
    none = Button(voice.button("No group"), Tap(ChatVerb.PERSON_GROUP.value, code))
    named = [
        Button(
            table.label(each.key, turn.language), Tap(ChatVerb.PERSON_GROUP.value, code + row_code(table, each.key))
        )
        for each in known
    ]
    buttons, number = [*named, none], tap_of(turn).index
    further = paging(voice, ChatVerb.PERSON_GROUPS.value, code, number, number + 1 < pages(buttons))
    back = Button(voice.button("Back"), Tap(ChatVerb.PERSON.value, code))
    turn.show(Card(voice.html("<b>Which group?</b>"), keyboard(page(buttons, number), further, [back])))


def put_in_group(turn: Turn) -> None:
    """Put the person in a group of the section, or in none."""
    found = _tapped(turn)
    if found is None:
        return
    key = row_key(turn.desk.tables(turn.stores)["groups"], tap_of(turn).code[ROW + ID :] or "0" * ROW)
    ids = {each.key: each.id for each in turn.stores.organisation.groups_of(found.section.id)}
    if key is None or (key and key not in ids):
        turn.show(_person_card(turn, found, turn.voice("That group is not there any more.")))
        return
    turn.stores.members.set_group(found.person.id, found.section.id, ids[key] if key else None)
    turn.stores.audit.add("group", "person", found.person.id, turn.now, turn.active.id)
    _redraw(turn, found)


def remove(turn: Turn) -> None:
    """Ask once whether somebody shall leave the section."""
    found = _tapped(turn)
    if found is None:
        return
    voice, code = turn.voice, found.code(turn)
    if not _may_remove(turn, found):
        refuse(turn)
        return
    text = voice.html(
        "<b>Shall {name} leave {section}?</b>\nTheir roles here end, and they are told so kindly. What they reported "
        "stays, and they can still see and erase it.",
        name=_name(turn, found.person),
        section=section_name(turn, found.section.key),
    )
    yes = Button(voice.button("Yes, let them leave"), Tap(ChatVerb.REMOVE_SURE.value, code))
    no = Button(voice.button("No, leave it"), Tap(ChatVerb.PERSON.value, code))
    turn.show(Card(text, ((yes,), (no,))))


def remove_surely(turn: Turn) -> None:
    """End the person's roles in the section, and tell them."""
    found = _tapped(turn)
    if found is None:
        return
    if not _may_remove(turn, found):
        refuse(turn)
        return
    take_leave(turn, found.person, found.section)
    tell(turn.stores, turn.desk, found.person, farewell(turn, found.person, found.section))
    renew_menu(turn, found.person.id)
    _show_list(turn, found.section, 0, turn.voice("They have left. What they reported stays."))


def _show_list(turn: Turn, section: SectionRecord, number: int, note: str = "") -> None:
    voice, stores, code = turn.voice, turn.stores, section_code(turn, section)
    count = stores.members.count(section.id, section.key)
    number = min(number, max(0, (count - 1) // PAGE_SIZE))
    found = stores.members.of_section(section.id, section.key, PAGE_SIZE, offset(number))
    parts = [voice.html("{note}", note=note)] if note else []
    told = Html(voice.plural("{n} person", "{n} people", count))
    parts.append(voice.html("<b>{section}: {people}</b>", section=section_name(turn, section.key), people=told))
    buttons = []
    for member in found:
        person = stores.people.get(member.id)
        if person is not None:
            tap = Tap(ChatVerb.PERSON.value, code + id_code(member.id), 0, number)
            buttons.append(Button(_label(turn, person, section), tap))
    further = paging(voice, ChatVerb.PEOPLE.value, code, number, count > offset(number + 1))
    manners = [
        Button(voice.button("Invite"), Tap(ChatVerb.INVITE.value, code)),
        Button(voice.button("Open invitations"), Tap(ChatVerb.INVITES.value, code)),
    ]
    turn.show(Card("\n\n".join(parts), keyboard(buttons, further, manners)))


def _label(turn: Turn, person: Person, section: SectionRecord) -> str:
    """Name and roles here."""
    here = [role for role in person.roles if _is_here(role, section)]
    return turn.voice.beside(_name(turn, person), turn.voice.listed(role_name(turn, role.role) for role in here))


def _person_card(turn: Turn, found: Opened, note: str = "") -> Card:
    voice, person = turn.voice, found.person
    table = turn.desk.tables(turn.stores)["groups"]
    ids = {each.id: each.key for each in turn.stores.organisation.groups_of(found.section.id)}
    today = turn.now.astimezone(turn.zone).date()
    since = date_words(found.member.since.astimezone(turn.zone).date(), voice, today)
    lines = [voice.html("<b>{name}</b>", name=_name(turn, person))]
    shown = [role for role in person.roles if _is_here(role, found.section) or may_give(turn, role)]
    lines += [voice.html("• {role}", role=role_words(turn, role, found.section.key)) for role in shown]
    if person.group_id in ids:
        lines.append(voice.html("Group: {group}", group=table.label(ids[person.group_id], turn.language)))
    lines.append(voice.html("Here since {date}.", date=since))
    if note:
        lines += [Html(""), voice.html("{note}", note=note)]
    return Card("\n".join(lines), _person_rows(turn, found, bool(ids)))


def _person_rows(turn: Turn, found: Opened, grouped: bool) -> tuple[Row, ...]:
    voice, code = turn.voice, found.code(turn)
    choices = []
    if found.person.id != turn.active.id:
        had = set(found.person.roles)
        for role in givable(turn, found.section.key):
            if role not in had:
                label = voice.button("Give: {role}", role=role_name(turn, role.role))
                choices.append(Button(label, Tap(ChatVerb.ROLE_GIVE.value, code, 0, ROLES.index(role.role))))
        for role in (each for each in found.person.roles if may_give(turn, each)):
            index, scope = _role_code(turn, role)
            label = voice.button("Take: {role}", role=role_words(turn, role, found.section.key))
            choices.append(Button(label, Tap(ChatVerb.ROLE_TAKE.value, code + scope, 0, index)))
    at_home = found.person.section is not None and found.person.section.id == found.section.id
    manners = []
    if grouped and at_home:
        manners.append(Button(voice.button("Group"), Tap(ChatVerb.PERSON_GROUPS.value, code)))
    if _may_remove(turn, found):
        manners.append(Button(voice.button("Leave the section"), Tap(ChatVerb.REMOVE.value, code)))
    back = Tap(ChatVerb.PEOPLE.value, section_code(turn, found.section), 0, tap_of(turn).index)
    rows = tuple((each,) for each in choices)
    return (*rows, *([tuple(manners)] if manners else []), (Button(voice.button("Back to the list"), back),))


def _tapped(turn: Turn) -> Opened | None:
    """The person of the tapped button, if they belong to the section still; explains otherwise."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is None:
        return None
    person_id = read_id(tap_of(turn).code[ROW : ROW + ID])
    member = turn.stores.members.get(person_id, section.id, section.key) if person_id else None
    person = turn.stores.people.get(member.id) if member else None
    if member is None or person is None:
        _show_list(turn, section, 0, turn.voice("That person is not here any more."))
        return None
    return Opened(section, member, person)


def _redraw(turn: Turn, found: Opened) -> None:
    person = turn.stores.people.get(found.person.id)
    assert person is not None
    turn.show(_person_card(turn, Opened(found.section, found.member, person)))


def _revoke(turn: Turn, person: Person, role: Role) -> None:
    if lose_roles(turn, person, [role]):
        turn.stores.audit.add(f"revoke {role.role}", "person", person.id, turn.now, turn.active.id)
        renew_menu(turn, person.id)


def _is_last_admin(turn: Turn) -> bool:
    turn.stores.one_at_a_time(LAST_ADMIN_LOCK)
    return turn.stores.roles.count("admin") <= 1


def _may_remove(turn: Turn, found: Opened) -> bool:
    """Whoever may take all the roles that somebody has here; nobody sends themselves away (/leave does that)."""
    here = [role for role in found.person.roles if (role.scope, role.scope_key) == ("section", found.section.key)]
    return found.person.id != turn.active.id and all(may_give(turn, role) for role in here)


def _is_here(role: Role, section: SectionRecord) -> bool:
    return role.scope == "everything" or (role.scope, role.scope_key) == ("section", section.key)


def _role_code(turn: Turn, role: Role) -> tuple[int, str]:
    """The role's place, and the number of its scope's key."""
    return ROLES.index(role.role), row_code(turn.desk.tables(turn.stores)["sections"], role.scope_key)


def _name(turn: Turn, person: Person) -> str:
    return turn.stores.people.name(person.id) or turn.voice("Somebody without a name")
