"""What becomes of an answer on its way: taken, asked back about (`session.Check`), or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.effects import RejectionCode
from flows.session import Check
from texts.numbers import Qualifier


@dataclass(frozen=True, slots=True)
class Taken:
    """A typed answer. `sure`: the person has confirmed what seemed odd about it."""

    value: Any
    qualifier: Qualifier | None = None
    words: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an answer is not taken."""

    code: RejectionCode
    params: Mapping[str, Any] = field(default_factory=dict)


Outcome = Taken | Check | Refusal
