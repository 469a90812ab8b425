"""A spreadsheet to a flow: everything that must be mended told at once, and never an exception.

The sheets are read and mended by us (pyxform forgets rows and stops at the first error), then given to pyxform: what it
refuses is refused. Loading pyxform takes half a second and 40 MB, so only an import does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition import Flow
from flows.problems import Kind, Problem
from flows.xlsform.base import Base
from texts.said import said

__all__ = ["Base", "Read", "read_xlsform"]


@dataclass(frozen=True)
class Read:
    """What became of a file. `flow` is None where the file says something that no flow can; a flow with `problems`
    that are no warnings must be mended before it is published. `base`: the revision the file was made from.
    `missing`: names of csv and media files that the form refers to and that were not given."""

    flow: Flow | None
    problems: list[Problem]
    base: Base | None = None
    missing: tuple[str, ...] = ()


def read_xlsform(data: bytes, name: str, files: Mapping[str, bytes] | None = None) -> Read:
    """The flow in an xlsx, xls or csv file, by its content. `name`: the file's, the key of a form without form_id.
    `files`: csv and media files that came with it, by name. Never raises."""
    from flows.xlsform.assembling import assemble
    from flows.xlsform.containers import raw_sheets
    from flows.xlsform.sheets import NoSpreadsheet

    try:
        return assemble(raw_sheets(data), name, files or {})
    except NoSpreadsheet as error:
        return Read(None, [Problem(said("file"), error.wrong, error.mend)])
    except RecursionError:
        wrong = said("groups or brackets stand too deep inside each other")
        return Read(None, [Problem(said("file"), wrong, said("make it flatter"))])
    except Exception as error:  # no form of somebody else's breaks a chat; the tests see to it that none comes here
        wrong = said("the form is unlike any we know ({error})", error=type(error).__name__)
        return Read(None, [Problem(said("file"), wrong, said("try it on xlsform.org"), kind=Kind.UNFORESEEN)])
