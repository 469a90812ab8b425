"""Filed answers put through another revision."""

from datetime import UTC, datetime
from typing import Any

import pytest

from flows.context import Context
from flows.definition import Choice, Flow, Group, Question
from flows.renaming import carried, names_of
from flows.replaying import Refusal, Why, replay
from flows.revision import Revision
from texts.locale import voice

AT = "2014-10-22T12:00:00+00:00"
CONTEXT = Context(datetime.fromisoformat(AT), UTC, voice("en"))


def question(name: str, type: str = "text", **more: Any) -> Question:
    return Question.model_validate({"type": type, "name": name, "label": {"en": name}, **more})


def flow(*items: Question | Group, choices: str = "march vigil") -> Flow:
    kinds = tuple(Choice(name=each, label={"en": each}) for each in choices.split())
    return Flow(key="street", title={"en": "Street"}, languages=("en",), default_language="en", files="action",
                items=items, choice_lists={"kinds": kinds})  # fmt: skip


KIND = question("kind", "select_one", list_name="kinds")
BEFORE = flow(question("story"), question("people", "integer"), KIND)
ANSWERS = {"story": "Long ago", "people": 12, "kind": "march"}


def refused(after: Flow, before: Flow = BEFORE, **answers: Any) -> list[tuple[str, Why]]:
    told = {**ANSWERS, **answers}
    content = {
        name: each if isinstance(each, list) else {"value": each, "at": AT}
        for name, each in told.items()
        if each is not None
    }
    names = names_of([before, after])[0]
    asked = {names.questions[each.name] for each in before.questions()}
    found = replay(Revision.of(after), carried(content, names), asked, CONTEXT, AT)
    assert all(isinstance(each, Refusal) for each in found)
    return [(each.question, each.why) for each in found]


def test_the_same_revision_refuses_nothing() -> None:
    assert refused(BEFORE) == []


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (flow(question("people", "integer"), KIND), ("story", Why.GONE)),
        (flow(question("story", retired=True), question("people", "integer"), KIND), ("story", Why.RETIRED)),
        (flow(question("story", relevant="${people} > 12"), question("people", "integer"), KIND), None),
        (flow(question("story"), question("people", "integer", constraint=". > 12"), KIND), ("people", Why.CONSTRAINT)),
        (flow(question("story", "integer"), question("people", "integer"), KIND), ("story", Why.TYPE)),
        (flow(*BEFORE.items, choices="vigil"), ("kind", Why.CHOICE)),
        (flow(*BEFORE.items, question("weather", required=True)), None),
        (flow(question("words", was="story"), *BEFORE.items[1:]), None),
    ],
)
def test_what_is_refused_and_why(after: Flow, why: tuple[str, Why] | None) -> None:
    assert refused(after) == ([("story", Why.NOT_ASKED)] if after.items[0].relevant else [why] if why else [])


def test_left_empty_where_an_answer_is_wanted_now() -> None:
    after = flow(question("words", was="story", required=True), *BEFORE.items[1:])
    assert refused(after, story=None) == [("words", Why.REQUIRED)]
    assert refused(after) == []


def test_answers_of_instances_are_told_once() -> None:
    def training(**more: Any) -> Flow:
        return flow(Group(type="repeat", name="trainings", items=(question("people", "integer", **more),)))

    told = [{"people": {"value": each, "at": AT}} for each in (5, 50, 70)]
    answers = {"story": None, "people": None, "kind": None, "trainings": told}
    assert refused(training(), training(), **answers) == []
    assert refused(training(constraint=". < 10"), training(), **answers) == [("people", Why.CONSTRAINT)]
