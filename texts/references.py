"""The reference of a report, to be read out on the telephone: `AR-7K3F9Q-S`."""

import re

PREFIX = "AR"
LENGTH = 6
#: Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PROPER = re.compile(rf"{PREFIX}-[{ALPHABET}]{{{LENGTH}}}-[{ALPHABET}]")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans(dict.fromkeys("-‐‑‒–—−_ .\t\n\u00a0\u200e\u200f", ""))


def reference(random_bytes: bytes) -> str:
    """The reference for some random bytes, of which the first 30 bits count (ValueError if there are fewer).

    Its last character is a check by Luhn's rule modulo 32: it finds any one wrong character and nearly all swaps of
    two neighbours.
    """
    if len(random_bytes) < 4:
        raise ValueError("a reference needs at least 4 random bytes")
    number = int.from_bytes(random_bytes[:4], "big") >> 2
    code = "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
    return f"{PREFIX}-{code}-{_check_character(code)}"


def read_reference(text: str) -> str | None:
    """The reference a person typed, in its proper form; small letters, O for 0, I and L for 1, missing dashes are
    forgiven. None for anything else and for a wrong check character."""
    bare = text.upper().translate(_SEPARATORS)
    if not bare.startswith(PREFIX):
        return None
    code = bare.removeprefix(PREFIX).translate(_MISREAD)
    if len(code) != LENGTH + 1 or any(char not in ALPHABET for char in code):
        return None
    return f"{PREFIX}-{code[:-1]}-{code[-1]}" if _check_character(code[:-1]) == code[-1] else None


def references_in(text: str) -> list[str]:
    """The references that a text names in their proper form, each once."""
    return [found for found in dict.fromkeys(_PROPER.findall(text)) if read_reference(found) == found]


def _check_character(code: str) -> str:
    """Luhn's rule: from the right every other value is doubled, its base-32 digits are added up."""
    total = 0
    for place, char in enumerate(reversed(code)):
        value = ALPHABET.index(char) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
