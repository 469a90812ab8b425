"""The functions forms may call, by subject. Importing this package declares them all."""

from . import choices, dates, encodings, geo, lazy, maths, nodes, texts
from .registry import FUNCTIONS, SPECIAL

__all__ = ["FUNCTIONS", "SPECIAL", "choices", "dates", "encodings", "geo", "lazy", "maths", "nodes", "texts"]
