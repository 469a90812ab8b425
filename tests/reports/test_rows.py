"""One report, one row."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.definition import Group, Question
from reports.columns import REPORTS, layouts
from reports.rows import Cell, Figure, ReportRecord, as_text, fits_a_spreadsheet, instance_rows, row
from tests.reports.examples import DELIVERY, flow, question, report, signatures


def label_of(question: Question, name: str, language: str) -> str:
    return f"{name} in {language}"


def cells(exported: ReportRecord, **options: object) -> dict[str, Cell]:
    columns = layouts([DELIVERY], **options)[REPORTS]  # type: ignore[arg-type]
    return dict(zip(columns.names, row(columns, exported, label_of), strict=True))


def test_37181_petitions_come_out_as_the_number_37181_exactly_signatures() -> None:
    got = cells(report(DELIVERY, {"signatures": {"value": 37181, "words": "petitions"}}, signatures("37181")))
    assert got["signatures"] == 37181
    assert isinstance(got["signatures"], int)
    assert [got[f"signatures_{part}"] for part in ("qualifier", "basis", "measure", "words")] == [
        "exactly", "signatures", "in_period", "petitions",
    ]  # fmt: skip


def test_days_are_days_pictures_are_counted_and_choices_are_names() -> None:
    got = cells(report(DELIVERY, {"pictures": ["a", "b"], "materials": ["leaflets", "banners"]}))
    assert got["occurred_on"] == date(2014, 10, 21)
    assert got["pictures"] == 2
    assert got["materials"] == "leaflets banners"


def test_labels_stand_beside_the_names() -> None:
    got = cells(report(DELIVERY, {"target": "embassy", "materials": ["leaflets", "banners"]}), language="fr")
    assert got["target"] == "embassy_uz_berlin"
    assert got["target_label"] == "embassy in fr"
    assert got["materials_label"] == "leaflets in fr; banners in fr"


def test_skipped_and_unasked_questions_are_empty() -> None:
    got = cells(report(DELIVERY, {"story": {"value": None, "skipped": True}}))
    assert got["story"] is None
    assert got["signatures"] is None


def test_an_erased_report_keeps_its_figures_and_nothing_told() -> None:
    got = cells(report(DELIVERY, {}, signatures("37181", "about")))
    assert (got["signatures"], got["signatures_qualifier"], got["story"]) == (37181, "about", None)


def test_what_a_sensitive_question_fills_is_empty() -> None:
    secret = flow("visit", question("date", "when", fills="occurred_on", sensitive=True))
    names = layouts([secret])[REPORTS]
    assert dict(zip(names.names, row(names, report(secret, {}), label_of), strict=True))["occurred_on"] is None


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_becomes_text_with_a_note() -> None:
    got = cells(report(DELIVERY, {}, signatures("12345678901234.56789")))
    assert got["signatures"] == "12345678901234.56789"
    assert got["note"] == "text, to keep every digit: signatures"


@pytest.mark.parametrize("value", [0, 1, -3, 37181, 10**12, Decimal("0.1"), Decimal("1234567890.12345"), None, "text"])
def test_ordinary_values_fit(value: Cell) -> None:
    assert fits_a_spreadsheet(value)


@pytest.mark.parametrize("value", [10**16 + 1, Decimal("0.1234567890123456789"), date(1899, 12, 31)])
def test_others_do_not(value: Cell) -> None:
    assert not fits_a_spreadsheet(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_number_that_fits_reads_back_the_same(value: Decimal) -> None:
    if fits_a_spreadsheet(value):
        assert Decimal(repr(float(f"{float(value):.16g}"))) == value
    assert Decimal(as_text(value)) == value


TRAININGS = flow(
    "action",
    question("text", "story"),
    Group(
        type="repeat",
        name="trainings",
        items=(
            question("text", "city"),
            question("integer", "people", figure="people_trained", basis="people", measure="in_period"),
        ),
    ),
)


def of_trainings(exported: ReportRecord) -> list[dict[str, Cell]]:
    sheet = layouts([TRAININGS])["trainings"]
    return [dict(zip(sheet.names, cells, strict=True)) for cells in instance_rows(sheet, exported, label_of)]


def test_each_instance_of_a_repeat_is_a_row_with_its_reports_reference() -> None:
    counted = {f"trainings[{place}]/people": Figure(Decimal(value), "about", "people", "in_period")
               for place, value in ((1, 136), (2, 240))}  # fmt: skip
    told = [{"city": {"value": "Warsaw"}, "people": {"value": 136}}, {"people": {"value": 240}}]
    exported = report(TRAININGS, {"story": "Poland"}, counted)
    rows = of_trainings(replace(exported, answers={**exported.answers, "trainings": told}))  # type: ignore[dict-item]
    assert [(row["reference"], row["instance"], row["city"], row["people"]) for row in rows] == [
        ("AR-7K3F9Q-2", 1, "Warsaw", 136), ("AR-7K3F9Q-2", 2, None, 240)
    ]  # fmt: skip
    assert {row["people_qualifier"] for row in rows} == {"about"}


def test_of_an_erased_report_the_counted_numbers_of_each_instance_stay() -> None:
    counted = {"trainings[2]/people": Figure(Decimal(240), "exactly", "people", "in_period")}
    assert [row["people"] for row in of_trainings(report(TRAININGS, {}, counted))] == [None, 240]
    assert of_trainings(report(DELIVERY, {})) == []


def test_times_moments_places_and_voices() -> None:
    asked = flow(
        "action", question("time", "begun"), question("dateTime", "met"), question("geopoint", "where"),
        question("text", "story"), question("acknowledge", "read"), question("audio", "song"),
    )  # fmt: skip
    columns = layouts([asked])[REPORTS]
    answers = {"begun": "18:30", "met": "2014-10-21T18:30+02:00", "story": ["one", "two"], "read": "OK", "song": ["x"],
               "where": {"value": "52.520008 13.404954 0 12", "words": "Alexanderplatz"}}  # fmt: skip
    got = dict(zip(columns.names, row(columns, report(asked, answers), label_of), strict=True))
    assert (got["begun"], as_text(got["begun"])) == (time(18, 30), "18:30")
    assert got["met"] == datetime.fromisoformat("2014-10-21T16:30+00:00")
    assert (got["where"], got["where_exact"]) == ("Alexanderplatz", "52.520008 13.404954 0 12")
    assert (got["story"], got["read"], got["song"]) == ("voice message, 2", "OK", 1)
    named = row(columns, report(asked, {"where": "Alexanderplatz"}), label_of)
    assert [named[columns.names.index(name)] for name in ("where", "where_exact")] == ["Alexanderplatz", None]
