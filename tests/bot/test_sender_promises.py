"""The sender when something behind it fails: nothing overtakes, nothing hangs, nothing is given up too early."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram.error import BadRequest

from bot import delivery
from bot.sender import LEASE, ChatQueue, Letter
from storage.errors import Unavailable
from storage.files import FilesError
from storage.keys import KeyGone
from storage.outbox_store import OutboxDraft
from storage.stores import Stores
from tests.support.chat import NOON, Town
from tests.support.patience import PATIENCE

BOT = 1


def letter(outbox_id: int, method: str = "sendMessage", edits: int | None = None) -> Letter:
    return Letter(outbox_id, BOT, b"chat", None, "reply", method, {"chat_id": 1}, edits)


class TestChatQueue:
    def test_an_unsent_edit_is_replaced_by_a_later_one_of_the_same_card(self) -> None:
        queue = ChatQueue()
        under_way, first, other, later = (
            letter(1, "editMessageText", 10),
            letter(2, "editMessageText", 10),
            letter(3, "editMessageText", 11),
            letter(4, "editMessageText", 10),
        )
        for each in (under_way, first, other, later):
            queue.add(each)
        assert [each.lapsed for each in (under_way, first, other, later)] == [False, True, False, False]

    def test_stripping_the_buttons_does_not_replace_the_text(self) -> None:
        queue = ChatQueue()
        for each in (letter(1), letter(2, "editMessageText", 10), letter(3, "editMessageReplyMarkup", 10)):
            queue.add(each)
        assert not any(each.lapsed for each in queue.letters)

    def test_while_the_first_letter_waits_nobody_waits_for_the_others(self) -> None:
        queue = ChatQueue()
        head, before = letter(1), letter(2)
        queue.add(head)
        queue.add(before)
        queue.hold(waiting=True)
        after = letter(3)
        queue.add(after)
        assert before.attempted.is_set()
        assert after.attempted.is_set()


class TestDecisions:
    def test_our_own_database_away_is_no_fault_of_the_message(self) -> None:
        for attempts in (0, 1, 50):
            decision = delivery.decide(Unavailable("away"), "sendMessage", attempts, NOON, 0.5)
            assert isinstance(decision, delivery.Again)
            assert NOON < decision.at <= NOON + delivery.LONGEST_WAIT

    def test_a_file_that_stays_unreadable_is_given_up_in_the_end(self) -> None:
        early = delivery.decide(FilesError("not there"), "sendPhoto", 0, NOON, 0.5)
        late = delivery.decide(FilesError("not there"), "sendPhoto", delivery.FILE_TRIES, NOON, 0.5)
        assert isinstance(early, delivery.Again)
        assert late == delivery.Park("FilesError")

    def test_an_erased_file_is_given_up_at_once(self) -> None:
        assert delivery.decide(KeyGone("gone"), "sendPhoto", 0, NOON, 0.5) == delivery.Park("KeyGone")

    def test_telegrams_words_are_not_kept_because_they_may_quote_the_message(self) -> None:
        error = BadRequest('Can\'t parse entities: unsupported start tag "secret answer"')
        assert delivery.decide(error, "sendMessage", 0, NOON, 0.5) == delivery.Park("can't parse entities")
        assert delivery.decide(BadRequest("secret"), "sendMessage", 0, NOON, 0.5) == delivery.Park("BadRequest")


async def test_a_reply_that_was_committed_but_never_handed_over_is_sent_when_its_lease_runs_out(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        await amina.says("/help")
        worker = town.service.desk.worker

        def leave_behind(stores: Stores) -> None:
            chat = stores.keyring.lookup(amina.id)
            payload = b'{"chat_id": %d, "text": "left behind"}' % amina.id
            draft = OutboxDraft(town.service.desk.bot_id, chat, "reply", "sendMessage", payload)
            stores.outbox.add([draft], worker, stores.now + LEASE, stores.now)

        await town.service.database.run(leave_behind)
        subscription = town.world.subscribe(amina.id)
        town.pass_time(seconds=LEASE.total_seconds() + 1)
        town.service.sender.wake()
        event: dict[str, Any] = await subscription.next("message")
        assert event["message"]["text"] == "left behind"


async def test_a_long_wait_for_one_person_keeps_no_turn_waiting(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        town.world.faults.add("too_many_requests", method="sendMessage", times=1, retry_after=600)
        async with asyncio.timeout(PATIENCE):
            for text in ("/help", "/myreports"):
                town.world.say(amina.id, text)
                await town.pump()
        assert not [each for each in amina.history if each["from"]["is_bot"]]
        town.pass_time(minutes=11)
        subscription = town.world.subscribe(amina.id)
        for _ in range(2):
            await subscription.next("message")
        first, second = [each["text"] for each in amina.history if each["from"]["is_bot"]]
        assert "How this works" in first
        assert "You have not filed" in second


async def test_what_one_replica_holds_no_other_overtakes(tmp_path: Path) -> None:
    """Row 1 is committed and leased but not yet queued; row 2, left unleased, must wait for it."""
    async with Town(tmp_path) as town:
        await town.member()

        def two_rows(stores: Stores) -> list[int]:
            draft = OutboxDraft(BOT, b"another chat", "reply", "sendMessage", b"{}")
            first = stores.outbox.add([draft], "x", stores.now + LEASE, stores.now)
            return first + stores.outbox.add([draft], None, None, stores.now)

        first, second = await town.service.database.run(two_rows)

        def claim(stores: Stores) -> list[int]:
            return [row.id for row in stores.outbox.claim(BOT, "x", 10, stores.now, timedelta(seconds=10))]

        assert await town.service.database.run(claim) == []
        town.pass_time(seconds=LEASE.total_seconds() + 1)
        assert await town.service.database.run(claim) == [first, second]


async def test_what_was_erased_is_not_said_though_it_was_in_hand_already(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        await amina.says("/forget")
        await amina.taps("Erase everything")
        message, button = amina.button("Yes, erase everything")
        town.world.faults.add("too_many_requests", method="sendMessage", times=1, retry_after=600)
        subscription = town.world.subscribe(amina.id)
        async with asyncio.timeout(PATIENCE):
            town.world.say(amina.id, "/myreports")
            await town.pump()
            town.world.press(amina.id, message["message_id"], button["callback_data"])
            await town.pump()
        town.pass_time(minutes=11)
        while "Everything is erased" not in (await subscription.next("edited"))["message"]["text"]:
            pass
        assert not [each for each in amina.history if "You have not filed" in each["text"]]
