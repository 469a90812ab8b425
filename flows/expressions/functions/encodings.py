"""Digests, base64 and unique names."""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from math import isnan
from uuid import UUID

from flows.expressions.errors import EvaluationError
from flows.expressions.functions.registry import function
from flows.expressions.limits import MAX_TEXT
from flows.expressions.scope import Focus

_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@function("digest")
def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """A digest of the text, in `base64` or `hex`. Not for secrets: forms use it to make short codes."""
    if algorithm == "CRC32":
        raw = zlib.crc32(_bytes(text)).to_bytes(4, "big")
    elif algorithm in _DIGESTS:
        raw = hashlib.new(_DIGESTS[algorithm], _bytes(text), usedforsecurity=False).digest()
    else:
        raise EvaluationError(f"there is no digest {algorithm}")
    return raw.hex() if encoding == "hex" else base64.b64encode(raw).decode()


@function("base64-decode")
def base64_decode(text: str) -> str:
    """The text that was encoded, nothing if it was none."""
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""


@function("base64-encode")
def base64_encode(text: str) -> str:
    """The text in base64."""
    return base64.b64encode(_bytes(text)).decode()


@function("uuid")
def uuid(focus: Focus, length: float | None = None) -> str:
    """A random identifier, or so many random letters and digits; the same again for the same seed."""
    chance = focus.run.chance
    if length is None:
        return str(UUID(int=chance.getrandbits(128), version=4))
    count = 0 if isnan(length) else int(max(0, min(length, MAX_TEXT)))
    return "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=count))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
