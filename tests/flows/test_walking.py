"""A respondent drawn by chance comes to the end of every flow that has one, and says where one has not."""

from random import Random

import pytest

from flows.effects import Rejected
from flows.inputs import Tapped, Verb
from flows.reading import catalog
from flows.repeats import flat
from flows.revision import Revision
from flows.walking import Walk, told, walk_through
from flows.walking.patterns import matching
from tests.support.engine_world import everything, repeated, small, world

HARD = {
    "an interval": "{type: integer, name: q, constraint: '. > 4711 and . < 4713'}",
    "a small number": "{type: decimal, name: q, constraint: '. > 0.35 and . < 0.37'}",
    "a pattern": "{type: text, name: q, constraint: \"regex(., '^[A-Z]{3}-[0-9]{4}$')\"}",
    "a pattern with letters of any script": "{type: text, name: q, constraint: \"regex(., '^\\\\p{L}{4,6}$')\"}",
    "a length": "{type: text, name: q, constraint: 'string-length(.) = 11'}",
    "a number as text": "{type: text, name: q, constraint: \"regex(., '[0-9]{3}') and string-length(.) = 3\"}",
    "an address": "{type: text, name: q, constraint: \"contains(., '@') and ends-with(., '.org')\"}",
    "in the past": "{type: date, name: q, constraint: '. < today() - 1000'}",
    "within a week": "{type: date, name: q, constraint: '. > today() + 2 and . <= today() + 7'}",
    "a day of a year": "{type: date, name: q, constraint: \". >= date('1961-05-28') and . <= date('1961-05-28')\"}",
    "an hour": "{type: time, name: q, constraint: 'decimal-time(.) > 0.9'}",
    "a moment": "{type: dateTime, name: q, constraint: '. > now()'}",
    "how many": "{type: select_multiple abc, name: q, constraint: 'count-selected(.) = 2'}",
    "none alone": "{type: select_multiple abc, name: q,"
                  " constraint: \"not(selected(., 'c') and count-selected(.) > 1)\"}",
    "not the obvious": "{type: select_one abc, name: q, constraint: \". = 'c'\"}",
    "the last first": "{type: rank abc, name: q, constraint: \"selected-at(., 0) = 'c'\"}",
    "a range": "{type: range, name: q, parameters: start=0 end=100 step=5, constraint: '. > 90'}",
}  # fmt: skip
ABC = "choice_lists: {abc: [{name: a, label: {en: A}}, {name: b, label: {en: B}}, {name: c, label: {en: C}}]}"


def flow_of(question: str, before: str = "") -> Revision:
    labelled = question.replace("name: q", "name: q, label: {en: Q}, required: yes")
    return small(f"{before}  - {labelled}\n{ABC}")


def walks(revision: Revision, seeds: int = 4, language: str = "en") -> list[Walk]:
    found = [walk_through(revision, seed, context=world(language), reloading=True) for seed in range(seeds)]
    assert [walk.stuck for walk in found if walk.stuck] == []
    return found


@pytest.mark.parametrize("key", sorted(catalog()))
def test_every_flow_we_ship_comes_to_its_end_in_every_language(key: str) -> None:
    revision = Revision.of(catalog()[key])
    for language in revision.flow.languages:
        walks(revision, seeds=3, language=language)


@pytest.mark.parametrize("revision", [everything(), repeated()], ids=["everything", "repeated"])
def test_questions_of_all_types_are_answered(revision: Revision) -> None:
    found = walks(revision, seeds=20)
    filed = {name.rpartition("/")[2] for walk in found for name in flat(walk.filed.content, "")}
    asked = {each.question.name for each in revision.always}
    assert filed >= asked - {"trainings", "stops"}


@pytest.mark.parametrize("question", HARD.values(), ids=HARD)
def test_answers_are_found_that_a_constraint_takes(question: str) -> None:
    walks(flow_of(question))


def test_an_answer_may_have_to_fit_an_earlier_one() -> None:
    before = "  - {type: integer, name: all, label: {en: All}, required: yes, constraint: '. > 500'}\n"
    for walk in walks(flow_of("{type: integer, name: q, constraint: '. = ${all} - 17'}", before)):
        assert walk.filed.content["q"]["value"] == walk.filed.content["all"]["value"] - 17


def test_a_respondent_errs_and_goes_back_but_a_calm_one_does_not() -> None:
    acts = [act for seed in range(5) for act in walk_through(everything(), seed, context=world()).acts]
    assert any(isinstance(effect, Rejected) for act in acts for effect in act.effects)
    assert any(isinstance(act.given, Tapped) and act.given.verb is Verb.BACK for act in acts)
    calm = [act for seed in range(5) for act in walk_through(everything(), seed, wrong=0, back=0).acts]
    assert not any(isinstance(effect, Rejected) for act in calm for effect in act.effects)


def test_the_same_seed_walks_the_same_way() -> None:
    assert walk_through(repeated(), 7) == walk_through(repeated(), 7, reloading=True)
    assert walk_through(repeated(), 7) != walk_through(repeated(), 8)


def test_where_no_answer_fits_the_place_is_told_and_what_was_tried() -> None:
    walk = walk_through(flow_of("{type: integer, name: q, constraint: '. > 5 and . < 3'}"), 1)
    assert walk.filed is None
    assert walk.stuck is not None and walk.stuck.startswith("q: constraint '. > 5 and . < 3'; tried ")
    assert told(walk)[-1] == f"Stuck at {walk.stuck}"


def test_what_cannot_be_answered_is_skipped_if_it_may_be() -> None:
    question = "{type: integer, name: q, constraint: '. > 5 and . < 3'}".replace("name: q", "name: q, label: {en: Q}")
    assert walk_through(small(f"  - {question}"), 1).filed is not None


def test_a_flow_in_a_language_we_do_not_speak_is_walked_too() -> None:
    revision = small("  - {type: integer, name: q, label: {sw: Wangapi}, required: yes}", languages="[sw]")
    assert walk_through(revision, 1).filed is not None


def test_a_walk_is_told_in_lines() -> None:
    walk = walk_through(flow_of("{type: select_one abc, name: q}"), 3, wrong=0, back=0)
    lines = told(walk)
    assert lines[0].startswith("1. q: ") and lines[0].endswith("(taken)")
    assert lines[-2:] == [f"Filed after {len(walk.acts)} turns:", f"  q: {walk.filed.content['q']['value']}"]


PATTERNS = [r"^(a|b)+c?\1$", r"\d{2,}[^a-z]\w\s.", r"(?i)[A-F0-9]{8}", "(", r"(?<=x)y", "[", r"\p{Q}", "[^\x00-\xff]"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_is_drawn_for_any_pattern_or_none(pattern: str) -> None:
    assert all(isinstance(matching(pattern, Random(seed)), str | None) for seed in range(20))
