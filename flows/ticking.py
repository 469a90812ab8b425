"""Choices that something outside of the conversation ticks in a session, wherever it stands: the reports that an
outcome is linked to, when more of them are chosen. Pure.
"""

from collections.abc import Sequence

from flows.context import Context
from flows.engine import Advance
from flows.revision import Compiled, Revision
from flows.session import Response, Session
from flows.turns import Turn, ticked_before


def ticked(revision: Revision, session: Session, field: str) -> tuple[str, ...]:
    """The choices that the answer filling a core field holds, or held when it was taken back; none if there is none."""
    compiled = _filling(revision, field)
    if compiled is None:
        return ()
    return ticked_before(session.responses.get(compiled.name) or session.kept.get(compiled.name))


def tick(revision: Revision, session: Session, field: str, names: Sequence[str], context: Context) -> Advance:
    """The same session with these choices too; what does not go with them ("None of these") is ticked no more."""
    turn, compiled = Turn(revision, session, context), _filling(revision, field)
    if compiled is None:
        return Advance(session, ())
    stands = turn.is_current(compiled)
    before = turn.ticked(compiled) if stands else ticked(revision, session, field)
    if {*names} <= {*before} and not stands:
        return Advance(session, ())
    together = [*dict.fromkeys([*before, *names])]
    fitting = together if turn.facts.satisfies(compiled, together) else [*names]
    response = Response(fitting, context.now.isoformat())
    (turn.answer if stands else turn.put)(compiled, response)
    return Advance(turn.session(), tuple(turn.effects))


def _filling(revision: Revision, field: str) -> Compiled | None:
    return next((each for each in revision.answerable if each.question.fills == field), None)
