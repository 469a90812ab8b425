"""Edits of a flow: put in, taken back, made by two at once; skip rules; what a second admin must agree to."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.definition import Choice, Flow, Group, Question
from flows.editing import Act, Add, Change, Clash, Edit, Move, Remove, apply, needs_approval
from flows.editing.applying import content_of, part_of, siblings, spot_of, value_of
from flows.editing.names import choices_from, new_name, slug
from flows.editing.rules import WITHOUT_VALUE, Comparison, Condition, Rule, read_rule, write_rule
from flows.problems import Problem


def question(name: str, **more: object) -> Question:
    return Question.model_validate({"type": "text", "name": name, "label": {"en": name.title()}, **more})


FLOW = Flow(
    key="street",
    title={"en": "Street action"},
    languages=("en", "fr"),
    default_language="en",
    files="action",
    audience=("staff",),
    items=(
        question("what"),
        question("people", type="integer", required=True),
        Group(name="later", items=(question("story", sensitive=True), question("words"))),
        question("colour", type="select_one", list_name="colours"),
    ),
    choice_lists={"colours": tuple(Choice(name=each, label={"en": each}) for each in ("red", "green", "blue"))},
)
NAMES = ("what", "people", "story", "words", "colour")
CHOICES = ("red", "green", "blue")


def done(edit: Edit | Act, flow: Flow = FLOW) -> Flow:
    found = apply(flow, edit if isinstance(edit, Edit) else Edit((edit,)))
    assert isinstance(found, Flow), found
    return found


def change(name: str, attribute: str, after: object, flow: Flow = FLOW) -> Change:
    part = part_of(flow, ("item", name))
    assert part is not None
    return Change(("item", name), attribute, value_of(part, attribute), after)


values = st.one_of(
    st.tuples(st.sampled_from(("required", "sensitive", "retired")), st.booleans()),
    st.tuples(st.sampled_from(("label.en", "label.fr", "hint.fr")), st.none() | st.text(min_size=1, max_size=9)),
    st.tuples(st.sampled_from(("relevant", "figure", "basis")), st.none() | st.text(min_size=1, max_size=9)),
    st.tuples(st.just("ask"), st.sampled_from(("always", "review"))),
)
changes = st.builds(lambda name, value: change(name, *value), st.sampled_from(NAMES), values)
spots = st.sampled_from([("", ""), ("", "people"), ("", "later"), ("later", ""), ("later", "story")])
moves = st.builds(
    lambda name, to: Move(("item", name), spot_of(FLOW, ("item", name)) or ("", ""), to),
    st.sampled_from(NAMES),
    spots,
)
choice_moves = st.builds(
    lambda name, after: Move(
        ("choice", "colours", name), spot_of(FLOW, ("choice", "colours", name)) or ("", ""), ("", after)
    ),
    st.sampled_from(CHOICES),
    st.sampled_from(("", *CHOICES)),
)
adds = st.builds(
    lambda name, spot: Add(("item", name), content_of(question(name)), spot), st.sampled_from(("new", "what")), spots
)
acts = st.one_of(changes, moves, choice_moves, adds)


@given(st.lists(acts, max_size=4))
def test_an_edit_and_then_its_inverse_leave_the_flow_as_it_was(found: list[Act]) -> None:
    edit = Edit(tuple(found))
    changed = apply(FLOW, edit)
    if isinstance(changed, Flow):
        assert done(edit.inverse(), changed) == FLOW
        assert edit.inverse().inverse() == edit


@given(changes, changes)
def test_changes_of_different_attributes_come_to_the_same_in_either_order(one: Change, other: Change) -> None:
    first, second = apply(done(one), Edit((other,))), apply(done(other), Edit((one,)))
    if (one.place, one.attribute) != (other.place, other.attribute):
        assert first == second
        assert isinstance(first, Flow)
    elif one.after != one.before and other.after != other.before:
        assert isinstance(first, Clash)
        assert isinstance(second, Clash)


@given(st.lists(acts, max_size=3))
def test_an_edit_survives_being_written_and_read(found: list[Act]) -> None:
    edit = Edit(tuple(found))
    assert Edit.from_json(json.loads(json.dumps(edit.to_json()))) == edit


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
places = st.sampled_from(
    [
        ("flow",),
        *(("item", name) for name in ("what", "later", "none")),
        *(("list", name) for name in ("colours", "none")),
        *(("choice", of_list, "red") for of_list in ("colours", "none")),
    ]
)


@given(
    st.one_of(
        st.builds(Change, places, st.sampled_from([*Question.model_fields, *Flow.model_fields, "x", "label.", ""]),
                  anything, anything),
        st.builds(Move, places, spots, spots),
        st.builds(Add, places, anything, spots),
        st.builds(Remove, places, anything, spots),
    )
)  # fmt: skip
def test_nothing_raises(act: Act) -> None:
    assert isinstance(apply(FLOW, Edit((act,))), Flow | Problem)


def test_questions_and_choices_are_moved_added_and_taken_out() -> None:
    moved = done(Move(("item", "colour"), ("", "later"), ("later", "story")))
    assert [each.name for each in moved.questions()] == ["what", "people", "story", "colour", "words"]
    assert [each.name for each in siblings(moved, ("item", "colour"))] == ["story", "colour", "words"]
    added = done(
        Edit(
            (
                Add(("list", "sizes"), [{"name": "big", "label": {"en": "Big"}}]),
                Add(("item", "size"), content_of(question("size", type="select_one", list_name="sizes")), ("", "what")),
            )
        )
    )
    assert [each.name for each in added.questions()][:2] == ["what", "size"]
    taken = Remove(("item", "size"), content_of(question("size", type="select_one", list_name="sizes")), ("", "what"))
    assert [each.name for each in done(taken, added).questions()] == list(NAMES)


@pytest.mark.parametrize(
    "act",
    [
        Change(("item", "people"), "required", False, True),  # somebody had made it optional
        Add(("item", "what"), content_of(question("what"))),
        Move(("item", "colour"), ("", "what"), ("", "")),
        Remove(("item", "what"), content_of(question("what", required=True))),
        Change(("item", "gone"), "required", False, True),
        Change(("item", "what"), "name", "what", "other"),
    ],
)
def test_what_was_changed_meanwhile_is_a_clash(act: Act) -> None:
    assert isinstance(apply(FLOW, Edit((act,))), Clash)


def test_all_acts_of_an_edit_or_none() -> None:
    edit = Edit((change("what", "required", True), Change(("item", "people"), "basis", "letters", "people")))
    assert isinstance(apply(FLOW, edit), Clash)


def test_a_value_that_is_none_is_a_problem() -> None:
    assert isinstance(apply(FLOW, Edit((change("people", "measure", "sometimes"),))), Problem)


conditions = st.builds(
    lambda name, comparison, value: Condition(name, comparison, "" if comparison in WITHOUT_VALUE else value),
    st.sampled_from(NAMES),
    st.sampled_from(Comparison),
    st.sampled_from(("red", "it's", "two words", 'a "quoted" one')),
)
numbers = st.builds(
    lambda name, comparison, value: Condition(name, comparison, str(value), number=True),
    st.sampled_from(NAMES),
    st.sampled_from((Comparison.IS, Comparison.IS_NOT, Comparison.MORE, Comparison.AT_MOST)),
    st.integers(-1000, 1000),
)


@given(st.lists(conditions | numbers, min_size=1, max_size=4), st.sampled_from(("and", "or")))
def test_a_rule_is_read_as_it_was_written(found: list[Condition], joined: str) -> None:
    rule = Rule(tuple(found), "or" if joined == "or" and len(found) > 1 else "and")
    assert read_rule(write_rule(rule)) == rule


@pytest.mark.parametrize("text", ["", "${a", "${a} + 1 > 2", "(${a} = 1 or ${b} = 2) and ${c} = 3", "true()"])
def test_what_is_more_than_a_rule_is_none(text: str) -> None:
    assert read_rule(text) is None


def test_opening_an_answer_or_the_audience_needs_a_second_admin() -> None:
    opened = done(change("story", "sensitive", False))
    assert [(each.kind, each.subject) for each in needs_approval(FLOW, opened)] == [("sensitive", "story")]
    wider = done(Change(("flow",), "audience", ["staff"], ["activist", "staff"]))
    assert [(each.kind, each.subject) for each in needs_approval(FLOW, wider)] == [("audience", "activist")]
    assert needs_approval(None, opened) == needs_approval(FLOW, done(change("what", "sensitive", True))) == ()


def test_what_was_agreed_to_does_not_hold_for_another_question() -> None:
    opened = done(change("story", "sensitive", False))
    asked = done(change("story", "label.en", "Who told you?", opened), opened)
    assert needs_approval(FLOW, opened) != needs_approval(FLOW, asked)
    renamed = asked.model_copy(update={"items": (question("tale", was="story"),)})
    assert [each.subject for each in needs_approval(FLOW, renamed)] == ["tale"]


def test_names_are_made_of_what_people_type() -> None:
    assert slug("Who was invited, in 2014?") == "who_was_invited_in_2014"
    assert slug("من حضر؟") == slug("2014") == ""
    assert new_name("Presse", "question_3", {"presse", "presse_2"}) == "presse_3"
    assert new_name("من حضر؟", "question_3", ()) == "question_3"


def test_choices_are_typed_line_by_line_and_never_twice() -> None:
    added = choices_from("- Red\n\n• Écoles\nécoles\nطلاب", "fr", FLOW.choice_lists["colours"])
    assert [(each.name, each.label["fr"]) for each in added] == [("ecoles", "Écoles"), ("choice_5", "طلاب")]


@given(st.text(), st.text())
def test_any_lines_make_choices_of_different_names(standing: str, typed: str) -> None:
    known = choices_from(standing, "en")
    names = [each.name for each in (*known, *choices_from(typed, "en", known))]
    assert len(names) == len(set(names))
    assert all(names)
