"""How questions fare in a session: counted once each, kept with it, and told without whose it was."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from flows.engine import advance, start
from flows.health import REVIEW_CARD, Fared, begun, counted, fared
from flows.inputs import Given, Tapped, Text, Verb
from flows.session import Session
from tests.support.engine_world import AFTERNOON, small, world

FLOW = small("""\
  - {type: integer, name: people, label: {en: People}, constraint: . > 0, required: yes}
  - {type: text, name: words, label: {en: Words}}
  - {type: repeat, name: trainings, label: {en: Training}, items: [{type: text, name: where, label: {en: Where}}]}
""")


def ended(session: Session, *, abandoned: bool = False) -> list[Fared]:
    return fared(session.health, session.question, abandoned=abandoned)


@dataclass
class Person:
    """Answers, each so many seconds after the last."""

    counts: bool = True
    seconds: int = 0
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        begins = start(FLOW, world()).session
        self.session = begun(begins) if self.counts else begins

    def gives(self, given: Given, after: int = 10) -> "Person":
        self.seconds += after
        now = AFTERNOON + timedelta(seconds=self.seconds)
        advanced = advance(FLOW, self.session, given, world(now=now))
        after_turn = counted(self.session, advanced.session, advanced.effects, now)
        self.session = Session.from_json(json.loads(json.dumps(after_turn.to_json())))
        assert self.session.health == after_turn.health
        return self

    def says(self, text: str, after: int = 10) -> "Person":
        return self.gives(Text(text), after)

    def taps(self, verb: Verb, index: int = 0) -> "Person":
        return self.gives(Tapped(verb, self.session.version, index))

    def fared(self, *, abandoned: bool = False) -> dict[str, Fared]:
        return {each.question: each for each in ended(self.session, abandoned=abandoned)}


def test_what_is_answered_skipped_and_refused_is_counted_with_its_time() -> None:
    person = Person().says("-3", after=7).says("41", after=5).taps(Verb.SKIP)
    assert person.fared() == {
        "people": Fared("people", answered=1, refused=1, seconds=12),
        "words": Fared("words", skipped=1, seconds=10),
        "where": Fared("where"),
    }


def test_another_answer_is_a_correction_but_the_same_one_is_not() -> None:
    person = Person().says("41").taps(Verb.BACK).says("42").says("a vigil")
    assert person.fared()["people"] == Fared("people", answered=1, corrected=1, seconds=10)
    person = Person().says("41").taps(Verb.BACK).says("41")
    assert person.fared()["people"].corrected == 0


def test_each_instance_counts_for_its_question() -> None:
    person = Person().says("41").says("a vigil").says("Warsaw").taps(Verb.CHOOSE, 1).says("Krakow")
    told = ended(person.session)
    assert [each.question for each in told] == ["people", "words", "where", "trainings", "where", "trainings"]
    assert sum(each.answered for each in told if each.question == "where") == 2


def test_where_somebody_stops_is_told_when_the_session_ends_without_a_report() -> None:
    assert [each.question for each in Person().fared(abandoned=True).values() if each.abandoned] == ["people"]
    done = Person().says("41").says("a vigil").taps(Verb.SKIP).taps(Verb.CHOOSE, 0)
    assert done.session.question is None
    assert [each.question for each in done.fared(abandoned=True).values() if each.abandoned] == [REVIEW_CARD]


def test_a_session_that_is_not_counted_holds_nothing_of_it() -> None:
    person = Person(counts=False).says("-3").says("41")
    assert "health" not in person.session.to_json()
    assert ended(person.session, abandoned=True) == []


def test_a_repeated_question_adds_to_the_same_name() -> None:
    person = Person().says("41").says("x").says("Warsaw")
    assert "trainings[1]/where" in (person.session.health or {})
    assert person.fared()["where"].answered == 1
