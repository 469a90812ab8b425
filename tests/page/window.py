"""A browser window with the chat page in it, as a person uses it."""

from typing import Any

from playwright.async_api import Locator, Page, expect


class Window:
    """What a person does and sees. Every expectation waits a few seconds for the page to come round."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.log = page.get_by_role("log")
        self.draft = page.locator("#draft")
        self.toasts = page.locator("#toasts")

    async def open(self, person: int | None = None, start: str = "") -> "Window":
        """Open the page, at a person's chat if one is named, perhaps by a deep link."""
        at = "" if person is None else f"#{person}" + (f"?start={start}" if start else "")
        await self.page.goto(f"{self.url}/{at}")
        await expect(self.page.locator("#people-list a").first).to_be_attached()
        if person is not None:
            await expect(self.page.locator("#start:visible, #composer:visible")).to_have_count(1)
        return self

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self.draft.fill(text)
        await self.draft.press("Enter")

    async def attach(self, button: str, *files: tuple[str, str, bytes]) -> None:
        """Choose files (name, type, content) by the button of this name."""
        chosen: Any = [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in files]
        async with self.page.expect_file_chooser() as chooser:
            await self.button(button).click()
        await (await chooser.value).set_files(chosen)

    def button(self, name: str) -> Locator:
        """The button of these words."""
        return self.page.get_by_role("button", name=name, exact=True)

    def message(self, text: str) -> Locator:
        """The last message in which this text stands."""
        return self.log.get_by_role("article").filter(has_text=text).last

    async def sees(self, text: str) -> None:
        """Expect a message with this text in view."""
        await expect(self.message(text)).to_be_in_viewport()

    async def sees_no(self, text: str) -> None:
        """Expect no message with this text."""
        await expect(self.log.get_by_role("article").filter(has_text=text)).to_have_count(0)
