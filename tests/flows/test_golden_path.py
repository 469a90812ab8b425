"""The petition delivery of Berlin, told in each language in at most eight taps and messages."""

import re
from decimal import Decimal

import pytest

from flows.effects import FigureRecord
from flows.inputs import Verb
from tests.support.engine import Respondent
from tests.support.engine_world import petition, world

BEFORE = 2
"""/report and the choice of the flow, which happen before the flow begins."""

TOLD = {
    "en": ("37,181 petitions", "Embassy of Uzbekistan in Berlin", "21 October 2014", "Yes, credit me"),
    "fr": ("37 181 pétitions", "ambassade ouzbékistan berlin", "mardi", "Oui, avec mon nom"),
    "ar": ("٣٧١٨١ عريضة", "سفارة أوزبكستان في برلين", "أمس", "نعم، مع ذكر اسمي"),
    "es": ("37.181 firmas", "embajada uzbekistán berlín", "el martes", "Sí, con mi nombre"),
}


@pytest.mark.parametrize("language", TOLD)
def test_a_delivery_is_filed_in_eight_taps_and_messages(language: str) -> None:
    number, target, day, publication = TOLD[language]
    amina = Respondent(petition(), world(language))

    amina.says(number).is_asked("target")
    amina.says(target).is_asked("occurred_on")
    amina.says(day).is_asked("pictures")
    amina.sends("picture-1").is_asked("publish")
    amina.taps(publication).is_asked(None)
    amina.does(Verb.FILE)

    assert BEFORE + amina.turns <= 8
    assert amina.filing.figures == (
        FigureRecord("signatures_delivered", 37181, "exactly", "signatures", "in_period", "signatures"),
    )
    assert amina.filing.core == {
        "target": "embassy_uz_berlin",
        "occurred_on": "2014-10-21",
        "campaign": "stop_torture",
        "country": "UZ",
        "case": "uz_teacher",
        "area": "advocacy",
        "publication": "credit_me",
    }
    assert amina.filing.told == {"place": "Berlin"}
    assert amina.filing.attachments == (("pictures", "picture-1"),)
    assert amina.filing.content["signatures"]["words"] in number
    assert amina.filing.kind == "petition_delivery"


def test_an_arabic_speaker_meets_no_foreign_word_but_names() -> None:
    amina = Respondent(petition(), world("ar"))
    met = []
    for act in ("200000", Verb.SKIP, "أمس", "picture", "نعم، مع ذكر اسمي"):
        seen = amina.card.view
        met += [seen.title, seen.label, seen.hint or seen.label, *(option.label for option in seen.options)]
        if act == "picture":
            amina.sends(act)
        elif isinstance(act, Verb):
            amina.does(act)
        else:
            amina.says(act)
        if amina.card.view.kind == "check":
            met += [amina.card.view.label, *amina.card.buttons]
            amina.does(Verb.CHECK)
    met += [line.label for line in amina.is_asked(None).card.view.lines]
    assert [words for words in met if not re.search("[\u0621-\u064a]", words)] == []


def test_from_an_events_link_three_answers_and_the_filing_remain() -> None:
    known = {"target": "embassy_uz_berlin", "occurred_on": "2014-10-21", "campaign": "stop_torture"}
    amina = Respondent(petition(), known=known)

    amina.is_asked("signatures").says("37,181").is_asked("pictures")
    amina.sends("picture-1").taps("Internal only").does(Verb.FILE)

    assert 1 + amina.turns <= 5
    assert amina.filing.core["target"] == "embassy_uz_berlin"
    assert amina.filing.figures[0].value == 37181


def test_a_draft_begun_with_a_photo_and_its_caption_asks_only_for_the_rest() -> None:
    amina = Respondent(petition(), known={"pictures": ["picture-1"], "signatures": "37181"})
    amina.is_asked("target").says("uzbekistan berlin").taps("Yesterday").is_asked("publish")


def test_the_card_counts_the_questions() -> None:
    amina = Respondent(petition())
    assert (amina.card.view.number, amina.card.view.to_come) == (1, 3)
    amina.says("37,181")
    assert (amina.card.view.number, amina.card.view.to_come) == (2, 2)
    assert amina.card.view.last is not None and amina.card.view.last.text == "37,181"


def test_the_review_card_shows_what_was_derived_and_files_it_unless_answered_otherwise() -> None:
    amina = Respondent(petition()).says("37,181").says("uzbekistan berlin").taps("Yesterday").does(Verb.SKIP)
    lines = amina.is_asked(None).lines
    assert lines["Campaign"] == "Stop Torture"
    assert lines["State addressed"] == "Uzbekistan"
    assert lines["Place"] == "Berlin"
    assert lines["Story"] == "–"
    assert "Publication" not in lines, "there is no picture to publish"

    amina.opens("Campaign").is_asked("campaign").says("letter marathon").is_asked(None)
    assert amina.lines["Campaign"] == "Letter marathon"
    assert amina.lines["Case"] == "–", "the derived case followed the campaign"
    assert amina.does(Verb.FILE).filing.core["campaign"] == "letter_marathon"


def test_a_round_number_is_asked_how_exact_it_is() -> None:
    amina = Respondent(petition()).says("200,000 petitions")
    amina.sees("How exact is 200,000?").taps("Almost").is_asked("target").sees("almost 200,000")
    amina.does(Verb.SKIP).taps("Today").does(Verb.SKIP).does(Verb.FILE)
    figure = amina.filing.figures[0]
    assert (figure.value, figure.qualifier, figure.basis) == (Decimal(200000), "almost", "signatures")


def test_words_that_say_how_exact_it_is_are_enough() -> None:
    Respondent(petition()).says("almost 200,000").is_asked("target").sees("almost 200,000")


def test_a_joint_delivery_keeps_the_share_without_adding_it() -> None:
    amina = Respondent(petition()).says("200,000").taps("About").does(Verb.SKIP).taps("Today").does(Verb.SKIP)
    amina.opens("Our share").says("250,000").is_asked("our_share")
    assert amina.effects[0].params["message"].endswith("all that was handed over (about 200,000).")
    amina.says("37,181").does(Verb.FILE)
    assert [figure.value for figure in amina.filing.figures] == [200000]
    assert amina.filing.content["our_share"]["value"] == 37181


def test_what_was_known_before_is_not_counted_among_the_questions() -> None:
    known = {"target": "embassy_uz_berlin", "occurred_on": "2014-10-21"}
    amina = Respondent(petition(), known=known).is_asked("signatures")
    assert (amina.card.view.number, amina.card.view.to_come) == (1, 1)
    amina.says("37,181").is_asked("pictures")
    assert amina.card.view.number == 2
