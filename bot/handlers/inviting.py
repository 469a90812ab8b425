"""Invitations made in the chat: a card to forward, what it gives chosen by buttons; those still open, and taking one
back.

What is chosen travels in the buttons: section, role, how many may use it, for how long, and the group they join. The
code is drawn from the update that drew the card, so that a button tapped twice makes one invitation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.codes import DIGITS, ID, ROW, id_code, read_id, row_code, row_key
from bot.invites import code_of, deep_link
from bot.rights import ROLES, Act
from bot.roles import givable, may_give, role_name, scope_of
from bot.staff import paging, refuse, section_code, section_name, tap_of, tapped_section
from bot.turn import Turn
from storage.invite_store import Invite
from storage.people_store import Role, SectionRecord
from texts.buttons import Tap
from texts.cards import Button, Card, Row, keyboard, page, pages
from texts.dates import date_words
from texts.locale import Html
from texts.verbs import ChatVerb

USES = (1, 5, 20, 100)
DAYS = (1, 7, 30, 90)
TICK = "✓ "


@dataclass(frozen=True, slots=True)
class Terms:
    """What an invitation shall give."""

    role: Role
    uses: int = USES[0]
    days: int = DAYS[1]
    group: str = ""

    def code(self, turn: Turn) -> str:
        """As buttons carry it, behind the section."""
        places = (ROLES.index(self.role.role), USES.index(self.uses), DAYS.index(self.days))
        group = row_code(turn.desk.tables(turn.stores)["groups"], self.group)
        return "".join(DIGITS[place] for place in places) + group


def roles(turn: Turn) -> None:
    """Which role the invitation gives: those that the person may give."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is None:
        return
    voice, code = turn.voice, section_code(turn, section)
    offered = givable(turn, section.key)
    if len(offered) == 1:
        _show_terms(turn, section, Terms(offered[0]), 0)
        return
    buttons = [
        Button(role_name(turn, role.role), Tap(ChatVerb.INVITE_WITH.value, code + Terms(role).code(turn)))
        for role in offered
    ]
    back = Button(voice.button("Back to the list"), Tap(ChatVerb.PEOPLE.value, code))
    text = voice.html("<b>Whom shall it invite to {section}?</b>", section=section_name(turn, section.key))
    turn.show(Card(text, keyboard(buttons, manners=[back])))


def terms(turn: Turn) -> None:
    """How many may use it, for how long, and which group they join."""
    found = _tapped(turn)
    if found is not None:
        _show_terms(turn, *found, tap_of(turn).index)


def make(turn: Turn) -> None:
    """Make it: a message to be forwarded, with link and code. They are shown once; only a hash is kept."""
    found = _tapped(turn)
    if found is None:
        return
    section, chosen = found
    stores, keyring = turn.stores, turn.stores.keyring
    code = code_of(keyring.hash_code(f"invite {turn.desk.bot_id} {turn.active.id} {tap_of(turn).version}"))
    plain = code.replace("-", "")
    if stores.invites.known(keyring.hash_codes(plain)):
        turn.toast(turn.voice("This invitation is made already. /people shows the open ones."))
        return
    groups = {each.key: each.id for each in stores.organisation.groups_of(section.id)}
    role, until = chosen.role, turn.now + timedelta(days=chosen.days)
    invite_id = stores.invites.add(
        keyring.hash_code(plain),
        role.role,
        role.scope,
        role.scope_key,
        chosen.uses,
        until,
        turn.active.id,
        turn.now,
        groups.get(chosen.group),
    )
    stores.audit.add(f"invite {role.role}", "invite", invite_id, turn.now, turn.active.id)
    turn.show(_invitation(turn, section, chosen, code))


def open_invitations(turn: Turn) -> None:
    """Those of the section that may still be used."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is not None:
        _show_open(turn, section, tap_of(turn).index)


def revoke(turn: Turn) -> None:
    """Nobody can come by it any more."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is None:
        return
    invite_id = read_id(tap_of(turn).code[ROW : ROW + ID])
    found = next((each for each in _open(turn, section) if each.id == invite_id), None)
    if found is not None and not may_give(turn, Role(found.role, found.scope, found.scope_key)):
        refuse(turn)
        return
    if found is not None and turn.stores.invites.revoke(found.id):
        turn.stores.audit.add("revoke", "invite", found.id, turn.now, turn.active.id)
    _show_open(turn, section, 0, turn.voice("That invitation leads nowhere any more."))


def _show_terms(turn: Turn, section: SectionRecord, chosen: Terms, number: int) -> None:
    voice, code = turn.voice, section_code(turn, section)

    def button(label: str, changed: Terms) -> Button:
        ticked = TICK + label if changed == chosen else label
        return Button(ticked, Tap(ChatVerb.INVITE_WITH.value, code + changed.code(turn), 0, number))

    uses = tuple(
        button(voice.plural("{n} person", "{n} people", each), replace(chosen, uses=each)) for each in USES
    )
    days = tuple(button(voice.plural("{n} day", "{n} days", each), replace(chosen, days=each)) for each in DAYS)
    made = Tap(ChatVerb.INVITE_MAKE.value, code + chosen.code(turn), turn.incoming.update_id)
    rows: list[Row] = [uses[:2], uses[2:], days[:2], days[2:], *_group_rows(turn, section, chosen, number, button)]
    rows.append((Button(voice.button("Make the invitation"), made),))
    rows.append((Button(voice.button("Back to the list"), Tap(ChatVerb.PEOPLE.value, code)),))
    text = voice.html(
        "<b>An invitation to {section}: {role}</b>\nFor how many people, and for how long?",
        section=section_name(turn, section.key),
        role=role_name(turn, chosen.role.role),
    )
    turn.show(Card(text, tuple(rows)))


