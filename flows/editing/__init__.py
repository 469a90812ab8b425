"""Changes of a flow as small data: applied to whatever the draft holds now, told in words, and taken back."""

from flows.editing.acts import Act, Add, Change, Edit, Move, Place, Remove, Spot
from flows.editing.applying import Clash, apply
from flows.editing.approval import Widening, needs_approval

__all__ = [
    "Act",
    "Add",
    "Change",
    "Clash",
    "Edit",
    "Move",
    "Place",
    "Remove",
    "Spot",
    "Widening",
    "apply",
    "needs_approval",
]
