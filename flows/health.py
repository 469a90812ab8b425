"""How questions fare in one session: counted beside its answers, told without a trace of who answered. Pure.

A question counts once in a session, each instance of a repeat for itself: as answered or skipped the first time, and
from then on each other answer is a correction. What stands when the session ends without a report was abandoned there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flows.effects import Accepted, Effect, Rejected
from flows.session import Response, Session

REVIEW_CARD = ""
"""Where somebody stopped who was asked nothing any more, but did not file."""

_SHOWN_AT, _TOOK, _SKIPPED, _REFUSED, _CORRECTED = range(5)
_UNANSWERED = -1


@dataclass(frozen=True, slots=True)
class Fared:
    """How one question, by name, fared in one session. `seconds`: from its first card to its first answer, None if
    there was none."""

    question: str
    shown: int = 1
    answered: int = 0
    skipped: int = 0
    refused: int = 0
    corrected: int = 0
    abandoned: int = 0
    seconds: int | None = None


def begun(session: Session) -> Session:
    """A session whose questions are counted from now on."""
    return replace(session, health=_standing({}, session.question, 0))


def counted(before: Session, after: Session, effects: Iterable[Effect], now: datetime) -> Session:
    """The session after a turn, with what came of it counted, if it is counted at all."""
    if before.health is None:
        return after
    at = max(0, int((now - datetime.fromisoformat(before.started_at)).total_seconds()))
    health = dict(before.health)
    for effect in effects:
        if isinstance(effect, Rejected) and effect.question is not None:
            health[effect.question] = _one_more(health.get(effect.question), _REFUSED, at)
        elif isinstance(effect, Accepted):
            health[effect.question] = _accepted(health.get(effect.question), effect.question, before, after, at)
    return replace(after, health=_standing(health, after.question, at))


def fared(health: Mapping[str, Sequence[int]] | None, question: str | None, *, abandoned: bool) -> list[Fared]:
    """How the questions of a session fared, now that it ends: with a report, or `abandoned` where it stands.

    `health`, `question`: as in the session, or in its JSON.
    """
    if health is None:
        return []
    found = [_told(key, entry, abandoned and key == question) for key, entry in health.items()]
    if abandoned and question is None:
        found.append(Fared(REVIEW_CARD, abandoned=1))
    return found


def _told(key: str, entry: Sequence[int], abandoned: bool) -> Fared:
    _at, took, skipped, refused, corrected = entry
    answered = took != _UNANSWERED
    return Fared(
        question=key.rpartition("/")[2].partition("[")[0],
        answered=int(answered and not skipped),
        skipped=int(answered and bool(skipped)),
        refused=refused,
        corrected=corrected,
        abandoned=int(abandoned),
        seconds=took if answered else None,
    )


def _standing(
    health: Mapping[str, tuple[int, ...]], question: str | None, at: int
) -> Mapping[str, tuple[int, ...]]:
    """The counts once this question stands; the first time it is shown."""
    return health if question is None or question in health else {**health, question: _fresh(at)}


def _accepted(
    entry: tuple[int, ...] | None, question: str, before: Session, after: Session, at: int
) -> tuple[int, ...]:
    entry = entry or _fresh(at)
    new = after.responses.get(question)
    if entry[_TOOK] == _UNANSWERED:
        earlier = before.responses.get(question)
        answered = _changed(entry, _TOOK, at - entry[_SHOWN_AT])
        first = _changed(answered, _SKIPPED, int(new is not None and new.skipped))
        return first if earlier is None or _same(earlier, new) else _one_more(first, _CORRECTED, at)
    old = before.responses.get(question) or before.kept.get(question)
    return entry if _same(old, new) else _one_more(entry, _CORRECTED, at)


def _same(old: Response | None, new: Response | None) -> bool:
    return old is None or new is None or (old.value, old.qualifier, old.skipped) == (
        new.value, new.qualifier, new.skipped,
    )  # fmt: skip


def _fresh(at: int) -> tuple[int, ...]:
    return at, _UNANSWERED, 0, 0, 0


def _one_more(entry: tuple[int, ...] | None, place: int, at: int) -> tuple[int, ...]:
    entry = entry or _fresh(at)
    return _changed(entry, place, entry[place] + 1)


def _changed(entry: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return *entry[:place], value, *entry[place + 1 :]
