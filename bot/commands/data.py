"""`afteraction setup`, `export`, `import`, `backup`, `restore`"""

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from bot.commands.frame import opened, run_async, settings_with_keys
from bot.errors import OperatorError
from texts.locale import LANGUAGES

if TYPE_CHECKING:
    from bot.app import Service


def setup(
    file: Annotated[
        Path | None, typer.Argument(help="YAML file of sections, groups, campaigns, cases and targets.")
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Bring in the sample organisation instead.")] = False,
) -> None:
    """Bring sections, groups, campaigns, cases and targets in. May be run again: adds and renames by key,
    deletes nothing.
    """
    if (file is None) == (not sample):
        raise typer.BadParameter("give a FILE, or --sample")
    run_async(_setup(file))


async def _setup(file: Path | None) -> None:
    from storage import setup as organisation

    path = file or organisation.SAMPLE
    try:
        read = organisation.read_organisation(await asyncio.to_thread(path.read_text, "utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: {getattr(error, 'strerror', None) or 'not a UTF-8 text'}") from None
    async with opened(settings_with_keys()) as service:
        await service.database.run(organisation.apply, read)
    counts = {name: len(getattr(read, name)) for name in type(read).model_fields}
    typer.echo("Brought in: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


def export(
    file: Annotated[Path, typer.Argument(help="Where to write: a name that ends in .xlsx or .csv.")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of filing.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of filing.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of report; may be given again.")] = None,
    section: Annotated[list[str] | None, typer.Option(help="Key of a section; may be given again.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Labels of choices in this language, beside their names.")
    ] = None,
    sensitive: Annotated[bool, typer.Option("--sensitive", help="Answers marked sensitive too.")] = False,
) -> None:
    """Write all reports to a spreadsheet, one row a report, without names; a second sheet explains the columns."""
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"--language: give one of {', '.join(LANGUAGES)}")
    days = (since.date() if since else None, until.date() if until else None)
    run_async(_export(file, days, kind, section, language, sensitive))


async def _export(
    path: Path,
    days: tuple[date | None, date | None],
    kinds: list[str] | None,
    sections: list[str] | None,
    language: str | None,
    sensitive: bool,
) -> None:
    from reports.export import ExportError, ExportRequest
    from reports.export import export as write_export
    from storage.report_filter import ReportFilter

    async with opened(settings_with_keys()) as service:
        wanted = ReportFilter(
            since=days[0], until=days[1], section_ids=await _sections(service, sections), kinds=kinds or None
        )
        try:
            count = await write_export(service.database, path, ExportRequest(wanted, language, sensitive))
        except ExportError as error:
            raise OperatorError(str(error)) from None
    typer.echo(f"{count} reports written to {path}")


def import_(file: Annotated[Path, typer.Argument(help="JSON Lines: one report a line, see docs/import.md.")]) -> None:
    """Bring in reports from elsewhere. If one line is bad, nothing of the file is stored; may be run again."""
    run_async(_import(file))


async def _import(path: Path) -> None:
    from bot.importing import import_reports

    try:
        lines = (await asyncio.to_thread(path.read_bytes)).splitlines()
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    async with opened(settings_with_keys()) as service:
        done = await import_reports(service, lines)
    typer.echo(f"{done.added} reports brought in" + (f", {done.known} were there already" if done.known else ""))


async def _sections(service: "Service", keys: list[str] | None) -> list[UUID] | None:
    if not keys:
        return None
    known = {each.key: each.id for each in await service.database.read(lambda stores: stores.organisation.sections())}
    for key in keys:
        if key not in known:
            raise OperatorError(f"--section: there is no section {key!r}")
    return [known[key] for key in keys]


def backup(file: Annotated[Path, typer.Argument(help="The archive to write.")]) -> None:
    """Write the database and the attachments to one file, never the keys. The bot may go on meanwhile."""
    run_async(_backup(file))


async def _backup(path: Path) -> None:
    from storage import backup as archives

    async with opened(settings_with_keys()) as service:
        done = await archives.backup(service.database, service.files, path)
    typer.echo(f"{done.rows} rows and {done.files} attachments written to {path}")
    if done.files_missing:
        typer.echo(f"{done.files_missing} attachments were not to be found in FILES", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="The archive to read.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Replace the database by a backup, and erase again whoever was erased since. Stop the bot first."""
    if not yes:
        typer.confirm("This replaces everything in the database. Is the bot stopped, and shall I go on?", abort=True)
    run_async(_restore(file))


async def _restore(path: Path) -> None:
    from storage import backup as archives

    async with opened(settings_with_keys()) as service:
        done = await archives.restore(service.database, service.files, path)
    typer.echo(f"{done.rows} rows and {done.files} attachments restored from {path}")
    if done.keys_missing:
        typer.echo(f"{done.keys_missing} keys are not in the key store: what they sealed can not be read", err=True)
