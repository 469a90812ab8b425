"""Searching files for planted texts, however they are written there."""

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHORTEST = 6  # characters of a planted text: shorter ones turn up by chance


@dataclass(frozen=True, slots=True)
class Found:
    """A planted text that can be read somewhere."""

    place: str
    text: str
    spelling: str


def find_planted(places: Path | Iterable[Path], planted: Iterable[str]) -> list[Found]:
    """Where any of the planted texts can be read in files, or in all files of folders; unpacks zip, gzip and zlib."""
    spellings = [(text, name, data) for text in planted for name, data in _spellings(text)]
    roots = [places] if isinstance(places, Path) else list(places)
    return [
        Found(place, text, name)
        for root in roots
        for place, content in _contents(root)
        for text, name, data in spellings
        if data in content
    ]


def _spellings(text: str) -> Iterator[tuple[str, bytes]]:
    if len(text) < SHORTEST:
        raise ValueError(f"{text!r} is too short to be looked for")
    plain = text.encode()
    yield "UTF-8", plain
    yield "UTF-16 little", text.encode("utf-16-le")
    yield "UTF-16 big", text.encode("utf-16-be")
    yield "hexadecimal", plain.hex().encode()
    yield "HEXADECIMAL", plain.hex().upper().encode()
    yield "escaped", text.encode("ascii", "backslashreplace")
    for start in range(3):  # base64 looks different at each of three offsets; its rim depends on the neighbours
        whole = plain[start : len(plain) - (len(plain) - start) % 3]
        yield f"base64 at {start}", base64.b64encode(whole)
        yield f"base64url at {start}", base64.urlsafe_b64encode(whole)


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    paths = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
    for path in paths:
        yield from _unpacked(str(path), path.read_bytes())


def _unpacked(place: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content itself, then what is packed in it."""
    yield f"{place} (name)", Path(place).name.encode()
    yield place, content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _unpacked(f"{place}!{name}", archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from _unpacked(f"{place}!", gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        for part in content.split(b"stream\r\n")[1:] + content.split(b"stream\n")[1:]:
            try:
                yield f"{place}!stream", zlib.decompressobj().decompress(part)
            except zlib.error:
                continue
