"""The buttons below a digest: its weightiest numbers in words, then all numbers, then its story. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from reports.charts.content import part_words
from reports.digest.content import Cell, Digest, Names
from reports.digest.nouns import (
    AWAITED,
    CHANGE,
    KIND,
    REPORTS,
    RESTORED,
    TOTALS_DIFFER,
    WITHDRAWN,
    WITHHELD,
    WRITE_DOWN,
    only_again,
    parts,
)
from reports.periods import Kind
from texts.buttons import Tap
from texts.cards import LABEL_LIMIT, Button, Row, Rows
from texts.clipping import utf16_len
from texts.codes import id_code
from texts.locale import N_, Voice
from texts.verbs import ChatVerb

MOST = 8
WHOLE = 4_096  # UTF-16 units: more than any label has
FEW = 16  # UTF-16 units that still tell what is meant
OF_REPORTS = frozenset({KIND, CHANGE, WITHHELD, WITHDRAWN, RESTORED, WRITE_DOWN})  # each may count just its reports
FIRST_OF = {KIND: 2, CHANGE: 2, TOTALS_DIFFER: 1, WRITE_DOWN: 1, AWAITED: 1}  # so many have a place before figures do
FOUR_BEFORE: dict[Kind, str] = {
    "day": N_("the four days before"),
    "week": N_("the four weeks before"),
    "month": N_("the four months before"),
}


def rows(digest: Digest, digest_id: UUID, voice: Voice, kind: Kind, further: Sequence[Row] = ()) -> Rows:
    """A button for each of the weightiest numbers, MOST of them, one a row; then the ways on."""
    numbers = digest.numbers()
    code = id_code(digest_id)
    shown = [(cell_button(code, at, *numbers[at], voice, kind),) for at in weightiest([cell for cell, _ in numbers])]
    ways: list[Button] = []
    if numbers:
        ways.append(Button(voice.button("All numbers"), Tap(ChatVerb.DIGEST_ALL.value, code)))
    if digest.story is not None:
        story = code + digest.story.reference.replace("-", "")
        ways.append(Button(voice.button("A story with its picture"), Tap(ChatVerb.DIGEST_STORY.value, story)))
    return (*shown, *([tuple(ways)] if ways else []), *further)


def weightiest(cells: Sequence[Cell]) -> list[int]:
    """The positions of at most MOST numbers, in order: some of every sort, and figures as far as there is room."""
    left = dict(FIRST_OF)
    first, others = [], []
    for at, cell in enumerate(cells):
        if cell.part not in ("now", "edited", "late"):
            continue
        if left.get(cell.key, 0):
            left[cell.key] -= 1
            first.append(at)
        else:
            others.append(at)
    return sorted([*first, *others][:MOST])


def cell_button(code: str, position: int, cell: Cell, names: Names, voice: Voice, kind: Kind, index: int = 0) -> Button:
    """Opens the number."""
    words = cell_words(cell, names, voice, kind, LABEL_LIMIT)
    return Button(words, Tap(ChatVerb.DIGEST_CELL.value, code, position, index))


def cell_words(cell: Cell, names: Names, voice: Voice, kind: Kind, room: int = WHOLE) -> str:
    """"37,181 signatures delivered · 1 report", in so many UTF-16 units: words are clipped, sooner than to a FEW of
    them the number of reports is left out, and no number is ever cut."""
    reports = voice.plural(*REPORTS, cell.reports, number=cell.reports)
    itself = (cell.key in OF_REPORTS and cell.reports == cell.value) or cell.key == AWAITED or only_again(cell)
    part = _part(cell, voice, kind)

    def told(behind: str, width: int) -> str:
        return voice.beside(*parts(cell, names, voice, width), part, behind)

    behind = "" if itself else reports
    return _fitting(partial(told, behind), FEW, room) or _fitting(partial(told, ""), 1, room) or told("", 1)


def _fitting(told: Callable[[int], str], least: int, room: int) -> str:
    """The widest that fits; '' for none."""
    widths = range(least, room + 1)
    number = bisect_right(widths, room, key=lambda width: utf16_len(told(width)))
    return told(widths[number - 1]) if number else ""


def _part(cell: Cell, voice: Voice, kind: Kind) -> str:
    match cell.part:
        case "last":
            return part_words("last", kind, voice)
        case "mean":
            return voice(FOUR_BEFORE[kind])
        case "corrected":
            return voice("correction")
        case "edited":
            return voice("edited")
        case "elsewhere":
            return voice("joint, counted elsewhere")
        case "share":
            return voice("share of joint events")
        case "joint":
            return voice("joint")
        case "late":
            return voice("after the previous digest")
        case "late_corrected":
            return voice.beside(voice("correction"), voice("after the previous digest"))
    return ""
