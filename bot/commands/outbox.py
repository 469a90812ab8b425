"""`afteraction outbox list|retry|drop`"""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import one_line, opened, run_async, settings_with_keys
from bot.errors import OperatorError

if TYPE_CHECKING:
    from storage.parked_store import ParkedRow
    from storage.stores import Stores

app = typer.Typer(help="Messages that Telegram refused for good: list them, try them again, drop them.")
Chosen = Annotated[int | None, typer.Argument(metavar="ID", help="Number of the message, as `outbox list` shows it.")]
# What the reasons mean that do not say it themselves; others are Telegram's own words, or a class of errors.
REASONS = {
    "unreachable": "unreachable: the person blocked the bot or is gone, or the group put it out",
    "unreadable": "unreadable: sealed under another secret (SECRET_KEYS)",
    "KeyGone": "KeyGone: the file was erased",
    "FilesError": "FilesError: the file could not be read from FILES",
    "BadRequest": "BadRequest: refused, in words that are not kept",
}


@app.command("list")
@one_line
def list_(every: Annotated[bool, typer.Option("--all", help="Those that still wait to be sent, too.")] = False) -> None:
    """What is parked, and why; never what it says. Two days later it is forgotten."""
    run_async(_list(every))


@app.command()
@one_line
def retry(
    number: Chosen = None,
    every: Annotated[bool, typer.Option("--all", help="All that are parked and still hold what they say.")] = False,
) -> None:
    """Send a parked message after all. A running bot takes it within a second."""
    run_async(_act(number, every, retried=True))


@app.command()
@one_line
def drop(
    number: Chosen = None, every: Annotated[bool, typer.Option("--all", help="All that are parked.")] = False
) -> None:
    """Give a parked message up: what it says is forgotten at once."""
    run_async(_act(number, every, retried=False))


async def _list(every: bool) -> None:
    async with opened(settings_with_keys()) as service:
        rows = await service.database.read(lambda stores: stores.parked.all(waiting=every))
    for row in rows:
        typer.echo(_line(row))
    typer.echo(f"{sum(row.status == 'parked' for row in rows)} parked" + (_waiting(rows) if every else ""))


def _waiting(rows: "list[ParkedRow]") -> str:
    return f", {sum(row.status == 'waiting' for row in rows)} waiting"


def _line(row: "ParkedRow") -> str:
    stored = f"{row.created_at:%Y-%m-%d %H:%M} UTC"
    if row.status == "waiting":
        why = f"waiting, due {row.due_at:%Y-%m-%d %H:%M:%S} UTC, {row.attempts} failed attempts"
    else:
        why = REASONS.get(row.error or "", row.error or "") + ("" if row.kept else " (can not be retried)")
    return f"{row.id}  bot {row.bot_id}  {stored}  {row.lane}  {row.method}  {why}"


async def _act(number: int | None, every: bool, retried: bool) -> None:
    if (number is None) != every:
        raise typer.BadParameter("give the ID of a message, or --all")
    async with opened(settings_with_keys()) as service:
        done = await service.database.run(_all if number is None else _one, number or 0, retried)
    typer.echo(f"{done} {'will be sent' if retried else 'dropped'}")


def _all(stores: "Stores", _: int, retried: bool) -> int:
    return sum(_do(stores, row.id, retried) for row in stores.parked.all())


def _one(stores: "Stores", number: int, retried: bool) -> int:
    if not _do(stores, number, retried):
        row = stores.parked.get(number)
        if row is None or row.status != "parked":
            raise OperatorError(f"no message {number} is parked; `afteraction outbox list` shows those that are")
        raise OperatorError(f"what message {number} says is not kept, so it can only be dropped")
    return 1


def _do(stores: "Stores", number: int, retried: bool) -> bool:
    act = "outbox_retry" if retried else "outbox_drop"
    done = stores.parked.retry(number, stores.now) if retried else stores.parked.drop(number)
    if done:
        stores.audit.add(act, "outbox", str(number), stores.now)
    return done
