"""A filed report reopened to be changed: it stands on the review card, and what nobody touched stays as it was."""

from typing import Any

from hypothesis import given, settings

from flows.effects import Filed, Filing
from flows.engine import advance
from flows.inputs import Tapped, Verb
from flows.reopening import reopen
from flows.revision import Revision
from flows.session import State
from flows.view import view
from tests.flows.test_laws import ACTS, REVISIONS, live, sensible
from tests.support.engine import Respondent
from tests.support.engine_world import petition, world


def without_moments(content: Any) -> Any:
    """The answers without when they were given."""
    if isinstance(content, list):
        return [without_moments(each) for each in content]
    if isinstance(content, dict):
        return {name: without_moments(each) for name, each in content.items() if name != "at"}
    return content


def reopened(respondent: Respondent, filing: Filing) -> Respondent:
    """The same person, with the filed report in hand again."""
    again = Respondent(respondent.revision, respondent.context)
    again.session = reopen(respondent.revision, filing.content, respondent.context, respondent.session.started_at)
    return again


def delivery() -> tuple[Respondent, Filing]:
    person = Respondent(petition())
    person.says("37,181").says("embassy of Uzbekistan in Berlin").taps("Yesterday").does(Verb.SKIP).does(Verb.FILE)
    return person, person.filing


@settings(max_examples=60)
@given(REVISIONS, ACTS)
def test_filed_again_without_a_change_it_files_the_same(revision: Revision, acts: list[Any]) -> None:
    respondent = Respondent(revision)
    live(respondent, acts)
    for _ in range(40):
        if respondent.session.state is State.FILED:
            break
        respondent.gives(sensible(respondent.card))
    if not any(isinstance(effect, Filed) for effect in respondent.effects):
        return
    filing, again = respondent.filing, reopened(respondent, respondent.filing)
    assert view(revision, again.session, again.context).kind == "review"
    again.does(Verb.FILE)
    assert again.session.state is State.FILED
    assert without_moments(again.filing.content) == without_moments(filing.content)
    assert (again.filing.core, again.filing.figures) == (filing.core, filing.figures)
    assert again.filing.attachments == filing.attachments


def test_all_lines_stand_there_and_open() -> None:
    person, filing = delivery()
    again = reopened(person, filing)
    assert again.lines["Signatures"] == "37,181"
    again.opens("Signatures").says("412").is_asked(None)
    assert again.lines["Signatures"] == "412"


def test_what_was_derived_follows_when_its_ground_is_changed() -> None:
    person, filing = delivery()
    again = reopened(person, filing)
    assert (again.lines["State addressed"], again.lines["Place"]) == ("Uzbekistan", "Berlin")
    again.opens("Handed to").says("embassy of Uzbekistan in Paris").is_asked(None)
    assert again.lines["Place"] == "Paris"


def test_what_the_person_said_instead_stays() -> None:
    person = Respondent(petition())
    person.says("37,181").says("embassy of Uzbekistan in Berlin").taps("Yesterday").does(Verb.SKIP)
    person.opens("Place").says("Potsdam").opens("Case").does(Verb.SKIP).does(Verb.FILE)
    again = reopened(person, person.filing)
    again.opens("Handed to").says("embassy of Uzbekistan in Paris")
    assert (again.lines["Place"], again.lines["Case"]) == ("Potsdam", "–")


def test_a_question_that_comes_to_apply_is_asked() -> None:
    person, filing = delivery()
    again = reopened(person, filing)
    again.sends("photo-1").is_asked("publish")


def test_answers_to_questions_that_are_there_no_more_are_left_out() -> None:
    person, filing = delivery()
    session = reopen(petition(), {**filing.content, "nonsense": {"value": 1, "at": ""}}, world(), "2014-10-22T13:00:00")
    effects = advance(petition(), session, Tapped(Verb.FILE, 0), person.context).effects
    assert any(isinstance(effect, Filed) for effect in effects)
