"""Keyboard only, drafts, scrolling: what hands and eyes expect of a messenger."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from sandbox.page_people import add_people
from sandbox.server import serve
from sandbox.world import World
from tests.page.bot import SmallBot
from tests.page.conftest import AMINA, HANNAH, PEOPLE, OpenWindow
from tests.page.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_whole_conversation_without_a_mouse(open_window: OpenWindow, bot: SmallBot) -> None:
    hannah = await open_window(HANNAH)
    keys = hannah.page.keyboard
    await keys.press("Enter")  # the link field has the focus; Enter starts
    assert (await bot.heard())["text"] == "/start"
    card = await bot.say(HANNAH, "How many?", ["Skip"], ["Back", "More"])
    await expect(hannah.draft).to_be_focused()
    await expect(hannah.button("More")).to_be_visible()
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await expect(hannah.button("More")).to_be_focused()
    await keys.press("ArrowLeft")
    await expect(hannah.button("Back")).to_be_focused()
    await keys.press("ArrowUp")
    await keys.press("Space")
    pressed = await bot.heard()
    assert pressed["data"] == "Skip"
    await bot.change(HANNAH, card, "To whom?", ["The embassy"], ["Back"])
    await expect(hannah.button("The embassy")).to_be_focused()
    await keys.press("Enter")
    assert (await bot.heard())["data"] == "The embassy"
    await bot.change(HANNAH, card, "Thank you.")
    await expect(hannah.draft).to_be_focused()


async def test_arrow_up_in_an_empty_field_goes_to_the_newest_card(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "Old", ["Old button"])
    await bot.say(HANNAH, "New", ["New button"])
    await hannah.sees("New")
    await hannah.draft.press("ArrowUp")
    await expect(hannah.button("New button")).to_be_focused()


async def test_arrows_follow_the_eye_from_right_to_left(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    amina = await open_window(AMINA)
    await bot.say(AMINA, "متى؟", ["اليوم", "أمس"])
    await amina.button("اليوم").focus()
    await amina.page.keyboard.press("ArrowLeft")
    await expect(amina.button("أمس")).to_be_focused()


async def test_enter_sends_and_shift_enter_breaks_the_line(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.draft.press_sequentially("one")
    await hannah.draft.press("Shift+Enter")
    await hannah.draft.press_sequentially("two")
    await hannah.draft.press("Enter")
    assert (await bot.heard())["text"] == "one\ntwo"


async def test_what_is_half_typed_is_kept_for_each_person(open_window: OpenWindow, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.draft.fill("We stood before the")
    await hannah.page.locator(f"a[data-person='{AMINA}']").click()
    await expect(hannah.draft).to_have_value("")
    await hannah.draft.fill("كنا")
    await hannah.page.reload()
    await expect(hannah.draft).to_have_value("كنا")
    await hannah.page.locator(f"a[data-person='{HANNAH}']").click()
    await expect(hannah.draft).to_have_value("We stood before the")


async def test_what_could_not_be_sent_is_given_back(open_window: OpenWindow, world: World, begun: None) -> None:
    hannah = await open_window(HANNAH)
    world.block(HANNAH)
    await hannah.write("Does this arrive?")
    await expect(hannah.toasts).to_contain_text("That could not be sent.")
    await expect(hannah.draft).to_have_value("Does this arrive?")


async def test_the_chat_follows_new_messages_only_from_its_end(
    open_window: OpenWindow, bot: SmallBot, world: World, begun: None
) -> None:
    for number in range(40):
        world.say(HANNAH, f"Line {number}")
    hannah = await open_window(HANNAH)
    await hannah.sees("Line 39")
    await bot.say(HANNAH, "At the end.")
    await hannah.sees("At the end.")
    first = hannah.message("Line 3\n").or_(hannah.log.get_by_text("Line 3", exact=True)).first
    await first.scroll_into_view_if_needed()
    latest = hannah.button("To the latest message")
    await expect(latest).to_be_visible()  # the page knows of the scrolling with its next frame only
    place = await first.bounding_box()
    await bot.say(HANNAH, "Far below.")
    await expect(latest).to_have_text("1 new")
    assert await first.bounding_box() == place
    await latest.click()
    await hannah.sees("Far below.")
    await expect(latest).to_be_hidden()


async def test_the_clock_is_moved_by_its_buttons(open_window: OpenWindow, world: World, begun: None) -> None:
    hannah = await open_window(HANNAH)
    before = world.clock.now()
    await hannah.button("+1 week").click()
    today = re.compile(f"^{before.date()}")
    await expect(hannah.page.locator("#clock-now")).not_to_have_attribute("datetime", today)
    shown = await hannah.page.locator("#clock-now").get_attribute("datetime")
    assert (world.clock.now() - before).days == 7
    assert shown is not None and shown[:10] == world.clock.now().isoformat()[:10]


async def test_the_chat_goes_on_when_the_sandbox_is_started_again(chromium: Browser, tmp_path: Path) -> None:
    first = World(tmp_path)
    add_people(first, PEOPLE)
    first.start(HANNAH)
    async with serve(first) as server:
        page = await chromium.new_page()
        hannah = await Window(page, server.url).open(HANNAH)
        await hannah.draft.fill("In mid-sen")
    await expect(page.get_by_text("No connection. Trying again …")).to_be_visible()
    second = World(tmp_path)
    async with serve(second, server.port):
        second.post(HANNAH, second.bot, {"text": "I am back."})
        await hannah.sees("I am back.")
        await expect(hannah.draft).to_have_value("In mid-sen")
        await hannah.draft.press_sequentially("tence")
        await hannah.draft.press("Enter")
        await hannah.sees("In mid-sentence")
    await page.close()


async def test_a_window_that_nobody_sees_goes_on_when_it_is_seen_again(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    seen = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    await hannah.page.evaluate(seen, True)
    await bot.say(HANNAH, "While you were away")
    await hannah.sees_no("While you were away")
    await hannah.page.evaluate(seen, False)
    await hannah.sees("While you were away")
