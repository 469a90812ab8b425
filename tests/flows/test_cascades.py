"""Choices that hang on earlier choices: country, city, institution."""

from dataclasses import replace

from flows.context import Row, Table
from flows.inputs import Verb
from tests.support.engine import Respondent
from tests.support.engine_world import small, world

TABLES = {
    "lands": Table("lands", {"de": Row({"en": "Germany"}), "pl": Row({"en": "Poland"})}),
    "cities": Table(
        "cities",
        {
            "berlin": Row({"en": "Berlin"}, {"of": "de"}),
            "bonn": Row({"en": "Bonn"}, {"of": "de"}),
            "warsaw": Row({"en": "Warsaw"}, {"of": "pl"}),
        },
    ),
    "institutions": Table(
        "institutions",
        {
            "ministry": Row({"en": "Ministry of Justice"}, {"of": "berlin"}),
            "archive": Row({"en": "Archive"}, {"of": "berlin"}),
            "court": Row({"en": "Court"}, {"of": "bonn"}),
            "sejm": Row({"en": "Sejm"}, {"of": "warsaw"}),
        },
    ),
}
CASCADE = """\
  - {type: select_one_from_file lands.csv, name: land, label: {en: Country}, required: yes}
  - {type: select_one_from_file cities.csv, name: city, label: {en: City}, choice_filter: "of = ${land}", required: yes}
  - type: select_one_from_file institutions.csv
    name: institution
    label: {en: Institution}
    choice_filter: of = ${city}
    required: yes
  - type: select_multiple_from_file institutions.csv
    name: others
    label: {en: Others}
    choice_filter: of = ${city} or of = 'warsaw'
    ask: review
"""


def begun() -> Respondent:
    return Respondent(small(CASCADE), replace(world(), tables=TABLES))


def filled() -> Respondent:
    amina = begun().taps("Germany").taps("Berlin").taps("Ministry").is_asked(None)
    return amina.opens("Others").taps("Archive").taps("Sejm").taps("Done").is_asked(None)


def test_each_choice_narrows_the_next() -> None:
    amina = begun().taps("Germany")
    assert amina.card.buttons == ["Berlin", "Bonn"]
    amina.taps("Berlin")
    assert amina.card.buttons == ["Ministry of Justice", "Archive"]


def test_another_country_asks_again_for_city_and_institution() -> None:
    amina = filled().opens("Country").taps("Poland").is_asked("city")
    assert amina.card.buttons == ["Warsaw"]
    amina.taps("Warsaw").is_asked("institution").taps("Sejm").is_asked(None)
    assert amina.lines == {"Country": "Poland", "City": "Warsaw", "Institution": "Sejm", "Others": "Sejm"}
    content = amina.does(Verb.FILE).filing.content
    assert [content[name]["value"] for name in ("land", "city", "institution", "others")] == [
        "pl", "warsaw", "sejm", ["sejm"]
    ]  # fmt: skip


def test_the_same_country_again_asks_nothing_again() -> None:
    assert filled().opens("Country").taps("Germany").is_asked(None).lines["Institution"] == "Ministry of Justice"


def test_what_was_set_aside_is_ticked_when_it_fits_again() -> None:
    amina = filled().opens("Country").taps("Poland").does(Verb.BACK).is_asked("land").taps("Germany").is_asked("city")
    assert [option.label for option in amina.card.view.options if option.selected] == ["Berlin"]


def test_what_no_longer_fits_cannot_be_kept() -> None:
    amina = filled().opens("Country").taps("Poland").does(Verb.KEEP).is_asked("city")
    assert "city" not in amina.session.responses
