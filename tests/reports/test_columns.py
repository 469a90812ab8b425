"""Which columns an export has."""

from flows.definition import Flow, Group
from reports.columns import CORE, NOTE, REPORTS, Layout, layouts
from tests.reports.examples import DELIVERY, SIGNATURES, flow, question


def layout(flows: list[Flow], **options: object) -> Layout:
    """That of the reports."""
    return layouts(flows, **options)[REPORTS]  # type: ignore[arg-type]


CORE_NAMES = [column.name for column in CORE]


def own(*flows: Flow, **options: object) -> list[str]:
    """Names of the columns between the core ones and the note."""
    names = list(layout(list(flows), **options).names)
    assert names[: len(CORE_NAMES)] == CORE_NAMES
    assert names[-1] == NOTE.name
    return names[len(CORE_NAMES) : -1]


def test_a_question_has_a_column_of_its_name_and_a_figure_four_more() -> None:
    assert own(flow("delivery", SIGNATURES, question("text", "story"))) == [
        "signatures", "signatures_qualifier", "signatures_basis", "signatures_measure", "signatures_words", "story",
    ]  # fmt: skip


def test_notes_have_none_and_what_fills_a_core_field_has_that_fields() -> None:
    names = own(DELIVERY)
    assert "welcome" not in names
    assert "target" not in names
    assert "day" not in names


def test_a_calculation_that_is_not_kept_has_none_but_from_when_it_was() -> None:
    before = flow("update", question("calculate", "held", calculation="1"))
    now = flow("update", question("calculate", "held", calculation="1", kept=False))
    assert own(now) == []
    assert own(before, now) == ["held"]


def test_sensitive_questions_and_names_of_persons_are_left_out_unless_asked_for() -> None:
    assert {"contact", "whoami"}.isdisjoint(own(DELIVERY))
    assert {"contact", "whoami"} <= set(own(DELIVERY, sensitive=True))


def test_a_question_that_was_ever_sensitive_stays_out() -> None:
    before, now = flow("visit", question("text", "who", sensitive=True)), flow("visit", question("text", "who"))
    assert own(before, now) == []


def test_a_core_field_filled_by_a_sensitive_question_is_withheld() -> None:
    secret = flow("visit", question("select_one", "person", table="cases", fills="case", sensitive=True))
    assert layout([secret]).withheld == {("visit", "case")}
    assert layout([secret], sensitive=True).withheld == frozenset()


def test_labels_come_in_a_language_when_asked_for() -> None:
    assert "materials_label" not in own(DELIVERY)
    assert {"materials_label", "target_label"} <= set(own(DELIVERY, language="fr"))


def test_two_flows_that_mean_the_same_share_a_column() -> None:
    both = layout([flow("action", question("text", "story")), flow("outcome", question("text", "story"))])
    assert [each.source for each in both.columns if each.name == "story"] == [
        "action, question story; outcome, question story"
    ]
    assert both.blocks["action", "story"] is both.blocks["outcome", "story"]


def test_a_name_that_means_something_else_is_preceded_by_its_flow() -> None:
    assert own(flow("action", question("text", "reach")), flow("media", question("integer", "reach"))) == [
        "reach", "media_reach",
    ]  # fmt: skip


def test_no_question_can_take_a_core_column() -> None:
    assert own(flow("action", question("text", "status"), question("text", "note"))) == ["action_status", "action_note"]


def test_no_question_can_take_a_part_of_a_figure() -> None:
    assert own(flow("a", SIGNATURES, question("text", "signatures_basis")))[-1] == "a_signatures_basis"


def test_revisions_of_a_flow_share_columns_and_the_latest_explains_them() -> None:
    before = flow("action", question("integer", "people"))
    now = flow("action", question("integer", "people", figure="people_reached", basis="people", measure="in_period"))
    assert own(before, now) == ["people", "people_qualifier", "people_basis", "people_measure", "people_words"]
    (column,) = [each for each in layout([before, now]).columns if each.name == "people"]
    assert (column.label, column.basis, column.measure, column.unit) == ("people?", "people", "in_period", "people")


def test_columns_stay_when_a_flow_is_added() -> None:
    added = flow("other", question("date", "story"), question("text", "signatures"))
    assert own(DELIVERY, added)[: len(own(DELIVERY))] == own(DELIVERY)


def test_what_is_repeated_has_a_sheet_of_its_own() -> None:
    training = Group(type="repeat", name="trainings", label={"en": "Training"}, items=(question("integer", "people"),))
    sheets = layouts([flow("action", question("text", "story"), training), flow("outcome", training)])
    assert list(sheets) == ["reports", "trainings", "outcome_trainings"]
    assert "people" not in sheets["reports"].names
    assert sheets["trainings"].names == ("reference", "status", "instance", "people", "note")


def test_a_sheets_name_fits_a_spreadsheet() -> None:
    repeats = [Group(type="repeat", name=name, items=(question("text", f"t{at}"),)) for at, name in
               enumerate(["columns", "Reports", "a" * 40, "a" * 41])]  # fmt: skip
    names = list(layouts([flow("action", *repeats)]))
    assert names[:3] == ["reports", "action_columns", "action_Reports"]
    assert len({name.casefold() for name in names}) == len(names) == 5
    assert max(map(len, names)) <= 31


def test_an_exact_place_has_a_column_beside_its_name_unless_it_is_sensitive() -> None:
    assert own(flow("action", question("geopoint", "where"))) == ["where", "where_exact"]
    assert own(flow("action", question("geopoint", "where", sensitive=True)), sensitive=True) == ["where"]
