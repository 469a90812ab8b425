"""How the questions of a flow fare: counts by revision, question and day, with no trace of who answered.

A session's counts are added by one statement when it ends. Times are kept in buckets that double, so that a median can
be told of any sum of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from storage.prepared import Prepared
from storage.store import Store
from storage.tables import HEALTH_COUNTS, question_health

NOT_TIMED = -1
LAST_BUCKET = 20  # twelve days and longer
FOLD_LOCK = 0x68656C74  # "helt": one at a time
FOLDED = 5_000  # rows folded in one transaction at most


@dataclass(frozen=True, slots=True)
class HealthRow:
    """Counts to add. `bucket`: how long the answers took (`bucket_of`), or NOT_TIMED."""

    revision_id: UUID
    question: str
    day: date
    bucket: int = NOT_TIMED
    shown: int = 0
    answered: int = 0
    skipped: int = 0
    refused: int = 0
    corrected: int = 0
    abandoned: int = 0


KEYS = [question_health.c[name] for name in ("revision_id", "question", "day", "bucket")]
SUMS = [func.sum(question_health.c[name]).label(name) for name in HEALTH_COUNTS]
ADD = Prepared(insert(question_health))
OF_REVISIONS = (
    select(*KEYS, *SUMS)
    .where(question_health.c.revision_id.in_(bindparam("revisions", expanding=True)))
    .where(question_health.c.day >= bindparam("since"))
    .group_by(*KEYS)
    .order_by(*KEYS)
)
TWICE = (
    select(*KEYS)
    .where(question_health.c.day < bindparam("before"))
    .group_by(*KEYS)
    .having(func.count() > 1)
    .limit(bindparam("most"))
)
THESE = [column == bindparam(f"of_{column.name}") for column in KEYS]
ROWS = select(question_health.c.id, *(question_health.c[name] for name in HEALTH_COUNTS)).where(*THESE)
DROP = delete(question_health).where(question_health.c.id.in_(bindparam("ids", expanding=True)))


def bucket_of(seconds: float) -> int:
    """The bucket of a time: it is less than 2 to this power seconds."""
    return min(max(int(seconds), 0).bit_length(), LAST_BUCKET)


class QuestionHealthStore(Store):
    """Counts of questions."""

    def add(self, rows: Iterable[HealthRow]) -> None:
        """Add counts; cheap enough for the turn that ends a session."""
        names = HealthRow.__dataclass_fields__
        ADD.run_many(self.connection, [{name: getattr(each, name) for name in names} for each in rows])

    def of(self, revision_ids: Sequence[UUID], since: date = date.min) -> list[HealthRow]:
        """The sums by revision, question, day and bucket, from that day on (UTC)."""
        found = self.connection.execute(OF_REVISIONS, {"revisions": list(revision_ids), "since": since})
        return [HealthRow(*row[:4], *(int(each) for each in row[4:])) for row in found]

    def fold(self, before: date, most: int = FOLDED) -> int:
        """Make one row of those that count the same, of days before that one; how many sums were made."""
        self.one_at_a_time(FOLD_LOCK)
        keys = self.connection.execute(TWICE, {"before": before, "most": most}).all()
        for key in keys:
            rows = self.connection.execute(ROWS, {f"of_{name}": value for name, value in key._mapping.items()}).all()
            self.connection.execute(DROP, {"ids": [row.id for row in rows]})
            self.add([HealthRow(*key, *(sum(counts) for counts in zip(*(row[1:] for row in rows), strict=True)))])
        return len(keys)
