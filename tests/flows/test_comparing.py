"""What changed from one revision to another."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.comparing import Code, Difference, compare
from flows.definition import Flow
from flows.ordering import moved
from flows.parts import put_together, taken_apart
from flows.reading import catalog, read_flow
from tests.support.random_flows import changes, flows

BASE = """
key: vigils
title: {en: Vigils, fr: Veillées}
files: action
audience: [staff]
items:
  - {type: integer, name: people, label: {en: "How many?", fr: "Combien ?"}, required: yes, sensitive: true}
  - {type: select_one kinds, name: kind, label: {en: "Which kind?", fr: "Quel genre ?"}}
  - {type: text, name: place, label: {en: "Where?", fr: "Où ?"}}
  - {type: text, name: story, label: {en: "Tell.", fr: "Racontez."}, relevant: "${people} > 3"}
choice_lists:
  kinds:
    - {name: candles, label: {en: Candles, fr: Bougies}}
    - {name: silent, label: {en: Silence, fr: Silence}}
"""
base = read_flow(BASE)


def told(*replacements: tuple[str, str]) -> list[Difference]:
    text = BASE
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return compare(base, read_flow(text))


def one(*replacements: tuple[str, str]) -> Difference:
    (difference,) = told(*replacements)
    return difference


def test_nothing_changed() -> None:
    assert told() == []


def test_a_question_now_optional_or_required_in_a_case() -> None:
    assert one(("required: yes, ", "")) == Difference(Code.OPTIONAL, "question", "people", 1)
    where = one(('Quel genre ?"}', 'Quel genre ?"}, required: "${people} > 9"'))
    assert where == Difference(Code.REQUIRED_WHERE, "question", "kind", 2, new="${people} > 9")


def test_a_choice_added_without_its_french() -> None:
    added, french = told(("    - {name: silent", "    - {name: march, label: {en: March}}\n    - {name: silent"))
    assert added == Difference(Code.ADDED, "choice", "march", list_name="kinds")
    assert french == Difference(Code.UNTRANSLATED, "language", "fr", count=1)


def test_what_was_missing_before_is_no_difference() -> None:
    before = read_flow(BASE.replace(', fr: "Où ?"', ""))
    assert compare(before, before.model_copy(update={"follow_up": "30d staff"})) == [
        Difference(Code.ALTERED, "flow", "", column="follow_up", new="30d staff")
    ]


def test_wordings_tell_their_languages() -> None:
    changed = one(("Tell.", "Tell us."), ("Racontez.", "Racontez-nous."))
    assert (changed.code, changed.column, changed.languages) == (Code.REWORDED, "label", ("en", "fr"))


def test_a_renamed_question_is_the_same_one() -> None:
    renamed, follows = told(("name: people", "name: participants, was: people"), ("${people}", "${participants}"))
    assert renamed == Difference(Code.RENAMED, "question", "participants", 1, old="people", new="participants")
    assert (follows.code, follows.name, follows.column) == (Code.ALTERED, "story", "relevant")


def test_retired_is_not_gone() -> None:
    assert one(("name: place", "name: place, retired: true")).code is Code.RETIRED
    assert one(('  - {type: text, name: place, label: {en: "Where?", fr: "Où ?"}}\n', "")).code is Code.REMOVED


def test_moving_one_question_is_one_difference() -> None:
    order = compare(base, base.model_copy(update={"items": (*base.items[1:], base.items[0])}))
    assert order == [Difference(Code.MOVED, "question", "people", 4)]


def test_a_list_in_another_order_is_told_once() -> None:
    kinds = base.choice_lists["kinds"]
    (difference,) = compare(base, base.model_copy(update={"choice_lists": {"kinds": kinds[::-1]}}))
    assert (difference.code, difference.list_name) == (Code.MOVED, "kinds")


def test_sensitive_off_type_and_audience() -> None:
    assert one((", sensitive: true", "")).code is Code.NOT_SENSITIVE
    assert one(("type: text, name: place", "type: date, name: place")) == Difference(
        Code.TYPE, "question", "place", 3, old="text", new="date"
    )
    assert one(("[staff]", "[staff, activist]")) == Difference(Code.WIDENED, "flow", "activist")
    assert one(("[staff]", "[]")) == Difference(Code.NARROWED, "flow", "staff")


def test_a_new_language_tells_how_much_it_lacks() -> None:
    flow = base.model_copy(update={"languages": ("en", "fr", "ar")})
    assert compare(base, flow) == [
        Difference(Code.ADDED, "language", "ar"),
        Difference(Code.UNTRANSLATED, "language", "ar", count=7),
    ]


def test_only_a_flow_that_differs_has_differences() -> None:
    for flow in catalog().values():
        assert compare(flow, flow) == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_flows_without_difference_are_equal(data: st.DataObject) -> None:
    old = data.draw(flows())
    new: Flow = data.draw(changes(old))
    assert compare(old, old) == []
    if not compare(old, new):
        assert in_its_order(old) == in_its_order(new)


def in_its_order(flow: Flow) -> Flow:
    """Lists in alphabetical order, which makes no difference; `was` counts only where it names a question before."""
    parts = taken_apart(flow)
    parts.inside["lists",].sort()
    for values in parts.values.values():
        values.pop(("was",), None)
    return put_together(parts)


@given(st.permutations(range(6)))
def test_as_few_as_can_be_are_moved(after: list[int]) -> None:
    shifted = moved(range(6), after)
    assert sorted(set(range(6)) - set(shifted)) == [each for each in after if each not in shifted]
    assert len(shifted) < 6
