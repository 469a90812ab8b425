"""Several people side by side, and what else a phone can send: films and places."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from sandbox.world import World
from tests.page.bot import SmallBot
from tests.page.conftest import AMINA, HANNAH, OpenWindow

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_two_people_talk_side_by_side_each_in_their_own_direction(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    window = await open_window(HANNAH)
    await window.page.get_by_role("link", name="Show beside: أمينة").click()
    left, right = (window.page.frame_locator(f"iframe >> nth={at}") for at in (0, 1))
    await left.locator("#draft").fill("Good day")
    await left.locator("#draft").press("Enter")
    assert (await bot.heard())["text"] == "Good day"
    await bot.say(AMINA, "أهلا")
    await expect(right.get_by_role("article").last).to_contain_text("أهلا")
    await expect(left.get_by_text("أهلا")).to_have_count(0)
    await expect(left.locator("html")).to_have_attribute("dir", "ltr")
    await expect(right.locator("html")).to_have_attribute("dir", "rtl")
    await expect(left.locator("#people")).to_be_hidden()


async def test_one_of_two_is_put_away_and_the_other_is_whole_again(open_window: OpenWindow, begun: None) -> None:
    window = await open_window(HANNAH)
    await window.page.get_by_role("link", name="Show beside: أمينة").click()
    await window.page.get_by_role("link", name="Show no longer: أمينة").click()
    await expect(window.page.locator("iframe")).to_have_count(0)
    await expect(window.draft).to_be_visible()


async def test_axe_finds_no_serious_barrier_side_by_side(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    await bot.say(HANNAH, "Question", ["Yes"])
    window = await open_window(HANNAH)
    await window.page.get_by_role("link", name="Show beside: أمينة").click()
    await expect(window.page.frame_locator("iframe >> nth=0").get_by_text("Question")).to_be_visible()
    results = await Axe().run(window.page)
    barriers = [each for each in results.response["violations"] if each["impact"] in ("serious", "critical")]
    assert not barriers, [(each["id"], [node["html"] for node in each["nodes"]]) for each in barriers]


async def test_a_film_goes_as_a_video_and_is_shown(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    await hannah.attach("Add photos", ("vigil.mp4", "video/mp4", b"film"))
    await hannah.draft.fill("The vigil")
    await hannah.draft.press("Enter")
    heard = await bot.heard()
    assert (heard["video"]["mime_type"], heard["caption"]) == ("video/mp4", "The vigil")
    await expect(hannah.log.locator("video")).to_have_count(1)


async def test_a_place_is_sent_only_when_it_is_whole(
    open_window: OpenWindow, bot: SmallBot, world: World, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    await hannah.button("Send a place").click()
    dialog = hannah.page.get_by_role("dialog", name="Send a place")
    await dialog.get_by_label("Latitude").fill("52.51")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_visible()
    await dialog.get_by_label("Longitude").fill("13.38")
    await dialog.get_by_role("button", name="Send").click()
    assert (await bot.heard())["location"] == {"latitude": 52.51, "longitude": 13.38}
    await hannah.button("Send a place").click()
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_be_hidden()
    assert len([each for each in world.history(HANNAH) if "location" in each]) == 1
