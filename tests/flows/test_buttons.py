"""Buttons of the card that stands, of older cards, and of cards nobody drew."""

from dataclasses import replace

from flows.effects import Accepted, AlreadyNoted, Asked, OfferChange, RejectionCode
from flows.inputs import Tapped, Text, Verb
from tests.support.engine import Respondent
from tests.support.engine_world import everything, petition


def at_the_materials() -> Respondent:
    return Respondent(everything()).says("Vigil in the rain").taps("Vigil").says("42").does(Verb.SKIP)


def test_a_double_tap_is_already_noted() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.taps("March", on=card)
    before = amina.session
    amina.taps("March", on=card)
    assert amina.effects == (AlreadyNoted("kind"),)
    assert amina.session == before


def test_an_old_button_with_another_choice_offers_to_change_the_answer() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.taps("March", on=card).says("42")
    amina.taps("Vigil", on=card)
    assert amina.effects == (OfferChange("kind"),)
    amina.sees("That question is answered. Change it?").sees("March")

    amina.taps("Yes").is_asked("kind").taps("Vigil").is_asked("share")
    assert amina.session.responses["kind"].value == "vigil"
    assert amina.session.responses["people"].value == 42, "later answers stay"


def test_no_leaves_the_answer_and_the_question_that_stands() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.taps("March", on=card).taps("Vigil", on=card).taps("No").is_asked("people")
    assert amina.session.responses["kind"].value == "march"
    assert amina.says("42").is_asked("share")


def test_an_offer_lapses_when_the_question_that_stands_is_answered() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.taps("March", on=card).taps("Vigil", on=card).says("42").is_asked("share")
    assert amina.session.asking.offer is None


def test_an_answer_that_is_refused_ends_the_offer_too() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.taps("March", on=card).taps("Vigil", on=card).says("a lot").is_refused(RejectionCode.NOT_A_NUMBER)
    amina.sees("How many people?")


def test_an_option_of_an_older_small_question_is_not_taken_for_the_new_one() -> None:
    amina = Respondent(petition()).says("200,000")
    card = amina.card
    amina.says("300,000").taps("Over", on=card)
    assert amina.effects == (AlreadyNoted("signatures"),)
    amina.sees("How exact is 300,000?")


def test_the_button_for_what_was_typed_meanwhile_is_already_noted() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    card = amina.card
    amina.says("march").taps("March", on=card)
    assert amina.effects == (AlreadyNoted("kind"),)


def test_two_quick_ticks_on_the_same_card_both_count() -> None:
    amina = at_the_materials()
    card = amina.card
    amina.taps("Leaflets", on=card).taps("Banners", on=card)
    assert [option.label for option in amina.card.view.options if option.selected] == ["Leaflets", "Banners"]


def test_a_double_tap_ticks_once() -> None:
    amina = at_the_materials()
    card = amina.card
    amina.taps("Leaflets", on=card).taps("Leaflets", on=card)
    assert amina.effects == (AlreadyNoted("materials"),)
    amina.taps("Done")
    assert amina.session.responses["materials"].value == ["leaflets"]


def test_ticks_are_taken_off_again_and_done_without_any_skips() -> None:
    amina = at_the_materials().taps("Candles").taps("Candles").taps("Done").is_asked("day")
    assert amina.session.responses["materials"].skipped


def test_several_choices_can_be_typed() -> None:
    amina = at_the_materials().says("banners").is_asked("materials").says("candles").taps("Done").is_asked("day")
    assert amina.session.responses["materials"].value == ["banners", "candles"]


def test_a_forged_button_changes_nothing() -> None:
    amina = Respondent(everything()).says("Vigil in the rain")
    before = amina.session
    for verb in Verb:
        for index in (-1, 99, 10**11):
            for version in (-1, before.version, before.version + 7):
                amina.gives(Tapped(verb, version, index))
                if verb not in (Verb.BACK, Verb.SKIP):
                    assert amina.session == before, f"{verb} {version} {index}"
                amina.session = before


def test_a_button_of_a_card_older_than_the_trail_is_already_noted() -> None:
    amina = at_the_materials()
    card = amina.card
    for _ in range(30):
        amina.taps("Leaflets").taps("Leaflets")
    amina.taps("Done")
    amina.taps("Banners", on=card)
    assert amina.effects == (AlreadyNoted("day"),)


def test_a_filed_session_takes_nothing_any_more() -> None:
    amina = Respondent(petition()).says("37,181").does(Verb.SKIP).taps("Today").does(Verb.SKIP).does(Verb.FILE)
    filed = amina.session
    for given in (Text("more"), Tapped(Verb.FILE, filed.version - 1), Tapped(Verb.BACK, filed.version)):
        assert amina.gives(given).effects == (AlreadyNoted(),)
        assert amina.session == filed


def test_back_returns_to_the_question_before_and_offers_its_answer() -> None:
    amina = Respondent(everything()).says("Vigil in the rain").taps("Vigil").says("42").is_asked("share")
    amina.does(Verb.BACK).is_asked("people")
    assert amina.card.buttons == ["Keep: 42"]
    amina.does(Verb.BACK).is_asked("kind")
    amina.taps("March").is_asked("people").taps("Keep: 42").is_asked("share")
    assert amina.effects == (Accepted("people"), Asked("share"))


def test_back_from_the_review_card_reopens_the_last_question() -> None:
    amina = Respondent(petition()).says("37,181").does(Verb.SKIP).taps("Today").does(Verb.SKIP).is_asked(None)
    amina.does(Verb.BACK).is_asked("pictures").does(Verb.BACK).is_asked("occurred_on")


def test_there_is_no_way_back_from_the_first_question() -> None:
    amina = Respondent(everything())
    assert not amina.card.view.can_go_back
    assert amina.does(Verb.BACK).effects == (AlreadyNoted("title"),)


def test_what_is_required_cannot_be_skipped() -> None:
    amina = Respondent(petition())
    assert not amina.card.view.can_skip
    amina.does(Verb.SKIP).is_refused(RejectionCode.REQUIRED)


def test_a_requirement_can_hang_on_an_earlier_answer() -> None:
    few = Respondent(everything()).says("A").taps("Vigil").says("42")
    many = Respondent(everything()).says("A").taps("Vigil").says("4242")
    assert few.card.view.can_skip and not many.card.view.can_skip


def test_the_language_may_change_in_mid_flow() -> None:
    from flows.engine import relabel
    from texts.locale import voice

    amina = Respondent(petition()).says("37,181").sees("To whom?")
    amina.session = relabel(amina.session, "fr")
    amina.context = replace(amina.context, voice=voice("fr", "FR"))
    amina.sees("À qui").says("ambassade ouzbékistan berlin").is_asked("occurred_on")
