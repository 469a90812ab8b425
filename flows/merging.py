"""Two people changed the same revision: both changes in one flow, and what has to be decided between them.

The grain is one value of one piece (`flows.parts`): a question's wording in one language, its constraint, a choice's
label; and the order of what stands beside each other. What only one side changed is taken, what both changed alike
too. A conflict is left as our side has it, and what one side took out while the other changed it stays in, until it is
resolved: so nothing is lost silently.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from flows.definition import Flow
from flows.ordering import merged_order, with_added
from flows.parts import ITEMS, Parts, Path, Piece, Values, put_together, renamed, renames, taken_apart

Side = Literal["base", "ours", "theirs"]
_NEEDED = (("type",), ("name",))


class ConflictKind(StrEnum):
    VALUE = "value"  # both changed it, differently
    TAKEN_OUT = "taken_out"  # one side took it out, the other changed it
    PLACE = "place"  # both moved it, to different groups
    ORDER = "order"  # both changed the order of what it contains


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something to decide. `piece` and, of a value, its `path`: where; `name`: what the piece is called.

    `base`, `ours`, `theirs`: the value on each side, None where there is none. Taken out: whether it is there. Place:
    the name of the group around it, "" for none. Order: the names in order.
    """

    kind: ConflictKind
    piece: Piece
    path: Path
    name: str
    base: Any
    ours: Any
    theirs: Any

    @property
    def key(self) -> "Key":
        return self.kind, self.piece, self.path


Key = tuple[ConflictKind, Piece, Path]


@dataclass(frozen=True, slots=True)
class Merged:
    """`flow`: with what was decided so far. `conflicts`: what is still to be decided, in the flow's order."""

    flow: Flow
    conflicts: list[Conflict]
    sides: tuple[Flow, Flow, Flow]
    decided: Mapping[Key, Side] = field(default_factory=dict)


def merge(base: Flow, ours: Flow, theirs: Flow) -> Merged:
    """Both sides' changes since `base` in one flow; `checks.check` tells whether it can be published."""
    return _merged(base, ours, theirs, {})


def resolve(merged: Merged, decisions: Mapping[int, Side]) -> Merged:
    """Take a side in some of `merged.conflicts`, by index. What remains may be resolved in turn."""
    decided = {merged.conflicts[index].key: side for index, side in decisions.items()}
    return _merged(*merged.sides, {**merged.decided, **decided})


def _merged(base: Flow, ours: Flow, theirs: Flow, decided: Mapping[Key, Side]) -> Merged:
    merging = _Merging(*_taken_apart(base, ours, theirs), decided)
    flow = put_together(merging.parts())
    return Merged(flow, merging.conflicts, (base, ours, theirs), decided)


def _taken_apart(base: Flow, ours: Flow, theirs: Flow) -> tuple[Parts, Parts, Parts]:
    """With references to what one side renamed following on all sides."""
    told = taken_apart(base)
    mine, other = taken_apart(ours, told), taken_apart(theirs, told)
    names_mine, names_other = renames(mine), renames(other)
    return (
        renamed(told, {**names_other, **names_mine}),
        renamed(mine, {name: now for name, now in names_other.items() if name not in names_mine}),
        renamed(other, {name: now for name, now in names_mine.items() if name not in names_other}),
    )


