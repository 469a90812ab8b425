"""Skip rules that can be built by tapping: comparisons of answers, all or any of which must hold."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from flows.expressions import ExpressionError
from flows.expressions.parser import parse
from flows.expressions.syntax import Call, Chain, Negation, Reference, Syntax
from flows.expressions.syntax import Literal as Written


class Comparison(StrEnum):
    """How an answer is compared."""

    IS = "="
    IS_NOT = "!="
    CONTAINS = "selected"
    CONTAINS_NOT = "not selected"
    MORE = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


WITHOUT_VALUE = (Comparison.ANSWERED, Comparison.UNANSWERED)
ORDERED = frozenset({Comparison.MORE, Comparison.LESS, Comparison.AT_LEAST, Comparison.AT_MOST})


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: a question's name and the value; a number is written as one."""

    question: str
    comparison: Comparison
    value: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """At least one condition; `joined` says whether all must hold or any."""

    conditions: tuple[Condition, ...]
    joined: Literal["and", "or"] = "and"


def read_rule(expression: str) -> Rule | None:
    """The rule that an expression is; None for one that is more than that."""
    try:
        syntax = parse(expression)
    except (ExpressionError, RecursionError):
        return None
    parts, joined = [syntax], "and"
    if isinstance(syntax, Chain) and {operator for operator, _ in syntax.rest} in ({"and"}, {"or"}):
        parts, joined = [syntax.first, *(operand for _, operand in syntax.rest)], syntax.rest[0][0]
    conditions = tuple(_condition(part) for part in parts)
    known = tuple(each for each in conditions if each is not None)
    if len(known) < len(conditions):
        return None
    return Rule(known, "or" if joined == "or" else "and")


def write_rule(rule: Rule) -> str:
    """The expression of a rule."""
    return f" {rule.joined} ".join(_written(each) for each in rule.conditions)


def quotable(value: str) -> bool:
    """Whether an expression can hold the text: XPath has no way to write both kinds of quotes."""
    return "'" not in value or '"' not in value


def _written(condition: Condition) -> str:
    asked = f"${{{condition.question}}}"
    value = condition.value if condition.number else _quoted(condition.value)
    match condition.comparison:
        case Comparison.ANSWERED:
            return f"{asked} != ''"
        case Comparison.UNANSWERED:
            return f"{asked} = ''"
        case Comparison.CONTAINS:
            return f"selected({asked}, {value})"
        case Comparison.CONTAINS_NOT:
            return f"not(selected({asked}, {value}))"
    return f"{asked} {condition.comparison.value} {value}"


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _condition(syntax: Syntax) -> Condition | None:
    match syntax:
        case Call("selected", (Reference(name), Written(str(value)))):
            return Condition(name, Comparison.CONTAINS, value)
        case Call("not", (Call("selected", (Reference(name), Written(str(value)))),)):
            return Condition(name, Comparison.CONTAINS_NOT, value)
        case Chain(Reference(name), ((operator, operand),)) if operator in ("=", "!=", *ORDERED):
            return _compared(name, operator, operand)
    return None


def _compared(name: str, operator: str, operand: Syntax) -> Condition | None:
    match operand:
        case Written(""):
            empty = {"=": Comparison.UNANSWERED, "!=": Comparison.ANSWERED}.get(operator)
            return Condition(name, empty) if empty else None
        case Written(str(text)):
            return Condition(name, Comparison(operator), text)
        case Written(float(number)):
            return Condition(name, Comparison(operator), f"{number:.15g}", number=True)
        case Negation(Written(float(number))):
            return Condition(name, Comparison(operator), f"-{number:.15g}", number=True)
    return None
