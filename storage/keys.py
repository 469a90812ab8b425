"""The keyring: every key the program uses, opened and at hand.

The installation's keys are derived from its secrets. A person and a report each have a random key in the key store;
they are opened when first used and kept in memory. New keys are committed there ahead of need, so that a turn never
uses a key that a crash could lose.
"""

import asyncio
import os
from collections import deque
from functools import lru_cache
from uuid import UUID, uuid4

from storage.clock import Clock
from storage.crypto import KEY_BYTES, Sealer, Secrets
from storage.errors import StorageError
from storage.keystore import KeyStore

BATCH = 64  # keys made in one commit of the key store
OPENED = 10_000  # opened keys kept in memory


class PoolDry(StorageError):
    """No new key is at hand: the transaction runs again after `await keyring.refill()`."""


class KeyGone(StorageError):
    """The key was destroyed, and with it whatever was sealed under it."""


class Keyring:
    """All keys of one installation. `store.prepare()` must have been called before keys of persons or reports are used.

    `sealer` may read the key store: with PostgreSQL call it inside a turn or through `store.run`.
    """

    def __init__(self, secrets: Secrets, store: KeyStore, clock: Clock) -> None:
        self.store = store
        self.installation = secrets.sealer("data")
        self.clock = clock
        self._secrets = secrets
        self._wrapper = secrets.sealer("wrap")
        self._lookups = secrets.hashers("lookup")
        self._codes = secrets.hashers("invite")
        self._names = secrets.hashers("file")
        self._pool: deque[UUID] = deque()
        self._refilling = asyncio.Lock()
        self._found = lru_cache(maxsize=OPENED)(self._hash)
        self._opened = lru_cache(maxsize=OPENED)(self._open)

    def apart(self) -> "Keyring":
        """The same keys through connections of its own, for another event loop."""
        return Keyring(self._secrets, KeyStore(self.store.url), self.clock)

    def sealer(self, key_id: UUID | None) -> Sealer:
        """The sealer of a person's or report's key; None is the installation's. KeyGone once it was destroyed."""
        return self.installation if key_id is None else self._opened(key_id)

    def _open(self, key_id: UUID) -> Sealer:
        wrapped = self.store.wrapped(key_id)
        if wrapped is None:
            raise KeyGone("this key was destroyed")
        return Sealer([self._wrapper.open(wrapped, key_id.bytes)])

    def take(self) -> UUID:
        """A new key's id, already committed in the key store; PoolDry if none is at hand.

        A key taken by a turn that then fails stays unused: harmless.
        """
        try:
            return self._pool.popleft()
        except IndexError:
            raise PoolDry("no new key is at hand") from None

    async def refill(self) -> None:
        """Commit a batch of new keys, unless another caller just did."""
        async with self._refilling:
            if not self._pool:
                await self.store.run(self._make_keys)

    def _make_keys(self) -> None:
        made = [(uuid4(), os.urandom(KEY_BYTES)) for _ in range(BATCH)]
        wrapped = [(key_id, self._wrapper.seal(key, key_id.bytes)) for key_id, key in made]
        self.store.add(wrapped, self.clock.now())
        self._pool.extend(key_id for key_id, _ in made)

    def forget(self) -> None:
        """Drop all opened keys from memory: called when one was destroyed, which is rare, and cheap to make good."""
        self._opened.cache_clear()

    def lookup(self, telegram_id: int) -> bytes:
        """What a person or chat is found by: a keyed hash of the Telegram id, 32 bytes."""
        return self.lookups(telegram_id)[0]

    def lookups(self, telegram_id: int) -> tuple[bytes, ...]:
        """The lookup under each secret, so that persons from before a change of secrets are found."""
        return self._found(telegram_id)

    def _hash(self, telegram_id: int) -> tuple[bytes, ...]:
        value = str(telegram_id).encode()
        return tuple(hasher.digest(value) for hasher in self._lookups)

    def hash_code(self, code: str) -> bytes:
        """What a new invite is stored under."""
        return self.hash_codes(code)[0]

    def hash_codes(self, code: str) -> list[bytes]:
        """What an invite is found by: the hash under each secret."""
        return [hasher.digest(code.encode()) for hasher in self._codes]

    def file_name(self, attachment_id: UUID) -> str:
        """The attachment's name in FILES, which tells nothing about it: 64 hexadecimal digits."""
        return self.file_names(attachment_id)[0]

    def file_names(self, attachment_id: UUID) -> list[str]:
        """The name under each secret, so that files from before a change of secrets are found."""
        return [hasher.digest(attachment_id.bytes).hex() for hasher in self._names]
