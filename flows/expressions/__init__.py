"""Expressions of flows: XLSForm's, which are XPath 1.0 with ODK's functions. Text to closures, compiled once."""

from flows.expressions.errors import EvaluationError, ExpressionError
from flows.expressions.expression import Expression, compile
from flows.expressions.scope import Scope
from flows.expressions.tree import Element, Node, Root, SoughtRows, table_tree
from flows.expressions.values import NodeSet, Value

__all__ = [
    "Element",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Node",
    "NodeSet",
    "Root",
    "Scope",
    "SoughtRows",
    "Value",
    "compile",
    "table_tree",
]
