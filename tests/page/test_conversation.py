"""A person and a bot talk, in a browser."""

import pytest
from playwright.async_api import expect

from tests.page.bot import SmallBot, buttons
from tests.page.conftest import AMINA, HANNAH, OpenWindow, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_new_chat_begins_with_start(open_window: OpenWindow, bot: SmallBot) -> None:
    hannah = await open_window()
    await hannah.page.get_by_role("link", name="Hannah Berger").click()
    await hannah.button("Start").click()
    assert (await bot.heard())["text"] == "/start"
    await bot.say(HANNAH, "Welcome, Hannah.")
    await hannah.sees("Welcome, Hannah.")
    await expect(hannah.draft).to_be_focused()


@pytest.mark.parametrize("given", ["https://t.me/afteraction_bot?start=spring-24", "spring-24"])
async def test_an_invitation_is_pasted_as_a_link_or_as_a_code(
    open_window: OpenWindow, bot: SmallBot, given: str
) -> None:
    hannah = await open_window(HANNAH)
    await hannah.page.get_by_label("Invitation link").fill(given)
    await hannah.button("Start").click()
    assert (await bot.heard())["text"] == "/start spring-24"


async def test_a_deep_link_waits_for_start_even_in_a_chat_that_has_begun(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH, start="event_1")
    await hannah.button("Start").click()
    assert (await bot.heard())["text"] == "/start event_1"
    await expect(hannah.draft).to_be_visible()


async def test_a_deep_link_in_a_message_goes_on_in_this_chat(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "The event: https://t.me/afteraction_bot?start=event_2.")
    await hannah.page.get_by_role("link", name="start=event_2").click()
    assert (await bot.heard())["text"] == "/start event_2"


async def test_a_button_waits_until_the_bot_has_answered(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    card = await bot.say(HANNAH, "Was it yesterday?", ["Yes", "No"])
    await hannah.button("Yes").click()
    await expect(hannah.button("Yes")).to_have_attribute("aria-busy", "true")
    pressed = await bot.heard()
    assert (pressed["data"], pressed["message"]["message_id"]) == ("Yes", card)
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], text="Noted.")
    await expect(hannah.toasts).to_contain_text("Noted.")
    await expect(hannah.button("Yes")).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_stays_until_it_is_closed(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "Delete all?", ["Delete"])
    await hannah.button("Delete").click()
    pressed = await bot.heard()
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], text="Are you sure?", show_alert=True)
    alert = hannah.page.get_by_role("dialog")
    await expect(alert).to_contain_text("Are you sure?")
    await hannah.page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)


async def test_an_answer_may_lead_on_through_a_deep_link(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "Private matters", ["Open"])
    await hannah.button("Open").click()
    pressed = await bot.heard()
    link = "https://t.me/afteraction_bot?start=private_1"
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], url=link)
    assert (await bot.heard())["text"] == "/start private_1"


