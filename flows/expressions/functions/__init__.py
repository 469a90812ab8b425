"""The functions forms may call, by subject. Importing this package declares them all."""

from flows.expressions.functions import choices, dates, encodings, geo, lazy, maths, nodes, texts
from flows.expressions.functions.registry import FUNCTIONS

__all__ = ["FUNCTIONS", "choices", "dates", "encodings", "geo", "lazy", "maths", "nodes", "texts"]
