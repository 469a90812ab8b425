"""One report, one row."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.definition import Question
from reports.columns import layout
from reports.rows import Cell, ReportRecord, as_text, fits_a_spreadsheet, row
from tests.reports.examples import DELIVERY, flow, question, report, signatures


def label_of(question: Question, name: str, language: str) -> str:
    return f"{name} in {language}"


def cells(exported: ReportRecord, **options: object) -> dict[str, Cell]:
    columns = layout([DELIVERY], **options)  # type: ignore[arg-type]
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
    names = layout([secret])
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
