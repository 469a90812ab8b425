"""A respondent drawn by chance walks through a flow, doing only what a person can do, to its end or until stuck.

Now and then the respondent answers wrongly, goes back, or changes a line of the review card. The same seed walks the
same way. Every walk ends: after so many turns nobody errs any more, and after twice as many it is given up.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime

from flows.context import Context
from flows.engine import advance, start
from flows.revision import Revision
from flows.session import Session
from flows.walking.respondent import Respondent
from flows.walking.walk import Act, Walk, told
from texts.locale import SOURCE_LANGUAGE, best, voice

__all__ = ["Act", "Walk", "told", "walk_through"]

A_DAY = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)  # a Tuesday, where no context says which day it is
_TURNS = 400  # and so many for each question


def walk_through(
    revision: Revision,
    seed: int = 0,
    *,
    language: str | None = None,
    wrong: float = 0.1,
    back: float = 0.05,
    context: Context | None = None,
    reloading: bool = False,
) -> Walk:
    """Walk through a revision in a language (default: the flow's). `wrong`, `back`: how likely a turn is a wrong
    answer, or a step back. `context`: its clock, zone and tables; its voice only where no language is named.
    `reloading`: the session is saved and opened again between any two turns, as in the chat.
    """
    wanted = language or (context.voice.language if context else revision.flow.default_language)
    spoken = voice(best(wanted, SOURCE_LANGUAGE), context.country if context else None)
    around = replace(context or Context(A_DAY, UTC, spoken, person_name="Amina"), voice=spoken)
    session = start(revision, around).session
    respondent = Respondent(revision, around, seed, wrong, back)
    patience = _TURNS + 8 * len(revision.instances.templates) * (20 if revision.repeats else 1)
    acts: list[Act] = []
    for turn in range(2 * patience):
        given = respondent.answer(session, calm=turn >= patience)
        if given is None:
            return Walk(None, tuple(acts), respondent.stuck)
        advanced = advance(revision, session, given, around)
        acts.append(Act(session.question, given, advanced.effects))
        respondent.sees(session, given, advanced.effects)
        if acts[-1].filing is not None:
            return Walk(acts[-1].filing, tuple(acts), None)
        session = _reloaded(advanced.session) if reloading else advanced.session
    return Walk(None, tuple(acts), f"{session.question or 'the review card'}: no end after {2 * patience} turns")


def _reloaded(session: Session) -> Session:
    return Session.from_json(json.loads(json.dumps(session.to_json())))
