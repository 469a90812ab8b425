"""What no answers lead to, and what no answer passes: found where it is sure, and never where it is not so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.checks import check
from flows.checks.outline import Outline
from flows.checks.possible import Condition, Possible, Taken
from flows.expressions import Element, Scope, compile
from flows.problems import Problem
from flows.reading import read_flow
from tests.support.engine_world import AFTERNOON

HEAD = """
key: sample
title: {en: Sample}
files: action
choice_lists:
  kinds: [{name: vigil, label: {en: Vigil}}, {name: march, label: {en: March}},
          {name: talk, label: {en: Talk}, retired: true}]
  many: [MANY]
items:
  - {type: select_one kinds, name: kind, label: {en: Kind}}
  - {type: select_multiple kinds, name: kinds, label: {en: Kinds}}
  - {type: select_multiple many, name: several, label: {en: Several}}
  - {type: integer, name: people, label: {en: People}}
  - {type: decimal, name: share, label: {en: Share}}
  - {type: date, name: day, label: {en: Day}}
  - {type: text, name: words, label: {en: Words}}
  - {type: text, name: old, label: {en: Old}, retired: true}
  - {type: text, name: vigil_place, label: {en: Where}, relevant: "${kind} = 'vigil'"}
  - {type: repeat, name: visits, label: {en: Visit}, items: [{type: integer, name: guests, label: {en: Guests}}]}
