"""Evidence hygiene: the picture stays, what was beside it goes."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, PngImagePlugin

from storage.hygiene import NOT_CLEANED, Cleaned, clean, sniff
from storage.hygiene_errors import RefusedError
from tests.support.secrets import find_planted

SECRETS = {
    "artist": "Amina of Samarkand",
    "comment": "taken at my kitchen table",
    "xmp": "urn:creator:amina-kitchen",
    "profile": "Screen of Amina, flat 12",
}
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRETS['xmp']}</x:xmpmeta>".encode()


def a_picture(width: int = 48, height: int = 32) -> Image.Image:
    """Redder to the right, bluer to the bottom: turning shows."""
    gradient, size = Image.linear_gradient("L"), (width, height)
    return Image.merge("RGB", (gradient.rotate(90).resize(size), Image.new("L", size, 40), gradient.resize(size)))


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x013B] = SECRETS["artist"]
    data.get_ifd(0x8825).update({1: "N", 2: (39.0, 39.0, 15.0), 3: "E", 4: (66.0, 57.0, 35.0)})
    return data


def screen_profile() -> bytes:
    """A colour profile whose description somebody chose."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    name = "sRGB built-in".encode("utf-16-be")
    assert name in profile
    return bytes(profile.replace(name, "Screen of Ami".encode("utf-16-be")))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpeg(orientation: int = 1, **options: object) -> bytes:
    data = saved(
        a_picture(), "JPEG", quality=90, exif=exif(orientation), comment=SECRETS["comment"], xmp=XMP, **options
    )
    return data + b"trailing: a whole second picture"


def png(orientation: int = 1) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRETS["artist"])
    texts.add_text("Comment", SECRETS["comment"], zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(a_picture(), "PNG", exif=exif(orientation), pnginfo=texts) + b"trailing"


def webp(orientation: int = 1) -> bytes:
    return saved(a_picture(), "WEBP", lossless=True, exif=exif(orientation), xmp=XMP)


def heic(orientation: int = 1) -> bytes:
    return saved(a_picture(), "HEIF", quality=95, exif=exif(orientation), xmp=XMP)


def assert_says_nothing(cleaned: Cleaned, folder: Path) -> None:
    (folder / "cleaned").write_bytes(cleaned.data)
    assert find_planted(folder, [*SECRETS.values(), "trailing"]) == []
    with Image.open(io.BytesIO(cleaned.data)) as picture:
        picture.load()
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "comment", "photoshop"} & set(picture.info)


def pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def alike(one: Image.Image, other: Image.Image, tolerance: int = 12) -> bool:
    differences = ImageChops.difference(one, other).getextrema()
    return one.size == other.size and max(high for _, high in differences) <= tolerance


@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_a_picture_loses_what_it_carried_and_not_one_pixel(make: object, tmp_path: Path) -> None:
    assert callable(make)
    data = make()
    cleaned = clean(data)
    assert cleaned.flag is None
    assert_says_nothing(cleaned, tmp_path)
    assert alike(pixels(cleaned.data), pixels(data), tolerance=0)


def test_a_progressive_jpeg_with_an_embedded_thumbnail_too(tmp_path: Path) -> None:
    data = jpeg(progressive=True)
    thumbnail = b"\xff\xe0\x00\x16JFXX\x00\x13\x01\x01" + SECRETS["comment"][:10].encode() + b"\x00\x00"
    cleaned = clean(data[:2] + thumbnail + data[2:])
    assert_says_nothing(cleaned, tmp_path)
    assert SECRETS["comment"][:10].encode() not in cleaned.data
    assert alike(pixels(cleaned.data), pixels(data), tolerance=0)


def test_a_jpeg_with_padding_and_without_an_end_is_taken_as_readers_take_it(tmp_path: Path) -> None:
    data = jpeg().removesuffix(b"trailing: a whole second picture").removesuffix(b"\xff\xd9")
    cleaned = clean(data[:2] + b"\xff\xff" + data[2:])
    assert_says_nothing(cleaned, tmp_path)
    assert alike(pixels(cleaned.data), pixels(jpeg()), tolerance=0)


