"""The end of a session, as far as its questions are concerned: what it counted is added up, without a trace of whose it
was.
"""

from collections.abc import Iterable
from uuid import UUID

import orjson

from flows.health import Fared, fared
from flows.session import Session
from storage.question_health_store import NOT_TIMED, HealthRow, bucket_of
from storage.session_store import DRAFTS, SessionRow
from storage.stores import Stores


def count_filed(stores: Stores, revision_id: UUID, session: Session) -> None:
    """Add what a session counted that ends with a report."""
    _add(stores, revision_id, fared(session.health, session.question, abandoned=False))


def count_abandoned(stores: Stores, row: SessionRow) -> None:
    """Add what a draft counted that nobody came back to. `row`: as it was, with its state."""
    if row.state is not None and row.status in DRAFTS:
        state = orjson.loads(row.state)
        _add(stores, row.revision_id, fared(state.get("health"), state.get("question"), abandoned=True))


def _add(stores: Stores, revision_id: UUID, found: Iterable[Fared]) -> None:
    """In one statement; nothing if nothing was counted."""
    today = stores.now.date()
    rows = [
        HealthRow(
            revision_id=revision_id,
            question=each.question,
            day=today,
            bucket=NOT_TIMED if each.seconds is None else bucket_of(each.seconds),
            shown=each.shown,
            answered=each.answered,
            skipped=each.skipped,
            refused=each.refused,
            corrected=each.corrected,
            abandoned=each.abandoned,
        )
        for each in found
    ]
    if rows:
        stores.question_health.add(rows)
