"""What the parser makes of a text: the shapes an expression is built of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or number as written."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the nodes of a question."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `place` is where its name begins, and says nothing of what it means."""

    name: str
    arguments: tuple[Syntax, ...]
    place: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank, read from the left: `first`, then pairs of operator and operand."""

    first: Syntax
    rest: tuple[tuple[str, Syntax], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    operand: Syntax


@dataclass(frozen=True, slots=True)
class NodeTest:
    """What a step selects on its axis. `kind` is a node type, or `principal` for a name test.

    `namespace` is None where any will do; `name` is None for `*`.
    """

    kind: str
    name: str | None = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a path between slashes."""

    axis: str
    test: NodeTest
    predicates: tuple[Syntax, ...] = ()


@dataclass(frozen=True, slots=True)
class Filtered:
    """An expression of nodes with predicates: `(...)[1]`."""

    subject: Syntax
    predicates: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (`start` is "root"), from the focus (`start` is None) or from an expression."""

    start: Syntax | str | None
    steps: tuple[Step, ...]


HERE = Step("self", NodeTest("node"))
ANYTHING = Step("descendant-or-self", NodeTest("node"))
"""What `.` stands for in a path."""

Syntax = Literal | Reference | Call | Chain | Negation | Filtered | Path

AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)

NAMESPACES = {
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "h": "http://www.w3.org/1999/xhtml",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xf": "http://www.w3.org/2002/xforms",
    "ev": "http://www.w3.org/2001/xml-events",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
"""The prefixes an expression may use; pyxform writes these into every XForm."""
