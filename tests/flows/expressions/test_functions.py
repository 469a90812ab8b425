"""The functions forms use, one line for each thing they do."""

import math

import pytest

from flows.expressions import EvaluationError, compile
from tests.flows.expressions.world import string, value, world

TEXTS = [
    ("concat('a', 1, true())", "a1true"),
    ("concat(//city, '!')", "BerlinŁódźKrakówGdańsk!"),
    ("join(', ', //training/city)", "Łódź, Kraków, Gdańsk"),
    ("join('-', 'a', 'b')", "a-b"),
    ("normalize-space(${title})", "Stop torture"),
    ("string-length('Łódź')", "4"),
    ("string-length()", "5"),
    ("substring('12345', 2, 3)", "234"),
    ("substring('12345', 2)", "2345"),
    ("substring('12345', -42, 1 div 0)", "12345"),
    ("substring('12345', 7, 2)", ""),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -3)", "llo"),
    ("substr('hello', 3, 1)", ""),
    ("substring-before('2014-10-21', '-')", "2014"),
    ("substring-after('2014-10-21', '-')", "10-21"),
    ("substring-before('a', '')", ""),
    ("substring-after('a', '')", "a"),
    ("contains('Berlin', 'er')", "true"),
    ("starts-with('Berlin', 'Ber')", "true"),
    ("ends-with('Berlin', 'lin')", "true"),
    ("ends-with('lin', 'Berlin')", "false"),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("translate('aabbcc', 'abc', '')", ""),
    ("string(12.0)", "12"),
    ("regex('AR-7K3F9Q-2', '^AR-[0-9A-Z]{6}-.$')", "true"),
    ("regex('مرحبا', '\\p{Arabic}+')", "true"),
    ("regex('abc', 'B')", "false"),
]
CHOICES = [
    ("selected(${evidence}, 'photo')", "true"),
    ("selected(${evidence}, 'phot')", "false"),
    ("selected(${note}, '')", "false"),
    ("selected-at(${evidence}, 1)", "letter"),
    ("selected-at(${evidence}, 2)", ""),
    ("selected-at(${evidence}, -1)", ""),
    ("count-selected(${evidence})", "2"),
    ("count-selected(${note})", "0"),
    ("jr:choice-name(${target}, '${target}')", "Embassy of Uzbekistan, Berlin"),
    ("jr:choice-name(${target}, '/data/target')", "Embassy of Uzbekistan, Berlin"),
    ("jr:choice-name('other', '${target}')", "other"),
    ("pulldata('targets', 'label', 'name', ${target})", "Embassy of Uzbekistan, Berlin"),
    ("pulldata('targets', 'label', 'name', 'nobody')", ""),
    ("pulldata('targets', 'nothing', 'name', ${target})", ""),
    ("boolean-from-string('true')", "true"),
    ("boolean-from-string('yes')", "false"),
    ("checklist(1, 2, ${note}, ${target}, ${share})", "true"),
    ("checklist(3, -1, ${note}, ${target})", "false"),
    ("weighted-checklist(3, 3, ${target}, 2, ${note}, 5, true(), 1)", "true"),
]
NUMBERS = [
    ("round(2.5)", "3"),
    ("round(-2.5)", "-3"),
    ("round(1.005, 2)", "1.01"),
    ("round(1234.5, -2)", "1200"),
    ("round(0 div 0)", "NaN"),
    ("floor(-1.5)", "-2"),
    ("ceiling(1.2)", "2"),
    ("int(-1.9)", "-1"),
    ("int(1 div 0)", "Infinity"),
    ("abs(-3)", "3"),
    ("pow(2, 10)", "1024"),
    ("pow(10, 400)", "Infinity"),
    ("pow(-10, 401)", "-Infinity"),
    ("pow(-8, 0.5)", "NaN"),
    ("pow(0, -1)", "Infinity"),
    ("sqrt(-1)", "NaN"),
    ("log(0)", "-Infinity"),
    ("exp(1000)", "Infinity"),
    ("min(3, 1, 2)", "1"),
    ("max(//training[people != '']/people)", "31"),
    ("max(//people)", "NaN"),
    ("sum(//training[people != '']/people)", "51"),
    ("sum(${nobody})", "0"),
    ("count(${training})", "3"),
    ("count-non-empty(//people)", "2"),
    ("number('12') + 1", "13"),
    ("round(pi(), 2)", "3.14"),
    ("round(atan2(1, 1) * 4, 2)", "3.14"),
    ("-7 mod 3", "-1"),
    ("7 mod 0", "NaN"),
]
NODES = [
    ("indexed-repeat(//training/city, //training, 2)", "Kraków"),
    ("indexed-repeat(//training/city, //training, 4)", ""),
    ("position(${training}[3])", "3"),
    ("local-name(/data/place)", "place"),
    ("namespace-uri()", ""),
    ("lang('en')", "false"),
    ("count(id('x'))", "0"),
    ("count(randomize(//training))", "3"),
    ("randomize(//training, 42)/city = randomize(//training, 42)/city", "true"),
    ("string(current())", "37181"),
]
CODES = [
    ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
    ("digest('abc', 'CRC32', 'hex')", "352441c2"),
    ("base64-decode(base64-encode('Łódź'))", "Łódź"),
    ("base64-decode('***')", ""),
    ("string-length(uuid())", "36"),
    ("string-length(uuid(8))", "8"),
    ("string-length(uuid('8'))", "8"),
    ("uuid('')", ""),
    ("distance('52.5 13.4; 52.5 13.4')", "0"),
    ("distance('52.5 13.4; here')", "NaN"),
    ("area('')", "0"),
    ("geofence('0.5 0.5', '0 0; 0 1; 1 1; 1 0')", "true"),
    ("geofence('', '0 0; 0 1; 1 1; 1 0')", "false"),
]


