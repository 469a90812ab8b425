"""Telegram's menu of commands speaks the person's language and shows what their roles may do."""

import asyncio
from pathlib import Path

import pytest

from bot.command_menu import announce, commands, described, menu_of, roles_of
from bot.rights import RIGHTS, ROLES, Act
from bot.routes import COMMANDS as ROUTES
from storage.people_store import Person, Role
from tests.bot.test_joining import invitation
from tests.support.chat import Respondent, Town
from tests.support.patience import PATIENCE
from texts.commands import COMMANDS
from texts.locale import LANGUAGES, voice


def menu(person: Respondent) -> list[str]:
    """The commands that Telegram shows to the person."""
    return [each["command"] for each in person.world.commands_for(person.id)]


async def gets(person: Respondent, expected: list[str]) -> None:
    """What others bring about is sent beside the turns."""
    person.town.service.sender.wake()
    async with asyncio.timeout(PATIENCE):
        while menu(person) != expected:  # noqa: ASYNC110 (a look, not a wait for a time)
            await asyncio.sleep(0.01)


def names(language: str, *roles: str) -> list[str]:
    return [each.shown_as(language) for each in commands(roles)]


def test_every_command_has_a_story_and_every_story_of_a_command_stands_in_the_table() -> None:
    assert {command.name for command in COMMANDS} == set(ROUTES)


ACT_OF = {
    "event": Act.SEE_EVENT,
    "reports": Act.LIST_REPORTS,
    "digest": Act.SEE_DIGEST,
    "people": Act.LIST_PEOPLE,
    "section": Act.MANAGE_SECTION,
    "flows": Act.EDIT_FLOW,
}


def test_a_command_is_shown_to_the_roles_that_have_the_right_to_what_it_does() -> None:
    for command in COMMANDS:
        entitled = {role for role in ROLES if (role, ACT_OF.get(command.name)) in RIGHTS}
        assert command.roles == entitled, command.name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_command_is_named_and_described_in_the_language(language: str, role: str) -> None:
    english, spoken = described(voice("en"), {role}), described(voice(language), {role})
    assert len(spoken) == len(english) >= 5
    for ours, theirs in zip(english, spoken, strict=True):
        assert ours["description"] != theirs["description"]


def test_staff_see_all_that_activists_see() -> None:
    assert set(names("en")) <= set(names("en", "staff"))


async def test_everybody_has_the_menu_in_the_language_of_their_telegram(town: Town) -> None:
    assert town.app is not None
    await announce(town.app.bot, "fr")
    for number, (spoken, expected) in enumerate([("en", "en"), ("es", "es"), ("ar", "ar"), ("pt", "fr")]):
        assert menu(town.person(600 + number, language=spoken)) == names(expected)


class TestInAChat:
    async def test_another_language_changes_the_menu_and_another_again(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/language")
        amina.language = "es"
        await amina.taps("Español")
        assert menu(amina) == names("es", "activist")
        await amina.says("/idioma")
        amina.language = "fr"
        await amina.taps("Français")
        assert menu(amina) == names("fr", "activist")

    async def test_an_activist_who_speaks_as_their_telegram_needs_no_menu_of_their_own(self, tmp_path: Path) -> None:
        async with Town(tmp_path, open_join="germany") as town:
            amina = town.person(language="fr")
            await amina.says("/start")
            await amina.taps("Français")
            await amina.taps("J’accepte")
            assert menu(amina) == []

    async def test_one_who_chooses_another_language_at_joining_gets_it(self, tmp_path: Path) -> None:
        async with Town(tmp_path, open_join="germany") as town:
            amina = town.person(language="fr")
            await amina.says("/start")
            amina.language = "ar"
            await amina.taps("العربية")
            await amina.taps("أوافق")
            assert menu(amina) == names("ar", "activist")

    async def test_an_invitation_to_another_role_brings_its_commands(self, town: Town) -> None:
        amina = await town.member()
        await amina.says(f"/start {await invitation(town, 'staff')}")
        assert menu(amina) == names("en", "activist", "staff")

    async def test_who_erases_everything_keeps_no_menu(self, town: Town) -> None:
        amina = await town.member()
        await amina.says("/language")
        await amina.taps("English")
        assert menu(amina) != []
        await amina.says("/forget")
        await amina.taps("Erase everything")
        await amina.taps("Yes, erase everything")
        assert menu(amina) == []

    async def test_a_role_given_or_taken_by_staff_changes_the_menu(self, town: Town) -> None:
        amina = await town.member(language="fr")
        stella = await town.member(600, role="staff", name="Stella")
        await stella.says("/people")
        await stella.taps("Amina")
        await stella.taps("Give: Staff")
        await gets(amina, names("fr", "activist", "staff"))
        await stella.taps("Take: Staff")
        await gets(amina, names("fr", "activist"))
        assert amina.history == [], "nothing is said of it"

    async def test_who_is_removed_or_leaves_has_the_menu_of_those_without_a_role(self, town: Town) -> None:
        amina, omar = await town.member(role="staff"), await town.member(502, role="staff", name="Omar")
        await amina.says("/help")
        stella = await town.member(600, role="coordinator", name="Stella")
        await stella.says("/people")
        await stella.taps("Amina")
        await stella.taps("Leave the section")
        await stella.taps("Yes, let them leave")
        await omar.says("/leave")
        await omar.taps("Yes, leave")
        await gets(amina, names("en"))
        await gets(omar, names("en"))

    async def test_a_command_by_another_languages_name(self, town: Town) -> None:
        amina = await town.member()
        for typed in ("/informe", "/rapport", "/taqrir", "/تقرير"):
            await amina.says(typed)
            amina.sees("What would you like to report")


def test_a_menu_for_another_persons_chat() -> None:
    person = Person(
        id=None,  # type: ignore[arg-type]
        status="active",
        key_id=None,
        language="es",
        section=None,
        group_id=None,
        reachable=True,
        consent_version=2,
        roles=(Role("staff", "section", "spain"), Role("activist", "section", "spain")),
    )
    assert roles_of(person) == {"staff", "activist"}
    told = menu_of(person, 77)
    assert told == {
        "commands": described(voice("es"), {"staff", "activist"}),
        "scope": {"type": "chat", "chat_id": 77},
    }
