"""What of a question is set by one tap."""

from dataclasses import dataclass
from typing import Any

from bot.handlers.flows.opened import OpenedQuestion
from flows.definition import Question
from flows.editing import Act, Change, Remove
from flows.editing.applying import content_of, spot_of, value_of
from texts.locale import N_

# What is typed, by the index of its button.
FIGURE_TYPED, EXPRESSION_TYPED, CHOICES_TYPED = range(3)


@dataclass(frozen=True, slots=True)
class Setting:
    """A button on a question's card: what it sets, to what."""

    label: str
    attribute: str
    value: Any

    def offered(self, found: OpenedQuestion) -> bool:
        """Whether it would change anything: what was never published is taken out, anything else retired."""
        if self is TAKE_OUT:
            return not found.of.published(found.question.name)
        if self.attribute == "retired" and self.value and not found.of.published(found.question.name):
            return False
        return bool(value_of(found.question, self.attribute) != self.value)


TAKE_OUT = Setting(N_("Take it out"), "retired", None)
SETTINGS = (
    Setting(N_("Must be answered"), "required", True),
    Setting(N_("May be skipped"), "required", False),
    Setting(N_("Ask it by itself"), "ask", "always"),
    Setting(N_("Only when tapped at the end"), "ask", "review"),
    Setting(N_("Mark as sensitive"), "sensitive", True),
    Setting(N_("Not sensitive"), "sensitive", False),
    Setting(N_("Retire"), "retired", True),
    Setting(N_("Ask it again"), "retired", False),
    TAKE_OUT,
)


def taking_out(found: OpenedQuestion) -> list[Act]:
    """Takes a question out with the choices that no other one uses."""
    flow, question = found.of.flow, found.question
    spot = spot_of(flow, found.place)
    assert spot is not None  # it is there
    acts: list[Act] = [Remove(found.place, content_of(question), spot)]
    if question.list_name in flow.choice_lists and not _used_elsewhere(found, question):
        acts.append(Remove(("list", question.list_name), content_of(flow.choice_lists[question.list_name])))
    return acts


def _used_elsewhere(found: OpenedQuestion, question: Question) -> bool:
    others = (each for each in found.of.flow.questions() if each.name != question.name)
    published = found.of.revision.flow.choice_lists if found.of.revision else {}
    return question.list_name in published or any(each.list_name == question.list_name for each in others)


def changes_of(found: OpenedQuestion, values: dict[str, Any]) -> list[Act]:
    """The changes that give a question these attributes, without those it has."""
    standing = {name: value_of(found.question, name) for name in values}
    return [
        Change(found.place, name, standing[name], value) for name, value in values.items() if standing[name] != value
    ]
