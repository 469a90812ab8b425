"""From a filed report back to a session that stands on its review card, to be changed and filed anew.

Reopened and filed again without a change it files the same; what was derived and never touched is derived again, so
that it follows when an answer it hangs on is changed.
"""

from collections.abc import Mapping
from typing import Any

from flows.compiled import Compiled
from flows.context import Context
from flows.definition import QuestionType
from flows.facts import Facts
from flows.repeats import flat
from flows.revision import Revision
from flows.session import Response, Session, State


def reopen(revision: Revision, content: Mapping[str, Any], context: Context, started_at: str) -> Session:
    """The session. `content`: as filed (`Filing.content`); `started_at`: when it was first begun, ISO."""
    told = {key: each for key, each in flat(content, started_at).items() if key in revision.by_name}
    responses = {key: each for key, each in told.items() if not _derivable(revision.by_name[key])}
    session = Session(
        revision.flow.key, revision.id, context.voice.language, started_at, state=State.REVIEW, responses=responses
    )
    for compiled in Facts(revision, session, context, responses).layout.questions:
        response = _response(compiled, told.get(compiled.name), Facts(revision, session, context, responses))
        if response is not None:
            responses[compiled.name] = response
    return session


def _derivable(compiled: Compiled) -> bool:
    return compiled.derived is not None or compiled.literal is not None


def _response(compiled: Compiled, told: Response | None, facts: Facts) -> Response | None:
    """What the person answered; None where it is derived, or does not apply."""
    if not compiled.asked:  # what belongs to the filing stays (who, when), what follows from answers follows
        return None if compiled.type is QuestionType.CALCULATE else told
    asks = facts.asks(compiled)
    derived = None if asks else facts.derived(compiled)
    if told is None:  # left empty: always asked, or emptied although something was derived
        empty = facts.relevant(compiled) and (asks or derived is not None)
        return Response(None, facts.session.started_at, skipped=True) if empty else None
    return None if derived is not None and derived.value == told.value else told
