"""How the questions of a flow fare: where people stop, skip, are refused, correct themselves, take long. Pure.

Made of sums of sessions; of whom they are nobody can tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from flows.definition import Flow
from flows.health import REVIEW_CARD
from texts.locale import Voice

_DOUBT = 5  # so many showings weigh against what happened only now and then
_WEIGHTS = {"abandoned": 3.0, "refused": 1.0, "corrected": 1.0, "skipped": 0.5}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STILL_SECONDS, _STILL_MINUTES, _STILL_HOURS = 90, 90 * _MINUTE, 36 * _HOUR


class Counted(Protocol):
    """One sum that was stored. `bucket`: its answers took less than 2 to this power seconds; below 0: not timed."""

    @property
    def question(self) -> str: ...
    @property
    def bucket(self) -> int: ...
    @property
    def shown(self) -> int: ...
    @property
    def answered(self) -> int: ...
    @property
    def skipped(self) -> int: ...
    @property
    def refused(self) -> int: ...
    @property
    def corrected(self) -> int: ...
    @property
    def abandoned(self) -> int: ...


@dataclass(frozen=True, slots=True)
class QuestionHealth:
    """How one question fares, in all sessions that ended. `seconds`: the median from its first card to its first
    answer, as far as buckets that double can tell; None if nobody has answered it."""

    question: str
    shown: int
    answered: int
    skipped: int
    refused: int
    corrected: int
    abandoned: int
    seconds: float | None

    @property
    def trouble(self) -> float:
        """What goes wrong each time it is shown; what was hardly ever shown weighs little."""
        return sum(weight * getattr(self, name) for name, weight in _WEIGHTS.items()) / (self.shown + _DOUBT)


def health_of(rows: Iterable[Counted]) -> list[QuestionHealth]:
    """Every question that was shown, the one with most trouble first."""
    by_question: dict[str, list[Counted]] = {}
    for row in rows:
        by_question.setdefault(row.question, []).append(row)
    found = (_summed(question, of_it) for question, of_it in by_question.items())
    return sorted(found, key=lambda each: (-each.trouble, -(each.seconds or 0), each.question))


def _summed(question: str, rows: Sequence[Counted]) -> QuestionHealth:
    times: dict[int, int] = {}
    for row in rows:
        if row.bucket >= 0:
            times[row.bucket] = times.get(row.bucket, 0) + row.answered + row.skipped
    return QuestionHealth(
        question=question,
        shown=sum(row.shown for row in rows),
        answered=sum(row.answered for row in rows),
        skipped=sum(row.skipped for row in rows),
        refused=sum(row.refused for row in rows),
        corrected=sum(row.corrected for row in rows),
        abandoned=sum(row.abandoned for row in rows),
        seconds=median(times),
    )


def median(times: Mapping[int, int]) -> float | None:
    """The median, in seconds, of so many times in each bucket; inside its bucket they count as evenly spread."""
    half, before = sum(times.values()) / 2, 0
    for bucket, count in sorted(times.items()):
        if count and before + count >= half:
            low, high = (2 ** (bucket - 1), 2**bucket) if bucket else (0, 1)
            return low + (high - low) * (half - before) / count
        before += count
    return None


def called(question: str, flow: Flow, language: str) -> str:
    """What people know the question by, else its name."""
    found = next((each for each in flow.questions() if each.name == question), None)
    words = (found.line or found.label) if found else {}
    return words.get(language) or words.get(flow.default_language) or question


def health_line(health: QuestionHealth, flow: Flow, voice: Voice, language: str) -> str:
    """One question in words: "How many people came?: shown 40 times, answered 31, ..., about 12 s"."""
    if health.question == REVIEW_CARD:
        return voice("The review card: {n} stopped there without filing", n=health.abandoned)
    counts = [
        voice("answered {n}", n=health.answered),
        *([voice("skipped {n}", n=health.skipped)] if health.skipped else []),
        *([voice("refused {n}", n=health.refused)] if health.refused else []),
        *([voice("corrected {n}", n=health.corrected)] if health.corrected else []),
        *([voice("stopped here {n}", n=health.abandoned)] if health.abandoned else []),
        *([time_words(health.seconds, voice)] if health.seconds is not None else []),
    ]
    label = called(health.question, flow, language)
    return voice("{label}: shown {n}, {counts}", label=label, n=health.shown, counts=voice.listed(counts))


def time_words(seconds: float, voice: Voice) -> str:
    """About how long: "about 12 s", "about 3 min"."""
    if seconds < _STILL_SECONDS:
        return voice("about {n} s", n=max(1, round(seconds)))
    if seconds < _STILL_MINUTES:
        return voice("about {n} min", n=round(seconds / _MINUTE))
    if seconds < _STILL_HOURS:
        return voice("about {n} h", n=round(seconds / _HOUR))
    return voice.plural("about {n} day", "about {n} days", round(seconds / _DAY))
