"""Random flows of every kind of part, and random changes of them, for laws that must hold of any flow."""

from typing import Any

from hypothesis import strategies as st

from flows.definition import Flow
from flows.parts import ITEMS, LISTS, Parts, Piece, put_together, taken_apart

LANGUAGES = ("en", "fr", "ar")
TEXTS = st.sampled_from(
    ["How many?", "Combien ?", "Qu’est-ce “cela”", "كم كان العدد؟", "= 3", "1-2", "TRUE", "007", "a\nb",
     "${q1} of ${q2}", "<b>&amp;", "*bold*", "+49", "'quoted'", "🕯", "1.0", "@x"]
)  # fmt: skip
EXPRESSIONS = st.sampled_from(
    ["${q1} > 0", ". <= today()", "selected(${q2}, 'a')", "pulldata('list1', 'size', 'name', ${q1})", ". = 3",
     "pulldata('venues', 'city', 'name', ${q1})", "pulldata ('list1', 'size', 'name', ${q1})"]
)  # fmt: skip
_OPTIONAL = {
    "relevant": EXPRESSIONS, "constraint": EXPRESSIONS, "choice_filter": EXPRESSIONS, "first": EXPRESSIONS,
    "ask": st.one_of(st.just("review"), EXPRESSIONS), "required": st.one_of(st.just(True), EXPRESSIONS),
    "default": st.sampled_from(["3", "yes", "1-2", "${q1}"]), "appearance": st.sampled_from(["coming", "minimal"]),
    "fills": st.sampled_from(["country", "place"]), "figure": st.just("people"), "basis": st.just("people"),
    "measure": st.sampled_from(["in_period", "so_far", "level_now"]), "sensitive": st.just(True),
    "reconstructed": st.just(True), "retired": st.just(True), "was": st.sampled_from(["before", "q9"]),
}  # fmt: skip
VENUES = [{"name": "a", "label": "Fès"}, {"name": "b", "label": "1-2"}]
_WORDED = ("hint", "line", "required_message", "constraint_message", "finish")


def words(least: int = 0) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(LANGUAGES), TEXTS, min_size=least)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """A flow that XLSForm can say: names unique, every question labelled, every list with a choice in it."""
    names = [f"q{number}" for number in range(1, draw(st.integers(3, 5)))]
    lists = {f"list{number}": draw(_choices()) for number in range(1, draw(st.integers(2, 3)))}
    told = {
        "key": "random", "title": draw(words()) | {"en": "Random"}, "version": draw(st.sampled_from(["1", "2.0"])),
        "languages": LANGUAGES, "default_language": "en", "files": "action", "choice_lists": lists,
        "audience": draw(st.lists(st.sampled_from(["activist", "staff", "admin"]), unique=True)),
        "follow_up": draw(st.sampled_from([None, "30d staff"])), "items": _grouped(draw, [
            draw(_question(name, sorted(lists))) for name in names
        ]),
        "extends": draw(st.sampled_from([None, "action"])),
    }  # fmt: skip
    tables = {"venues": VENUES} if "venues" in str(told["items"]) else {}  # a form has only those it names
    return Flow.model_validate(told | {"tables": tables})


@st.composite
def _question(draw: st.DrawFn, name: str, lists: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "integer", "date", "image", "note", "calculate", "hidden", "range", "rank",
                                 "select_one", "select_multiple", "table", "geopoint", "dateTime"]))  # fmt: skip
    columns = draw(st.lists(st.sampled_from(sorted(_OPTIONAL)), max_size=3, unique=True))
    told: dict[str, Any] = {column: draw(_OPTIONAL[column]) for column in columns}
    if kind in ("note", "calculate", "hidden"):
        told.pop("required", None)  # nobody is asked
    elif kind == "image":
        told.pop("default", None)  # an import leaves it out, and says so
    worded = draw(st.lists(st.sampled_from(_WORDED), max_size=2, unique=True))
    told |= {column: draw(words()) for column in worded}
    told |= {"type": kind, "name": name, "label": draw(words()) | {"en": draw(TEXTS)}}
    if kind in ("select_one", "select_multiple", "rank"):
        told["list_name"] = draw(st.sampled_from(lists))
    elif kind == "table":
        told |= {"type": "select_one", "table": "venues"}
    elif kind == "range":
        told["parameters"] = {"start": "1", "end": "5", "step": "1"}
    elif kind == "calculate":
        told |= {"calculation": draw(EXPRESSIONS), "kept": draw(st.booleans())}
    return told


