"""37,181 petitions handed to the embassy of Uzbekistan in Berlin on 21 October 2014, with a photo, in each language."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.export import ExportRequest, export
from tests.support.chat import Respondent, Town
from tests.support.databases import empty_database

TOLD = {
    "en": ("37,181 petitions", "embassy of Uzbekistan in Berlin", "21 October 2014", "Yes, credit me", "File the"),
    "fr": ("37 181 pétitions", "ambassade ouzbékistan berlin", "mardi dernier", "Oui, avec mon nom", "Déposer le"),
    "ar": ("٣٧١٨١ عريضة", "سفارة أوزبكستان في برلين", "أمس", "نعم، مع ذكر اسمي", "تقديم"),
    "es": ("37.181 peticiones", "embajada uzbekistán berlín", "el martes pasado", "Sí, con mi nombre", "Presentar"),
}


async def tell(person: Respondent, flow: str) -> None:
    """From /report to the reference."""
    number, target, day, publication, file = TOLD[person.language]
    await person.says("/report")
    await person.taps(flow)
    await person.says(number)
    await person.says(target)
    await person.says(day)
    await person.sends_photos(1)
    await person.taps(publication)
    await person.taps(file)


async def exported(town: Town, folder: Path) -> list[dict[str, object]]:
    """The rows of the spreadsheet, by column name."""
    path = folder / "reports.xlsx"
    await export(town.service.database, path, ExportRequest())
    names, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


FLOW = {"en": "Petition delivery", "fr": "Remise de pétition", "ar": "تسليم عريضة", "es": "Entrega de firmas"}


@pytest.mark.parametrize("restarting", [False, True], ids=["at once", "restarted between any two turns"])
@pytest.mark.parametrize("language", TOLD)
async def test_a_delivery_is_filed_in_eight_acts_and_comes_out_of_the_spreadsheet(
    tmp_path: Path, language: str, restarting: bool
) -> None:
    async with Town(tmp_path, restarting=restarting) as town:
        amina = await town.member(language=language)
        await tell(amina, FLOW[language])

        assert amina.acts <= 8
        amina.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]", FLOW[language])
        await town.downloaded()
        (row,) = await exported(town, tmp_path)
    figure = {name: value for name, value in row.items() if name.startswith("signatures")}
    assert figure["signatures"] == 37181
    assert isinstance(figure["signatures"], int)
    assert "exactly" in figure.values() and "signatures" in figure.values()
    assert {"embassy_uz_berlin", "UZ", "stop_torture"} <= set(row.values())


@pytest.mark.postgres
async def test_on_postgresql_told_restarted_withdrawn_and_erased(tmp_path: Path) -> None:
    with empty_database("postgresql", tmp_path) as main, empty_database("postgresql", tmp_path) as keys:
        async with Town(tmp_path, restarting=True, database_url=main, keys_url=keys) as town:
            amina = await town.member(language="ar")
            await tell(amina, FLOW["ar"])
            town.restarting = False
            await town.downloaded()
            (row,) = await exported(town, tmp_path)
            assert row["signatures"] == 37181
            await amina.taps_data(amina.card["message_id"], f"ws:{reference(amina).replace('-', '')}:0:0")
            (row,) = await exported(town, tmp_path)
            assert "withdrawn" in row.values()
            await amina.taps_data(amina.card["message_id"], "fas::0:0")
            assert len(amina.history) == 1
            assert list((tmp_path / "files").iterdir()) == []


def reference(person: Respondent) -> str:
    found = re.search("AR-[0-9A-Z]{6}-[0-9A-Z]", person.card["text"])
    assert found is not None
    return found[0]


async def test_every_answer_is_said_back_before_the_next_question(town: Town) -> None:
    amina = await town.member()
    await amina.says("/report")
    amina.sees("What would you like to report")
    await amina.taps("Petition delivery")
    amina.sees("Question 1, about 3 to come", "How many signatures", "Everything is kept as you go")
    await amina.says("37,181 petitions")
    amina.sees("Question 2, about 2 to come", "✓ Signatures: 37.181", "To whom?")
    await amina.says("embassy of Uzbekistan in Berlin")
    amina.sees("✓ Handed to: Embassy of Uzbekistan in Berlin", "When was that?", r"Today, Wed 22 Oct")
    await amina.taps("Yesterday, Tue 21 Oct")
    amina.sees("✓ Day: Tue 21 Oct", "picture")
    await amina.sends_photos(3)
    amina.sees("Pictures: 3", "May these be published")
    await amina.taps("Internal only")
    amina.sees("Is all this right", "Signatures: 37.181", "State addressed: Uzbekistan", "Campaign: Stop Torture")
    await amina.taps("File the report")
    amina.sees("Filed: AR-", "Thank you", r"\[Report another\]", r"\[Open this report\]")


async def test_two_people_report_at_the_same_time_and_do_not_mix(town: Town) -> None:
    amina = await town.member(501)
    bruno = await town.member(502, "fr", name="Bruno")
    await amina.says("/report")
    await bruno.says("/report")
    await amina.taps("Petition delivery")
    await bruno.taps("Remise de pétition")
    await amina.says("37,181")
    await bruno.says("412")
    amina.sees("37.181", "To whom")
    bruno.sees("412", "À qui")
