"""What of a draft a second admin has to agree to before it is published: an answer that is protected no longer, and a
flow that more people may begin.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from flows.definition import Flow, Question


@dataclass(frozen=True, slots=True)
class Widening:
    """One such difference. `subject`: the question's name, or the roles that come in, by commas. `key` knows it again;
    it is another one once the question asks something else, because then something else was agreed to.
    """

    kind: Literal["sensitive", "audience"]
    subject: str
    key: str


def needs_approval(old: Flow | None, new: Flow) -> tuple[Widening, ...]:
    """What `new` opens that `old`, the published revision, does not; nothing for a flow that was never published."""
    if old is None:
        return ()
    return (*_audience(old, new), *_sensitive(old, new))


def _audience(old: Flow, new: Flow) -> Iterator[Widening]:
    further = sorted(set(new.audience) - set(old.audience))
    if further:
        subject = ",".join(further)
        yield Widening("audience", subject, f"audience:{subject}")


def _sensitive(old: Flow, new: Flow) -> Iterator[Widening]:
    protected = {question.name for question in old.questions() if question.sensitive}
    for question in new.questions():
        if not question.sensitive and (question.name in protected or question.was in protected):
            yield Widening("sensitive", question.name, f"sensitive:{question.name}:{_mark(question)}")


def _mark(question: Question) -> str:
    """What was agreed to: the question as it is asked."""
    asked = json.dumps([question.name, question.type.value, question.label, question.hint], sort_keys=True)
    return blake2b(asked.encode(), digest_size=12).hexdigest()
