"""Expressions of flows: XLSForm's, which are XPath 1.0 with ODK's functions. Text to closures, compiled once."""

from .errors import EvaluationError, ExpressionError
from .expression import Expression, compile
from .scope import Scope
from .tree import Element, Node, Root, answers_tree, root_of, table_tree
from .values import NodeSet, Value

__all__ = [
    "Element",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Node",
    "NodeSet",
    "Root",
    "Scope",
    "Value",
    "answers_tree",
    "compile",
    "root_of",
    "table_tree",
]
