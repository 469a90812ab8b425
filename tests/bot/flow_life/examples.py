"""A small flow, and others made of it."""

from typing import Any

from flows.definition import Choice, Flow, Question


def question(name: str, **more: Any) -> Question:
    return Question.model_validate({"type": "text", "name": name, "label": {"en": name.title()}, **more})


COLOURS = tuple(Choice(name=each, label={"en": each.title()}) for each in ("red", "green"))
STREET = Flow(
    key="street",
    title={"en": "Street action"},
    languages=("en",),
    default_language="en",
    files="action",
    audience=("staff",),
    items=(
        question("what"),
        question("people", type="integer", figure="people", basis="people", measure="in_period"),
        question("words", sensitive=True),
        question("colour", type="select_one", list_name="colours"),
    ),
    choice_lists={"colours": COLOURS},
)
ADDON = Flow(
    key="street+germany",
    title={"en": "Street action"},
    languages=("en",),
    default_language="en",
    files="action",
    extends="street",
    section="germany",
    items=(question("permit", label={"en": "Was there a permit?"}, relevant="${people} > 10"),),
)


def changed(flow: Flow, **columns: Any) -> Flow:
    """The flow with other columns of some questions: `people={"required": True}`."""
    items = (each.model_copy(update=columns.get(each.name, {})) for each in flow.items)
    return flow.model_copy(update={"items": tuple(items)})


def with_further(flow: Flow, *items: Question) -> Flow:
    return flow.model_copy(update={"items": (*flow.items, *items)})
