"""A flow written as YAML and read again is the same."""

import pytest
from hypothesis import given, settings

from flows.definition import Flow, Group, Question, QuestionType
from flows.reading import catalog, read_flow
from flows.writing import write_flow
from tests.support.random_flows import flows


@pytest.mark.parametrize("key", catalog())
def test_every_bundled_flow_comes_back(key: str) -> None:
    flow = catalog()[key]
    assert read_flow(write_flow(flow)) == flow


def test_a_group_comes_back_from_what_leaves_out_defaults() -> None:
    """Revisions are kept so."""
    asked = Question(type=QuestionType.TEXT, name="story", label={"en": "Story"})
    flow = catalog()["outcome"].model_copy(update={"items": (Group(name="about", items=(asked,)), Group(name="none"))})
    assert Flow.model_validate_json(flow.model_dump_json(exclude_defaults=True)) == flow
    assert read_flow(write_flow(flow)) == flow


@given(flows())
@settings(max_examples=25)
def test_any_flow_comes_back(flow: Flow) -> None:
    assert read_flow(write_flow(flow)) == flow
