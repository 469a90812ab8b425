"""Answers in wordings: ${name} in labels, hints, messages and choices; emphasis beside them."""

import pytest

from flows.effects import Rejected
from flows.inputs import Verb
from flows.revision import Revision
from tests.support.engine import Respondent
from tests.support.engine_world import small
from texts.emphasis import Marked


@pytest.fixture(scope="module")
def family() -> Revision:
    return small(
        """
  - {type: text, name: who, label: {en: "**Who** came?"}}
  - {type: text, name: secret, label: {en: Secret}, sensitive: true}
  - {type: integer, name: age, label: {en: "# Age\\nHow old is *${who}*?"}, hint: {en: "Not ${secret}."}, required: yes,
     constraint: ". > 3", constraint_message: {en: "Is *${who}* so young?"}, required_message: {en: "Of ${who} too."}}
  - {type: select_one kin, name: kin, label: {en: "Whose child is ${who}?"}}
  - {type: note, name: so, label: {en: "So: ${kin}."}}
  - {type: repeat, name: visits, label: {en: "Visit to ${who}"}, items: [
      {type: text, name: day, label: {en: When?}}, {type: text, name: gift, label: {en: "What gift on ${day}?"}}]}
choice_lists:
  kin: [{name: hers, label: {en: "**${who}** is mine"}}, {name: other, label: {en: "Like ${kin}"}}]
"""
    )


def test_answers_stand_in_labels_hints_messages_and_choices(family: Revision) -> None:
    amina = Respondent(family).sees("Who came?").says("B*b*").says("pin").sees("Age\nHow old is B*b*?").sees("Not •••.")
    label = amina.card.view.label
    assert isinstance(label, Marked) and label.html == "<b>Age</b>\nHow old is <i>B*b*</i>?"
    refused = amina.says("2").effects[0]
    assert isinstance(refused, Rejected) and refused.params["message"].html == "Is <i>B*b*</i> so young?"
    skipped = amina.does(Verb.SKIP).effects[0]
    assert isinstance(skipped, Rejected) and skipped.params["message"] == "Of B*b* too."
    amina.says("9").sees("Whose child is B*b*?")
    assert amina.card.buttons == ["B*b* is mine", "Like –"], "a label that names its own question names no answer"
    amina.says("B*b* is mine").sees("So: B*b* is mine.").says("Monday").sees("What gift on Monday?").says("Tea")
    amina.taps("Add another").says("Friday")
    gift = amina.card.view.label
    assert gift == "Visit to B*b* 2: What gift on Friday?" and not isinstance(gift, Marked)
    amina.says("Bread").taps("No, go on")
    assert amina.lines["Age How old is B*b*?"] == "9" and amina.lines["Visit to B*b* 1"] == "Monday, Tea"


def test_labels_that_name_each_other_come_to_an_end() -> None:
    names = [f"q{number}" for number in range(30)]
    asked = "\n".join(f"  - {{type: select_one l{name}, name: {name}, label: {{en: '${{{name}}}'}}}}" for name in names)
    following = [*names[1:], names[0]]
    lists = "\n".join(
        f"  l{name}: [{{name: a, label: {{en: '${{{other}}} ${{{other}}}'}}}}]"
        for name, other in zip(names, following, strict=True)
    )
    amina = Respondent(small(f"{asked}\nchoice_lists:\n{lists}"))
    for _ in names:
        amina.does(Verb.CHOOSE, 0)
    assert amina.session.question is None and amina.lines