""".replace("MANY", ", ".join(f"{{name: c{place}, label: {{en: C{place}}}}}" for place in range(70)))


def told(item: str) -> list[Problem]:
    return [each for each in check(read_flow(HEAD + f"  - {item}\n")) if "never asked" in each.wrong
            or "refuses every" in each.wrong]  # fmt: skip


def relevant(condition: str) -> list[Problem]:
    return told(f'{{type: text, name: q, label: {{en: Q}}, relevant: "{condition}"}}')


def constraint(type_: str, condition: str) -> list[Problem]:
    return told(f'{{type: {type_}, name: q, label: {{en: Q}}, constraint: "{condition}"}}')


@pytest.mark.parametrize(
    "condition",
    [
        "${people} > 5 and ${people} < 3",
        "${people} > 5 and ${people} < 6",
        "${people} = 1.5",
        "${share} > 5 and not(${share} > 3)",
        "${kind} = 'gala'",
        "selected(${kinds}, 'gala')",
        "selected(${several}, 'c1') and selected(${several}, 'c70')",
        "${kind} = 'vigil' and ${kind} = 'march'",
        "${kind} = 'vigil' and (${kind} = 'march' or ${people} > 3 and 2 > ${people})",
        "selected(${kinds}, 'vigil') and count-selected(${kinds}) > 3",
        "${words} = 'a' and ${words} = 'b'",
        "string-length(${words}) > 5 and string-length(${words}) < 5",
        "${people} + ${share} > 10 and ${people} + ${share} < 5",
        "${day} > '2014-10-21' and ${day} < '2014-10-20'",
        "${day} > today() and ${day} < today() - 1",
        "${vigil_place} != '' and ${kind} = 'march'",
        "not(${people} >= 0 or ${people} < 0 or ${people} = '')",
    ],
)
def test_a_question_that_no_answers_lead_to_is_found(condition: str) -> None:
    (found,) = relevant(condition)
    assert (found.place, found.warning) == ("q", False)
    assert "can not hold" in found.wrong


@pytest.mark.parametrize(
    "condition",
    [
        "${people} > 5 and ${people} < 7",
        "${share} > 5 and ${share} < 6",
        "${kind} != 'gala'",
        "${people} = ''",
        "selected(${several}, 'c1') and selected(${several}, 'c69')",
        "selected(${kinds}, 'vigil') and selected(${kinds}, 'march')",
        "${words} != 'a' and ${words} != 'b'",
        "${words} = '05' and ${words} = 5",
        "${day} > '2030-01-01' and ${day} < today()",
        "${vigil_place} = '' and ${kind} = 'march'",
        "${guests} > 5 and ${guests} < 3",
        "random() > 0.9 and random() < 0.1",
        "pulldata('targets', 'city', 'name', ${words}) = 'Berlin' and ${people} > 3",
        "${people} > ${share} and ${people} < ${share} + 2",
        "conjure(${words})",
        "regex(${words}, '^a') and ${words} > 3",
        "count(../visits) > 3 and count(../visits) > 2",
        "string-length(${words}) = '3' and string-length(${words}) = 3",
        "(selected(${kinds}, 'vigil') = true()) and ${people} > 2",
    ],
)
def test_no_false_alarm(condition: str) -> None:
    assert relevant(condition) == []


@pytest.mark.parametrize("condition", ["false()", "1 = 2", "${old} != ''", "${kind} = 'talk'"])
def test_what_may_be_meant_so_is_a_warning(condition: str) -> None:
    (found,) = relevant(condition)
    assert found.warning


def test_a_group_is_told_once_and_what_hangs_on_it_too() -> None:
    found = told("""{type: group, name: g, relevant: "${kind} = 'gala'", items: [
      {type: text, name: a, label: {en: A}}, {type: text, name: b, label: {en: B}, relevant: "${a} = 'x'"}]}
  - {type: text, name: c, label: {en: C}, relevant: "${a} = 'x'"}""")
    assert [(each.place, each.warning) for each in found] == [("g", False), ("c", True)]


@pytest.mark.parametrize(
    ("type_", "condition"),
    [
        ("integer", ". > 5 and . < 3"),
        ("integer", ". > 5 and . < 6"),
        ("integer", "false()"),
        ("decimal", ". < 0 and . > 0"),
        ("range", ". > 10"),
        ("select_one kinds", ". = 'gala'"),
        ("select_multiple kinds", "count-selected(.) > 3"),
        ("select_multiple many", "selected(., 'c1') and not(selected(., 'c1'))"),
        ("date", ". < '2014-01-01' and . > '2015-01-01'"),
        ("date", ". > today() and . < today()"),
        ("dateTime", ". > '2015-01-01T00:00' and . < '2014-01-01T00:00'"),
        ("text", ". = ''"),
        ("text", "string-length(.) > 10 and string-length(.) < 5"),
        ("integer", ". > 3 and ${kind} = 'gala'"),
    ],
)
def test_a_constraint_that_refuses_every_answer_is_found(type_: str, condition: str) -> None:
    (found,) = constraint(type_, condition)
    assert (found.place, found.warning) == ("q", False)
    assert "refuses every answer" in found.wrong


@pytest.mark.parametrize(
    ("type_", "condition"),
    [
        ("integer", ". >= 5 and . <= 5"),
        ("decimal", ". > 5 and . < 6"),
        ("range", ". > 9"),
        ("select_multiple many", "count-selected(.) > 60"),
        ("select_one kinds", ". = 'march'"),
        ("date", ". <= today() and . > '2030-01-01'"),
        ("dateTime", ". > now() and . < now() + 1"),
        ("time", "decimal-time(.) > 0.5"),
        ("text", "regex(., '[0-9]{4}') and string-length(.) = 4"),
        ("integer", ". > ${people} and . < ${people} + 2"),
        ("image", ". != ''"),
    ],
)
def test_a_constraint_that_lets_some_answer_pass_is_none(type_: str, condition: str) -> None:
    assert constraint(type_, condition) == []


_NUMBER = st.integers(-2, 3).map(str)
_KIND = st.sampled_from(["vigil", "march", "gala", ""])
_TESTS = st.one_of(
    st.builds("${{people}} {} {}".format, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), _NUMBER),
    st.builds("${{kind}} {} '{}'".format, st.sampled_from(["=", "!="]), _KIND),
    st.builds("selected(${{kinds}}, '{}')".format, _KIND),
    st.builds("count-selected(${{kinds}}) {} {}".format, st.sampled_from(["=", "<", ">"]), _NUMBER),
    st.builds("${{people}} + ${{people}} {} {}".format, st.sampled_from(["=", ">"]), _NUMBER),
)
_CONDITIONS = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=7,
)
TAKEN = Taken(Outline(read_flow(HEAD)))
WORLDS = [
    {"people": people, "kind": kind, "kinds": kinds}
    for people in ("", *map(str, range(-4, 6)))
    for kind in ("", "vigil", "march", "talk")
    for kinds in ("", "vigil", "march", "talk", "vigil march", "vigil talk", "march talk", "vigil march talk")
]


@settings(max_examples=150)
@given(_CONDITIONS)
def test_what_is_said_to_be_impossible_is_so_with_all_answers(text: str) -> None:
    if Possible(TAKEN, frozenset(), retired=True).can_hold([Condition(text, ())]):
        return
    condition = compile(text)
    for world in WORLDS:
        scope = Scope(Element("q"), lambda name, of=world: (Element(name, text=of[name]),), AFTERNOON, AFTERNOON.tzinfo)
        assert not condition.boolean(scope), (text, world)
