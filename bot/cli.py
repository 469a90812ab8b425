"""The command line: `afteraction COMMAND`. Errors are one line, exit status 1 (2 for usage)."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import data, digest, doctor, events, figures, flows, invites, keys, outbox, schema
from bot.commands.frame import one_line
from bot.settings import load

app = typer.Typer(
    name="afteraction",
    help="A chat bot for human-rights movements: reports told in chat, nothing lost, evidence of what changed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(flows.app, name="flows")
app.add_typer(events.app, name="event")
app.add_typer(figures.app, name="figures")
app.add_typer(outbox.app, name="outbox")
app.add_typer(keys.app, name="keys")
app.add_typer(schema.app, name="db")
app.command()(one_line(invites.invite))
app.command()(one_line(data.setup))
app.command()(one_line(data.export))
app.command("import")(one_line(data.import_))
app.command()(one_line(data.backup))
app.command()(one_line(data.restore))
app.command()(one_line(digest.digest))
app.command()(one_line(doctor.doctor))


@app.command()
@one_line
def run() -> None:
    """Serve the bot: production. Settings come from AFTERACTION_* in the environment or .env."""
    settings = load()  # before the seconds that the imports take
    gc.disable()  # a fifth of those, looking for garbage in what stays; `bot.run` turns it on again

    from bot.logs import set_up
    from bot.run import run as serve

    set_up(settings.log_format)
    serve(settings)


@app.command()
@one_line
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the chat page on 127.0.0.1.")] = 8080,
    data_folder: Annotated[Path, typer.Option("--data", help="Folder that keeps the demo's data.")] = Path(
        "afteraction-demo"
    ),
) -> None:
    """Try everything on this machine, without a token or an account: sample people, the bot, and a chat page."""
    from bot.demo import demo as start

    start(port, data_folder)


def main() -> None:
    """The console script's entry."""
    app()


if __name__ == "__main__":
    main()
