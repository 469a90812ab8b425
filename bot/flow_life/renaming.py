"""What was renamed, in what is stored: coded answers follow their choices, and a copy of an older report its questions.
"""

from uuid import UUID

from bot.flow_life.stored import Answers, revisions_answered
from flows.definition import Flow
from flows.renaming import Names, carried, names_of
from storage.stores import Stores


def recode(stores: Stores, flow: Flow) -> None:
    """Coded answers of all reports of a flow as its choices are called in the revision just published."""
    fields = {each.name: each.fills for each in flow.questions() if each.fills and each.list_name}
    answered = revisions_answered(stores, flow.key)
    if len(answered) < 2:
        return
    names = names_of([*answered.values(), flow])
    for question, field in fields.items():
        for old, new in _renamed(names, question).items():
            stores.recoding.rename(list(answered), field, old, new)


def as_asked_now(stores: Stores, flow: Flow, revision_id: UUID, content: Answers) -> Answers:
    """What was filed on an earlier revision, under the names that the published flow has for it."""
    answered = revisions_answered(stores, flow.key)
    if revision_id not in answered:
        return content
    names = dict(zip(answered, names_of([*answered.values(), flow]), strict=False))
    return carried(content, names[revision_id])


def _renamed(names: list[Names], question: str) -> dict[str, str]:
    """All names that choices of a question had, and have no more; by what they are called now."""
    now = set(names[-1].choices.get(question, ()))
    found: dict[str, str] = {}
    for each in names:
        was = next((name for name, last in each.questions.items() if last == question), None)
        told = each.choices.get(was or "", {})
        found |= {old: new for old, new in told.items() if old != new and old not in now}
    return found
