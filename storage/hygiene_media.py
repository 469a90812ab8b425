"""Film and sound without what the device wrote beside them: packets are copied into a new container, nothing is encoded
anew.

Only pictures and sound go over. Titles, places (ISO 6709), dates, device, chapters, cover pictures and every other
stream go: subtitles and data streams are where drones and action cameras write their positions. Inside the pictures'
stream, messages that hold somebody's own data (SEI: user data) are blanked. How a film is to be turned stays.
"""

import io
from dataclasses import dataclass
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.stream import Disposition

from storage.hygiene_errors import RefusedError
from storage.hygiene_units import blanked, blanked_configuration, length_size

MOST_STREAMS = 32  # a file with more is none that a phone or camera wrote
BAD_MEDIA = (FFmpegError, ValueError, OSError, IndexError, OverflowError)
COVER = Disposition.attached_pic | Disposition.timed_thumbnails
COMMENTED = frozenset(["vorbis", "theora", "speex"])  # their headers hold comments; only the Ogg muxer writes them anew


@dataclass(frozen=True, slots=True)
class Container:
    """How a media type is read and written: names of the demuxer and the muxer, and the muxer's options."""

    demuxer: str
    muxer: str
    options: dict[str, str]


BITEXACT = {"fflags": "+bitexact"}  # the muxer's own name and version are not written either
CONTAINERS = {
    "video/mp4": Container("mp4", "mp4", BITEXACT),
    "video/quicktime": Container("mov", "mov", BITEXACT),
    "video/3gpp": Container("mov", "3gp", BITEXACT),
    "audio/mp4": Container("mp4", "ipod", BITEXACT),
    "audio/ogg": Container("ogg", "ogg", BITEXACT),
    "audio/mpeg": Container("mp3", "mp3", BITEXACT | {"id3v2_version": "0", "write_id3v1": "0", "write_xing": "0"}),
    "video/webm": Container("matroska", "matroska", BITEXACT),
}


def clean_media(media_type: str, data: bytes) -> tuple[bytes, str, bool]:
    """Copy pictures and sound into a new file of the same type; one that no new file can be made of stays as it is,
    and does not count as cleaned. RefusedError `broken` for what can not be read.
    """
    container, out = CONTAINERS[media_type], io.BytesIO()
    try:
        with av.open(io.BytesIO(data), "r", format=container.demuxer) as source:
            kept = _shown(source)
            with av.open(out, "w", format=container.muxer, options=container.options) as target:
                copies = _begun(target, kept)
                if copies is None:
                    return data, media_type, False
                _copy(source, target, copies)
    except BAD_MEDIA as error:
        raise RefusedError("broken") from error
    written = out.getvalue()
    for stream in kept:
        configuration = stream.codec_context.extradata or b""
        written = written.replace(configuration, blanked_configuration(configuration, stream.codec_context.name))
    wholly = container.muxer == "ogg" or not any(stream.codec_context.name in COMMENTED for stream in kept)
    return written, media_type, wholly


def _shown(source: InputContainer) -> list[Any]:
    """The streams that people see or hear; a cover picture comes as a film of one picture."""
    if len(source.streams) > MOST_STREAMS:
        raise RefusedError("too_large")
    kept = [
        stream
        for stream in source.streams
        if stream.type in ("video", "audio") and stream.codec_context and not stream.disposition & COVER
    ]
    if not kept:
        raise RefusedError("broken")
    return kept


def _begun(target: OutputContainer, kept: list[Any]) -> dict[int, Any] | None:
    """The new file's streams, by those they are copied from; None if its container does not take such pictures or
    sound.
    """
    try:
        copies = {stream.index: target.add_stream_from_template(stream) for stream in kept}
        for copy in copies.values():
            copy.metadata.clear()
        target.start_encoding()
    except (FFmpegError, ValueError):
        return None
    return copies


def _copy(source: InputContainer, target: OutputContainer, copies: dict[int, Any]) -> None:
    streams = [source.streams[index] for index in copies]
    sizes = {stream.index: length_size(stream.codec_context) for stream in streams}
    written = 0
    for packet in source.demux(streams):
        if not packet.size:  # the end of a stream
            continue
        index = packet.stream.index
        if sizes[index]:
            _blank(packet, sizes[index])
        packet.stream = copies[index]
        target.mux(packet)
        written += 1
    if not written:
        raise RefusedError("broken")


def _blank(packet: Any, size: int) -> None:
    """Take messages of user data out of a packet's pictures."""
    data = bytes(packet)
    without = blanked(data, packet.stream.codec_context.name, size)
    if without is not data:
        packet.update(without)
