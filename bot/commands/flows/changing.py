"""`afteraction flows import`, `export`, `publish`, `rollback`"""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.flows.found import draft_of, flow_at, the_revision
from bot.commands.flows.reading import YAML, File, FlowFile, Media, read_with_known, tell
from bot.commands.frame import fail, opened, run_async, settings_with_keys
from bot.errors import OperatorError

if TYPE_CHECKING:
    from bot.flow_life.arriving import Arrival
    from bot.flow_life.publishing import Published
    from flows.definition import Flow
    from flows.merging import Conflict
    from flows.problems import Problem
    from flows.xlsform.base import Base
    from storage.flow_draft_store import FlowDraft
    from storage.stores import Stores

Key = Annotated[str, typer.Argument(help="Key of a flow.")]
Note = Annotated[str | None, typer.Option(help="What changed, for the history.")]


class Take(StrEnum):
    """Whose change counts where both sides changed the same."""

    OURS = "ours"
    THEIRS = "theirs"


class Format(StrEnum):
    XLSX = "xlsx"
    YAML = "yaml"


def import_(
    file: File,
    media: Media = None,
    take: Annotated[
        Take | None, typer.Option(help="Where draft and file changed the same: keep the draft's, or take the file's.")
    ] = None,
) -> None:
    """Take a file into the flow's draft, together with what was changed there since the file was made."""
    run_async(_import(file, media, take))


async def _import(path: Path, media: Path | None, take: Take | None) -> None:
    async with opened(settings_with_keys()) as service:
        read = await read_with_known(service, path, media)
        draft, conflicts = await service.database.run(_take_in, read, take)
        if draft is None:
            _tell_conflicts(path, conflicts)
            return
        key = draft.flow_key
        typer.echo(f"{key}: the file is in the draft; `afteraction flows publish {key}` publishes it")
        tell(path, await service.database.read(_problems, key))


def _problems(stores: "Stores", key: str) -> "list[Problem]":
    from bot.flow_life.contents import flow_of
    from bot.flow_life.stored import problems_of

    return problems_of(stores, flow_of(draft_of(stores, key)))


def _take_in(stores: "Stores", read: FlowFile, take: Take | None) -> "tuple[FlowDraft | None, list[Conflict]]":
    """The draft with the file in it, or what is to be decided first: then nothing is kept."""
    from bot.flow_life.arriving import decide, settle, take_in

    arrival: Arrival | None = take_in(stores, read.flow, read.base, None)
    while take is not None and arrival is not None and arrival.conflicts:
        arrival = decide(stores, arrival, dict.fromkeys(range(len(arrival.conflicts)), take.value))
    assert arrival is not None  # nobody else has seen it
    if arrival.conflicts:
        stores.flow_uploads.drop(arrival.upload)
        return None, arrival.conflicts
    read.keep_media(stores)
    return settle(stores, arrival, None), []


def _tell_conflicts(path: Path | str, conflicts: "list[Conflict]") -> None:
    for each in conflicts:
        place = ".".join((*each.piece[1:], *each.path)) or each.piece[0]
        typer.echo(f"{place}: {each.ours!r} here, {each.theirs!r} there ({each.kind.value})", err=True)
    raise fail(f"{path}: {len(conflicts)} to decide: changed on both sides (--take ours or --take theirs)")


