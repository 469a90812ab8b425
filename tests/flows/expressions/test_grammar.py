"""What may be written, how it binds, and where a text that means nothing goes wrong."""

import pytest

from flows.expressions import ExpressionError, Scope, compile
from tests.flows.expressions.world import string, value, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("8 div 4 div 2", 1),
        ("2 * 3 mod 4", 2),
        ("-2 - -3", 1),
        ("--2", 2),
        ("---2", -2),
        (".5+.25", 0.75),
        ("3.*2", 6),
        ("1 < 2 = 2 > 1", True),
        ("3 > 2 > 1", False),  # (3 > 2) > 1, that is 1 > 1
        ("true() or false() and false()", True),
        ("(true() or false()) and false()", False),
        ("1or 0", True),
        ("'a'='a'and'b'='b'", True),
        ("1 = 2 or 2 = 2", True),
        ("${signatures}*2", 74362),
        ("${ signatures } - 1", 37180),
        ("-${signatures} + 1", -37180),
    ],
)
def test_operators_bind_as_in_xpath(text: str, expected: float | bool) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/signatures", "37181"),
        ("/data/place/city", "Berlin"),
        ("//city", "Berlin"),
        (".", "37181"),
        ("../target", "uz_berlin"),
        ("../*[2]", "0.5"),
        ("/data/*[. = 'uz_berlin']", "uz_berlin"),
        ("(//people)[2]", "31"),
        ("//training[2]/city", "Kraków"),
        ("//training[people > 25]/city", "Kraków"),
        ("//training[last()]/city", "Gdańsk"),
        ("//training[position() > 1][1]/city", "Kraków"),
        ("count(//city | //country)", "5"),
        ("${training}/city", "Łódź"),
        ("${training}[2]/city", "Kraków"),
        ("name(/*)", "data"),
        ("child::*", ""),
        ("self::signatures", "37181"),
        ("self::share", ""),
        ("parent::node()/child::target", "uz_berlin"),
        ("count(ancestor::node())", "2"),
        ("name(ancestor-or-self::*[1])", "signatures"),
        ("following-sibling::*[1]", "0.5"),
        ("count(preceding-sibling::*)", "0"),
        ("name(//country/preceding::*[1])", "city"),
        ("count(//country/following::city)", "3"),
        ("/data/signatures/text()", "37181"),
        ("count(/data/note/node())", "0"),
        ("count(//training/descendant::node()[not(self::*)])", "5"),
        ("count(//@id)", "0"),
        ("count(/)", "1"),
        ("instance('targets')/root/item[state = 'MX'][2]/label", "Embassy of Mexico, Rome"),
        ("instance('targets')/root/item[name = ${target}]/label", "Embassy of Uzbekistan, Berlin"),
        ("count(instance('targets')/root/item[name = current()/../target])", "1"),
        ("count(instance('targets')/root/item[name = /data/target])", "1"),
    ],
)
def test_paths_find_their_nodes_in_document_order(text: str, expected: str) -> None:
    assert string(text) == expected


def test_words_that_are_operators_may_also_be_names() -> None:
    assert string("/data/div div /data/mod", _odd_names()) == "2"
    assert string("../and and ../or", _odd_names()) == "true"


def _odd_names() -> Scope:
    return world("div", answers={"div": "6", "mod": "3", "and": "x", "or": "y"})


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("", 0, "too early"),
        ("1 +", 3, "too early"),
        ("1 + * 2", 6, "not expected"),
        ("(1", 2, "')' is missing"),
        ("1 2", 2, "not expected"),
        ("selected(${a}, 'x'", 18, "')' is missing"),
        ("'open", 0, "not closed"),
        ("${a", 0, "${name}"),
        ("${a/..}", 0, "${name}"),
        ("${a} = ‘x’", 7, "straight"),
        ("${a} == 1", 6, "missing"),
        ("a & b", 2, "no meaning"),
        ("٣ + 1", 0, "no meaning"),
        ("${a} ${and} ${b}", 5, "not expected"),
        ("nowhere::a", 0, "no axis"),
        ("unknown:a", 0, "prefix"),
        ("a[1", 3, "']' is missing"),
        ("/data/count(x)", 6, "part of a path"),
        ("()", 1, "missing"),
    ],
)
def test_a_text_that_is_no_expression_is_refused_with_its_place(text: str, place: int, part: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compile(text)
    assert refused.value.place == place
    assert part in refused.value.message


def test_an_expression_tells_what_it_needs() -> None:
    expression = compile(
        "if(${signatures} > 0, pulldata('targets', 'label', 'name', ${target}), instance('cases')/root/item[1]/label)"
    )
    assert expression.references == {"signatures", "target"}
    assert expression.tables == {"targets", "cases"}
    assert expression.unknown_functions == set()
    assert compile("jr:choice-name('x', '${target}')").references == {"target"}


def test_a_call_that_will_fail_is_known_when_it_is_compiled() -> None:
    expression = compile("if(true(), 1, soundex('x') + round())")
    assert expression.unknown_functions == {"soundex"}
    assert expression.faults == ((29, "round() does not take 0 values"),)
