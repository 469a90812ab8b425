"""Sealing: AES-256-GCM under derived keys.

A sealed value is bound to its context (which column of which row), so that it opens nowhere else. Its first bytes say
how and under which key it was sealed: version (1 byte), fingerprint of the key (4), nonce (12); then the ciphertext
with its tag.
Nonces are random: 96 bits stay safe for 2**32 values under one key (NIST SP 800-38D, 8.3).
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import StorageError

KEY_BYTES = 32
VERSION = b"\x01"
FINGERPRINT_BYTES = 4
NONCE_BYTES = 12
OVERHEAD = len(VERSION) + FINGERPRINT_BYTES + NONCE_BYTES + 16  # what sealing adds, in bytes


class SecretsError(StorageError):
    """SECRET_KEYS cannot be used. The message is one line and holds no secret."""


class SealError(StorageError):
    """A sealed value does not open: changed, moved from its place, or sealed under a key that we do not have."""


def new_secret() -> str:
    """A fresh entry for SECRET_KEYS: 32 random bytes in base64url without padding."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode().rstrip("=")


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose (HKDF-SHA256, RFC 5869): knowing one tells nothing of the others."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"afteraction/{purpose}".encode()).derive(key)


class Sealer:
    """Seals under the first of its keys and opens what any of them sealed."""

    __slots__ = ("_ciphers", "_first", "_prefix")

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {hashlib.sha256(key).digest()[:FINGERPRINT_BYTES]: AESGCM(key) for key in reversed(keys)}
        fingerprint = hashlib.sha256(keys[0]).digest()[:FINGERPRINT_BYTES]
        self._first = self._ciphers[fingerprint]
        self._prefix = VERSION + fingerprint

    def seal(self, data: bytes, context: bytes | str) -> bytes:
        """Encrypt `data` for the place named by `context`; the result is OVERHEAD bytes longer."""
        nonce = os.urandom(NONCE_BYTES)
        return self._prefix + nonce + self._first.encrypt(nonce, data, _bytes(context))

    def open(self, sealed: bytes, context: bytes | str) -> bytes:
        """Decrypt; SealError unless sealed under one of our keys for this same context."""
        start = len(VERSION) + FINGERPRINT_BYTES
        cipher = self._ciphers.get(bytes(sealed[len(VERSION) : start]))
        if cipher is None or len(sealed) < OVERHEAD or bytes(sealed[: len(VERSION)]) != VERSION:
            raise SealError("this was sealed under a key that is not here")
        try:
            return cipher.decrypt(sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :], _bytes(context))
        except InvalidTag:
            raise SealError("a sealed value was changed, or does not belong here") from None


def _bytes(context: bytes | str) -> bytes:
    return context if isinstance(context, bytes) else context.encode()


@dataclass(frozen=True, slots=True)
class Secrets:
    """The installation's secrets: the first encrypts, all decrypt."""

    keys: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Secrets":
        """Read SECRET_KEYS: a comma list of base64url texts of 32 bytes each."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not parts:
            raise SecretsError("SECRET_KEYS is empty: `afteraction keys new` makes one")
        keys = tuple(_parse_key(part, number) for number, part in enumerate(parts, start=1))
        if len(set(keys)) < len(keys):
            raise SecretsError("SECRET_KEYS names the same key twice")
        return cls(keys)

    def sealer(self, purpose: str) -> Sealer:
        return Sealer([derive(key, purpose) for key in self.keys])

    def hashers(self, purpose: str) -> "list[Hasher]":
        """One for each secret, in their order."""
        return [Hasher(derive(key, purpose)) for key in self.keys]


@dataclass(frozen=True, slots=True)
class Hasher:
    """A keyed hash (HMAC-SHA256): equal values compare, and nobody without the key can try values."""

    key: bytes = field(repr=False)

    def digest(self, value: bytes) -> bytes:
        return hmac.digest(self.key, value, "sha256")


def _parse_key(part: str, number: int) -> bytes:
    try:
        key = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SecretsError(f"SECRET_KEYS: key {number} is not base64url") from None
    if len(key) != KEY_BYTES:
        raise SecretsError(f"SECRET_KEYS: key {number} has {len(key)} bytes, not {KEY_BYTES}")
    return key
