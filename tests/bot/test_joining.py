"""The way in: invitation, language, consent; and what is kept of somebody who has not come in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, or_, select

from bot.invites import new_code, read_code
from storage.tables import metadata
from tests.support.chat import NOON, Respondent, Town
from tests.support.secrets import find_planted
from texts.verbs import ChatVerb

DAY = 86_400


async def invitation(
    town: Town, role: str = "activist", scope: str = "section", key: str = "germany", uses: int = 1, days: int = 7
) -> str:
    """A code as `afteraction invite` makes it."""
    code = new_code()
    hashed = town.service.keyring.hash_code(read_code(code) or "")
    until = town.now + timedelta(days=days)
    await town.service.database.run(
        lambda stores: stores.invites.add(hashed, role, scope, key, uses, until, None, stores.now)
    )
    return code


async def joins(person: Respondent, code: str, language: str = "English", agree: str = "I agree") -> None:
    await person.does(person.world.start, code)
    await person.taps(language)
    await person.taps(agree)


async def rows_about(town: Town, user_id: int) -> dict[str, int]:
    """In which tables rows lead to this Telegram id."""
    lookup = town.service.keyring.lookup(user_id)

    def count(stores: Any) -> dict[str, int]:
        found = {}
        for name, table in metadata.tables.items():
            columns = [column for column in table.c if column.name in ("chat", "lookup")]
            if columns:
                query = select(func.count()).where(or_(*(column == lookup for column in columns)))
                found[name] = stores.connection.execute(query).scalar_one()
        return {name: number for name, number in found.items() if number}

    return await town.service.database.read(count)


class TestInvitation:
    async def test_a_deep_link_leads_through_language_and_consent_to_the_menu(self, town: Town) -> None:
        amina = town.person()
        await amina.does(town.world.start, await invitation(town))
        amina.sees("Welcome to Afteraction", "English", "Français", "العربية")
        await amina.taps("English")
        amina.sees("Before we begin", "not end-to-end encrypted", "/forget", "I agree", "No, thank you")
        await amina.taps("I agree")
        amina.sees("Welcome! You have joined Germany", "Petition delivery")

    @pytest.mark.parametrize(
        ("language", "button", "agree", "section"),
        [("fr", "Français", "J’accepte", "Allemagne"), ("ar", "العربية", "أوافق", "ألمانيا"),
         ("es", "Español", "Acepto", "Alemania")],
    )
    async def test_in_other_languages(
        self, town: Town, language: str, button: str, agree: str, section: str
    ) -> None:
        person = town.person(language=language)
        await joins(person, await invitation(town), button, agree)
        person.sees(section)

    @pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code.replace('-', ' ')} ", str])
    async def test_a_code_typed_in_any_way(self, town: Town, typed: Any) -> None:
        amina = town.person()
        await amina.says(typed(await invitation(town)))
        amina.sees("choose your language")

    async def test_a_code_that_is_used_up(self, town: Town) -> None:
        code = await invitation(town, uses=2)
        for user_id in (501, 502):
            await joins(town.person(user_id), code)
        late = town.person(503)
        await late.says(code)
        late.sees("no longer valid", "used up")

    async def test_the_last_use_goes_to_whoever_agrees_first(self, town: Town) -> None:
        code = await invitation(town)
        amina, bruno = town.person(501), town.person(502)
        for person in (amina, bruno):
            await person.does(town.world.start, code)
            await person.taps("English")
        await bruno.taps("I agree")
        await amina.does(town.world.press, *agree_button(amina))
        assert "no longer valid" in amina.toast
        bruno.sees("You have joined")

    async def test_a_code_whose_time_is_over(self, town: Town) -> None:
        code = await invitation(town, days=7)
        town.pass_time(days=7, seconds=1)
        amina = town.person()
        await amina.says(code)
        amina.sees("no longer valid")

    async def test_a_wrong_code(self, town: Town) -> None:
        amina = town.person()
        await amina.says("AAAA-BBBB-CCCC")
        amina.sees("no longer valid")
        await amina.does(town.world.start, "menu")
        amina.sees("code")

    async def test_a_second_invitation_adds_a_role(self, town: Town) -> None:
        amina = town.person()
        await joins(amina, await invitation(town))
        await amina.does(town.world.start, await invitation(town, "coordinator", "country", "FR"))
        amina.sees("The invitation is accepted", "Petition delivery")
        person = await town.service.database.read(
            lambda stores: stores.people.find(stores.keyring.lookups(amina.id))
        )
        assert {(role.role, role.scope, role.scope_key) for role in person.roles} == {
            ("activist", "section", "germany"),
            ("coordinator", "country", "FR"),
        }

    async def test_a_member_opens_an_old_invitation_or_taps_its_buttons(self, town: Town) -> None:
        code = await invitation(town)
        amina = town.person()
        await amina.does(town.world.start, code)
        await amina.taps("English")
        agree = agree_button(amina)
        await amina.taps_data(*agree)
        await amina.taps_data(*agree)
        assert "joined already" in amina.toast
        await amina.does(town.world.start, code)
        amina.sees("no longer valid")

    @pytest.mark.parametrize("verb", [verb for verb in ChatVerb if verb.name.startswith("JOIN_")])
    async def test_every_button_of_joining_tells_a_member_so(self, town: Town, verb: ChatVerb) -> None:
        amina = await town.member()
        await amina.says("/report")
        await amina.taps("Petition delivery")
        for code in ("", "AAAA-BBBB-CCCC", await invitation(town)):
            await amina.taps_data(amina.card["message_id"], f"{verb}:{code}:0:0")
            assert "joined already" in amina.toast


def agree_button(person: Respondent) -> tuple[int, str]:
    message, button = person.button("I agree")
    return message["message_id"], button["callback_data"]


class TestOpenJoin:
    async def test_anyone_joins_the_named_section(self, tmp_path: Path) -> None:
        async with Town(tmp_path, open_join="france") as town:
            claire = town.person(language="fr")
            await claire.does(town.world.start)
            await claire.taps("Français")
            await claire.taps("J’accepte")
            claire.sees("France", "Remise de pétition")


class TestStrangers:
    @pytest.mark.parametrize("language", ["en", "fr", "ar", "es", None])
    async def test_they_get_a_kind_explanation_in_their_language(self, town: Town, language: str | None) -> None:
        person = town.person(language=language or "en")
        await person.does(town.world.start)
        await person.says("Rustam was beaten in Chorsu police station")
        await person.sends_photos(1, "the yard of Chorsu prison")
        await person.does(town.world.send_voice, b"OggS")

    async def test_nothing_of_a_strangers_message_is_kept_and_after_a_day_nothing_at_all(self, town: Town) -> None:
        stranger = town.person(987_654_321, name="Zulfiya Karimova")
        words = "Rustam was beaten in Chorsu police station"
        await stranger.says(words)
        stranger.sees("I have kept nothing of this message", "code")
        await stranger.says(await invitation(town))
        await stranger.says("the yard of the prison at night")
        await town.stop()
        secrets = [words, "the yard of the prison at night", "Zulfiya", "Karimova", "987654321"]
        databases = [path for path in town.folder.iterdir() if path.is_file() and path.name != "clock"]
        assert find_planted(databases, secrets) == []

        town.set_clock(NOON)
        town.pass_time(days=1, minutes=1)
        await town.start()
        await town.service.housekeeping.tick()
        assert set(await rows_about(town, stranger.id)) <= {"update"}
        town.pass_time(days=2)
        await town.service.housekeeping.tick()
        assert await rows_about(town, stranger.id) == {}

    async def test_who_declines_leaves_nothing(self, town: Town) -> None:
        stranger = town.person()
        await stranger.does(town.world.start, await invitation(town))
        await stranger.taps("English")
        await stranger.taps("No, thank you")
        stranger.sees("nothing is kept")
        assert "person" not in await rows_about(town, stranger.id)

    async def test_who_has_not_consented_cannot_report(self, town: Town) -> None:
        stranger = town.person()
        await stranger.does(town.world.start, await invitation(town))
        for text in ("/report", "/myreports", "/forget", "37,181"):
            await stranger.says(text)
            assert "Petition delivery" not in stranger.screen()
