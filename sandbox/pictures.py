"""Pictures: their size, the small copy Telegram offers beside each, and test pictures."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

SMALL = 90
"""Longest side of the small copy, in pixels."""


def sizes(data: bytes) -> list[tuple[int, int, bytes]]:
    """Width, height and bytes of each size on offer, smallest first, the picture itself last.

    ValueError if the bytes are no picture.
    """
    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
            whole = (width, height, data)
            if max(width, height) <= SMALL:
                return [whole]
            picture.thumbnail((SMALL, SMALL))
            small = BytesIO()
            picture.convert("RGB").save(small, "JPEG")
            return [(*picture.size, small.getvalue()), whole]
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise ValueError("these bytes are no picture") from error


def jpeg(width: int = 64, height: int = 48, colour: str = "teal", exif: bytes = b"") -> bytes:
    """A plain picture for tests and samples, with EXIF data if given."""
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()
