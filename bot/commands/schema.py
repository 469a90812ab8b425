"""`afteraction db`"""

import typer

from bot.commands.frame import fail, one_line, run_async, settings_with_keys

app = typer.Typer(help="The database's version.", no_args_is_help=True)


@app.command()
@one_line
def upgrade() -> None:
    """Bring the database to this version's schema. Make a backup first."""
    run_async(_upgrade())


@app.command()
@one_line
def check() -> None:
    """Say whether the database fits this version; exit status 1 if not."""
    run_async(_check())


async def _upgrade() -> None:
    from bot.app import Service
    from storage import upgrade as schema

    service = Service(settings_with_keys())
    try:
        await service.database.start()
        if await schema.state(service.database) == "empty":
            await service.open()  # which publishes the flows too
            changed = True
        else:
            changed = await schema.upgrade(service.database)
    finally:
        await service.close()
    typer.echo("The database is up to date now." if changed else "The database was up to date.")


async def _check() -> None:
    from bot.app import Service
    from storage import upgrade as schema

    service = Service(settings_with_keys())
    try:
        await service.database.start()
        state = await schema.state(service.database)
    finally:
        await service.close()
    if state != "current":
        raise fail(schema.REFUSALS[state])
    typer.echo("The database fits this version.")
