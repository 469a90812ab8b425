"""Times, days with their time, places, acknowledgements, ranges, hidden values, sound and film."""

from dataclasses import replace

import pytest

from flows.copying import staying
from flows.effects import RejectionCode
from flows.inputs import Located, Verb
from tests.support.engine import Respondent
from tests.support.engine_world import small, world

TIME = "  - {type: time, name: begun, label: {en: Begun}, required: yes}"
MOMENT = "  - {type: dateTime, name: met, label: {en: Met}, fills: occurred_on}"
PLACE = "  - {type: geopoint, name: place, label: {en: Where}, hint: {en: The town will do.}, fills: place}"
BERLIN = Located(52.520008, 13.404954, 12)


def value(respondent: Respondent, question: str) -> object:
    return respondent.session.responses[question].value


def test_a_time_is_tapped_or_typed() -> None:
    amina = Respondent(small(TIME)).is_asked("begun")
    assert amina.card.buttons == ["09:00", "10:00", "11:00", "12:00", "14:00", "16:00", "18:00", "20:00"]
    assert value(amina.taps("18:00"), "begun") == "18:00"
    assert amina.lines["Begun"] == "18:00"
    assert value(amina.opens("Begun").says("half past six in the evening"), "begun") == "18:30"
    assert amina.does(Verb.FILE).filing.content["begun"]["value"] == "18:30"


def test_morning_or_evening_is_asked_back() -> None:
    amina = Respondent(small(TIME)).says("half past six").sees("Which time do you mean?")
    assert amina.card.buttons == ["06:30", "18:30"]
    assert value(amina.taps("18:30"), "begun") == "18:30"


def test_no_time_is_refused() -> None:
    Respondent(small(TIME)).says("in the rain").is_refused(RejectionCode.NOT_A_TIME).is_asked("begun")


def test_a_day_with_its_time_is_told_at_once() -> None:
    amina = Respondent(small(MOMENT)).says("yesterday at 6 pm").is_asked(None)
    assert value(amina, "met") == "2014-10-21T18:00+02:00"
    assert amina.lines["Met"] == "yesterday at 18:00"
    assert amina.does(Verb.FILE).filing.core == {"occurred_on": "2014-10-21"}


def test_a_day_with_its_time_is_told_one_after_the_other() -> None:
    amina = Respondent(small(MOMENT)).taps("Yesterday").is_asked("met").sees("at what time?")
    assert value(amina.taps("18:00"), "met") == "2014-10-21T18:00+02:00"
    amina.opens("Met").says("21 October").sees("at what time?").says("18h30")
    assert value(amina, "met") == "2014-10-21T18:30+02:00"


def test_after_the_day_any_way_of_saying_the_time_will_do() -> None:
    amina = Respondent(small(MOMENT)).says("yesterday").says("6").sees("Which time do you mean?")
    assert amina.card.buttons == ["yesterday at 06:00", "yesterday at 18:00"]
    assert value(amina.taps("yesterday at 18:00"), "met") == "2014-10-21T18:00+02:00"


def test_back_from_the_hour_leads_to_the_day() -> None:
    amina = Respondent(small(MOMENT)).taps("Yesterday").does(Verb.BACK).is_asked("met").sees("Met")
    assert [label.split(",")[0] for label in amina.card.buttons] == ["Today", "Yesterday", "Another day"]
    amina.taps("Yesterday").says("in the rain").is_refused(RejectionCode.NOT_A_TIME).sees("at what time?")


def test_a_moment_to_come_is_questioned() -> None:
    amina = Respondent(small(MOMENT)).says("2014-10-25 18:00").taps("Yes, that day").is_asked(None)
    assert value(amina, "met") == "2014-10-25T18:00+02:00"
    Respondent(small(MOMENT)).says("today at 18:00").is_asked(None)


def test_neither_day_nor_time() -> None:
    Respondent(small(MOMENT)).says("18:30").is_refused(RejectionCode.NOT_A_MOMENT)


def test_a_place_is_its_name() -> None:
    amina = Respondent(small(PLACE)).sees("The town will do.").says("Alexanderplatz").is_asked(None)
    filing = amina.does(Verb.FILE).filing
    assert (filing.told, filing.core) == ({"place": "Alexanderplatz"}, {})
    assert filing.content["place"]["value"] == "Alexanderplatz"


def test_a_point_is_kept_only_if_the_person_asked_for_it() -> None:
    amina = Respondent(small(PLACE)).gives(BERLIN).is_refused(RejectionCode.POINT_UNASKED).is_asked("place")
    amina.taps("Add the exact place").sees("paperclip").gives(BERLIN).is_asked(None)
    assert value(amina, "place") == "52.520008 13.404954 0 12"
    assert amina.lines["Where"] == "the exact place"


def test_a_point_stands_beside_the_name() -> None:
    amina = Respondent(small(PLACE)).says("Alexanderplatz").opens("Where").taps("Add the exact place").gives(BERLIN)
    assert amina.lines["Where"] == "Alexanderplatz, with the exact place"
    filing = amina.does(Verb.FILE).filing
    assert filing.told == {"place": "Alexanderplatz"}
    assert filing.content["place"]["value"] == "52.520008 13.404954 0 12"


def test_who_asked_for_the_exact_place_may_still_write_the_name() -> None:
    amina = Respondent(small(PLACE)).taps("Add the exact place").says("Alexanderplatz").is_asked(None)
    assert value(amina, "place") == "Alexanderplatz"


