"""Answers from elsewhere to a flow with a repeat."""

from datetime import UTC, datetime

from flows.context import Context
from flows.effects import Filing
from flows.importing import filed_from
from flows.reading import read_flow
from flows.revision import Revision
from texts.locale import voice

TRAININGS = """
key: trainings
title: {en: Trainings}
default_language: en
files: action
items:
  - type: repeat
    name: trainings
    label: {en: Training}
    items:
      - {type: integer, name: people, label: {en: "How many?"}, required: yes, figure: trained, basis: people,
         measure: in_period}
      - {type: text, name: city, label: {en: "Where?"}}
  - {type: integer, name: sum_of_all, label: {en: "In all?"}, constraint: ". = sum(${people})"}
"""
CONTEXT = Context(now=datetime(2014, 10, 22, tzinfo=UTC), zone=UTC, voice=voice("en"))


def filed(**answers: object) -> tuple[Filing | None, list[str]]:
    return filed_from(Revision.of(read_flow(TRAININGS)), answers, CONTEXT)


def test_each_instance_comes_in_with_its_figure() -> None:
    filing, problems = filed(trainings=[{"people": 12, "city": "Fes"}, {"people": 31}], sum_of_all=43)
    assert problems == []
    assert filing is not None
    assert [(each.question, each.value) for each in filing.figures] == [
        ("trainings[1]/people", 12),
        ("trainings[2]/people", 31),
    ]
    assert [list(each) for each in filing.content["trainings"]] == [["people", "city"], ["people"]]


def test_no_instance_at_all() -> None:
    filing, problems = filed(trainings=[])
    assert problems == []
    assert filing is not None
    assert filing.figures == ()


def test_what_is_wrong_is_named_with_its_instance() -> None:
    assert filed(trainings=[{"people": 12}, {"people": "many"}])[1] == ["trainings[2]/people: 'many' is no integer"]
    assert filed(trainings=[{"people": 12}, {}])[1] == ["trainings[2]/people: required"]
    assert filed(trainings=[{"people": 12, "votes": 3}])[1] == [
        "trainings[1]/votes: there is no such question in trainings"
    ]
    assert filed(trainings={"people": 12})[1][0] == "trainings: give a list, of each instance its answers by question"
    assert filed(trainings=[{"people": 1}], sum_of_all=2)[1] == ["sum_of_all: constraint"]
    assert filed(**{"trainings[2]": "yes"})[1] == ["trainings[2]: there is no such question in trainings"]
