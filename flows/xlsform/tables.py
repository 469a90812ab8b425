"""The tables that a flow looks things up in, as the files that go with its spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence

from flows.definition import Flow


def table_files(flow: Flow) -> dict[str, bytes]:
    """The tables that came with the flow, as csv files by name; to be given with the spreadsheet when it comes back."""
    return {f"{name}.csv": _csv(rows) for name, rows in flow.tables.items()}


def _csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # so that a spreadsheet program takes it for what it is