def test_no_exact_places_of_people_at_risk() -> None:
    amina = Respondent(small(PLACE), replace(world(), at_risk=True))
    assert amina.card.buttons == []
    amina.gives(BERLIN).is_refused(RejectionCode.POINT_UNSAFE).does(Verb.EXACT).gives(BERLIN)
    amina.is_refused(RejectionCode.POINT_UNSAFE)
    amina.says("52.520008 13.404954 0 12").is_refused(RejectionCode.POINT_UNSAFE).is_asked("place")
    assert amina.session.responses == {}


def test_nor_where_a_point_is_known_beforehand() -> None:
    known = {"place": "52.520008 13.404954 0 12"}
    assert Respondent(small(PLACE), replace(world(), at_risk=True), known=known).session.responses == {}
    assert Respondent(small(PLACE), known={"place": "Alexanderplatz"}).is_asked(None).lines["Where"] == "Alexanderplatz"


def test_a_report_like_it_is_at_the_same_place_but_without_the_point() -> None:
    amina = Respondent(small(PLACE)).says("Alexanderplatz").opens("Where").taps("Add the exact place").gives(BERLIN)
    content = amina.does(Verb.FILE).filing.content
    assert staying(amina.revision, content, amina.context) == {"place": "Alexanderplatz"}


def test_a_point_where_something_else_is_asked() -> None:
    amina = Respondent(small(TIME)).gives(BERLIN).is_refused(RejectionCode.TIME_WANTED)
    amina.taps("18:00").gives(BERLIN).is_refused(RejectionCode.USE_REVIEW)


def test_one_button_acknowledges() -> None:
    amina = Respondent(small("  - {type: acknowledge, name: read, label: {en: Read}, required: yes}"))
    assert amina.card.buttons == ["OK"]
    assert value(amina.says("hm").is_refused(RejectionCode.NO_SUCH_CHOICE).taps("OK"), "read") == "OK"
    assert value(amina.opens("Read").says("ok"), "read") == "OK"


def test_a_hidden_value_is_filed_and_never_shown() -> None:
    revision = small("""\
  - {type: hidden, name: source, default: leaflet}
  - {type: hidden, name: wave}
  - {type: text, name: told, label: {en: Told}}
""")
    amina = Respondent(revision, known={"wave": "second"}).is_asked("told").says("a story")
    assert amina.lines == {"Told": "a story"}
    content = amina.does(Verb.FILE).filing.content
    assert (content["source"]["value"], content["wave"]["value"]) == ("leaflet", "second")


def test_a_short_range_is_tapped() -> None:
    amina = Respondent(small("""\
  - {type: range, name: mood, label: {en: Mood}, parameters: start=1 end=5 step=1, figure: mood, basis: points,
     measure: level_now}
"""))
    assert amina.card.buttons == ["1", "2", "3", "4", "5"]
    assert value(amina.says("9").is_refused(RejectionCode.OUT_OF_RANGE).taps("4"), "mood") == 4
    assert [(figure.value, figure.qualifier) for figure in amina.does(Verb.FILE).filing.figures] == [(4, "exactly")]


def test_a_long_range_is_typed_and_its_steps_hold() -> None:
    amina = Respondent(small("  - {type: range, name: dose, label: {en: Dose}, parameters: start=0 end=10 step=0.5}"))
    assert amina.card.buttons == []
    amina.says("0.3").is_refused(RejectionCode.OUT_OF_RANGE).says("2,5").is_asked(None)
    assert value(amina, "dose") == "2.5"


@pytest.mark.parametrize(
    ("type_", "kinds", "wanted", "words"),
    [
        ("audio", ["voice", "audio"], RejectionCode.AUDIO_WANTED, "2 recordings"),
        ("video", ["video", "video_note"], RejectionCode.VIDEO_WANTED, "2 videos"),
    ],
)
def test_sound_and_film(type_: str, kinds: list[str], wanted: RejectionCode, words: str) -> None:
    amina = Respondent(small(f"  - {{type: {type_}, name: it, label: {{en: It}}}}"))
    amina.says("hello").is_refused(wanted).sends("a", kind="document").is_refused(wanted)
    amina.sends("one", kind=kinds[0]).opens("It").sends("two", kind=kinds[1])
    assert amina.lines["It"] == words
    assert amina.does(Verb.FILE).filing.attachments == (("it", "one"), ("it", "two"))


def test_film_sent_ahead_goes_to_the_question_for_film() -> None:
    amina = Respondent(small("""\
  - {type: integer, name: people, label: {en: People}}
  - {type: file, name: papers, label: {en: Papers}, ask: review}
  - {type: video, name: film, label: {en: Film}}
"""))
    amina.sends("one", kind="video").is_asked("people").says("12").is_asked(None)
    assert value(amina, "film") == ["one"]


def test_a_voice_message_answers_an_optional_text() -> None:
    amina = Respondent(small("  - {type: text, name: story, label: {en: Story}, fills: story, constraint: . != 'x'}"))
    amina.sends("hum", kind="voice").is_asked(None)
    assert amina.lines["Story"] == "1 voice message"
    amina.opens("Story").sends("haw", kind="voice")
    assert amina.lines["Story"] == "2 voice messages"
    filing = amina.does(Verb.FILE).filing
    assert filing.attachments == (("story", "hum"), ("story", "haw"))
    assert filing.told == {}


def test_where_text_is_needed_a_voice_message_is_not_enough() -> None:
    amina = Respondent(small("  - {type: text, name: story, label: {en: Story}, required: yes}"))
    amina.sends("hum", kind="voice").is_refused(RejectionCode.TEXT_WANTED).is_asked("story")
    assert amina.session.responses == {}
