"""Conditions in the words of the flow."""

import pytest

from flows.conditions import condition_words
from flows.reading import catalog, read_flow
from texts.locale import voice

FLOW = read_flow("""
key: training
title: {en: Training, fr: Formation}
default_language: en
files: action
items:
  - {type: select_one kinds, name: kind, label: {en: What was it?}, line: {en: Kind, fr: Genre}}
  - {type: select_multiple kinds, name: more, label: {en: Other kinds}}
  - {type: integer, name: people, label: {en: How many came?}}
choice_lists:
  kinds:
    - {name: vigil, label: {en: A vigil, fr: Une veillée}}
    - {name: talk, label: {en: A talk}}
""")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("${kind} = 'vigil'", "Kind is A vigil"),
        ("'vigil' != ${kind}", "Kind is not A vigil"),
        ("selected(${kind}, 'talk')", "Kind is A talk"),
        ("selected(${more}, 'talk')", "Other kinds includes A talk"),
        ("${people} >= 10", "How many came? is at least 10"),
        ("10 < ${people}", "How many came? is more than 10"),
        ("${people} < 2.5", "How many came? is less than 2.5"),
        ("${people} != ''", "How many came? is answered"),
        ("${kind} = ''", "Kind is not answered"),
        ("not(${kind} = 'talk') and ${people} > 3", "not (Kind is A talk), and How many came? is more than 3"),
        ("${kind} = 'talk' or ${kind} = 'vigil'", "Kind is A talk, or Kind is A vigil"),
        ("${kind} = 'gone'", "Kind is gone"),
        ("${nothing} = 'x'", "nothing is x"),
        ("count(${people}) > 2", "count(“How many came?”) > 2"),
        ("this is ( no condition", "this is ( no condition"),
    ],
)
def test_a_condition_is_told_in_the_words_of_its_questions_and_choices(condition: str, words: str) -> None:
    assert condition_words(condition, FLOW, voice("en"), "en") == words


def test_what_is_not_translated_is_told_in_the_flows_own_language() -> None:
    assert "Genre" in condition_words("${kind} = 'vigil'", FLOW, voice("fr"), "fr")
    assert "A talk" in condition_words("${kind} = 'talk'", FLOW, voice("fr"), "fr")


def test_a_looked_up_column_stands_for_the_choices_that_have_it() -> None:
    told = condition_words("${counts} = 'people_trained'", catalog()["action"], voice("en"), "en")
    assert told.startswith("Activity is ")
    assert "Training or workshop" in told
