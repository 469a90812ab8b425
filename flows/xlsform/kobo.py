"""KoboToolbox's own rows, which its server unfolds before it converts a form: ratings and rankings of several items."""

from collections.abc import Iterable, Iterator

from flows.xlsform.findings import Findings
from flows.xlsform.lines import Line
from flows.xlsform.mending import plain
from texts.said import said

#: The row that begins it: the row of an item, and the column that names the list it chooses from.
_FOLDED = {
    "begin_score": ("score__row", "kobo--score-choices"),
    "begin_rank": ("rank__level", "kobo--rank-items"),
}


def unfolded(lines: Iterable[Line], findings: Findings) -> Iterator[Line]:
    """The same lines, with a rating or ranking as a group of questions that choose one."""
    item, list_name = "", ""
    for line in lines:
        kind = plain(line.get("type")).lower().replace(" ", "_")
        if kind in _FOLDED:
            item, column = _FOLDED[kind]
            list_name = plain(line.get(column))
            line.cells["type"] = "begin_group"
            wrong = said("{type} is KoboToolbox’s own", type=kind.removeprefix("begin_"))
            findings.warn(line.at("type"), wrong, said("each of its rows is asked as a select_one; nothing to do"))
        elif item and kind == item:
            line.cells["type"] = f"select_one {list_name}"
        elif kind in ("end_score", "end_rank"):
            line.cells["type"] = "end_group"
            item = list_name = ""
        yield line
