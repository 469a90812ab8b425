"""`afteraction figures verify|recount`"""

from typing import TYPE_CHECKING

import typer

from bot.commands.frame import one_line, opened, run_async, settings_with_keys

if TYPE_CHECKING:
    from storage.stores import Stores

app = typer.Typer(help="What reports count.", no_args_is_help=True)
SHOWN = 100  # differences named at most


@app.callback()
def figures() -> None:
    """What reports count."""


@app.command()
@one_line
def verify() -> None:
    """Count everything anew from the reports, and name what differs; exit status 1 if anything does."""
    run_async(_verify())


async def _verify() -> None:
    async with opened(settings_with_keys()) as service:
        found, shown = await service.database.read(_differences)
    for each in shown:
        typer.echo(each)
    if found:
        if found > len(shown):
            typer.echo(f"and {found - len(shown)} more")
        raise typer.Exit(1)
    typer.echo("All figures agree with the reports.")


@app.command()
@one_line
def recount() -> None:
    """Count anew what an earlier version of the program counted by other rules; what that moves is a correction of
    today."""
    run_async(_recount())


async def _recount() -> None:
    from storage.verifying import otherwise_counted, recount

    async with opened(settings_with_keys()) as service:
        found = await service.database.read(otherwise_counted)
        for each in found:
            await service.database.run(recount, each)
    typer.echo(f"Events counted anew: {len(found)}.")


def _differences(stores: "Stores") -> tuple[int, list[str]]:
    """How many there are, and the first of them in words."""
    from storage.verifying import differences

    found, shown = 0, []
    for each in differences(stores):
        found += 1
        if found <= SHOWN:
            shown.append(f"{each.what}: kept {each.kept}, counted {each.counted}")
    return found, shown
