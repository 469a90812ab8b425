"""Films and sound with something planted wherever their containers have room for it."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.stream import Disposition

PLACE = "+41.3111+069.2797+455.000/"
MAKER = "Sanjar's telephone, model 12"
TITLE = "The yard behind Dilnoza's house"
CHAPTER = "Zulfiya opens the gate"
UNDER = "GPS 41.31110 69.27970 at Chorsu"
COVER = "cover by Gulnara Karimova"
SECRETS = (PLACE, MAKER, TITLE, CHAPTER, UNDER, COVER, "41.3111", "x264 - core", "x265 (build")
FRAMES, RATE, SOUND_RATE = 12, 12, 48_000
TOLD = {
    "location": PLACE,
    "location-eng": PLACE,
    "com.apple.quicktime.location.ISO6709": PLACE,
    "com.apple.quicktime.model": MAKER,
    "make": MAKER,
    "title": TITLE,
    "artist": MAKER,
    "comment": TITLE,
    "creation_time": "2014-10-21T10:00:00.000000Z",
}


def film(
    kind: str = "mp4", codec: str = "libx264", *, keys: bool = False, turned: int = 0, sound: str = "aac"
) -> bytes:
    """One second of pictures and a tone; `keys` writes Apple's way of metadata (mdta), else the older one (udta)."""
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if keys else {}
    with av.open(out, "w", format=kind, options=options) as container:
        container.metadata.update(TOLD)
        quick = {"libx264": {"preset": "ultrafast"}, "libx265": {"preset": "ultrafast", "x265-params": "log-level=0"}}
        pictures: Any = container.add_stream(codec, rate=RATE, options=quick.get(codec))
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        pictures.metadata.update({"handler_name": MAKER, "title": TITLE})
        if turned:
            pictures.set_display_rotation(turned)
        tone: Any = container.add_stream(sound, rate=SOUND_RATE) if sound else None
        under = _subtitles(container) if kind == "matroska" else None
        chapter: Any = {"id": 1, "start": 0, "end": 900, "time_base": Fraction(1, 1000)}
        container.set_chapters([chapter | {"metadata": {"title": CHAPTER}}])
        _draw(container, pictures)
        if tone is not None:
            tone.metadata["handler_name"] = MAKER
            _sound(container, tone)
        if under is not None:
            container.mux(under)
    return out.getvalue()


def _subtitles(container: Any) -> Any:
    """What a drone writes below its pictures, as the only packet of a stream."""
    source = av.open(io.BytesIO(f"1\n00:00:00,000 --> 00:00:00,900\n{UNDER}\n".encode()), format="srt")
    stream = container.add_stream_from_template(source.streams[0])
    packet = next(source.demux())
    packet.stream = stream
    return packet


def voice(kind: str = "ogg", codec: str = "libopus") -> bytes:
    """A tone of one second, as a voice message or a song."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        container.metadata.update(TOLD)
        tone: Any = container.add_stream(codec, rate=SOUND_RATE, options={"strict": "experimental"})
        tone.metadata.update({"title": TITLE, "artist": MAKER})
        _sound(container, tone)
    return out.getvalue()


def shape(data: bytes) -> list[tuple[str, str, int, float]]:
    """Of each stream: what it is, its codec, how many frames can be decoded, how long it is (seconds)."""
    found = []
    with av.open(io.BytesIO(data)) as container:
        shown = [
            stream.index
            for stream in container.streams
            if stream.type in ("video", "audio") and not stream.disposition & Disposition.attached_pic
        ]
    for index in shown:
        with av.open(io.BytesIO(data)) as container:
            stream = container.streams[index]
            frames = list(container.decode(stream))
            length = float(frames[-1].pts * stream.time_base - frames[0].pts * stream.time_base)
            found.append((stream.type, stream.codec_context.name, len(frames), round(length, 1)))
    return found


def turned(data: bytes) -> int:
    """By how many degrees players turn the pictures."""
    with av.open(io.BytesIO(data)) as container:
        return int(next(container.decode(video=0)).rotation)


def _draw(container: Any, stream: Any) -> None:
    for number in range(FRAMES):
        shade = np.full((48, 64, 3), number * 20, dtype=np.uint8)
        shade[:, : number * 4 + 4] = (200, 40, 40)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
    container.mux(stream.encode(None))


def _sound(container: Any, stream: Any) -> None:
    chosen = stream.codec_context.format.name
    wave = (np.sin(np.arange(SOUND_RATE) / 20) * 8000).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    frame.sample_rate = SOUND_RATE
    resampler = av.AudioResampler(chosen, stream.layout.name, SOUND_RATE, frame_size=stream.frame_size or 1024)
    for each in resampler.resample(frame):
        container.mux(stream.encode(each))
    container.mux(stream.encode(None))
