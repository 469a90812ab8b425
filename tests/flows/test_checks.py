"""What an editor must mend, told all at once; and the flow we ship has nothing to mend."""

import re
from pathlib import Path

import pytest

from flows.checks import check
from flows.reading import UnreadableFlow, catalog, read_flow
from flows.revision import Revision, content_hash

HEAD = "key: sample\ntitle: {en: Sample, fr: Exemple}\nfiles: action\n"


def problems(text: str) -> list[str]:
    """`place: what is wrong` for each problem."""
    return [f"{problem.place}: {problem.wrong}" for problem in check(read_flow(HEAD + text))]


@pytest.mark.parametrize("key", sorted(catalog()))
def test_the_flows_we_ship_have_nothing_to_mend(key: str) -> None:
    flow = catalog()[key]
    assert check(flow) == []
    assert set(flow.languages) >= {"en", "fr", "ar"}


def test_every_problem_is_told_at_once() -> None:
    found = problems("""
follow_up: soon
items:
  - {type: integer, name: people, label: {en: People}, figure: people_there}
  - {type: text, name: people, label: {en: "Who, of ${peple}?", fr: Qui}, relevant: "${nobody} > 0"}
  - {type: select_one colours, name: colour, label: {en: Colour, fr: Couleur}}
  - {type: text, name: bad name, label: {en: A, fr: A, de: A}, constraint: ". > "}
  - {type: calculate, name: sum}
  - {type: calculate, name: helper, calculation: "1", fills: area, kept: no}
  - {type: text, name: measured, label: {en: A, fr: A}, figure: length, basis: metres, measure: in_period}
  - {type: image, name: picture, label: {en: A, fr: A}, default: x, relevant: "conjure(1)"}
choice_lists:
  shapes:
    - {name: round, label: {en: Round, fr: Rond}}
    - {name: round, label: {en: Round, fr: Rond}}
    - {name: two words, label: {en: "Really quite a remarkably long label that no button could ever show", fr: Long}}
""")
    for expected in (
        "flow: follow_up 'soon' is not understood",
        "people: the name stands 2 times",
        "people: the label is missing in fr",
        "people: the figure lacks its basis or measure",
        "people: relevant names ${nobody}, which is no question",
        "people: label (en) names ${peple}, which is no question",
        "colour: there is no list colours",
        "bad name: this cannot be a name",
        "bad name: the label is in de, a language the flow does not have",
        "sum: it calculates nothing",
        "helper: only a calculation that fills nothing may be left unkept",
        "measured: only a number can be a figure",
        "picture: a picture or file has no default",
        "picture: relevant uses conjure(), which is unknown",
        "choices shapes: the choice round stands 2 times",
        "choices shapes: 'two words' cannot name a choice",
    ):
        assert expected in found
    assert any("bad name: constraint is not an expression" in problem for problem in found)
    assert any("the label (en) has 67 characters" in problem for problem in found)


def test_the_example_of_the_handbook_has_nothing_to_mend() -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "flows.md").read_text("utf-8")
    example = re.search(r"```yaml\n(.*?)```", handbook, re.DOTALL)
    assert example and check(read_flow(example[1])) == []


def test_circles_are_found_and_told_once() -> None:
    found = problems("""
items:
  - {type: text, name: a, label: {en: A, fr: A}, relevant: "${c} != ''"}
  - {type: text, name: b, label: {en: B, fr: B}, relevant: "${a} != ''"}
  - {type: calculate, name: c, calculation: "concat(${b}, '!')"}
  - {type: text, name: d, label: {en: D, fr: D}, relevant: "${a} = 1"}
""")
    assert found == ["a: it depends on itself: a → c → b → a"]


def test_a_question_may_depend_on_the_earlier_ones() -> None:
    assert problems("""
items:
  - {type: text, name: a, label: {en: A, fr: A}}
  - type: group
    name: more
    relevant: ${a} = 'x'
    items:
      - {type: text, name: b, label: {en: "B after ${a}", fr: B}, constraint: ". != ${a} and . != ${b}"}
""") == []


def test_a_flow_with_a_circle_still_runs() -> None:
    from tests.support.engine import Respondent
    from tests.support.engine_world import small

    circle = small("""\
  - {type: text, name: a, label: {en: A}, relevant: "${b} = ''"}
  - {type: text, name: b, label: {en: B}, relevant: "${a} = ''"}
""")
    Respondent(circle).says("first").says("second")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[1, 2", "line 1: this is not YAML"),
        ("just words", "file: this is not a flow"),
        ("key: a\ntitle: &t {en: A}\nhint: *t", "file: aliases (*name) are not read"),
        (HEAD + "items: []\ncolour: red", "colour: Extra inputs are not permitted"),
        (HEAD + "items: [{type: poem, name: a}]", "items.0.type: Input should be"),
        (HEAD + "items: 3", "items: "),
        ("x" * 1_000_001, "file: the file is too long"),
    ],
)
def test_what_is_no_flow_is_refused_with_its_place(text: str, wrong: str) -> None:
    with pytest.raises(UnreadableFlow) as raised:
        read_flow(text)
    assert any(str(problem).startswith(wrong) for problem in raised.value.problems), raised.value.problems


def test_a_choice_named_no_stays_one() -> None:
    assert [choice.name for choice in catalog()["petition_delivery"].choice_lists["publication"]][-1] == "no"


def test_equal_flows_have_equal_hashes_and_others_do_not() -> None:
    text = HEAD + "items: [{type: text, name: a, label: {en: A, fr: A}}]"
    other = text.replace("name: a", "name: b")
    assert content_hash(read_flow(text)) == content_hash(read_flow(text)) != content_hash(read_flow(other))


def test_a_revision_survives_its_stored_form() -> None:
    flow = catalog()["petition_delivery"]
    again = type(flow).model_validate_json(flow.model_dump_json())
    assert content_hash(again) == content_hash(flow)
    assert Revision.of(again).by_name.keys() == Revision.of(flow).by_name.keys()
