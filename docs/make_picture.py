"""Draws docs/conversation.png: a real conversation with the demo, in Debian's Chromium.

    .venv/bin/afteraction demo --port 8090 --data /tmp/picture
    .venv/bin/python docs/make_picture.py http://127.0.0.1:8090 docs/conversation.png
"""

import io
import sys

from PIL import Image
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ENGLISH, ARABIC = "7002", "7001"


def main(address: str, target: str) -> None:
    """Lena in English and Amina in Arabic, side by side, each on a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = [browser.new_page(viewport={"width": 400, "height": 780}, device_scale_factor=1.5) for _ in range(2)]
        lena(pages[0], address)
        amina(pages[1], address)
        pictures = [Image.open(io.BytesIO(page.screenshot())) for page in pages]
        browser.close()
    whole = Image.new("RGB", (sum(each.width for each in pictures) + 24, pictures[0].height), "white")
    whole.paste(pictures[0], (0, 0))
    whole.paste(pictures[1], (pictures[0].width + 24, 0))
    whole.quantize(128).save(target, optimize=True)


def lena(page: Page, address: str) -> None:
    """A delivery up to the date."""
    page.goto(f"{address}/#{ENGLISH}")
    page.get_by_role("button", name="Start").last.click()
    page.get_by_role("button", name="Petition delivery").last.click()
    say(page, "37,181 petitions", "To whom?")
    say(page, "embassy of uzbekistan in berlin", "When was that?")


def amina(page: Page, address: str) -> None:
    """The same in Arabic."""
    page.goto(f"{address}/#{ARABIC}")
    page.get_by_role("button", name="بدء").last.click()
    page.get_by_role("button", name="تسليم عريضة").last.click()
    say(page, "٣٧١٨١ عريضة", "إلى أي جهة؟")
    say(page, "سفارة أوزبكستان في برلين", "متى كان ذلك؟")


def say(page: Page, text: str, answer: str) -> None:
    """Type and send, and wait for the next question."""
    box = page.get_by_role("textbox").last
    page.wait_for_timeout(600)
    box.fill(text)
    box.press("Enter")
    page.get_by_text(answer).last.wait_for()
    page.wait_for_timeout(800)


if __name__ == "__main__":
    main(*sys.argv[1:3])
