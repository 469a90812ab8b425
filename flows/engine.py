"""The pure heart: revision, session, input and context go in; the next session and its effects come out.

Nothing here raises on any input: what does not fit is a `Rejected` or an `AlreadyNoted`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.answers import WANTED, examine
from flows.attaching import attach
from flows.context import Context
from flows.definition import ATTACHED_TYPES, QuestionType
from flows.effects import AlreadyNoted, Effect, RejectionCode
from flows.facts import Facts
from flows.inputs import Attached, Given, Located, Tapped
from flows.limits import FILES_MAX
from flows.outcomes import Taken
from flows.places import locate
from flows.revision import Compiled, Revision
from flows.session import Response, Responses, Session, State
from flows.taps import tap
from flows.turns import Turn
from flows.typed import typed
from flows.values import coerce


@dataclass(frozen=True, slots=True)
class Advance:
    """The session after a turn, and what the turn produced, in order."""

    session: Session
    effects: tuple[Effect, ...]


def start(revision: Revision, context: Context, *, known: Mapping[str, Any] | None = None) -> Advance:
    """Begin a session. `known` (default: the context's) holds answers known beforehand, by question or core field:
    text as a calculation would give it, a list of attachment ids, or a ready Response; what does not fit is left out.
    """
    session = Session(revision.flow.key, revision.id, context.voice.language, context.now.isoformat())
    session = _knowing(revision, session, context, context.known if known is None else known)
    turn = Turn(revision, session, context)
    turn.go_on()
    begun = replace(turn.session(), version=0, trail=())
    return Advance(begun, tuple(turn.effects))


def advance(revision: Revision, session: Session, given: Given, context: Context) -> Advance:
    """One turn of a session. Pure, and never raises on any input."""
    if session.state is State.FILED:
        return Advance(session, (AlreadyNoted(),))
    turn = Turn(revision, session, context)
    if isinstance(given, Tapped):
        tap(turn, given)
    elif isinstance(given, Attached):
        attach(turn, given)
    elif isinstance(given, Located):
        _located(turn, given)
    else:
        typed(turn, given.text)
    return Advance(turn.session(), tuple(turn.effects))


def _located(turn: Turn, located: Located) -> None:
    current = turn.current
    if current is None:
        return turn.reject(RejectionCode.USE_REVIEW, kind="location")
    if current.type is not QuestionType.GEOPOINT:
        return turn.reject(WANTED[current.type], kind="location")
    return locate(turn, current, located)


def relabel(session: Session, language: str) -> Session:
    """The session in another language, wherever it stands."""
    return replace(session, language=language)


def _knowing(revision: Revision, session: Session, context: Context, known: Mapping[str, Any]) -> Session:
    """The session with the known answers put in, in the flow's order, each held against its constraint."""
    for compiled in _knowable(revision, known):
        if not compiled.asked and compiled.type is not QuestionType.HIDDEN:
            continue
        given = known.get(compiled.name, known.get(compiled.question.fills or ""))
        if given is None:
            continue
        response = _known_response(compiled, given, Facts(revision, session, context))
        if response is not None:
            responses = Responses.of(session.responses).with_answer(compiled.name, response)
            session = replace(session, responses=responses, known=(*session.known, compiled.name))
    return session


def _knowable(revision: Revision, known: Mapping[str, Any]) -> Sequence[Compiled]:
    """The flow's questions, and of repeats every instance that something is known of."""
    if not revision.repeats:
        return revision.questions
    named = (each for key in known if (each := revision.by_name.get(key)) is not None)
    return sorted({each.name: each for each in (*revision.questions, *named)}.values(), key=lambda each: each.position)


def _known_response(compiled: Compiled, given: Any, facts: Facts) -> Response | None:
    if isinstance(given, Response):
        return given
    at = facts.session.started_at
    if compiled.type in ATTACHED_TYPES:
        return Response(list(given)[:FILES_MAX], at) if isinstance(given, list | tuple) and given else None
    text = given if isinstance(given, str) else " ".join(given) if isinstance(given, list | tuple) else str(given)
    value = coerce(compiled, text, facts)
    outcome = None if value is None else examine(compiled, Taken(value, sure=True), facts)
    return Response(outcome.value, at, outcome.qualifier) if isinstance(outcome, Taken) else None
