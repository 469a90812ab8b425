"""Rankings, barcodes, what a phone would know of itself, and another choice than those offered."""

from datetime import timedelta

import pytest

from flows.effects import RejectionCode
from flows.inputs import Verb
from flows.revision import Revision
from tests.support.engine import Respondent
from tests.support.engine_world import AFTERNOON, small

WISHES = """
choice_lists:
  wishes: [{name: bread, label: {en: Bread}}, {name: roses, label: {en: Roses}},
    {name: peace, label: {en: Peace on earth}}]
"""


@pytest.fixture(scope="module")
def ranking() -> Revision:
    return small(
        """
  - {type: rank wishes, name: order, label: {en: "In which order?"}, required: yes}
  - {type: calculate, name: first, calculation: "selected-at(${order}, 0)"}
  - {type: note, name: so, label: {en: "${order}, so ${first}"}}
  - {type: text, name: why, label: {en: "Why?"}}
"""
        + WISHES
    )


def places(amina: Respondent) -> dict[str, int]:
    return {option.label: option.place for option in amina.card.view.options}


def test_choices_are_put_in_order_by_tapping(ranking: Revision) -> None:
    amina = Respondent(ranking).is_asked("order").taps("Roses").taps("Bread")
    assert places(amina) == {"Bread": 2, "Roses": 1, "Peace on earth": 0}
    amina.taps("Roses")
    assert places(amina) == {"Bread": 1, "Roses": 0, "Peace on earth": 0}
    amina.taps("Peace").taps("Roses").is_asked("why").sees("1. Bread, 2. Peace on earth, 3. Roses, so bread")
    assert amina.session.responses["order"].value == ["bread", "peace", "roses"]


def test_a_ranking_must_be_whole(ranking: Revision) -> None:
    amina = Respondent(ranking).taps("Roses").does(Verb.SKIP).is_refused(RejectionCode.REQUIRED)
    assert amina.does(Verb.DONE).session.question == "order"


@pytest.mark.parametrize(
    "typed",
    [
        "2 1 3", "2, 1, 3", "٢ ١ ٣", "213", "roses, bread, peace", "Roses > bread > peace", "roses bread peace",
        "1. roses 2. bread 3. peace", "1) Roses\n2) Bread\n3) Peace on earth",
    ],
)
def test_a_ranking_may_be_typed(ranking: Revision, typed: str) -> None:
    amina = Respondent(ranking).says(typed).is_asked("why")
    assert amina.session.responses["order"].value == ["roses", "bread", "peace"]


def test_some_names_take_the_next_places(ranking: Revision) -> None:
    amina = Respondent(ranking).says("peace").says("bread")
    assert places(amina) == {"Bread": 2, "Roses": 0, "Peace on earth": 1}
    for nonsense in ("4 1 2", "1 1 2", "war"):
        amina.says(nonsense).is_refused(RejectionCode.NO_SUCH_CHOICE)


def test_a_ranking_opened_again_may_be_left_or_made_anew(ranking: Revision) -> None:
    amina = Respondent(ranking).says("2 1 3").does(Verb.BACK).is_asked("order")
    assert places(amina) == {"Bread": 2, "Roses": 1, "Peace on earth": 3, "Done": 0}
    assert amina.taps("Done").session.responses["order"].value == ["roses", "bread", "peace"]
    amina.does(Verb.BACK).taps("Roses").taps("Roses").is_asked("why")
    assert amina.session.responses["order"].value == ["bread", "peace", "roses"]


def test_what_can_be_ranked_may_hang_on_another_answer() -> None:
    revision = small(
        """
  - {type: select_multiple wishes, name: known, label: {en: "Which do you know?"}, required: yes}
  - {type: rank wishes, name: order, label: {en: "In which order?"}, choice_filter: "selected(${known}, name)"}
"""
        + WISHES
    )
    amina = Respondent(revision).taps("Bread").taps("Roses").taps("Done").says("2 1").is_asked(None)
    amina.opens("Which do you know?").taps("Peace").taps("Done").is_asked("order")
    amina.says("peace, bread, roses").does(Verb.FILE)
    assert amina.filing.content["order"]["value"] == ["peace", "bread", "roses"]


BARCODE = """
  - {type: barcode, name: code, label: {en: "Which parcel?"}, required: yes, constraint: "string-length(.) > 3"}
  - {type: image, name: views, label: {en: "Pictures?"}}
"""


def test_a_barcode_is_typed() -> None:
    amina = Respondent(small(BARCODE)).sends("v", kind="voice").is_refused(RejectionCode.CODE_WANTED)
    assert amina.says("4006381333931").is_asked("views").session.responses["code"].value == "4006381333931"


def test_a_picture_of_a_barcode_is_evidence_of_what_is_read_from_it() -> None:
    amina = Respondent(small(BARCODE)).shows("p1", read="12").is_refused(RejectionCode.CONSTRAINT).is_asked("code")
    amina.shows("p2", read="4006381333931").is_asked("views").does(Verb.SKIP).does(Verb.FILE)
    assert amina.filing.content["code"]["value"] == "4006381333931"
    assert amina.filing.attachments == (("code", "p1"), ("code", "p2"))


def test_where_nothing_can_be_read_the_digits_are_typed() -> None:
    amina = Respondent(small(BARCODE)).sends("p1", group="g").is_refused(RejectionCode.CODE_UNREAD).says("4006")
    amina.is_asked("views").sends("p2", group="g").is_asked("views")
    assert amina.session.responses["code"].evidence == ("p1", "p2")


def test_what_a_phone_would_know_is_filed_as_far_as_a_chat_knows_it() -> None:
    kinds = ("start", "end", "today", "username", "deviceid", "phonenumber", "email")
    hidden = "\n".join(f"  - {{type: {kind}, name: its_{kind}}}" for kind in kinds)
    revision = small(hidden + "\n  - {type: text, name: story, label: {en: Story}}")
    amina = Respondent(revision).is_asked("story").says("Well.").later(AFTERNOON + timedelta(hours=2)).does(Verb.FILE)
    filed = {name: answer["value"] for name, answer in amina.filing.content.items()}
    assert filed == {
        "its_start": "2014-10-22T13:00:00+00:00",
        "its_end": "2014-10-22T15:00:00+00:00",
        "its_today": "2014-10-22",
        "its_username": "Amina",
        "story": "Well.",
    }


def test_another_choice_is_asked_for_in_words_at_once() -> None:
    """XLSForm's `or_other`, as it is read: a choice `other`, and a question for the words."""
    revision = small(
        """
  - {type: select_one wishes, name: wish, label: {en: "Which wish?"}}
  - {type: text, name: wish_other, label: {en: "Specify other."}, relevant: "selected(${wish}, 'other')"}
  - {type: text, name: why, label: {en: "Why?"}}
choice_lists: {wishes: [{name: bread, label: {en: Bread}}, {name: other, label: {en: Other}}]}
"""
    )
    Respondent(revision).taps("Bread").is_asked("why")
    amina = Respondent(revision).taps("Other").is_asked("wish_other").says("Rain").is_asked("why")
    assert amina.does(Verb.SKIP).lines["Specify other."] == "Rain"
