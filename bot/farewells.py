"""Somebody's time in a section ends: roles and home there, nothing else."""

from bot.notices import voice_of
from bot.roles import lose_roles
from bot.turn import Turn
from storage.people_store import Person, SectionRecord
from texts.cards import Card


def take_leave(turn: Turn, person: Person, section: SectionRecord) -> None:
    """End all roles in the section, with what goes with them; it is no longer the person's home. What they reported
    stays."""
    stores = turn.stores
    here = ("section", section.key)
    lose_roles(turn, person, [each for each in person.roles if (each.scope, each.scope_key) == here])
    stores.members.leave(person.id, section.id)
    stores.audit.add("leave", "person", person.id, turn.now, turn.active.id)


def farewell(turn: Turn, person: Person, section: SectionRecord) -> Card:
    """Kind words in the language of whoever leaves."""
    voice = voice_of(turn.desk, person)
    name = turn.desk.tables(turn.stores)["sections"].label(section.key, voice.language)
    return Card(
        voice.html(
            "Your time with {section} in this bot has ended. Thank you for all you did! What you reported stays: "
            "/myreports shows it, /forget erases it. To come back, a new invitation is enough.",
            section=name,
        )
    )
