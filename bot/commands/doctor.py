"""`afteraction doctor`"""

import typer

from bot.commands.frame import run_async
from bot.settings import Settings, load

COLOURS = {"ok": typer.colors.GREEN, "warning": typer.colors.YELLOW, "wrong": typer.colors.RED}


def doctor() -> None:
    """Look at settings, database, keys, Telegram, clock, fonts and disk; say what is wrong and how to mend it."""
    run_async(_doctor(load()))


async def _doctor(settings: Settings) -> None:
    from bot.doctor import examine

    wrong = 0
    async for finding in examine(settings):
        wrong += finding.level == "wrong"
        level = typer.style(f"{finding.level:8}", fg=COLOURS[finding.level])
        typer.echo(f"{level} {finding.area:13} {finding.says}" + (f" → {finding.mend}" if finding.mend else ""))
    if wrong:
        raise typer.Exit(1)
