"""GIF, taken apart into its blocks: pictures, timing and the loop stay; comments, texts and what programs add go."""

from storage.hygiene_errors import RefusedError

IMAGE, EXTENSION, END = 0x2C, 0x21, 0x3B
TIMING, APPLICATION = 0xF9, 0xFF
LOOP = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
MOST_PIXELS = 120_000_000


def clean_gif(data: bytes) -> tuple[bytes, str, bool]:
    """The same animation. RefusedError `broken` or `too_large`."""
    try:
        return _stripped(data), "image/gif", True
    except IndexError as error:
        raise RefusedError("broken") from error


def _stripped(data: bytes) -> bytes:
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if width * height > MOST_PIXELS:
        raise RefusedError("too_large")
    at = 13 + _colours(data[10])
    out, pictures = bytearray(data[:at]), 0
    while at < len(data) and data[at] != END:
        start = at
        if data[at] == IMAGE:
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
            keep, pictures = True, pictures + 1
        elif data[at] == EXTENSION:
            at = _after_blocks(data, at + 2)
            kind = data[start + 1]
            keep = kind == TIMING or (kind == APPLICATION and data[start + 3 : start + 14] in LOOP)
        else:
            raise IndexError("no block begins so")
        if keep:
            out += data[start:at]
    if not pictures:
        raise IndexError("no picture")
    return bytes(out) + bytes([END])


def _colours(flags: int) -> int:
    """Bytes of the table of colours that the flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Where a chain of blocks (length, content) has ended."""
    while data[at]:
        at += 1 + data[at]
    return at + 1