async def test_a_card_is_edited_before_ones_eyes(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    card = await bot.say(HANNAH, "Question 1", ["One", "Two"])
    await hannah.sees("Question 1")
    await bot.change(HANNAH, card, "Question 2", ["Three"])
    await hannah.sees("Question 2")
    await hannah.sees_no("Question 1")
    await expect(hannah.button("One")).to_have_count(0)
    await expect(hannah.button("Three")).to_be_visible()


async def test_a_deleted_message_vanishes(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    message = await bot.say(HANNAH, "This will go.")
    await hannah.sees("This will go.")
    await bot.call("deleteMessage", chat_id=HANNAH, message_id=message)
    await hannah.sees_no("This will go.")


async def test_several_photos_are_one_album(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    photos = [(f"{colour}.jpg", "image/jpeg", picture(colour)) for colour in ("teal", "olive", "navy")]
    await hannah.attach("Add photos", *photos)
    await expect(hannah.page.get_by_role("list", name="Attached").get_by_role("listitem")).to_have_count(3)
    await hannah.write("At the gate")
    heard = [await bot.heard() for _ in photos]
    assert len({message["media_group_id"] for message in heard}) == 1
    assert [message.get("caption") for message in heard] == ["At the gate", None, None]
    album = hannah.message("At the gate")
    await expect(album.get_by_role("img")).to_have_count(3)
    await album.get_by_role("img").first.click()
    await expect(hannah.page.get_by_role("dialog", name="Picture")).to_be_visible()
    await hannah.page.keyboard.press("Escape")


async def test_a_file_keeps_its_name(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.attach("Add a file", ("رسالة.pdf", "application/pdf", b"%PDF-1.4"))
    await hannah.button("Send").click()
    assert (await bot.heard())["document"]["file_name"] == "رسالة.pdf"
    async with hannah.page.expect_download() as download:
        await hannah.message("رسالة.pdf").get_by_role("link").click()
    assert (await download.value).suggested_filename == "رسالة.pdf"


async def test_an_attachment_can_be_taken_back(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.attach("Add photos", ("one.jpg", "image/jpeg", picture()))
    await hannah.button("Remove: one.jpg").click()
    await hannah.write("Only words")
    assert (await bot.heard())["text"] == "Only words"


DROP = """([type, name]) => {
    const carried = new DataTransfer();
    carried.items.add(new File(["content"], name, { type }));
    document.getElementById("chat").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true }));
}"""


async def test_what_is_dropped_on_the_chat_is_attached(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.page.evaluate(DROP, ["text/plain", "notes.txt"])
    await hannah.write("My notes")
    heard = await bot.heard()
    assert (heard["document"]["file_name"], heard["caption"]) == ("notes.txt", "My notes")


async def test_a_voice_message_is_recorded(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.button("Record a voice message").click()
    await hannah.button("Stop and send").click()
    assert (await bot.heard())["voice"]["file_size"] > 0
    await expect(hannah.log.locator("audio")).to_be_visible()


async def test_an_own_message_can_be_changed(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await hannah.write("37,118")
    await bot.heard()
    own = hannah.message("37,118")
    await own.hover()
    await own.get_by_role("button", name="Change").click()
    await expect(hannah.draft).to_have_value("37,118")
    await hannah.write("37,181")
    edited = await bot.heard()
    assert (edited["kind"], edited["text"]) == ("edited_message", "37,181")
    await expect(hannah.message("37,181")).to_contain_text("changed")


async def test_commands_are_those_of_this_person_and_language(
    open_window: OpenWindow, bot: SmallBot, begun: None
) -> None:
    await bot.call("setMyCommands", commands=[{"command": "report", "description": "Tell us"}])
    arabic = [{"command": "report", "description": "تقرير جديد"}]
    await bot.call("setMyCommands", commands=arabic, language_code="ar")
    amina, hannah = await open_window(AMINA), await open_window(HANNAH)
    await amina.button("الأوامر").click()
    await expect(amina.page.get_by_role("menuitem")).to_contain_text("تقرير جديد")
    await hannah.draft.press_sequentially("/re")
    await hannah.page.get_by_role("menuitem", name="/report").click()
    assert (await bot.heard())["text"] == "/report"
    await expect(hannah.draft).to_have_value("")


async def test_a_command_in_a_message_is_said_by_a_tap(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "See /myreports, or write 1/2 and https://example.org/help.")
    await hannah.button("/myreports").click()
    assert (await bot.heard())["text"] == "/myreports"
    await expect(hannah.message("See /myreports").locator(".command")).to_have_count(1)


async def test_the_bot_is_seen_typing(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.call("sendChatAction", chat_id=HANNAH, action="typing")
    await expect(hannah.page.get_by_text("is typing …")).to_be_visible()
    await bot.say(HANNAH, "Done.")
    await expect(hannah.page.get_by_text("is typing …")).to_have_count(0)


async def test_formatted_text_lies_where_utf16_says(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    html = "👍🏽 <b>Petition <i>delivery</i></b> of <code>AR-7K3F9Q-2</code>, <a href='https://example.org/'>more</a>"
    await bot.say(HANNAH, html, parse_mode="HTML")
    words = hannah.message("Petition").locator(".words")
    await expect(words).to_have_text("👍🏽 Petition delivery of AR-7K3F9Q-2, more")
    await expect(words.locator("strong")).to_have_text("Petition delivery")
    await expect(words.locator("strong em")).to_have_text("delivery")
    await expect(words.locator("code")).to_have_text("AR-7K3F9Q-2")
    await expect(words.get_by_role("link", name="more")).to_have_attribute("rel", "noreferrer noopener")


async def test_markup_in_a_message_is_only_text(open_window: OpenWindow, bot: SmallBot, begun: None) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(HANNAH, "<img src=x onerror=alert(1)>", reply_markup=buttons(["<b>OK</b>"]))
    await hannah.sees("<img src=x onerror=alert(1)>")
    await expect(hannah.button("<b>OK</b>")).to_be_visible()


async def test_the_bot_writing_to_somebody_else_is_counted_at_their_name(
    open_window: OpenWindow, bot: SmallBot, world: object, begun: None
) -> None:
    hannah = await open_window(HANNAH)
    await bot.say(AMINA, "تذكير")
    badge = hannah.page.locator(f"a[data-person='{AMINA}'] .badge")
    await expect(badge).to_have_text("1")
    await hannah.page.locator(f"a[data-person='{AMINA}']").click()
    await hannah.sees("تذكير")
    await expect(badge).to_be_hidden()
