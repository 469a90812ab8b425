"""A hostile flow neither hangs a turn nor exhausts the stack."""

import time

import pytest

from flows.expressions import EvaluationError, ExpressionError, compile
from flows.expressions.limits import MAX_DEPTH, MAX_LENGTH
from tests.flows.expressions.world import string, value, world


def nested(levels: int, start: str, end: str, inner: str = "1") -> str:
    return start * levels + inner + end * levels


@pytest.mark.parametrize(
    ("start", "end"),
    [("(", ")"), ("round(", ")"), ("1 + (", ")"), ("a[", "]"), ("if(true(), ", ", 2)"), ("/a[-(", ")]")],
)
def test_what_is_nested_too_deep_is_refused(start: str, end: str) -> None:
    compile(nested(MAX_DEPTH // 2 - 1, start, end)).value(world())
    with pytest.raises(ExpressionError, match="levels"):
        compile(nested(MAX_DEPTH, start, end))


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(ExpressionError, match="characters"):
        compile("1" + " " * MAX_LENGTH)


@pytest.mark.parametrize(("operator", "expected"), [("+", "3000"), ("or", "true"), ("and", "true"), ("|", "37181")])
def test_long_chains_are_not_deep(operator: str, expected: str) -> None:
    operand = "." if operator == "|" else "1"
    assert string(f" {operator} ".join([operand] * 3000)) == expected


def test_a_long_chain_of_comparisons_fails_kindly() -> None:
    with pytest.raises((ExpressionError, EvaluationError)):
        compile("=".join("1" * 5000)).value(world())


def test_signs_may_be_many() -> None:
    assert value("-" * 3001 + "1") == -1


@pytest.mark.parametrize(
    "text",
    [
        nested(12, "//*[count(", ") >= 0]", "//*"),
        "count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0])",
        "regex('" + "a" * 60 + "!', '^(a|aa)+$')",
        "count(//*[regex('" + "a" * 28 + "!', '^(a|aa)+$')])",
        "regex('x', '((a{1000}){1000}){1000}')",
        "regex('x', '" + "[0-9]?" * 500 + "')",
    ],
)
def test_what_would_take_forever_is_stopped(text: str) -> None:
    answers = {f"question_{number}": "some text" for number in range(60)}
    begun = time.thread_time()
    with pytest.raises(EvaluationError, match=r"visits|too (long|slow)"):
        compile(text).value(world(answers=answers))
    assert time.thread_time() - begun < 5


def test_comparing_large_sets_does_not_try_every_pair() -> None:
    answers = {f"question_{number}": str(number) for number in range(5000)}
    here = world(answers=answers)
    assert value("/data/* = /data/*[5000]", here) is True
    assert value("/data/* < /data/*", here) is True
    assert value("/data/* != /data/*", here) is True


def test_a_growing_text_is_stopped() -> None:
    answers = {"long": "x" * 200_000}
    grown = "concat(" + ", ".join(["//long"] * 6) + ")"
    with pytest.raises(EvaluationError, match="grows"):
        compile(grown).value(world("long", answers=answers))
