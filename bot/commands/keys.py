"""`afteraction keys`"""

import typer

from bot.commands.frame import one_line

app = typer.Typer(help="The installation's secret keys.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """The installation's secret keys."""


@app.command()
@one_line
def new() -> None:
    """Print a new key for AFTERACTION_SECRET_KEYS. Keep it apart from the database: without it nothing can be read."""
    from storage.crypto import new_secret

    typer.echo(new_secret())
