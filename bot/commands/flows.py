"""`afteraction flows`"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import fail, one_line, opened, run_async, settings_with_keys
from bot.errors import OperatorError

if TYPE_CHECKING:
    from flows.definition import Flow

app = typer.Typer(help="The flows of questions.", no_args_is_help=True)


@app.command("list")
@one_line
def list_flows() -> None:
    """The published flows: key, revision, when, and its first title."""
    run_async(_list())


@app.command()
@one_line
def check(file: Annotated[Path, typer.Argument(help="A flow in YAML.")]) -> None:
    """Tell everything that must be mended before a flow can be published; exit status 1 if there is anything."""
    _checked(file)
    typer.echo("Nothing to mend.")


@app.command()
@one_line
def publish(
    file: Annotated[Path, typer.Argument(help="A flow in YAML.")],
    note: Annotated[str | None, typer.Option(help="What changed, for the history.")] = None,
) -> None:
    """Publish a flow as its next revision. Who is in the middle of a report stays on the revision they began with."""
    run_async(_publish(_checked(file), note))


def _checked(path: Path) -> "Flow":
    from flows.checks import check as problems_of
    from flows.reading import UnreadableFlow, read_flow

    try:
        flow = read_flow(path.read_text("utf-8"))
        problems = problems_of(flow)
    except UnreadableFlow as error:
        problems = error.problems
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: {getattr(error, 'strerror', None) or 'not a UTF-8 text'}") from None
    if problems:
        for each in problems:
            typer.echo(str(each), err=True)
        raise fail(f"{path}: {len(problems)} to mend")
    return flow


async def _list() -> None:
    from flows.definition import Flow

    async with opened(settings_with_keys()) as service:
        rows = await service.database.read(lambda stores: stores.flows.published())
    for row in rows:
        title = next(iter(Flow.model_validate_json(row.content).title.values()))
        typer.echo(f"{row.flow_key}  revision {row.number}  {row.published_at:%Y-%m-%d %H:%M} UTC  {title}")


async def _publish(flow: "Flow", note: str | None) -> None:
    from bot.catalog import publish as publish_flow

    async with opened(settings_with_keys()) as service:
        row = await service.database.run(publish_flow, flow, note)
    typer.echo(f"{row.flow_key}: revision {row.number} is published")