class _Merging:
    """One merge under way."""

    def __init__(self, base: Parts, ours: Parts, theirs: Parts, decided: Mapping[Key, Side]) -> None:
        self.sides: dict[Side, Parts] = {"base": base, "ours": ours, "theirs": theirs}
        self.around = {side: parts.around() for side, parts in self.sides.items()}
        self.decided = decided
        self.conflicts: list[Conflict] = []

    def parts(self) -> Parts:
        pieces = [piece for piece in self._all_pieces() if self._stays(piece)]
        values = {piece: self._values(piece) for piece in pieces}
        around = self._places(set(pieces))
        members: dict[Piece, set[Piece]] = {container: set() for container in self._containers(pieces)}
        for piece, container in around.items():
            members[container].add(piece)
        return Parts(values, {container: self._order(container, inside) for container, inside in members.items()})

    def _all_pieces(self) -> list[Piece]:
        """In the order of the flow as we have it, what only others have behind what it follows there."""
        ours, theirs, base = (list(self.sides[side].values) for side in ("ours", "theirs", "base"))
        return with_added(with_added(ours, theirs), base)

    def _containers(self, pieces: Iterable[Piece]) -> list[Piece]:
        fixed = [container for container in self.sides["ours"].inside if container not in self.sides["ours"].values]
        return [*fixed, *(piece for piece in pieces if piece[0] in ("group", "list"))]

    def _stays(self, piece: Piece) -> bool:
        """Whether the piece is in the merged flow. A list that one side took out is while one of its choices is."""
        base, ours, theirs = (piece in self.sides[side].values for side in ("base", "ours", "theirs"))
        if ours == theirs or not base:
            return ours or theirs
        if piece[0] == "list":
            return any(self._stays(choice) for parts in self.sides.values() for choice in parts.inside.get(piece, ()))
        staying: Side = "ours" if ours else "theirs"
        if not self._touched(piece, staying):
            return False
        side = self._decision(Conflict(ConflictKind.TAKEN_OUT, piece, (), self._name(piece), base, ours, theirs))
        return side is None or piece in self.sides[side].values

    def _touched(self, piece: Piece, side: Side) -> bool:
        """Whether a side changed something of the piece, or put something into it."""
        told, before = self.sides[side], self.sides["base"]
        added = set(told.inside.get(piece, ())) - set(before.inside.get(piece, ()))
        return told.values[piece] != before.values[piece] or bool(added)

    def _values(self, piece: Piece) -> Values:
        base, ours, theirs = (self.sides[side].values.get(piece) for side in ("base", "ours", "theirs"))
        if ours is None or theirs is None:
            return dict((theirs if ours is None else ours) or base or {})
        paths = dict.fromkeys([*ours, *theirs, *(base or ())])
        values = {path: self._value(piece, path) for path in paths}
        return {path: value for path, value in values.items() if value is not None}

    def _value(self, piece: Piece, path: Path) -> Any:
        told = {side: parts.values.get(piece, {}).get(path) for side, parts in self.sides.items()}
        base, ours, theirs = told["base"], told["ours"], told["theirs"]
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        side = self._decision(Conflict(ConflictKind.VALUE, piece, path, self._name(piece), base, ours, theirs))
        if side is None or (told[side] is None and path in _NEEDED):
            return ours
        return told[side]

    def _places(self, pieces: set[Piece]) -> dict[Piece, Piece]:
        """The container of each piece."""
        found = {piece: self._place(piece) for piece in pieces if any(piece in at for at in self.around.values())}
        for piece in found:
            while found[piece][0] == "group" and found[piece] not in pieces:
                found[piece] = self._place(found[piece])  # its group was taken out
        for piece in [each for each in self._all_pieces() if each in found]:
            if circle := _circle(piece, found):
                self._unwind(circle, found)
        return found

    def _place(self, piece: Piece) -> Piece:
        told = {side: around.get(piece) for side, around in self.around.items()}
        base, ours, theirs = told["base"], told["ours"], told["theirs"]
        if ours is None or theirs is None:
            return theirs or ours or base or ITEMS
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        names = (None if base is None else self._name(base), self._name(ours), self._name(theirs))
        side = self._decision(Conflict(ConflictKind.PLACE, piece, (), self._name(piece), *names))
        return told[side or "ours"] or ours

    def _unwind(self, circle: list[Piece], found: dict[Piece, Piece]) -> None:
        """One side moved a group into another, and the other side that one into it: all stand as one side has them."""
        first = circle[0]
        base, ours, theirs = (self._name(self.around[side].get(first, ITEMS)) for side in ("base", "ours", "theirs"))
        conflict = Conflict(ConflictKind.PLACE, first, (), self._name(first), base, ours, theirs)
        around = self.around[self._decision(conflict) or "ours"]
        for piece in circle:
            place = around.get(piece, ITEMS)
            found[piece] = place if place in found else ITEMS
        if _circle(first, found):
            found[first] = ITEMS

    def _order(self, container: Piece, members: set[Piece]) -> list[Piece]:
        base, ours, theirs = (
            [piece for piece in self.sides[side].inside.get(container, ()) if piece in members]
            for side in ("base", "ours", "theirs")
        )
        order = merged_order(base, ours, theirs)
        if order is None:
            names = ([self._name(piece) for piece in side] for side in (base, ours, theirs))
            conflict = Conflict(ConflictKind.ORDER, container, (), self._name(container), *names)
            lead = {"base": base, "ours": ours, "theirs": theirs}[self._decision(conflict) or "ours"]
            order = with_added(with_added(lead, ours), theirs)
        return with_added(order, [piece for piece in self._all_pieces() if piece in members])

    def _decision(self, conflict: Conflict) -> Side | None:
        """What was decided; None, and the conflict is noted, if nothing was."""
        side = self.decided.get(conflict.key)
        if side is None and all(each.key != conflict.key for each in self.conflicts):
            self.conflicts.append(conflict)
        return side

    def _name(self, piece: Piece) -> str:
        """What a piece is called now; "" for what has no name."""
        for parts in self.sides.values():
            if (name := parts.values.get(piece, {}).get(("name",))) is not None:
                return str(name)
        return ""


def _circle(piece: Piece, around: Mapping[Piece, Piece]) -> list[Piece]:
    """The pieces met on the way outwards, if it leads back to the first; else none."""
    met = [piece]
    at = around.get(piece)
    while at is not None and at not in met:
        met.append(at)
        at = around.get(at)
    return met if at == piece else []
