"""What waits to be sent when something is erased: the words of the erased go with it, and nothing else does."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage.outbox_store import OutboxDraft, OutboxStore
from storage.stores import Stores
from storage.tables import report
from tests.support.chat import Respondent, Town

WAIT = 600  # seconds, as Telegram says when a chat was sent too much


async def files(person: Respondent) -> None:
    await person.says("/report")
    await person.taps("Petition delivery")
    for answer in ("37,181", "Embassy of Uzbekistan in Berlin"):
        await person.says(answer)
    await person.taps("Yesterday")
    await person.sends_photos(1)
    await person.taps("Internal only")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[OutboxDraft]:
    """All that show something."""
    found: list[OutboxDraft] = []
    add = OutboxStore.add

    def noted(self: OutboxStore, drafts: Sequence[OutboxDraft], *given: Any) -> list[int]:
        found.extend(each for each in drafts if each.method.startswith(("send", "editMessageText")))
        return add(self, drafts, *given)

    monkeypatch.setattr(OutboxStore, "add", noted)
    return found


async def test_no_to_what_was_sent_takes_no_receipt_away(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        amina = await town.member()
        await amina.says("412 signatures, said in passing")
        offer, no = amina.button("No")
        await files(amina)
        card, file = amina.button("File the report")
        town.world.faults.add("too_many_requests", method="editMessageText", times=1, retry_after=WAIT)
        await amina.does_whatever(town.world.press, card["message_id"], file["callback_data"])
        await amina.does_whatever(town.world.press, offer["message_id"], no["callback_data"])
        assert "AR-" not in amina.screen()
        town.pass_time(seconds=WAIT + 1)
        await amina.does_whatever(town.world.say, "/help")  # what waited comes first
        assert "AR-" in amina.screen()
        assert "kept nothing of it" in amina.screen()


async def test_nor_what_was_said_out_of_any_turn(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        amina = await town.member()

        def send_spreadsheet(stores: Stores) -> None:
            chat, payload = stores.keyring.lookup(amina.id), b'{"chat_id": %d, "text": "A spreadsheet"}' % amina.id
            person, later = stores.people.find(stores.keyring.lookups(amina.id)), town.now.replace(hour=13)
            assert person is not None
            bot_id = town.service.desk.bot_id
            draft = OutboxDraft(bot_id, chat, "reply", "sendMessage", payload, person.id, person.key_id, due_at=later)
            stores.outbox.add([draft], None, None, stores.now)

        await amina.sends_photos(1)
        await town.service.database.run(send_spreadsheet)
        await amina.taps("No")
        town.pass_time(hours=1)
        await amina.does_whatever(town.world.say, "/help")  # what waited comes first
        assert "A spreadsheet" in amina.screen()


async def test_whatever_holds_words_of_a_report_says_of_which(tmp_path: Path, calls: list[OutboxDraft]) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        await files(amina)
        for label in ("File the report", "Open", "Withdraw", "No, leave it", "Show pictures"):
            await amina.taps(label)
        await amina.says("/myreports")
        (row,) = await town.service.database.read(lambda stores: stores.connection.execute(select(report)).all())
        menu, *others = calls
        assert b"What would you like to report" in menu.payload
        assert {each.tells_of for each in others} == {row.id}
        assert [each.method for each in others[-2:]] == ["sendPhoto", "sendMessage"]


async def test_of_several_it_says_whose_they_are(tmp_path: Path, calls: list[OutboxDraft]) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        for answer in ("37,181", "412"):
            await amina.says("/report")
            await amina.taps("Petition delivery")
            await amina.says(answer)
        await amina.says("/drafts")
        assert calls[-1].person_id is not None
        assert calls[-1].tells_of == calls[-1].person_id
        await amina.says("/language")
        assert calls[-1].tells_of is None
