"""A conversation as it looks, in English and in Arabic, against pictures that were looked at.

`python -m pytest tests/page/test_screenshots.py --repaint` paints them anew: look at them before you commit.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from sandbox.world import World
from tests.page.bot import SmallBot
from tests.page.conftest import AMINA, HANNAH, OpenWindow, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GOLDEN = Path(__file__).with_name("golden")
SMALL = 6  # the pictures are compared at a sixth of their size: fonts differ a little from machine to machine
FAR = 40  # of 255: a place that differs by more looks different
MOST_FAR = 0.02  # share of such places that a machine's own fonts may cause
# What tells the time is another at each run; and every machine has this font (`.ci/run`).
TIMELESS = """
    .foot, #clock { visibility: hidden !important }
    .block[data-day]::before { content: '–' !important }
    * { font-family: 'DejaVu Sans' !important }
"""

CONVERSATIONS = {
    "en": (
        HANNAH,
        "37,181 petitions",
        "<b>Petition delivery</b> · Question 2\n✓ Signatures: 37,181\n\n<b>To whom?</b>\nType a part of the name.",
        (["Embassy of Uzbekistan in Berlin"], ["Foreign Office", "Bundestag"], ["Back", "Skip", "More"]),
    ),
    "ar": (
        AMINA,
        "٣٧١٨١ عريضة",
        "<b>تسليم عريضة</b> · السؤال 2\n✓ التوقيعات: \u206837.181\u2069\n\n<b>إلى أي جهة؟</b>\n\u2068Embassy\u2069.",
        (["سفارة أوزبكستان في برلين"], ["وزارة الخارجية", "البرلمان"], ["رجوع", "تخطٍّ", "المزيد"]),
    ),
}


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("language", CONVERSATIONS)
async def test_a_conversation_looks_as_it_did(
    open_window: OpenWindow, bot: SmallBot, world: World, begun: None, request: pytest.FixtureRequest,
    tmp_path: Path, language: str, size: str,
) -> None:  # fmt: skip
    person, said, asked, rows = CONVERSATIONS[language]
    world.say(person, said)
    world.send_photos(person, [picture()], None)
    await bot.say(person, asked, *rows, parse_mode="HTML")
    viewport = {"width": 1100, "height": 760} if size == "wide" else {"width": 390, "height": 760}
    window = await open_window(person, viewport=viewport, reduced_motion="reduce", bypass_csp=True)
    await window.sees(rows[0][0][:6])
    await window.page.evaluate("document.fonts.ready")
    await window.log.locator("img").evaluate("(photo) => photo.decode()")
    png = await window.page.screenshot(animations="disabled", caret="hide", style=TIMELESS)
    golden = GOLDEN / f"conversation-{language}-{size}.png"
    if request.config.getoption("--repaint"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_bytes(png)
    (tmp_path / golden.name).write_bytes(png)
    share = far_off(golden.read_bytes(), png)
    assert share <= MOST_FAR, f"{share:.1%} of {tmp_path / golden.name} looks different from {golden}"


def far_off(golden: bytes, now: bytes) -> float:
    """Which share of the picture differs visibly, seen from a little distance."""
    one, other = (Image.open(BytesIO(each)).convert("L").filter(ImageFilter.GaussianBlur(2)) for each in (golden, now))
    assert one.size == other.size, f"{one.size} has become {other.size}"
    size = (one.width // SMALL, one.height // SMALL)
    difference = ImageChops.difference(one.resize(size), other.resize(size))
    return sum(difference.histogram()[FAR:]) / (size[0] * size[1])


async def test_a_mirrored_page_would_be_seen() -> None:
    """The comparison is not blind: the same page from the other side is far off."""
    golden = (GOLDEN / "conversation-en-wide.png").read_bytes()
    mirrored = BytesIO()
    Image.open(BytesIO(golden)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(mirrored, "PNG")
    assert far_off(golden, golden) == 0
    assert far_off(golden, mirrored.getvalue()) > MOST_FAR