def export(
    key: Key,
    file: Annotated[Path, typer.Argument(help="Where to write: a name that ends in .xlsx or .yaml.")],
    revision: Annotated[int | None, typer.Option(help="Number of a revision; else what is published.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="What the draft holds instead.")] = False,
    format: Annotated[Format | None, typer.Option(help="Whatever the file's name ends in.")] = None,
) -> None:
    """Write a flow to a file that can be changed and brought back; csv files and pictures go beside it."""
    wanted = format or _by_name(file)
    run_async(_export(key, file, revision, draft, wanted))


def _by_name(file: Path) -> Format:
    ending = file.suffix.lower()
    if ending not in {*YAML, ".xlsx"}:
        raise OperatorError(f"{file}: the name ends in neither .xlsx nor .yaml; rename it, or give --format")
    return Format.YAML if ending in YAML else Format.XLSX


async def _export(key: str, path: Path, number: int | None, draft: bool, wanted: Format) -> None:
    async with opened(settings_with_keys()) as service:
        flow, base = await service.database.read(flow_at, key, number, draft)
        data, beside = await asyncio.to_thread(_written, flow, base, wanted)
        pictures = await service.database.read(_pictures, flow)
    try:
        await asyncio.to_thread(path.write_bytes, data)
        for name, content in (beside | pictures).items():
            await asyncio.to_thread(path.with_name(Path(name).name).write_bytes, content)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    typer.echo(f"{key} is written to {path}" + "".join(f", {name}" for name in (*beside, *pictures)))


def _written(flow: "Flow", base: "Base | None", wanted: Format) -> tuple[bytes, dict[str, bytes]]:
    from flows.writing import write_flow
    from flows.xlsform.tables import table_files
    from flows.xlsform.writing import write_xlsform

    if wanted is Format.YAML:
        return write_flow(flow).encode(), {}
    return write_xlsform(flow, base), table_files(flow)


def _pictures(stores: "Stores", flow: "Flow") -> dict[str, bytes]:
    found = {name: stores.flow_media.get(digest) for name, digest in flow.media.items()}
    return {name: each.content for name, each in found.items() if each is not None}


def publish(
    what: Annotated[str, typer.Argument(metavar="KEY|FILE", help="Key of a flow with a draft; or a file.")],
    note: Note = None,
    media: Media = None,
) -> None:
    """Publish a draft, or a file at once. Who is in the middle of a report stays on the revision they began with."""
    path = Path(what)
    run_async(_publish_file(path, media, note) if _is_file(path) else _publish_draft(what, note))


def _is_file(path: Path) -> bool:
    return path.exists() or path.suffix != "" or len(path.parts) > 1


async def _publish_file(path: Path, media: Path | None, note: str | None) -> None:
    async with opened(settings_with_keys()) as service:
        read = await read_with_known(service, path, media)
        flow, conflicts = await service.database.read(_with_what_is_published, read)
        if conflicts:
            _tell_conflicts(path, conflicts)
        tell(path, await service.database.read(_problems_of, flow))
        _tell_published(await service.database.run(_publish, read, flow, note))


def _with_what_is_published(stores: "Stores", read: FlowFile) -> "tuple[Flow, list[Conflict]]":
    """The file, with what was published since it was made."""
    from bot.flow_life.arriving import merged_with_published

    merged = merged_with_published(stores, read.flow, read.base)
    return merged.flow, merged.conflicts


def _problems_of(stores: "Stores", flow: "Flow") -> "list[Problem]":
    from bot.flow_life.stored import problems_of

    return problems_of(stores, flow)


def _publish(stores: "Stores", read: FlowFile, flow: "Flow", note: str | None) -> "Published":
    from bot.flow_life.publishing import publish_flow

    read.keep_media(stores)
    return publish_flow(stores, flow, None, note)


async def _publish_draft(key: str, note: str | None) -> None:
    from bot.flow_life.publishing import Published, publish_draft

    async with opened(settings_with_keys()) as service:
        await service.database.read(draft_of, key)
        done = await service.database.run(publish_draft, key, None, note)
    if isinstance(done, Published):
        _tell_published(done)
        return
    if done.conflicts:
        _tell_conflicts(key, list(done.conflicts))
    tell(key, done.problems)
    raise OperatorError(f"{key}: the draft was changed meanwhile: try again")


def rollback(key: Key, number: Annotated[int, typer.Argument(help="Number of the revision to go back to.")]) -> None:
    """Publish an earlier revision again, as a new one."""
    run_async(_rollback(key, number))


async def _rollback(key: str, number: int) -> None:
    from bot.flow_life.publishing import roll_back

    async with opened(settings_with_keys()) as service:
        await service.database.read(the_revision, key, number)
        done = await service.database.run(roll_back, key, number, None)
    assert done is not None  # it was there
    _tell_published(done)


def _tell_published(done: "Published") -> None:
    typer.echo(f"{done.row.flow_key}: revision {done.row.number} is published")
    for left in done.left_out:
        typer.echo(f"warning: the questions that {left.section} adds are left out:", err=True)
        for each in left.problems:
            typer.echo(f"warning: {left.key}: {each}", err=True)
