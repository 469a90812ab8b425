"""Which columns an export has, and what each means. Pure: flows in, columns out.

One row is one report, whatever its flow. A question's column is called as the question; a figure brings four more
(`signatures`, `signatures_qualifier`, `signatures_basis`, `signatures_measure`, `signatures_words`). Questions of two
flows that mean the same share a column; where the name is taken by something else, the flow's key goes in front
(`outcome_signatures`). A question that fills a core field has that field's column and none of its own. What is
repeated has a sheet of its own, one row an instance, with the reference of its report.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from flows.definition import ATTACHED_TYPES, NUMBER_TYPES, SELECT_TYPES, Flow, Question, QuestionType, walk
from reports.naming import Place, known
from texts.emphasis import plain


@dataclass(frozen=True, slots=True)
class Column:
    """One column and its explanation. `label`: the question as asked, or what a core column holds."""

    name: str
    label: str
    type: str
    basis: str = ""
    measure: str = ""
    unit: str = ""
    source: str = "report"


CORE = (
    Column("reference", "Reference the person was given; empty once erased", "text"),
    Column("person", "Same person, same code, as long as the installation keeps its first secret; no name", "text"),
    Column("kind", "Kind of report", "choice"),
    Column("status", "filed or withdrawn", "choice"),
    Column("section", "Section, by key", "choice"),
    Column("group", "Local group, by key", "choice"),
    Column("flow", "Flow that was answered, by key", "choice"),
    Column("revision", "Number of the flow's revision", "integer"),
    Column("language", "Language of the conversation", "choice"),
    Column("filed_at", "When it was filed, UTC", "date and time"),
    Column("filed_on", "Day it was filed, in the section's zone: the day it counts", "date"),
    Column("withdrawn_at", "When it was withdrawn, UTC", "date and time"),
    Column("erased_at", "When its person, reference and answers were erased, UTC; its figures stay", "date and time"),
    Column("occurred_on", "Day it happened", "date"),
    Column("country", "State it concerns, ISO 3166", "choice"),
    Column("campaign", "Campaign, by key", "choice"),
    Column("case", "Case, by key", "choice"),
    Column("target", "Who was addressed, by key", "choice"),
    Column("area", "Key area: supporters, partnership, advocacy, media", "choice"),
    Column("period", "Month that a section update is about, such as 2014-10", "month"),
)
NOTE = Column("note", "What the reader of this row must know, such as a number kept as text for its digits", "text")
BELONGS_TO = (
    Column("reference", "Reference of the report this belongs to", "text"),
    Column("status", "filed or withdrawn", "choice"),
)
REPORTS, EXPLAINED = "reports", "columns"
"""Names of the sheets there are always."""
FILLED = frozenset({"occurred_on", "country", "campaign", "case", "target", "area", "period"})
"""Core columns that an answer may fill."""

Repeated = tuple[str, tuple[str, ...]]
"""A flow's key and a repeat in it, with the repeats around it, outermost first."""


@dataclass(frozen=True, slots=True)
class Block:
    """The columns of one question: `name` and, after it, each of `parts` ('' is the answer itself)."""

    name: str
    parts: tuple[str, ...]
    question: Question
    sources: tuple[str, ...]

    def names(self) -> list[str]:
        return [self.name + part for part in self.parts]


@dataclass(frozen=True, slots=True)
class Layout:
    """All columns of a sheet in order, the block of each question's place (`reports.naming`), and core fields to leave
    empty, by flow. `repeat`: of which flow and repeat this is the sheet, the repeats around it in front; None if it is
    that of the reports."""

    columns: tuple[Column, ...]
    blocks: Mapping[Place, Block]
    withheld: frozenset[tuple[str, str]]
    language: str | None = None
    names: tuple[str, ...] = field(default=())
    repeat: Repeated | None = None


def layouts(flows: Iterable[Flow], *, language: str | None = None, sensitive: bool = False) -> dict[str, Layout]:
    """The layout of each sheet by its name: that of the reports, then one for each repeat.

    `flows`: their revisions, those of one flow in the order of publishing, and the flow published first in front.
    `language`: choices get a further column with their labels in it. `sensitive`: answers to sensitive questions and
    names of persons too.
    """
    sheets: dict[str, Layout] = {}
    for repeat, histories in _histories(flows).items():
        core = _of_instances(repeat) if repeat else CORE
        sheet = _sheet_name(repeat, {name.casefold() for name in sheets}) if repeat else REPORTS
        sheets[sheet] = replace(_laid_out(core, histories, language, sensitive=sensitive), repeat=repeat)
    return sheets


def instance_column(repeat: str) -> str:
    """The column that tells in which instance of a repeat another one stands."""
    return f"{repeat}_instance"


def _of_instances(repeat: Repeated) -> tuple[Column, ...]:
    """What a row of a repeat's sheet belongs to: the report, then the instances around it."""
    *outer, _ = repeat[1]
    around = (Column(instance_column(name), f"In which of {name}, from 1", "integer") for name in outer)
    within = "the one around it" if outer else "that report"
    return (*BELONGS_TO, *around, Column("instance", f"Which one of {within}, from 1", "integer"))


def _sheet_name(repeat: Repeated, taken: set[str]) -> str:
    """Excel takes 31 characters, and does not tell great letters from small."""
    taken = {*taken, REPORTS, EXPLAINED}
    flow, (*_, name) = repeat
    candidates = (name[:31], f"{flow}_{name}"[:31], *(f"{name[:27]}_{number}" for number in range(2, 1000)))
    return next(each for each in candidates if each.casefold() not in taken)