def _group_rows(
    turn: Turn, section: SectionRecord, chosen: Terms, number: int, button: Callable[[str, Terms], Button]
) -> list[Row]:
    """The group they join, if the section has groups and the role is one of the section."""
    table = turn.desk.tables(turn.stores)["groups"]
    keys = [each.key for each in turn.stores.organisation.groups_of(section.id)]
    if not keys or chosen.role.scope != "section":
        return []
    labels = [(table.label(key, turn.language), key) for key in keys]
    offered = [button(label, replace(chosen, group=key)) for label, key in page(labels, number)]
    none = button(turn.voice.button("No group"), replace(chosen, group=""))
    code = section_code(turn, section) + chosen.code(turn)
    further = paging(turn.voice, ChatVerb.INVITE_WITH.value, code, number, number + 1 < pages(labels))
    return [(none,), *((each,) for each in offered), *([tuple(further)] if further else [])]


def _invitation(turn: Turn, section: SectionRecord, chosen: Terms, code: str) -> Card:
    """Nothing in it says who made it: it may travel far."""
    voice = turn.voice
    until = date_words((turn.now + timedelta(days=chosen.days)).astimezone(turn.zone).date(), voice, turn.now.date())
    people = voice.plural("{n} person", "{n} people", chosen.uses)
    text = voice.html(
        "<b>You are invited to {section}</b> as: {role}\n\n{link}\n\nOr send this code to the bot: "
        "<code>{code}</code>\nFor {people}, until {date}.",
        section=section_name(turn, section.key),
        role=role_name(turn, chosen.role.role),
        link=deep_link(turn.desk.bot_username, code),
        code=code,
        people=Html(people),
        date=until,
    )
    # The way back leaves this message as it is: it is to be forwarded, and its code is shown only here.
    back = Tap(ChatVerb.PEOPLE.value, section_code(turn, section), 1)
    return Card(text, ((Button(voice.button("Back to the list"), back),),))


def _show_open(turn: Turn, section: SectionRecord, number: int, note: str = "") -> None:
    voice, code = turn.voice, section_code(turn, section)
    found = _open(turn, section)
    today = turn.now.astimezone(turn.zone).date()
    parts = [voice.html("{note}", note=note)] if note else []
    if found:
        parts.append(voice.html("<b>Open invitations</b>\nTap one to take it back."))
    else:
        parts.append(voice.html("There is no open invitation."))
    buttons = [
        Button(_open_label(turn, each, date_words(each.expires_at.astimezone(turn.zone).date(), voice, today)), tap)
        for each in page(found, number)
        for tap in [Tap(ChatVerb.INVITE_REVOKE.value, code + id_code(each.id))]
    ]
    further = paging(voice, ChatVerb.INVITES.value, code, number, number + 1 < pages(found))
    back = Button(voice.button("Back to the list"), Tap(ChatVerb.PEOPLE.value, code))
    turn.show(Card("\n\n".join(parts), keyboard(buttons, further, [back])))


def _open(turn: Turn, section: SectionRecord) -> list[Invite]:
    """Those of the section, and for whoever may give it those of administrators."""
    found = turn.stores.invites.open_in("section", section.key, turn.now)
    if may_give(turn, Role("admin", "everything", "")):
        found += turn.stores.invites.open_in("everything", "", turn.now)
    return found


def _open_label(turn: Turn, invite: Invite, until: str) -> str:
    """Role, how many more, until when."""
    left = turn.voice.plural("{n} person", "{n} people", invite.uses_left)
    return turn.voice.beside(role_name(turn, invite.role), left, until)


def _tapped(turn: Turn) -> tuple[SectionRecord, Terms] | None:
    """Section and terms of the tapped button, if the person may give that role; explains otherwise."""
    section = tapped_section(turn, Act.LIST_PEOPLE)
    if section is None:
        return None
    chosen = _read(turn, section, tap_of(turn).code[ROW:])
    if chosen is None or not may_give(turn, chosen.role):
        refuse(turn)
        return None
    return section, chosen


def _read(turn: Turn, section: SectionRecord, code: str) -> Terms | None:
    places = [DIGITS.find(char) for char in code[:3]]
    group = row_key(turn.desk.tables(turn.stores)["groups"], code[3:])
    limits = (len(ROLES), len(USES), len(DAYS))
    fits = len(places) == 3 and all(0 <= place < limit for place, limit in zip(places, limits, strict=True))
    role = scope_of(ROLES[places[0]], section.key) if fits else None
    if role is None or group is None:
        return None
    return Terms(role, USES[places[1]], DAYS[places[2]], group)
