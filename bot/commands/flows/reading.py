"""Files of flows: read, checked, and everything told that is to be mended. `afteraction flows check`"""

import asyncio
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import fail
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.app import Service
    from flows.definition import Flow
    from flows.problems import Problem
    from flows.xlsform.base import Base
    from storage.stores import Stores

YAML = (".yaml", ".yml")
File = Annotated[Path, typer.Argument(help="A flow in YAML, or as a spreadsheet: xlsx, xls or csv.")]
Media = Annotated[
    Path | None, typer.Option("--media", help="Folder of the csv files and pictures that the spreadsheet names.")
]


@dataclass(frozen=True)
class FlowFile:
    """A flow, the revision that it says it was made from, and files that came with it, by name."""

    flow: "Flow"
    base: "Base | None"
    files: dict[str, bytes]

    def keep_media(self, stores: "Stores") -> None:
        """Keep the files that labels show."""
        for name in self.flow.media:
            if name in self.files:
                stores.flow_media.put(self.files[name], guess_type(name)[0] or "application/octet-stream", stores.now)


def check(file: File, media: Media = None) -> None:
    """Tell everything that must be mended before a flow can be published; exit status 1 if there is anything."""
    from flows.checks import check as problems_of

    read = checked(file, read_file(file, media))
    tell(file, problems_of(read.flow) if read.flow.extends is None else ())
    typer.echo("Nothing to mend.")


@dataclass(frozen=True)
class Unchecked:
    """What a file says, before it is told what is wrong with it."""

    flow: "Flow | None"
    problems: "list[Problem]"
    base: "Base | None" = None
    files: dict[str, bytes] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def read_file(path: Path, media: Path | None = None, known: dict[str, bytes] | None = None) -> Unchecked:
    """The flow in a file. `known`: files that it may name, beside those in the folder `media`."""
    try:
        data = path.read_bytes()
        beside = [] if media is None else [each for each in sorted(media.iterdir()) if each.is_file()]
        files = {**(known or {}), **{each.name: each.read_bytes() for each in beside}}
    except OSError as error:
        raise OperatorError(f"{error.filename or path}: {error.strerror}") from None
    if path.suffix.lower() in YAML:
        return _read_yaml(path, data)

    from flows.xlsform.reading import read_xlsform

    read = read_xlsform(data, path.name, files)
    return Unchecked(read.flow, read.problems, read.base, files, read.missing)


async def read_with_known(service: "Service", path: Path, media: Path | None) -> FlowFile:
    """The same with the files that the flow has here already; what is wrong is told, and ends the command."""
    from bot.flow_life.arriving import known_files

    read = await asyncio.to_thread(read_file, path, media)
    if read.flow is not None and read.missing:
        known = await service.database.read(known_files, read.flow.key, read.missing)
        read = await asyncio.to_thread(read_file, path, media, known)
    return checked(path, read)


def checked(path: Path, read: Unchecked) -> FlowFile:
    """What can be gone on with; otherwise its problems are told and the command ends."""
    for name in read.missing:
        typer.echo(f"warning: {name} is named and not here: give its folder with --media", err=True)
    tell(path, read.problems)
    if read.flow is None:
        raise OperatorError(f"{path}: no flow could be read")
    return FlowFile(read.flow, read.base, read.files)


def tell(path: Path | str, problems: "Iterable[Problem]") -> None:
    """Each problem in a line; the command ends if one of them is no warning."""
    told = list(dict.fromkeys(problems))
    for each in told:
        typer.echo(f"warning: {each}" if each.warning else str(each), err=True)
    wrong = sum(not each.warning for each in told)
    if wrong:
        raise fail(f"{path}: {wrong} to mend")


def _read_yaml(path: Path, data: bytes) -> Unchecked:
    from flows.reading import UnreadableFlow, read_flow

    try:
        return Unchecked(read_flow(data.decode()), [])
    except UnicodeDecodeError:
        raise OperatorError(f"{path}: not a UTF-8 text") from None
    except UnreadableFlow as error:
        return Unchecked(None, error.problems)
