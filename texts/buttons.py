"""What a button carries: verb, short session code, session version, option index; never the name of a choice."""

import re
from dataclasses import dataclass

#: Telegram's limit for callback_data, in bytes.
MAX_BYTES = 64
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LARGEST = 36**8 - 1
_DATA = re.compile(r"([a-z]{1,3}):([A-Za-z0-9_-]{0,40}):(0|[1-9a-z][0-9a-z]{0,7}):(0|[1-9a-z][0-9a-z]{0,7})")


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on one of our buttons, as it travels in callback_data."""

    verb: str
    code: str = ""
    version: int = 0
    index: int = 0


def pack(tap: Tap) -> str:
    """callback_data of at most 64 bytes: `verb:code:version:index`, the numbers in base 36.

    Raises ValueError for a verb that is not 1-3 of a-z, a code that is not 0-40 of A-Z a-z 0-9 _ -, and for numbers
    under 0 or over 36**8 - 1.
    """
    if not (0 <= tap.version <= _LARGEST and 0 <= tap.index <= _LARGEST):
        raise ValueError(f"version or index out of range: {tap}")
    data = f"{tap.verb}:{tap.code}:{_base36(tap.version)}:{_base36(tap.index)}"
    if _DATA.fullmatch(data) is None:
        raise ValueError(f"not a verb or code for a button: {tap}")
    return data


def unpack(data: str) -> Tap | None:
    """The tap that callback_data stands for; None for anything `pack` would not have written."""
    found = _DATA.fullmatch(data)
    if found is None:
        return None
    verb, code, version, index = found.groups()
    return Tap(verb, code, int(version, 36), int(index, 36))


def _base36(value: int) -> str:
    digits = ""
    while value >= 36:
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[value] + digits
