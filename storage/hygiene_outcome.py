"""What comes of cleaning a file, and how two processes tell each other of it."""

import struct
from dataclasses import dataclass
from typing import IO

import orjson

from storage.hygiene_errors import RefusedError

NOT_CLEANED = "not_cleaned"
CLEAN, READ_CODE = b"c", b"r"  # what can be asked for
CODE = "text/plain"  # what a barcode says is given back as
LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file fit to be stored; `flag` is NOT_CLEANED if it may still tell more than it shows."""

    data: bytes
    media_type: str
    flag: str | None = None


def read(source: IO[bytes]) -> bytes | None:
    """One message: its length, then its content; None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = source.read(length)
    return data if len(data) == length else None


def write(target: IO[bytes], data: bytes) -> None:
    """One message."""
    target.write(LENGTH.pack(len(data)))
    target.write(data)
    target.flush()


def packed(outcome: Cleaned | str) -> bytes:
    """An outcome as a message; a text is the code of a refusal."""
    if isinstance(outcome, str):
        return orjson.dumps({"refused": outcome}) + b"\n"
    return orjson.dumps({"media_type": outcome.media_type, "flag": outcome.flag}) + b"\n" + outcome.data


def unpacked(message: bytes) -> Cleaned:
    """The outcome again. RefusedError if that is what it is."""
    head, _, data = message.partition(b"\n")
    told = orjson.loads(head)
    if "refused" in told:
        raise RefusedError(told["refused"])
    return Cleaned(data, told["media_type"], told["flag"])
