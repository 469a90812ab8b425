"""What is renamed keeps its meaning through any number of revisions."""

from flows.checks import check_change
from flows.definition import Choice, Flow, Question
from flows.renaming import carried, names_of, renamed, traced


def test_a_chain_of_names_leads_to_the_last() -> None:
    assert traced([{"a": None}, {"b": "a"}, {"c": "b"}]) == [{"a": "c"}, {"b": "c"}, {"c": "c"}]


def test_what_was_said_once_is_not_said_anew() -> None:
    assert traced([{"a": None}, {"b": "a"}, {"b": "a", "x": None}]) == [{"a": "b"}, {"b": "b"}, {"b": "b", "x": "x"}]


def test_rolled_back_a_name_means_what_it_meant() -> None:
    assert traced([{"a": None}, {"b": "a"}, {"a": None}]) == [{"a": "a"}, {"b": "a"}, {"a": "a"}]
    assert traced([{"a": None}, {}, {"a": None}]) == [{"a": "a"}, {}, {"a": "a"}]


def test_what_was_left_out_in_between_is_renamed_as_well() -> None:
    # A section's own question, then a revision of another section, then the first one's again.
    assert traced([{"a": None, "x": None}, {"a": None}, {"a": None, "y": "x"}]) == [
        {"a": "a", "x": "y"},
        {"a": "a"},
        {"a": "a", "y": "y"},
    ]


def test_another_that_takes_a_name_is_another() -> None:
    assert traced([{"a": None}, {"b": "a"}, {"b": "a", "a": None}]) == [
        {"a": "b"},
        {"b": "b"},
        {"b": "b", "a": "a"},
    ]


def test_two_that_change_their_names_are_told_apart() -> None:
    first, last = traced([{"a": None, "b": None}, {"b": "a"}])
    assert last == {"b": first["a"]}
    assert first["b"] != first["a"]
    assert renamed({"a": None, "b": None}, {"b": "a"}) == {"a": "b"}


def test_choices_are_followed_through_renamed_questions() -> None:
    def flow(name: str, was: str | None, *choices: Choice) -> Flow:
        asked = Question.model_validate({"type": "select_one", "name": name, "list_name": "kinds", "was": was})
        title = {"en": "Flow"}
        return Flow(key="flow", title=title, languages=("en",), default_language="en", files="action", items=(asked,),
                    choice_lists={"kinds": choices})  # fmt: skip

    def choice(name: str, was: str | None = None) -> Choice:
        return Choice(name=name, label={"en": name}, was=was)

    first, _, last = names_of(
        [
            flow("kind", None, choice("march"), choice("vigil")),
            flow("activity", "kind", choice("rally", "march"), choice("vigil")),
            flow("activity", "kind", choice("protest", "rally"), choice("vigil")),
        ]
    )
    assert first.questions == {"kind": "activity"}
    assert [first.choice("kind", each) for each in ("march", "vigil", "other")] == ["protest", "vigil", "other"]
    assert last.choice("activity", "protest") == "protest"
    told = {"kind": {"value": "march", "at": "-"}, "trainings": [{"kind": {"value": ["vigil", "march"], "at": "-"}}]}
    assert carried(told, first) == {
        "activity": {"value": "protest", "at": "-"},
        "trainings": [{"activity": {"value": ["vigil", "protest"], "at": "-"}}],
    }


def test_what_was_renamed_in_an_earlier_revision_is_not_missed_in_a_later_one() -> None:
    def flow(*items: Question) -> Flow:
        return Flow(key="flow", title={"en": "Flow"}, languages=("en",), default_language="en", files="action",
                    items=items)  # fmt: skip

    def asked(name: str, type: str = "text", was: str | None = None) -> Question:
        return Question.model_validate({"type": type, "name": name, "was": was})

    second = flow(asked("b", was="a"))
    assert check_change(second, flow(asked("b", was="a"), asked("c")), {"b"}) == []
    assert [each.place for each in check_change(flow(asked("a")), flow(asked("b", "integer", "a")), {"a"})] == ["b"]
