"""Laws that hold for all expressions, found by trying many."""

import math

from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.expressions import EvaluationError, ExpressionError, Scope, compile
from flows.expressions.functions import FUNCTIONS
from tests.flows.expressions.world import value, world

HERE = world()
numbers = st.floats(-1e9, 1e9).map(lambda number: round(number, 3))
values = st.one_of(
    numbers.map(lambda number: format(number, "f")),
    st.sampled_from(["''", "'photo'", "'2014-10-21'", "'12'", "true()", "false()", "${signatures}", "${evidence}",
                     "${note}", "${nobody}", "//people", "//training", ".", "..", "today()", "0 div 0", "1 div 0"]),
)
operators = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|"])
names = st.sampled_from(sorted(FUNCTIONS))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: "({}) {} ({})".format(*parts)),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(names, st.lists(inner, max_size=4)).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        st.tuples(st.sampled_from(["//*", "${training}", "../*", "ancestor::*", "preceding::node()"]), inner).map(
            lambda path: f"{path[0]}[{path[1]}]"
        ),
    )


expressions = st.recursive(values, compound, max_leaves=12)


def _place_of_refusal(text: str) -> int:
    try:
        compile(text)
    except ExpressionError as refused:
        return refused.place
    return 0


@given(st.text())
@example("${")
@example("\x00")
@example("1" * 400)
@example("/" * 500)
@example("a:b:c")
@example("[" * 5000)
def test_any_text_either_compiles_or_is_refused_with_a_place(text: str) -> None:
    assert 0 <= _place_of_refusal(text) <= len(text)


@given(st.text(alphabet="0a.${}()[]'\"/@*:,|=<>!+- dnorivm\n", max_size=40))
def test_any_text_of_the_alphabet_too(text: str) -> None:
    try:
        compile(text).value(HERE)
    except (ExpressionError, EvaluationError):
        pass


@settings(max_examples=300)
@given(expressions)
def test_nothing_but_an_evaluation_error_comes_out(text: str) -> None:
    _assert_kinds(text, HERE)


answers = st.one_of(
    st.text(),
    st.from_regex(r"-?[0-9]{0,400}(\.[0-9]*)?", fullmatch=True),
    st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?", fullmatch=True),
)


@settings(max_examples=200)
@given(expressions, answers, answers)
@example("date(.) + ${note} - today()", "0000-00-00", "9999-12-31T23:59-99:99")
@example("date(. + 1)", "9999-12-31", "")
@example("date(.)", "0001-01-01T00:00+14:00", "")
@example("string(number(.))", "9" * 400, "")
def test_nor_for_any_answers(text: str, first: str, second: str) -> None:
    people = [{"city": first, "people": second}, {"city": second, "people": first}]
    here = world("note", answers={"signatures": first, "evidence": second, "note": first, "training": people})
    _assert_kinds(text, here)


def _assert_kinds(text: str, here: Scope) -> None:
    expression = compile(text)
    for evaluate, kind in ((expression.string, str), (expression.number, float), (expression.boolean, bool)):
        try:
            assert isinstance(evaluate(here), kind)
        except EvaluationError:
            pass


@given(expressions)
def test_evaluating_again_gives_the_same(text: str) -> None:
    expression = compile(text)
    try:
        assert expression.string(HERE) == expression.string(HERE)
    except EvaluationError:
        pass


@given(numbers, numbers, numbers)
def test_arithmetic(a: float, b: float, c: float) -> None:
    a_text, b_text, c_text = (format(number, "f") for number in (a, b, c))
    assert value(f"{a_text} + {b_text}") == value(f"{b_text} + {a_text}")
    assert value(f"{a_text} * {b_text}") == value(f"{b_text} * {a_text}")
    assert value(f"{a_text} - {b_text}") == -value(f"{b_text} - {a_text}")  # type: ignore[operator]
    assert value(f"{a_text} + {b_text} + {c_text}") == value(f"({a_text} + {b_text}) + {c_text}")
    quotient, rest = value(f"int({a_text} div {b_text})"), value(f"{a_text} mod {b_text}")
    if b and abs(a / b) < 1e6:
        assert math.isclose(quotient * b + rest, a, rel_tol=1e-6, abs_tol=1e-3 + abs(b))  # type: ignore[operator]


@given(numbers, numbers)
def test_comparison(a: float, b: float) -> None:
    left, right = format(a, "f"), format(b, "f")
    assert value(f"{left} < {right}") == value(f"{right} > {left}") == (a < b)
    assert value(f"{left} <= {right}") == value(f"not({left} > {right})")
    assert value(f"{left} = {right}") == value(f"not({left} != {right})") == (a == b)


@given(values, values)
def test_logic_is_lazy_and_commutes_in_its_result(a: str, b: str) -> None:
    assert value(f"{a} and {b}") == value(f"{b} and {a}") == value(f"not(not({a}) or not({b}))")
    assert value(f"false() and boom({a})") is False
    assert value(f"boolean({a}) or true() or boom({b})") is True
    assert compile(f"if(true(), {a}, boom({b}))").string(HERE) == compile(a).string(HERE)
    assert compile(f"coalesce('', {a})").string(HERE) == compile(a).string(HERE)


@given(values, values, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_a_comparison_does_not_depend_on_what_is_known_beforehand(a: str, b: str, operator: str) -> None:
    """The closures chosen at compile time agree with the general comparison that `if` forces."""
    hidden = f"if(true(), {a}, boom()) {operator} if(true(), {b}, boom())"
    assert value(f"{a} {operator} {b}") == value(hidden)


@given(numbers)
def test_rounding_is_symmetric(a: float) -> None:
    text = format(abs(a), "f")
    assert value(f"round({text})") == -value(f"round(-{text})")  # type: ignore[operator]
    assert abs(value(f"round({text})") - abs(a)) <= 0.5  # type: ignore[operator]
