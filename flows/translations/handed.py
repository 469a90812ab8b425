"""What translators handed back, whatever file it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.problems import Problem


@dataclass(frozen=True, slots=True)
class Translation:
    """`source`: what the translator had before them, None if the file does not say. `unsure`: marked as not done."""

    words: str
    source: str | None = None
    unsure: bool = False


@dataclass(frozen=True)
class HandedBack:
    """The translations of one file by language and key of the string (`strings.String.key`). `flow`: the key of the
    flow they were made for, if the file says it. `problems`: why nothing could be read."""

    by_language: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    flow: str | None = None
    problems: tuple[Problem, ...] = ()
