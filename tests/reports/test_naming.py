"""What was renamed stays one column, and what sections add stands behind what all share."""

from dataclasses import replace
from typing import Any

from flows.composing import addon_key, compose
from flows.definition import Choice, Flow
from reports.columns import REPORTS, layouts
from reports.naming import known
from reports.rows import Cell, row
from tests.reports.examples import flow, question, report


def with_kinds(asked: Flow, *choices: Choice) -> Flow:
    return asked.model_copy(update={"choice_lists": {"kinds": choices}})


def choice(name: str, was: str | None = None) -> Choice:
    return Choice(name=name, label={"en": name.title()}, was=was)


def addon(section: str, *questions: Any) -> Flow:
    return flow(addon_key("action", section), *questions).model_copy(update={"extends": "action", "section": section})


def exported(flows: list[Flow], **answers: Any) -> list[dict[str, Cell]]:
    """A report on each revision, each with those of the answers that it asks for; without empty and core columns."""
    layout = layouts(flows, language="en")[REPORTS]
    found = []
    for asked, told in zip(flows, known(flows), strict=True):
        names = {each.name for each in asked.questions()}
        record = replace(report(asked, {name: each for name, each in answers.items() if name in names}), known=told)
        labels = {each.name: each.label["en"] for choices in asked.choice_lists.values() for each in choices}
        cells = dict(zip(layout.names, row(layout, record, lambda _q, name, _l, of=labels: of[name]), strict=True))
        found.append({name: cell for name, cell in cells.items() if cell is not None and name not in record.core})
    return found


def test_a_question_renamed_twice_has_one_column() -> None:
    first, second = flow("action", question("text", "a")), flow("action", question("text", "b", was="a"))
    third = flow("action", question("text", "c", was="b"))
    assert exported([first, second, third], a="1", b="2", c="3") == [{"c": "1"}, {"c": "2"}, {"c": "3"}]
    assert exported([first, second, first], a="1", b="2") == [{"a": "1"}, {"a": "2"}, {"a": "1"}]


def test_another_question_under_an_earlier_name_has_a_column_of_its_own() -> None:
    flows = [
        flow("action", question("text", "a")),
        flow("action", question("text", "b", was="a")),
        flow("action", question("text", "b", was="a"), question("integer", "a")),
    ]
    assert exported(flows, a=1, b="2") == [{"b": "1"}, {"b": "2"}, {"b": "2", "a": 1}]


def test_a_renamed_choice_is_exported_as_it_is_called_now() -> None:
    asked = flow("action", question("select_multiple", "what", list_name="kinds"))
    flows = [
        with_kinds(asked, choice("march"), choice("vigil")),
        with_kinds(asked, choice("rally", "march"), choice("vigil")),
    ]
    [before] = exported(flows[:1], what=["march", "vigil"])
    assert before == {"what": "march vigil", "what_label": "March; Vigil"}
    layout = layouts(flows)[REPORTS]
    record = replace(report(flows[0], {"what": ["march", "vigil"]}), known=known(flows)[0])
    assert "rally vigil" in row(layout, record, lambda *_: "")


def test_what_sections_add_stands_behind_and_is_not_mixed_up() -> None:
    shared = flow("action", question("text", "story"))
    here = compose(shared, addon("germany", question("text", "permit"), question("text", "police")))
    there = compose(shared, addon("france", question("integer", "permit"), question("text", "police")))
    assert [each.key for each in (here, there)] == ["action", "action"]
    names = [name for name in layouts([shared, here, there])[REPORTS].names if name[0] == "p" or "permit" in name]
    assert names == ["person", "period", "permit", "police", "action_france_permit"]
    assert exported([shared, here, there], story="s", permit=7, police="none") == [
        {"story": "s"},
        {"story": "s", "permit": "7", "police": "none"},
        {"story": "s", "action_france_permit": 7, "police": "none"},
    ]


def test_what_a_section_added_follows_through_changes_of_the_shared_flow() -> None:
    added = addon("germany", question("text", "permit"))
    shared = [flow("action", question("text", "story")), flow("action", question("text", "words", was="story"))]
    flows = [each for asked in shared for each in (asked, compose(asked, added))]
    told = exported(flows, story="s", words="w", permit="p")
    assert told == [{"words": "s"}, {"words": "s", "permit": "p"}, {"words": "w"}, {"words": "w", "permit": "p"}]
