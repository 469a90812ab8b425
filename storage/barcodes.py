"""Barcodes and QR codes in pictures."""

import io
from importlib import import_module

from PIL import Image, ImageOps

LARGEST = 40_000_000  # pixels; a phone's photo has a quarter of that
LONGEST = 4096  # characters of what a code says


def read_code(picture: bytes) -> str | None:
    """What the first code in the picture says; None if there is none, or it says nothing that is text.

    It runs libraries on whatever is in the picture: see `storage.hygiene_apart`.
    """
    decoder = import_module("zxingcpp")
    with Image.open(io.BytesIO(picture)) as opened:
        if opened.width * opened.height > LARGEST:
            return None
        upright = ImageOps.exif_transpose(opened).convert("L")
    found = decoder.read_barcodes(upright, text_mode=decoder.TextMode.Plain)
    said = (code.text.strip() for code in found if code.valid)
    return next((text[:LONGEST] for text in said if text.isprintable() and text), None)