def _laid_out(
    core: tuple[Column, ...], histories: "Histories", language: str | None, *, sensitive: bool
) -> Layout:
    blocks: dict[Place, Block] = {}
    withheld = set()
    taken = {column.name for column in (*core, NOTE)}
    shared: dict[str, Block] = {}
    for place, history in histories.items():
        flow = place[0]
        if not sensitive and any(_is_sensitive(each) for each in history):
            withheld |= {(flow, each.fills) for each in history if each.fills in FILLED}
            continue
        block = _block(flow, history, labelled=language is not None, taken=taken, shared=shared)
        taken.update(block.names())
        shared[block.name] = blocks[place] = block
    for place, block in blocks.items():
        blocks[place] = shared[block.name]  # with every flow that came to share it
    columns = (*core, *(column for block in shared.values() for column in _columns(block, language)), NOTE)
    return Layout(columns, blocks, frozenset(withheld), language, tuple(column.name for column in columns))


Histories = dict[Place, list[Question]]
"""Each question as its revisions put it."""


def _histories(flows: Iterable[Flow]) -> dict[Repeated | None, Histories]:
    """Those of questions outside of repeats (None), then of each repeat, by their place."""
    revisions = list(flows)
    histories: dict[Repeated | None, Histories] = {None: {}}
    for flow, told in zip(revisions, known(revisions), strict=True):
        for question, groups in walk(flow.items):
            if question.kept and question.type is not QuestionType.NOTE:
                chain = tuple(group.name for group in groups if group.type == "repeat")
                repeat = (flow.key, chain) if chain else None
                histories.setdefault(repeat, {}).setdefault(told.places[question.name], []).append(question)
    return histories


def _is_sensitive(question: Question) -> bool:
    return question.sensitive or question.type is QuestionType.USERNAME


def _block(
    flow: str, history: list[Question], *, labelled: bool, taken: set[str], shared: Mapping[str, Block]
) -> Block:
    question = history[-1]
    parts = tuple(dict.fromkeys(part for each in history for part in _parts(each, labelled)))
    source = f"{flow}, question {question.name}"
    name = question.fills if question.fills in FILLED else question.name
    twin = shared.get(name)
    if twin and question.fills in FILLED:  # one flow asks for it, another works it out
        asked = question if parts else twin.question
        return Block(twin.name, tuple(dict.fromkeys((*twin.parts, *parts))), asked, (*twin.sources, source))
    if twin and (_meaning(twin.question), twin.parts) == (_meaning(question), parts):
        return Block(twin.name, twin.parts, twin.question, (*twin.sources, source))
    return Block(_free_name(name, f"{flow}_{name}".replace("@", "_"), parts, taken), parts, question, (source,))


def _free_name(name: str, longer: str, parts: tuple[str, ...], taken: set[str]) -> str:
    def candidates() -> Iterator[str]:
        yield name
        yield longer
        number = 2
        while True:
            yield f"{longer}_{number}"
            number += 1

    return next(each for each in candidates() if not taken.intersection(each + part for part in parts))


def _parts(question: Question, labelled: bool) -> tuple[str, ...]:
    label = ("_label",) if labelled and question.type in SELECT_TYPES else ()
    if question.fills in FILLED:
        return label
    if question.figure:
        return ("", "_qualifier", "_basis", "_measure", "_words")
    if question.type in ATTACHED_TYPES:
        return ("", "_words")
    if question.type is QuestionType.GEOPOINT and not question.sensitive:
        return ("", "_exact")
    return ("", *label)


def _meaning(question: Question) -> tuple[str | None, ...]:
    return (question.type, question.figure, question.basis, question.measure, question.list_name, question.table)


def _columns(block: Block, language: str | None) -> Iterator[Column]:
    question = block.question
    labels = question.label
    label = plain(labels.get(language or "") or labels.get("en") or next(iter(labels.values()), ""))
    source = "; ".join(block.sources)
    explained = {
        "": (label, _type(question)),
        "_label": (f"{label} (in words)", "text"),
        "_qualifier": ("How exact the number is: exactly, about, over, at_least, almost", "choice"),
        "_basis": ("What was counted; unlike bases are never added", "choice"),
        "_measure": ("in_period (adds up), so_far or level_now (the latest holds)", "choice"),
        "_words": ("What was written with it", "text"),
        "_exact": ("Latitude, longitude, altitude and accuracy, if the exact place was sent", "text"),
    }
    for part in block.parts:
        told, kind = explained[part]
        yield Column(
            name=block.name + part,
            label=told,
            type=kind,
            basis=(question.basis or "") if part == "" else "",
            measure=(question.measure or "") if part == "" else "",
            unit=_unit(question) if part == "" else "",
            source=source,
        )


def _type(question: Question) -> str:
    if question.type in SELECT_TYPES:
        return "choice" if question.type is QuestionType.SELECT_ONE else "choices, separated by spaces"
    return "number of files" if question.type in ATTACHED_TYPES else _TYPES.get(question.type, question.type.value)


_TYPES = {
    QuestionType.DATETIME: "date and time",
    QuestionType.GEOPOINT: "text",
    QuestionType.ACKNOWLEDGE: "choice",
    QuestionType.RANGE: "decimal",
}


def _unit(question: Question) -> str:
    if question.type in ATTACHED_TYPES:
        return "files"
    return (question.basis or "").replace("_", " ") if question.type in NUMBER_TYPES else ""
