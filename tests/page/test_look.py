"""The page for everyone: either direction, any width, dark or light, heard instead of seen."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.page.bot import SmallBot
from tests.page.conftest import AMINA, HANNAH, OpenWindow, picture
from tests.page.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


async def edges(window: Window, text: str) -> tuple[float, float]:
    """How far a message's body lies from the left and from the right edge of the log."""
    log = await window.log.bounding_box()
    body = await window.message(text).locator(".body").bounding_box()
    assert log and body
    return body["x"] - log["x"], log["x"] + log["width"] - body["x"] - body["width"]


async def test_one_sits_right_and_the_bot_left(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.write("Hello")
    await bot.say(HANNAH, "Good day")
    await hannah.sees("Good day")
    left, right = await edges(hannah, "Hello")
    assert right < left
    left, right = await edges(hannah, "Good day")
    assert left < right


async def test_an_arabic_person_has_the_page_from_right_to_left(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    amina = await open_window(AMINA)
    await amina.write("مرحبا")
    await bot.say(AMINA, "أهلا وسهلا")
    await amina.sees("أهلا وسهلا")
    assert await amina.page.locator("html").get_attribute("dir") == "rtl"
    assert await amina.page.locator("html").get_attribute("lang") == "ar"
    left, right = await edges(amina, "مرحبا")
    assert left < right
    left, right = await edges(amina, "أهلا وسهلا")
    assert right < left


async def test_each_message_lies_in_its_own_direction(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    amina = await open_window(AMINA)
    await bot.say(AMINA, "Embassy of Uzbekistan, Berlin.")
    await bot.say(AMINA, "سفارة أوزبكستان في برلين.")
    lies = "element => getComputedStyle(element).direction"
    assert await amina.message("Embassy").locator(".words").evaluate(lies) == "ltr"
    assert await amina.message("سفارة").locator(".words").evaluate(lies) == "rtl"


async def test_a_phone_shows_people_or_chat(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(**PHONE)
    people = hannah.page.get_by_role("navigation", name="Afteraction")
    await expect(people).to_be_visible()
    await hannah.page.get_by_role("link", name="Hannah").tap()
    await expect(people).to_be_hidden()
    await bot.say(HANNAH, "A card with much to say. " * 12, ["A long answer that is wide", "Another one"], ["Back"])
    await hannah.button("Back").tap()
    assert (await bot.heard())["data"] == "Back"
    wide = await hannah.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    await hannah.button("Back to people").tap()
    await expect(people).to_be_visible()
    await expect(hannah.button("+1 day")).to_be_visible()


async def test_new_messages_are_read_out(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "Good day")
    await expect(hannah.log).to_have_attribute("aria-live", "polite")
    await expect(hannah.log.get_by_role("article", name="Afteraction")).to_contain_text("Good day")


async def test_nothing_moves_for_those_who_ask_for_stillness(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH, reduced_motion="reduce")
    await bot.say(HANNAH, "Card", ["Wait"])
    await hannah.button("Wait").click()
    turning = "button => parseFloat(getComputedStyle(button, '::after').animationDuration)"
    assert await hannah.button("Wait").evaluate(turning) < 0.001


@pytest.mark.parametrize(
    ("person", "options"),
    [
        pytest.param(HANNAH, {}, id="light"),
        pytest.param(AMINA, {"color_scheme": "dark"}, id="dark, right to left"),
        pytest.param(HANNAH, PHONE, id="phone"),
        pytest.param(AMINA, {**PHONE, "color_scheme": "dark"}, id="dark phone, right to left"),
    ],
)
async def test_axe_finds_no_serious_barrier(
    open_window: OpenWindow, bot: SmallBot, world: Any, begun: None, person: int, options: dict[str, Any]
) -> None:
    world.send_photos(person, [picture(), picture("olive")], "At the gate")
    world.send_photos(person, [picture()])
    world.send_document(person, b"%PDF-1.4", "Letter.pdf", "application/pdf")
    await bot.say(person, "<b>Question 1</b>, see /help and https://example.org/", ["Yes", "No"], parse_mode="HTML")
    window = await open_window(person, **options)
    await window.sees("Question 1")
    results = await Axe().run(window.page)
    barriers = [each for each in results.response["violations"] if each["impact"] in ("serious", "critical")]
    assert not barriers, [(each["id"], [node["html"] for node in each["nodes"]]) for each in barriers]


async def test_axe_finds_no_serious_barrier_before_the_chat_begins(open_window: OpenWindow) -> None:
    window = await open_window(HANNAH)
    results = await Axe().run(window.page)
    assert not [each["id"] for each in results.response["violations"] if each["impact"] in ("serious", "critical")]