@st.composite
def _choices(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(["1-2", "no", "a", "TRUE", "07", "b"]), min_size=1, unique=True))
    return [
        {"name": name, "label": draw(words()) | {"en": draw(TEXTS)}, "retired": draw(st.booleans()),
         "columns": draw(st.dictionaries(st.sampled_from(["size", "country", "type"]), st.sampled_from(["x", "1.0"])))}
        for name in names
    ]  # fmt: skip


def _grouped(draw: st.DrawFn, questions: list[Any]) -> list[Any]:
    """Some of the questions in a group, or in a repeat."""
    start, end = sorted((draw(st.integers(0, len(questions))), draw(st.integers(0, len(questions)))))
    if start == end:
        return questions
    group = {"type": draw(st.sampled_from(["group", "repeat"])), "name": "g1", "items": questions[start:end]}
    group |= {"label": draw(words()) | {"en": "Group"}, "relevant": draw(st.sampled_from([None, "${q1} > 1"]))}
    if group["type"] == "repeat":
        group["repeat_count"] = draw(st.sampled_from([None, "3", "${q1}"]))
    return [*questions[:start], group, *questions[end:]]


@st.composite
def changes(draw: st.DrawFn, flow: Flow) -> Flow:
    """The flow as somebody edited it."""
    parts = taken_apart(flow)
    for _ in range(draw(st.integers(1, 4))):
        draw(st.sampled_from([_reword, _alter, _remove, _add, _move, _rename]))(draw, parts)
    return put_together(parts)


def _pieces(parts: Parts, *kinds: str) -> list[Piece]:
    return [piece for piece in parts.values if piece[0] in kinds]


def _reword(draw: st.DrawFn, parts: Parts) -> None:
    piece = draw(st.sampled_from([("flow",), *_pieces(parts, "question", "choice", "group")]))
    column = "title" if piece == ("flow",) else "label"
    parts.values[piece][(column, draw(st.sampled_from(LANGUAGES)))] = draw(TEXTS)


def _alter(draw: st.DrawFn, parts: Parts) -> None:
    if questions := _pieces(parts, "question"):
        values, column = parts.values[draw(st.sampled_from(questions))], draw(st.sampled_from(sorted(_OPTIONAL)))
        values.pop((column,), None) if draw(st.booleans()) else values.update({(column,): draw(_OPTIONAL[column])})


def _remove(draw: st.DrawFn, parts: Parts) -> None:
    piece = draw(st.sampled_from(_pieces(parts, "question", "choice", "group", "list")))
    for inside in [*parts.inside.get(piece, ())]:
        _drop(parts, inside)
    _drop(parts, piece)


def _drop(parts: Parts, piece: Piece) -> None:
    parts.inside[parts.around()[piece]].remove(piece)
    parts.inside.pop(piece, None)
    del parts.values[piece]


def _add(draw: st.DrawFn, parts: Parts) -> None:
    piece = ("question", draw(st.sampled_from(["n1", "n2", "n3"])))
    if piece not in parts.values:
        container = draw(st.sampled_from([ITEMS, *_pieces(parts, "group")]))
        told = {("type",): "text", ("name",): piece[1], ("label", "en"): draw(TEXTS)}
        parts.values[piece] = told
        parts.inside[container].insert(draw(st.integers(0, len(parts.inside[container]))), piece)


def _move(draw: st.DrawFn, parts: Parts) -> None:
    container = draw(st.sampled_from([ITEMS, LISTS, *_pieces(parts, "group", "list")]))
    if pieces := parts.inside[container]:
        piece = draw(st.sampled_from(pieces))
        pieces.remove(piece)
        elsewhere = draw(st.sampled_from([ITEMS, *_pieces(parts, "group")]))
        target = parts.inside[elsewhere] if piece[0] == "question" and draw(st.booleans()) else pieces
        target.insert(draw(st.integers(0, len(target))), piece)


def _rename(draw: st.DrawFn, parts: Parts) -> None:
    if questions := _pieces(parts, "question"):
        piece = draw(st.sampled_from(questions))
        name = f"{draw(st.sampled_from(['x', 'y']))}_{piece[1]}"
        parts.values[piece].update({("name",): name, ("was",): piece[1]})
