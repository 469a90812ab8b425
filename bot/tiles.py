"""One picture made of several, each with its number, for choices that are pictures."""

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

WIDTH = 1280  # pixels: as wide as Telegram shows
GAP = 16
BADGE = 88  # pixels across a number's disc
PLAIN = frozenset({"image/jpeg", "image/png", "image/webp"})
UPLOAD = 10_000_000  # bytes of a photo, at most
SIDES, RATIO = 10_000, 20  # width and height together; the longer side to the shorter
LARGEST = 120_000_000  # pixels of what is read
BAD_PICTURE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, zlib.error, IndexError)


def must_be_fitted(media_type: str, data: bytes) -> bool:
    """Whether Telegram would refuse the picture as it is; what is no picture is sent as it is."""
    if not media_type.startswith("image/"):
        return False
    if media_type not in PLAIN or len(data) > UPLOAD:
        return True
    try:
        with Image.open(io.BytesIO(data)) as picture:
            sides = picture.size
    except BAD_PICTURE:
        return True
    return sum(sides) > SIDES or max(sides) > RATIO * min(sides)


def composed(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """A JPEG of them all: one without a number (0) over the whole width, the others in two or three columns.

    Raises what Pillow raises for what is no picture, one of BAD_PICTURE.
    """
    single = [data for number, data in pictures if not number]
    numbered = [(number, data) for number, data in pictures if number]
    columns = min(len(numbered), 2 if len(numbered) <= 4 else 3) or 1
    side = (WIDTH - GAP * (columns + 1)) // columns
    heights = [WIDTH * 9 // 16] * len(single) + [side * 3 // 4] * -(-len(numbered) // columns)
    sheet = Image.new("RGB", (WIDTH, GAP + sum(height + GAP for height in heights)), "white")
    top = GAP
    for data in single:
        top += _put(sheet, data, (GAP, top), (WIDTH - 2 * GAP, WIDTH * 9 // 16)) + GAP
    for place, (number, data) in enumerate(numbered):
        row, column = divmod(place, columns)
        at = (GAP + column * (side + GAP), top + row * (side * 3 // 4 + GAP))
        _put(sheet, data, at, (side, side * 3 // 4))
        _mark(sheet, number, at)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=88)
    return out.getvalue()


def _put(sheet: Image.Image, data: bytes, at: tuple[int, int], size: tuple[int, int]) -> int:
    """Draw a picture in the middle of its place; the place's height."""
    with Image.open(io.BytesIO(data)) as opened:
        if opened.width * opened.height > LARGEST:
            raise ValueError("the picture is too large")
        opened.draft("RGB", size)
        shown = ImageOps.contain(ImageOps.exif_transpose(opened).convert("RGBA"), size)
    left, top = at[0] + (size[0] - shown.width) // 2, at[1] + (size[1] - shown.height) // 2
    sheet.paste(shown, (left, top), shown)
    return size[1]


def _mark(sheet: Image.Image, number: int, at: tuple[int, int]) -> None:
    """The number on a disc in the corner of its picture."""
    draw = ImageDraw.Draw(sheet)
    left, top = at
    draw.ellipse((left, top, left + BADGE, top + BADGE), fill="black", outline="white", width=5)
    middle = (left + BADGE // 2, top + BADGE // 2)
    draw.text(middle, str(number), fill="white", font=ImageFont.load_default(BADGE * 0.6), anchor="mm")