@pytest.mark.parametrize("make", [jpeg, png, webp])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_stored_turned_is_turned_back(make: object, orientation: int, tmp_path: Path) -> None:
    assert callable(make)
    cleaned = clean(make(orientation))
    assert_says_nothing(cleaned, tmp_path)
    upright = a_picture().transpose(
        {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}[orientation]  # Pillow's numbers of the same moves
    )
    assert alike(pixels(cleaned.data), upright, tolerance=30)


def test_heic_becomes_a_jpeg_that_everybody_can_open(tmp_path: Path) -> None:
    cleaned = clean(heic())
    assert cleaned.media_type == "image/jpeg"
    assert_says_nothing(cleaned, tmp_path)
    assert alike(pixels(cleaned.data), a_picture(), tolerance=30)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_common_colour_profile_stays_and_the_one_of_a_named_screen_goes(kind: str) -> None:
    common = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = clean(saved(a_picture(), kind, icc_profile=common)).data
    dropped = clean(saved(a_picture(), kind, icc_profile=screen_profile())).data
    assert Image.open(io.BytesIO(kept)).info["icc_profile"] == common
    assert "icc_profile" not in Image.open(io.BytesIO(dropped)).info


def test_an_animation_stays_one() -> None:
    frames = [a_picture(), a_picture().transpose(Image.Transpose.ROTATE_180)]
    for kind in ("PNG", "WEBP"):
        data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, exif=exif())
        assert getattr(Image.open(io.BytesIO(clean(data).data)), "n_frames", 1) == 2


def test_a_picture_that_would_unpack_to_too_much_is_refused_before_it_is_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert refusal(bomb + b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e") == "too_large"


def refusal(data: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        clean(data)
    return caught.value.code


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0 no picture at all", "broken"),
        (jpeg()[:60], "broken"),
        (png()[:60], "broken"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "broken"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "broken"),
        (b"OggS\x00\x02", "broken"),
        (b"GIF89a\x01\x00", "broken"),
        (b"%PDF-1.7 no document at all", "broken"),
        (b"MZ\x90\x00 a program", "type"),
        (b"\x7fELF\x02\x01\x01\x00 a program", "type"),
        (b"#!/bin/sh\necho", "type"),
        (b"<!DOCTYPE html><title>x</title>", "type"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "type"),
        (b"PK\x03\x04 no archive at all", "broken"),
        (zipped(picture=b"x"), "archive"),
        (zipped(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "macros"),
        (zipped(**{f"{number}": b"" for number in range(5001)}), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_we_do_not_keep_is_refused_with_a_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"RIFF\x00\x00\x00\x00AVI LIST", "video/x-msvideo"),
        (b"II*\x00\x08\x00", "image/tiff"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "application/msword"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_we_cannot_clean_is_stored_flagged(data: bytes, media_type: str) -> None:
    assert clean(data) == Cleaned(data, media_type, NOT_CLEANED)


def test_plain_text_in_any_script_is_as_clean_as_it_is() -> None:
    data = "37,181 signatures — ٣٧٬١٨١ توقيعًا".encode()
    assert clean(data) == Cleaned(data, "text/plain", None)


@settings(max_examples=200)
@given(
    start=st.sampled_from([jpeg(), png(), webp(), b"%PDF-1.4", b"PK\x03\x04", b""]),
    cut=st.integers(0, 3000),
    tail=st.binary(max_size=60),
)
def test_whatever_arrives_is_cleaned_or_refused_and_nothing_else(start: bytes, cut: int, tail: bytes) -> None:
    try:
        cleaned = clean(start[:cut] + tail)
    except RefusedError:
        return
    assert sniff(cleaned.data) == cleaned.media_type
