"""What is retired is not asked and not offered any more, but known; tables that came with a flow as files."""

from dataclasses import replace

from flows.context import Row, Table
from flows.definition import Flow
from flows.facts import Facts
from flows.inputs import Verb
from flows.reading import read_flow
from flows.revision import Revision
from tests.support.engine import Respondent
from tests.support.engine_world import small, world

RETIRED = """\
  - {type: text, name: title, label: {en: Title}}
  - {type: integer, name: chairs, label: {en: Chairs}, default: "12", required: yes, retired: true}
  - {type: calculate, name: seats, calculation: "${chairs} * 2", retired: true}
  - {type: select_one ways, name: way, label: {en: Way}}
  - {type: text, name: why, label: {en: Why}, relevant: "${chairs} > 3"}
choice_lists:
  ways:
    - {name: walk, label: {en: Walking}}
    - {name: ride, label: {en: Riding}, retired: true}
    - {name: sail, label: {en: Sailing}}
"""


def test_a_retired_question_is_neither_asked_nor_shown_nor_worked_out() -> None:
    amina = Respondent(small(RETIRED), known={"chairs": "5"}).says("A").is_asked("way").taps("Sailing").is_asked(None)
    assert amina.lines == {"Title": "A", "Way": "Sailing"}
    assert sorted(amina.does(Verb.FILE).filing.content) == ["title", "way"]
    assert amina.revision.by_name["chairs"].question.retired, "earlier reports know it"


def test_a_retired_choice_is_not_offered_but_has_its_label() -> None:
    amina = Respondent(small(RETIRED)).says("A").is_asked("way")
    card = amina.card
    assert card.buttons == ["Walking", "Sailing"]
    assert amina.taps("Sailing").session.responses["way"].value == "sail", "a button means the same choice as ever"
    told = Respondent(small(RETIRED)).says("A").says("Riding")
    told.is_asked("way")
    index = amina.revision.by_name["way"].choices.indexes["ride"]  # type: ignore[union-attr]
    assert told.does(Verb.CHOOSE, index).session.question == "way"
    compiled = amina.revision.by_name["way"]
    assert Facts(amina.revision, amina.session, amina.context).choice_label(compiled, "ride", "en") == "Riding"


def towns() -> Revision:
    flow = read_flow("""
key: small
title: {en: Small, fr: Petit}
files: action
items:
  - {type: select_one_from_file towns.csv, name: town, label: {en: Town, fr: Ville}, choice_filter: "land = 'pl'"}
  - {type: select_one_from_file towns.csv, name: coded, label: {en: Code, fr: Code}, parameters: value=code label=name}
  - {type: calculate, name: people, calculation: "pulldata('towns', 'people', 'name', ${town})"}
  - {type: calculate, name: biggest, calculation: "instance('towns')/root/item[people > 1000000]/label"}
""")
    rows = (
        {"name": "waw", "label": "Warsaw", "label::fr": "Varsovie", "land": "pl", "people": "1861975", "code": "1"},
        {"name": "krk", "label": "Krakow", "label::French (fr)": "Cracovie", "land": "pl", "people": "804237",
         "code": "2"},
        {"name": "ber", "label": "Berlin", "land": "de", "people": "900000", "code": "3"},
    )
    return Revision.of(Flow.model_validate({**flow.model_dump(), "tables": {"towns": rows}}))


def test_a_table_that_came_with_the_flow_is_offered_and_looked_up() -> None:
    organisation = {"towns": Table("towns", {"none": Row({"en": "Not this one"})})}
    amina = Respondent(towns(), replace(world(), tables=organisation))
    assert amina.card.buttons == ["Warsaw", "Krakow"]
    amina.taps("Krakow").is_asked("coded")
    assert amina.card.buttons == ["waw", "krk", "ber"]
    content = amina.taps("ber").does(Verb.FILE).filing.content
    assert {name: each["value"] for name, each in content.items()} == {
        "town": "krk", "coded": "3", "people": "804237", "biggest": "Warsaw"
    }  # fmt: skip
    french = Respondent(towns(), world("fr", "FR"))
    assert french.card.buttons == ["Varsovie", "Cracovie"]
