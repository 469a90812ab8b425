"""Files of flows: read, checked, and everything told that is to be mended. `afteraction flows check`"""

from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import fail
from bot.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """What a file says. `files`: those that came with it, by name; `missing`: those that should have."""

    flow: "Flow"
    base: "Base | None" = None
    files: dict[str, bytes] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    def keep_media(self, stores: "Stores") -> None:
        """Keep the files that labels show."""
        for name in self.flow.media:
            if name in self.files:
                stores.flow_media.put(self.files[name], guess_type(name)[0] or "application/octet-stream", stores.now)


def check(file: File, media: Media = None) -> None:
    """Tell everything that must be mended before a flow can be published; exit status 1 if there is anything."""
    from flows.checks import check as problems_of

    read = read_file(file, media)
    tell(file, problems_of(read.flow) if read.flow.extends is None else ())
    for name in read.missing:
        typer.echo(f"warning: {name} is named and not here: give its folder with --media", err=True)
    typer.echo("Nothing to mend.")


def read_file(path: Path, media: Path | None) -> FlowFile:
    """The flow in a file. If there is none, its problems are told and the command ends."""
    try:
        data = path.read_bytes()
        beside = [] if media is None else [each for each in sorted(media.iterdir()) if each.is_file()]
        files = {each.name: each.read_bytes() for each in beside}
    except OSError as error:
        raise OperatorError(f"{error.filename or path}: {error.strerror}") from None
    return _read_yaml(path, data) if path.suffix.lower() in YAML else _read_spreadsheet(path, data, files)


def tell(path: Path | str, problems: "Iterable[Problem]") -> None:
    """Each problem in a line; the command ends if one of them is no warning."""
    told = list(dict.fromkeys(problems))
    for each in told:
        typer.echo(f"warning: {each}" if each.warning else str(each), err=True)
    wrong = sum(not each.warning for each in told)
    if wrong:
        raise fail(f"{path}: {wrong} to mend")


def _read_yaml(path: Path, data: bytes) -> FlowFile:
    from flows.reading import UnreadableFlow, read_flow

    try:
        return FlowFile(read_flow(data.decode()))
    except UnicodeDecodeError:
        raise OperatorError(f"{path}: not a UTF-8 text") from None
    except UnreadableFlow as error:
        tell(path, error.problems)
        raise


def _read_spreadsheet(path: Path, data: bytes, files: dict[str, bytes]) -> FlowFile:
    from flows.xlsform.reading import read_xlsform

    read = read_xlsform(data, path.name, files)
    tell(path, read.problems)
    if read.flow is None:
        raise OperatorError(f"{path}: no flow could be read")
    return FlowFile(read.flow, read.base, files, read.missing)
