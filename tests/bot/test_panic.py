"""The panic word: nothing is left but what must remain."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from storage.crypto import new_secret
from storage.message_store import ALBUM
from storage.tables import audit, chat_message, figure, outbox, person, report, tombstone
from tests.bot.test_account import counted
from tests.bot.test_at_risk import tells_a_delivery
from tests.bot.test_secrets import found, on_disk
from tests.support import media
from tests.support.chat import JPEG, Respondent, Town

WORD = "Blue kettle of Samarkand"
SPELLINGS = [WORD, "blue kettle of samarkand", "  BLUE KETTLE\n OF  SAMARKAND "]
REFUSED = [
    "abc",
    "37,181",
    "two hundred",
    "yesterday",
    "21 October",
    "help",
    "OKAY",
    "AR-7K3F9Q-2",
    "1234 5678",
    ".....",
]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def with_word(town: Town, user_id: int = 501, **named: Any) -> Respondent:
    """A member who has chosen the word."""
    amina = await town.member(user_id, **named)
    await amina.says("/safety")
    await amina.taps("Choose a panic word")
    amina.sees("Write your word now")
    await amina.says(WORD)
    amina.sees("Your word is set")
    return amina


async def erased(amina: Respondent) -> None:
    """Only the answer is left in the chat, and the bot knows nobody of that id."""
    assert [message["text"] for message in amina.history] == ["OK."]
    lookups = amina.town.service.keyring.lookups(amina.id)
    assert await amina.town.service.database.read(lambda stores: stores.people.find(lookups)) is None


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_it_is_heard_in_any_case_and_spacing_also_in_the_middle_of_a_report(town: Town, spelling: str) -> None:
    amina = await with_word(town)
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")
    await amina.does_whatever(amina.world.say, spelling)
    await erased(amina)


async def test_it_is_heard_below_a_picture(town: Town) -> None:
    amina = await with_word(town)
    await amina.does_whatever(amina.world.send_photos, [JPEG], WORD)
    await erased(amina)


async def test_the_other_pictures_of_its_album_go_too(town: Town) -> None:
    amina = await with_word(town)
    await amina.does_whatever(amina.world.send_photos, [JPEG] * 3, WORD)
    await erased(amina)


async def test_what_comes_right_behind_it_goes_without_a_word(town: Town) -> None:
    amina = await with_word(town)
    await amina.says("/report")
    amina.world.say(amina.id, WORD)
    await amina.does_whatever(amina.world.say, "12")
    await erased(amina)
    await amina.does_whatever(amina.world.say, "hello?")
    await amina.does_whatever(amina.world.send_photos, [JPEG] * 2)
    await erased(amina)


async def test_the_silence_ends_after_a_day(town: Town) -> None:
    amina = await with_word(town)
    await amina.does_whatever(amina.world.say, WORD)
    town.pass_time(hours=23)
    await town.service.housekeeping.tick()
    await amina.does_whatever(amina.world.say, "hello?")
    await erased(amina)
    town.pass_time(hours=2)
    await town.service.housekeeping.tick()
    await amina.says("hello?")
    amina.sees("To join", "kept nothing")


async def test_whoever_begins_anew_is_answered(town: Town) -> None:
    amina = await with_word(town)
    await amina.does_whatever(amina.world.say, WORD)
    await amina.says("/start")
    amina.sees("To join")
    await amina.says("hello?")
    amina.sees("To join", "kept nothing")


async def test_it_is_heard_in_an_edited_message(town: Town) -> None:
    amina = await with_word(town)
    await amina.says("/report")
    message = amina.history[-2]["message_id"]
    await amina.does_whatever(amina.world.edit_text, message, WORD)
    await erased(amina)


async def test_its_message_goes_and_the_word_stands_nowhere(town: Town, logged: Path) -> None:
    amina = await with_word(town)
    assert WORD not in str(amina.history)
    await amina.says("/safety")
    amina.sees("Your panic word is set", "Change the panic word", "Remove the panic word")
    assert found([*on_disk(town), logged], [WORD, WORD.lower()]) == []


async def test_nothing_is_left_but_what_must_remain(town: Town, logged: Path) -> None:
    amina = await with_word(town, user_id=7_310_042_917, name="Amina Yusupova")
    await amina.taps("Safety")
    await amina.taps("I may be in danger")
    await tells_a_delivery(amina)
    await town.downloaded()
    await amina.taps("File the report")
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("behind the bakery, 412 letters")
    before = await counted(town)
    await amina.does_whatever(amina.world.say, WORD)
    await erased(amina)
    assert await counted(town) == before, "bare figures stay in the totals"
    assert list((town.folder / "files").iterdir()) == []
    left = await town.service.database.read(remains)
    assert left == {"people": 0, "messages": 0, "payloads": 0, "references": 0, "tombstones": 3, "actors": 0}
    assert await town.service.database.read(count, figure) == 1
    await town.stop()
    assert found([*on_disk(town), logged], ["7310042917", "Amina Yusupova", WORD, "behind the bakery"]) == []
    await town.start()
    await amina.does_whatever(amina.world.say, WORD)
    await erased(amina)


@pytest.mark.parametrize("word", REFUSED)
async def test_a_word_that_might_be_written_by_chance_is_not_taken(town: Town, word: str) -> None:
    amina = await town.member()
    await amina.says("/safety")
    await amina.taps("Choose a panic word")
    await amina.says(word)
    amina.sees("Please choose another one", "Safety")
    assert word not in str(amina.history)
    await amina.says(WORD)
    amina.sees("Your word is set")


async def test_whoever_does_something_else_meanwhile_has_not_chosen(town: Town) -> None:
    amina = await with_word(town)
    await amina.taps("Safety")
    await amina.taps("Change the panic word")
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("embassy of Uzbekistan")
    assert "Your word is set" not in str(amina.card)
    await amina.does_whatever(amina.world.say, WORD)
    await erased(amina)


WORDLESS: list[Callable[[Respondent], Any]] = [
    lambda amina: amina.does(amina.world.send_photos, [JPEG]),
    lambda amina: amina.does(amina.world.send_voice, media.voice()),
    lambda amina: amina.does(amina.world.send_location, 52.5, 13.4),
    lambda amina: amina.does(amina.world.send_sticker, JPEG),
]


@pytest.mark.parametrize("sends", WORDLESS)
async def test_whoever_sends_something_without_words_meanwhile_has_not_chosen(
    town: Town, sends: Callable[[Respondent], Any]
) -> None:
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("412")
    await amina.says("/safety")
    await amina.taps("Choose a panic word")
    await sends(amina)
    await amina.says("embassy of Uzbekistan")
    await amina.says("/safety")
    amina.sees("You can choose a panic word")


async def test_whoever_comes_back_later_has_not_chosen(town: Town) -> None:
    amina = await town.member()
    await amina.says("/safety")
    await amina.taps("Choose a panic word")
    amina.sees("I wait for it 15 minutes")
    town.pass_time(minutes=15)
    await amina.says("embassy of Uzbekistan")
    await amina.says("/safety")
    amina.sees("You can choose a panic word")


async def test_a_changed_word_is_the_only_one_and_a_removed_one_is_none(town: Town) -> None:
    amina = await with_word(town)
    await amina.taps("Safety")
    await amina.taps("Change the panic word")
    await amina.says("the second kettle")
    await amina.says(WORD)
    assert "OK." not in [message.get("text") for message in amina.history]
    await amina.says("/safety")
    await amina.taps("Remove the panic word")
    await amina.says("the second kettle")
    assert "OK." not in [message.get("text") for message in amina.history]


async def test_a_word_is_its_owners_only(town: Town) -> None:
    await with_word(town)
    lena = await town.member(502, name="Lena")
    await lena.says(WORD)
    assert "OK." not in [message.get("text") for message in lena.history]


async def test_it_is_heard_after_a_change_of_secrets(town: Town) -> None:
    amina = await with_word(town)
    await town.stop()
    town.settings = town.make_settings(secret_keys=SecretStr(f"{new_secret()},{town.secret}"))
    await town.start()
    await amina.does_whatever(amina.world.say, WORD)
    await erased(amina)


def count(stores: Any, table: Any) -> int:
    return stores.connection.execute(select(func.count()).select_from(table)).scalar_one()


def remains(stores: Any) -> dict[str, int]:
    """What could still lead to somebody; graves lead to nobody."""

    def holding(column: Any) -> int:
        return stores.connection.execute(select(func.count()).where(column.is_not(None))).scalar_one()

    return {
        "people": holding(person.c.lookup) + holding(person.c.address) + holding(person.c.panic),
        # But for keyed hashes, which the first day's end takes: of an album, and of the chat that is silent.
        "messages": stores.connection.execute(
            select(func.count()).where(chat_message.c.message_id != ALBUM)
        ).scalar_one(),
        "payloads": holding(outbox.c.payload),
        "references": holding(report.c.reference),
        "tombstones": count(stores, tombstone),
        "actors": holding(audit.c.actor_id),
    }
