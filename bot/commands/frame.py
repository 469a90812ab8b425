"""What commands share: settings, an opened database, one line for each error.

Commands import what they need when they are called: `--help` and a mistyped option must not wait for the libraries of
the database and of Telegram.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import typer

from bot.errors import OperatorError
from bot.settings import Settings, load
from storage.errors import StorageError

if TYPE_CHECKING:
    from bot.app import Service

P = ParamSpec("P")


def fail(message: str) -> typer.Exit:
    """Print one line to standard error; raise what this returns: exit status 1."""
    typer.echo("afteraction: " + " ".join(message.split()), err=True)
    return typer.Exit(1)


def one_line(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what an operator must mend into one line and exit status 1."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (OperatorError, StorageError) as error:
            raise fail(str(error)) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return guarded


def settings_with_keys() -> Settings:
    """The settings; OperatorError without SECRET_KEYS, which everything but `keys new` needs."""
    settings = load()
    if not settings.secret_keys.get_secret_value():
        raise OperatorError("SECRET_KEYS is not set: `afteraction keys new` makes one; keep it apart from the database")
    return settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator["Service"]:
    """The stores, ready for use as `run` would find them, and closed afterwards."""
    from bot.app import Service

    service = Service(settings)
    try:
        await service.open()
        yield service
    finally:
        await service.close()


def run_async(work: Coroutine[Any, Any, None]) -> None:
    """At the edge of the program."""
    asyncio.run(work)
