"""Choices ticked in a session from outside of the conversation, wherever it stands."""

from dataclasses import replace
from typing import Any

import pytest

from flows.engine import start
from flows.reading import catalog
from flows.revision import Revision
from flows.session import Asking, Response, Session
from flows.ticking import tick, ticked
from tests.support.engine_world import world

OUTCOME = Revision.of(catalog()["outcome"])
CONTEXT = world("en")


def outcome(*linked: str) -> Session:
    return start(OUTCOME, CONTEXT, known={"led_to": Response([*linked], "2014-10-22T12:00:00+00:00")}).session


@pytest.mark.parametrize(
    ("before", "more", "after"),
    [
        (["A"], ["A", "B"], ("A", "B")),
        (["A"], ["B", "C"], ("A", "B", "C")),
        (["none"], ["B"], ("B",)),  # "None of these" stands alone
    ],
)
def test_more_are_linked_and_the_question_that_stands_still_does(before: Any, more: Any, after: Any) -> None:
    session = outcome(*before)
    ended = tick(OUTCOME, session, "led_to", more, CONTEXT).session
    assert ticked(OUTCOME, ended, "led_to") == after
    assert (ended.question, ended.state, ended.version) == (session.question, session.state, session.version + 1)


def test_what_is_ticked_already_changes_nothing() -> None:
    session = outcome("A", "B")
    assert tick(OUTCOME, session, "led_to", ["B"], CONTEXT).session is session
    assert tick(OUTCOME, session, "stems_from", ["B"], CONTEXT).session is session
    assert ticked(OUTCOME, session, "stems_from") == ()


def test_a_question_that_stands_is_answered_by_it_with_what_was_ticked_so_far() -> None:
    name = next(each.name for each in OUTCOME.answerable if each.question.fills == "led_to")
    session = start(OUTCOME, CONTEXT, known={}).session
    standing = replace(session, question=name, asking=Asking(selected=("A",)))
    ended = tick(OUTCOME, standing, "led_to", ["A", "B"], CONTEXT).session
    assert ticked(OUTCOME, ended, "led_to") == ("A", "B") and ended.question == session.question
