"""How values become other kinds of values, and how they compare."""

import math

import pytest

from flows.expressions import compile
from tests.flows.expressions.world import string, value, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("-0", "0"),
        ("1.50", "1.5"),
        ("1 div 3", "0.3333333333333333"),
        ("1 div 0", "Infinity"),
        ("-1 div 0", "-Infinity"),
        ("0 div 0", "NaN"),
        ("100000000000000000000000", "99999999999999991611392"),
        ("0.0000001", "0.0000001"),
        ("true()", "true"),
        ("${evidence}", "photo letter"),
        ("${nobody}", ""),
        ("${training}", "Łódź20"),
    ],
)
def test_written_as_text(text: str, expected: str) -> None:
    assert string(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'12'", 12),
        ("' -12.5 '", -12.5),
        ("true()", 1),
        ("${signatures}", 37181),
        ("${share}", 0.5),
        ("'1e3'", math.nan),
        ("'+1'", math.nan),
        ("'٣'", math.nan),
        ("'1,000'", math.nan),
        ("''", math.nan),
        ("${note}", math.nan),
        ("${nobody}", math.nan),
    ],
)
def test_read_as_a_number(text: str, expected: float) -> None:
    assert compile(text).number(world()) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", False),
        ("0 div 0", False),
        ("-1", True),
        ("''", False),
        ("'false'", True),
        ("${nobody}", False),
        ("${note}", True),  # the question is there, if only its answer is not
        ("${note} != ''", False),
    ],
)
def test_taken_as_a_truth(text: str, expected: bool) -> None:
    assert compile(text).boolean(world()) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'1' = 1.0", True),
        ("'1' = '1.0'", False),
        ("'a' < 'b'", False),  # texts have no order: both are NaN
        ("'2' < '10'", True),
        ("true() = 'no'", True),
        ("true() > 0", True),
        ("${signatures} = '37181'", True),
        ("${signatures} = 37181.0", True),
        ("37181 = ${signatures}", True),
        ("0 < ${signatures}", True),
        ("'photo' = ${evidence}", False),
        ("//people = 31", True),
        ("//people != 31", True),
        ("//people > 30", True),
        ("30 < //people", True),
        ("//people > 31", False),
        ("//people < //training[2]/people", True),
        ("//people > //training[2]/people", False),
        ("//people >= //training[2]/people", True),
        ("//city = ${place}/city", True),
        ("${nobody} = ''", False),
        ("${nobody} != ''", False),
        ("${nobody} = false()", True),
        ("${signatures} = true()", True),
        ("${signatures} <= true()", True),
        ("if(true(), ${signatures}, 0) = 37181", True),
        ("if(false(), 0, 'x') = 'x'", True),
        ("coalesce(${nobody}, 5) > 4", True),
        ("coalesce(${nobody}, 5) = true()", True),
    ],
)
def test_comparisons(text: str, expected: bool) -> None:
    assert value(text) is expected
