"""Film and sound: every picture and tone stays, what the device wrote beside them goes."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storage.hygiene import clean, sniff
from storage.hygiene_errors import RefusedError
from storage.hygiene_units import blanked
from tests.support.media import SECRETS, film, shape, turned, voice

Make = Callable[[], bytes]
FILES: dict[str, tuple[Make, str]] = {
    "mp4, place as old telephones write it": (film, "video/mp4"),
    "mp4, place as new ones do": (lambda: film(keys=True), "video/mp4"),
    "mov, HEVC, upright by a tag": (lambda: film("mov", "libx265", keys=True, turned=90), "video/quicktime"),
    "3gp": (lambda: film("3gp"), "video/3gpp"),
    "matroska, with positions as subtitles": (lambda: film("matroska"), "video/webm"),
    "webm": (lambda: film("webm", "libvpx", sound="libopus"), "video/webm"),
    "voice message": (voice, "audio/ogg"),
    "vorbis, comments in its head": (lambda: voice("ogg", "vorbis"), "audio/ogg"),
    "m4a": (lambda: voice("ipod", "aac"), "audio/mp4"),
    "mp3": (lambda: voice("mp3", "libmp3lame"), "audio/mpeg"),
}


@pytest.mark.parametrize(("make", "media_type"), FILES.values(), ids=FILES)
def test_all_is_shown_and_heard_as_before_and_nothing_is_told(make: Make, media_type: str) -> None:
    data = make()
    assert any(text.encode() in data for text in SECRETS)
    cleaned = clean(data)
    assert (cleaned.media_type, cleaned.flag) == (media_type, None)
    assert [text for text in SECRETS if text.encode() in cleaned.data] == []
    assert shape(cleaned.data) == shape(data)


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_film_is_turned_as_it_was(degrees: int) -> None:
    data = film(turned=degrees)
    assert turned(clean(data).data) == turned(data) != 0


def test_messages_of_user_data_become_filling_of_the_same_length() -> None:
    told = b"\x06\x05\x14" + b"\x00" * 16 + b"here" + b"\x80"
    other, picture = b"\x06\x06\x01\xc4\x80", b"\x65\x88\x84"
    packet = b"".join(len(unit).to_bytes(4, "big") + unit for unit in (told, other, picture))
    without = blanked(packet, "h264", 4)
    assert len(without) == len(packet) and b"here" not in without
    assert without[4] & 0x1F == 12 and other in without and without.endswith(picture)
    assert blanked(without, "h264", 4) is without


def test_a_gif_keeps_its_pictures_and_its_loop() -> None:
    frames, out = [Image.new("RGB", (20, 10), colour) for colour in ("red", "white", "blue")], io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0, comment=b"by Gulnara Karimova"
    )
    cleaned = clean(out.getvalue())
    assert cleaned.flag is None and b"Gulnara" not in cleaned.data
    with Image.open(io.BytesIO(cleaned.data)) as picture:
        assert (picture.n_frames, picture.info["loop"], picture.info["duration"]) == (3, 0, 120)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_a_film_cut_short_is_refused_or_plays_as_far_as_it_goes(keep: float) -> None:
    for data in (film(), film("matroska"), voice()):
        try:
            cleaned = clean(data[: int(len(data) * keep)])
        except RefusedError:
            continue
        assert [text for text in SECRETS if text.encode() in cleaned.data] == []


STARTS = [film(), film("matroska"), voice(), voice("mp3", "libmp3lame")]


@settings(max_examples=60)
@given(start=st.sampled_from(STARTS), at=st.integers(0, 20_000), noise=st.binary(min_size=1, max_size=40))
def test_whatever_is_in_a_film_it_is_cleaned_or_refused(start: bytes, at: int, noise: bytes) -> None:
    data = start[:at] + noise + start[at + len(noise) :]
    try:
        cleaned = clean(data)
    except RefusedError:
        return
    assert sniff(cleaned.data) == cleaned.media_type
