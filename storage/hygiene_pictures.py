"""Pictures without what the camera wrote beside them.

JPEG, PNG and WebP are taken apart into their segments or chunks and put together again with those that make the
picture, so nothing of its quality is lost. Only a picture that relies on its orientation tag is turned and encoded
anew, and HEIC and AVIF become JPEG, which everybody can open.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin, UnidentifiedImageError

from storage.hygiene_errors import RefusedError

LARGEST = 120_000_000  # pixels
ORIENTATION = 0x0112
UPRIGHT = (None, 0, 1)
BAD_PICTURE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, zlib.error, IndexError)

EOI, SOS, APP0, APP2, APP14 = 0xD9, 0xDA, 0xE0, 0xE2, 0xEE
TABLES = frozenset([*range(0xC0, 0xD0), *range(0xDA, 0xE0)])  # frames, tables, scans; neither APPn nor comments
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
ICC = b"ICC_PROFILE\x00"

PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD cICP mDCV cLLI acTL fcTL fdAT".split())
WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"])
WEBP_EXIF_AND_XMP = 0b0000_1100
WEBP_ICC = 0b0010_0000

# A colour profile may bear the name somebody gave a screen; those that come with the picture's format do not.
COMMON_PROFILES = ("sRGB", "Display P3", "Adobe RGB", "Apple Wide Color", "c2", "uRGB", "Gray Gamma", "Dot Gain")

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit only warns at first; ours is checked before anything is decoded


def clean_jpeg(data: bytes) -> tuple[bytes, str, bool]:
    """Strip a JPEG; one that is stored turned is turned back, with its own quantization tables."""
    with _opened(data) as picture:
        if _upright(picture):
            return strip_jpeg(data), "image/jpeg", True
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        tables = {"qtables": picture.quantization, "subsampling": JpegImagePlugin.get_sampling(picture)}
        return strip_jpeg(_saved(ImageOps.exif_transpose(picture), "JPEG", tables)), "image/jpeg", True


def clean_png(data: bytes) -> tuple[bytes, str, bool]:
    """Strip a PNG (animated ones too)."""
    with _opened(data) as picture:
        if not _upright(picture):
            data = _saved(ImageOps.exif_transpose(picture), "PNG", {})
        return strip_png(data), "image/png", True


def clean_webp(data: bytes) -> tuple[bytes, str, bool]:
    """Strip a WebP (animated ones too)."""
    with _opened(data) as picture:
        if not _upright(picture):
            lossless = any(kind == b"VP8L" for kind, _ in _riff_chunks(data[12:]))
            data = _saved(ImageOps.exif_transpose(picture), "WEBP", {"quality": 95, "lossless": lossless})
        return _strip_webp(data), "image/webp", True


def clean_heic(data: bytes) -> tuple[bytes, str, bool]:
    """Make a JPEG of a HEIC or AVIF picture; the decoder has turned it upright."""
    with _opened(data) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        return strip_jpeg(_saved(upright, "JPEG", {"quality": 93, "subsampling": 0})), "image/jpeg", True


@contextmanager
def _readable() -> Iterator[None]:
    """What goes wrong while a picture is read refuses it."""
    try:
        yield
    except BAD_PICTURE as error:
        raise RefusedError("broken") from error


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The opened picture, if it is one of bearable size."""
    with _readable(), Image.open(io.BytesIO(data)) as picture:
        if picture.width * picture.height > LARGEST:
            raise RefusedError("too_large")
        yield picture


def _upright(picture: Image.Image) -> bool:
    return picture.getexif().get(ORIENTATION) in UPRIGHT


def _saved(picture: Image.Image, kind: str, options: dict[str, object]) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, icc_profile=picture.info.get("icc_profile"), **options)
    return out.getvalue()


def _common(profile: bytes) -> bool:
    """Whether a colour profile is one of those that many devices share."""
    try:
        described = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return False
    return described.startswith(COMMON_PROFILES)


def strip_jpeg(data: bytes) -> bytes:
    """The same JPEG without metadata, not encoded anew and not turned. ValueError or the like for a broken one."""
    segments = list(_jpeg_segments(data))
    profile = b"".join(body[len(ICC) + 2 :] for marker, body, _ in segments if marker == APP2 and body.startswith(ICC))
    keep_profile = bool(profile) and _common(profile)
    out = bytearray(b"\xff\xd8")
    for marker, body, scan in segments:
        if marker == APP0 and body.startswith(b"JFIF\x00"):
            body = body[:12] + b"\x00\x00"  # without its thumbnail
        elif not (
            marker in TABLES
            or (marker == APP2 and body.startswith(ICC) and keep_profile)
            or (marker == APP14 and body.startswith(b"Adobe"))
        ):
            continue
        out += bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + scan
    return bytes(out + b"\xff\xd9")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body, and the scan that follows it (empty but after SOS); up to the end of the first picture."""
    position = 2
    while found := NEXT_MARKER.search(data, position):  # skips padding, and bytes that no reader minds
        marker = data[found.start() + 1]
        if marker == EOI:
            return
        start = found.end() + 2
        (length,) = struct.unpack_from(">H", data, found.end())
        end = position = found.end() + length
        if marker == SOS:
            following = NEXT_MARKER.search(data, end)
            position = following.start() if following else len(data)
        yield marker, data[start:end], data[end:position]


def strip_png(data: bytes) -> bytes:
    """The same PNG without metadata, likewise."""
    out = bytearray(data[:8])
    position = 8
    while position < len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if kind in PNG_KEPT or (kind == b"iCCP" and _common_png_profile(data[position + 8 : end - 4])):
            out += data[position:end]
        if kind == b"IEND":
            return bytes(out)
        position = end
    raise ValueError("no end")


def _common_png_profile(body: bytes) -> bool:
    name, _, packed = body.partition(b"\x00")
    return name.decode("latin-1").startswith((*COMMON_PROFILES, "ICC Profile", "icc")) and _common(
        zlib.decompressobj().decompress(packed[1:], 4_000_000)
    )


def _strip_webp(data: bytes) -> bytes:
    chunks = [(kind, body) for kind, body in _riff_chunks(data[12:]) if kind in WEBP_KEPT or kind == b"ICCP"]
    chunks = [(kind, body) for kind, body in chunks if kind != b"ICCP" or _common(body)]
    has_profile = any(kind == b"ICCP" for kind, _ in chunks)
    out = bytearray(b"WEBP")
    for kind, body in chunks:
        if kind == b"VP8X":
            dropped = WEBP_EXIF_AND_XMP | (0 if has_profile else WEBP_ICC)
            body = bytes([body[0] & ~dropped]) + body[1:]
        elif kind == b"ANMF":
            body = body[:16] + b"".join(
                _riff_chunk(*inner) for inner in _riff_chunks(body[16:]) if inner[0] in WEBP_KEPT
            )
        out += _riff_chunk(kind, body)
    return b"RIFF" + struct.pack("<I", len(out)) + bytes(out)


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, position)
        yield kind, data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\x00" * (len(body) % 2)
