"""What SQLAlchemy compiled for one engine serves every later one of its kind.

A process opens its engines once; a test opens new ones with each town and each restart, and compiling the same
statements for each took a fifth of the time of all conversations.
"""

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

COMPILED: LRUCache = LRUCache(3000)


def keep_compiled() -> None:
    """From now on, for every engine of this process: one cache, in which dialects of one class are the same."""
    DefaultDialect.__eq__ = same_class  # type: ignore[method-assign]
    DefaultDialect.__hash__ = by_class  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", with_cache)


def same_class(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


def by_class(one: DefaultDialect) -> int:
    return hash(type(one))


def with_cache(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)
