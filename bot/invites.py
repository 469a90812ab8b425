"""Invitation codes: random, easy to read out, kept only as a keyed hash."""

import secrets

from texts.references import ALPHABET

LENGTH = 12  # characters of base 32: 60 random bits
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A code such as `7K3F-9QAB-CDEF`."""
    return code_of(secrets.token_bytes(LENGTH))


def code_of(random_bytes: bytes) -> str:
    """The code for some random bytes, of which the first LENGTH count."""
    drawn = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random_bytes[:LENGTH])
    return "-".join(drawn[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str | None:
    """The code a person opened or typed, as it is hashed; None for anything that can be no code."""
    bare = text.strip().upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    return bare if len(bare) == LENGTH and all(each in ALPHABET for each in bare) else None


def deep_link(bot_username: str, code: str) -> str:
    """What a person opens to join."""
    return f"https://t.me/{bot_username}?start={code}"
