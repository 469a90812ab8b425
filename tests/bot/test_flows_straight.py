"""Each flow told straight through in each language, in as few taps and messages as promised, and what it stored."""

import pytest

from storage.report_store import ReportRow
from storage.stores import Stores
from tests.support.chat import Respondent, Town
from tests.support.telling import Teller, stored
from texts.locale import LANGUAGES

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
YESTERDAY = {"en": "yesterday", "fr": "hier", "ar": "أمس", "es": "ayer"}


async def linked(town: Town, report: ReportRow, kind: str) -> list[str | None]:
    """The references of what a report is linked to."""

    def read(stores: Stores) -> list[str | None]:
        rows = (stores.reports.get(each) for each in stores.links.actions_of(report.id, kind))
        return [row.reference for row in rows if row is not None]

    found: list[str | None] = await town.service.database.read(read)
    return found


async def holds_a_vigil(person: Respondent) -> Teller:
    teller = await Teller(person, "action").begins()
    await teller.chooses("demonstration")
    await person.says("40")
    await person.sends_photos(1)
    await teller.chooses("internal")
    await teller.files()
    return teller


@EACH_LANGUAGE
async def test_a_vigil_is_told_in_seven(town: Town, language: str) -> None:
    lena = await town.member(language=language)
    await holds_a_vigil(lena)

    assert lena.acts <= 7
    lena.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
    row, fields, figures = await stored(town, "action")
    assert (str(row.occurred_on), row.area) == ("2014-10-22", "supporters")
    assert (fields["activity"], fields["publication"]) == (["demonstration"], ["internal"])
    assert figures == {"people": ("people_reached", 40, "exactly", "people", "in_period")}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_training_tells_what_grew_and_where_it_stems_from(town: Town, language: str) -> None:
    piotr = await town.member(language=language, section="poland")
    teller = await Teller(piotr, "action").begins()
    await teller.names("training")
    await piotr.says("136")
    await teller.taps_ours("Skip")
    for question, answer in (("training_sessions", "8"), ("training_cities", "7")):
        await teller.opens(question)
        await piotr.says(answer)
    await teller.opens("growth")
    await teller.chooses("members")
    await teller.taps_ours("Done")
    await piotr.says("27")
    await teller.opens("members_now")
    await piotr.says("3.000")
    await teller.taps_ours("About")
    await teller.files()
    first, _, figures = await stored(town, "action")
    assert figures == {
        "trained": ("people_trained", 136, "exactly", "people", "in_period"),
        "training_sessions": ("training_sessions", 8, "exactly", "sessions", "in_period"),
        "training_cities": ("training_cities", 7, "exactly", "cities", "in_period"),
        "new_members": ("members", 27, "exactly", "members", "in_period"),
        "members_now": ("members", 3000, "about", "members", "level_now"),
    }

    town.pass_time(days=30)
    await teller.begins()
    await teller.names("training")
    await piotr.says("240")
    await teller.taps_ours("Skip")
    await teller.opens("stems_from")
    await piotr.taps(first.reference or "")
    await teller.files()
    second, _, _ = await stored(town, "action")
    assert await linked(town, second, "stems_from") == [first.reference]


@EACH_LANGUAGE
async def test_a_release_is_told_in_ten_and_linked_to_what_led_to_it(town: Town, language: str) -> None:
    lena = await town.member(language=language, role="staff")
    await holds_a_vigil(lena)
    vigil, _, _ = await stored(town, "action")
    teller = await Teller(lena, "outcome").begins()
    await teller.chooses("released")
    await lena.says("Dilnoza T.")
    await lena.says(YESTERDAY[language])
    await teller.chooses("one_factor")
    await lena.taps(vigil.reference or "")
    await teller.taps_ours("Done")
    await teller.chooses("without_names")
    await teller.files()

    assert lena.acts <= 10
    lena.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
    row, fields, figures = await stored(town, "outcome")
    assert (row.case_key, row.country, row.campaign_key) == ("uz_teacher", "UZ", "stop_torture")
    assert str(row.occurred_on) == "2014-10-21"
    assert fields == {
        "change": ["released"],
        "direction": ["progress"],
        "impact_type": ["1"],
        "response_kind": ["specific_action"],
        "dimension": ["lives"],
        "sub_dimension": ["enjoying_rights"],
        "indicator": ["individual_cases"],
        "contribution": ["one_factor"],
        "safe_to_tell": ["without_names"],
        "confirmed_by": ["author"],
    }
    assert figures == {}
    assert await linked(town, row, "led_to") == [vigil.reference]


@EACH_LANGUAGE
async def test_an_area_of_an_update_is_told_in_five(town: Town, language: str) -> None:
    lena = await town.member(language=language, role="staff")
    await holds_a_vigil(lena)
    teller = await Teller(lena, "section_update").begins()
    await teller.chooses("supporters")
    lena.sees("40")  # what reports hold already
    await lena.says("4,091")
    await teller.files()

    assert lena.acts <= 5
    row, fields, figures = await stored(town, "section_update")
    assert (row.area, row.period, row.occurred_on, fields) == ("supporters", "2014-10", None, {})
    assert figures == {"actions": ("actions_taken", 4091, "exactly", "actions", "in_period")}


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_nothing_more_this_month_is_one_tap(town: Town, language: str) -> None:
    lena = await town.member(language=language, role="staff")
    teller = await Teller(lena, "section_update").begins()
    await teller.chooses("media")
    await teller.finishes("media_items")

    assert lena.acts == 4
    lena.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
    row, _, figures = await stored(town, "section_update")
    assert (row.area, row.period, figures) == ("media", "2014-10", {})
