"""Albums, pictures that come late or out of turn, and what is not taken."""

import pytest

from flows.effects import AlbumGrown, AlreadyNoted, Asked, RejectionCode
from flows.inputs import Verb
from flows.limits import FILES_MAX
from tests.support.engine import Respondent
from tests.support.engine_world import everything, petition, small


def at_the_pictures() -> Respondent:
    return Respondent(petition()).says("37,181").does(Verb.SKIP).taps("Today").is_asked("pictures")


def test_an_album_is_one_answer() -> None:
    amina = at_the_pictures().sends("one", group="g", caption="In front of the embassy").is_asked("publish")
    amina.sends("two", group="g")
    assert amina.effects == (AlbumGrown("pictures", 2),)
    amina.is_asked("publish").sends("three", group="g").sees("3 pictures").is_asked("publish")
    answer = amina.session.responses["pictures"]
    assert (answer.value, answer.words) == (["one", "two", "three"], "In front of the embassy")


def test_a_tap_between_two_items_of_an_album_counts() -> None:
    amina = at_the_pictures().sends("one", group="g")
    card = amina.card
    amina.sends("two", group="g").taps("Internal only", on=card).is_asked(None)
    amina.sends("three", group="g").is_asked(None)
    assert amina.does(Verb.FILE).filing.attachments == tuple(("pictures", each) for each in ("one", "two", "three"))


def test_a_small_question_outlasts_an_item_of_an_album() -> None:
    amina = Respondent(petition()).sends("one", group="g").says("200,000")
    card = amina.card
    amina.sends("two", group="g").taps("About", on=card).is_asked("target").sees("about 200,000")


def test_another_picture_without_an_album_is_added_too() -> None:
    amina = at_the_pictures().sends("one").sends("two")
    assert amina.effects == (AlbumGrown("pictures", 2),)


def test_the_same_picture_twice_is_already_noted() -> None:
    assert at_the_pictures().sends("one").sends("one").effects == (AlreadyNoted("pictures"),)


def test_a_picture_sent_ahead_is_kept_and_not_asked_for() -> None:
    amina = Respondent(petition()).sends("early")
    assert amina.effects == (AlbumGrown("pictures", 1),)
    amina.is_asked("signatures").says("37,181").does(Verb.SKIP).taps("Today").is_asked("publish")


def test_a_first_picture_on_the_review_card_brings_its_question() -> None:
    amina = at_the_pictures().does(Verb.SKIP).is_asked(None).sends("late")
    assert amina.effects == (AlbumGrown("pictures", 1), Asked("publish"))


def test_a_document_goes_to_the_documents() -> None:
    amina = Respondent(petition()).sends("receipt", kind="document").is_asked("signatures")
    assert amina.session.responses["evidence"].value == ["receipt"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], RejectionCode.TEXT_WANTED),
        (["A vigil"], RejectionCode.CHOICE_WANTED),
        (["A vigil", "vigil"], RejectionCode.NUMBER_WANTED),
        (["A vigil", "vigil", "42", "0.5", "leaflets"], RejectionCode.CHOICE_WANTED),
    ],
)
def test_a_voice_message_is_refused_by_what_is_wanted(answers: list[str], code: RejectionCode) -> None:
    amina = Respondent(everything())
    for answer in answers:
        amina.says(answer)
    question = amina.session.question
    amina.sends("hum", kind="voice").is_refused(code).is_asked(question)


def test_a_text_where_a_picture_is_asked_is_refused_and_skip_is_open() -> None:
    amina = at_the_pictures().says("I have none").is_refused(RejectionCode.PICTURE_WANTED)
    assert amina.card.view.can_skip


def test_a_picture_where_no_question_takes_any() -> None:
    amina = Respondent(small("  - {type: date, name: day, label: {en: Day}}"))
    amina.sends("one").is_refused(RejectionCode.DATE_WANTED)
    amina.taps("Today").sends("one").is_refused(RejectionCode.USE_REVIEW)


def test_an_answer_holds_so_many_files_and_no_more() -> None:
    amina = at_the_pictures()
    for number in range(FILES_MAX):
        amina.sends(f"picture-{number}")
    amina.sends("one more").is_refused(RejectionCode.TOO_MANY_FILES)


def test_the_pictures_line_adds_and_skip_clears() -> None:
    amina = at_the_pictures().sends("one").taps("No").opens("Pictures").sends("two").is_asked(None)
    assert amina.lines["Pictures"] == "2 pictures"
    amina.opens("Pictures").does(Verb.SKIP).is_asked(None)
    assert amina.lines["Pictures"] == "–"
    assert amina.does(Verb.FILE).filing.attachments == ()
    assert "publish" not in amina.filing.content, "what does not apply any more is not filed"
