"""The buttons below a digest: its weightiest numbers in words, then all numbers, then its story. Pure."""

from collections.abc import Sequence
from uuid import UUID

from reports.charts.content import part_words
from reports.digest.content import Cell, Digest, Names
from reports.digest.nouns import (
    AWAITED,
    CHANGE,
    KIND,
    REPORTS,
    TOTALS_DIFFER,
    WITHDRAWN,
    WITHHELD,
    WRITE_DOWN,
    counted,
    only_again,
)
from reports.periods import Kind
from texts.buttons import Tap
from texts.cards import Button, Row, Rows
from texts.codes import id_code
from texts.locale import N_, Voice
from texts.verbs import ChatVerb

MOST = 8
OF_REPORTS = frozenset({CHANGE, WITHHELD, WITHDRAWN, WRITE_DOWN, AWAITED})  # what these count are reports already
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
        if cell.part != "now":
            continue
        if left.get(cell.key, 0):
            left[cell.key] -= 1
            first.append(at)
        else:
            others.append(at)
    return sorted([*first, *others][:MOST])


def cell_button(code: str, position: int, cell: Cell, names: Names, voice: Voice, kind: Kind) -> Button:
    """Opens the number."""
    return Button(cell_words(cell, names, voice, kind), Tap(ChatVerb.DIGEST_CELL.value, code, position))


def cell_words(cell: Cell, names: Names, voice: Voice, kind: Kind) -> str:
    """"37,181 signatures delivered · 1 report"."""
    told = counted(cell, names, voice)
    reports = voice.plural(*REPORTS, cell.reports, number=cell.reports)
    itself = cell.key in OF_REPORTS or (cell.key == KIND and cell.reports == cell.value) or only_again(cell)
    return voice.beside(_of_part(cell, told, voice, kind), "" if itself else reports)


def _of_part(cell: Cell, told: str, voice: Voice, kind: Kind) -> str:
    match cell.part:
        case "last":
            return voice("{what}: {number}", what=part_words("last", kind, voice), number=told)
        case "mean":
            return voice("{what}: {number}", what=voice(FOUR_BEFORE[kind]), number=told)
        case "corrected":
            return voice("corrected: {counted}", counted=f"+{told}" if cell.value > 0 else told)
        case "ever":
            return voice("{counted} so far", counted=told)
    return told
