"""What SQLAlchemy compiled for one engine serves every later one of its kind.

A process opens its engines once; a test opens new ones with each town and each restart, and compiling the same
statements for each took a fifth of the time of all conversations.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

Key = tuple[Any, ...]  # of a compiled statement: the engine's dialect, then what depends on the statement alone


class Compiled(LRUCache[Key, Any]):
    """By the dialect's class instead of the dialect, of which every engine has one of its own."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(of_class(key), default)

    def __setitem__(self, key: Key, value: Any) -> None:
        super().__setitem__(of_class(key), value)


COMPILED = Compiled(3000)


def keep_compiled() -> None:
    """From now on, for every engine of this process."""
    event.listen(Engine, "engine_connect", with_cache)


def of_class(key: Key) -> Key:
    dialect, *statement = key
    return type(dialect), *statement


def with_cache(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)