@pytest.mark.parametrize(("text", "expected"), [*TEXTS, *CHOICES, *NUMBERS, *NODES, *CODES])
def test_functions(text: str, expected: str) -> None:
    assert string(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "if(true(), 'reached', boom())",
        "if(false(), boom(), 'reached')",
        "coalesce('reached', boom())",
        "coalesce(${note}, 'reached', boom())",
        "if(false() and boom(), '', 'reached')",
        "if(true() or boom(), 'reached', '')",
        "if(false() and round(), '', 'reached')",
    ],
)
def test_what_is_not_needed_is_not_reached(text: str) -> None:
    assert string(text) == "reached"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("boom()", "no function boom()"),
        ("true() and boom(1)", "no function boom()"),
        ("round(1, 2, 3)", "does not take 3 values"),
        ("count('text')", "questions are needed"),
        ("instance('nothing')/root", "no table nothing"),
        ("regex('x', '(')", "wrong"),
        ("regex('x', '(?R)')", "calls a group"),
        ("digest('x', 'ROT13')", "no digest"),
        ("weighted-checklist(1, 2, 3)", "weight"),
        ("indexed-repeat(//city, 'x', 1)", "repeat"),
        ("indexed-repeat(//city, //training)", "place"),
    ],
)
def test_what_cannot_be_worked_out_fails_when_reached(text: str, part: str) -> None:
    with pytest.raises(EvaluationError, match=part.replace("(", r"\(").replace(")", r"\)")):
        compile(text).value(world())


def test_once_keeps_the_value_a_question_has() -> None:
    assert string("once('new')", world("signatures")) == "37181"
    assert string("once('new')", world("note")) == "new"


def test_chances_are_the_same_for_the_same_seed_and_question() -> None:
    first, second = value("random()", world("note")), value("random()", world("note"))
    assert first == second != value("random()", world("share"))
    assert 0 <= float(str(first)) < 1
    assert value("random() = random()") is False
    assert string("uuid()") == string("uuid()") != string("concat(random(), uuid())")


def test_a_number_has_no_end_of_digits_but_a_text_form() -> None:
    assert math.isinf(compile("pow(10, 308) * 10").number(world()))
    assert len(string("pow(10, 308)")) == 309
