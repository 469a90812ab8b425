"""Counts of questions add up, before and after they are folded."""

from datetime import timedelta

from storage.database import Database
from storage.question_health_store import HealthRow, bucket_of
from storage.stores import Stores
from tests.support.databases import BEGINNING

DAY = BEGINNING.date()


def test_buckets_double() -> None:
    assert [bucket_of(each) for each in (0, 0.9, 1, 2, 3, 4, 59, 60, 1e9, -5)] == [0, 0, 1, 2, 2, 3, 6, 6, 20, 0]


async def test_counts_add_up_and_stay_when_folded(database: Database) -> None:
    def act(stores: Stores) -> None:
        revision = stores.flows.publish("action", "{}", "0", None, stores.now).id
        for seconds in (3, 3, 40):
            bucket = bucket_of(seconds)
            stores.question_health.add(
                [
                    HealthRow(revision, "title", DAY, bucket, shown=1, answered=1),
                    HealthRow(revision, "place", DAY, shown=2, refused=1, abandoned=1),
                ]
            )
        stores.question_health.add([])
        sums = stores.question_health.of([revision])
        assert sums == [
            HealthRow(revision, "place", DAY, shown=6, refused=3, abandoned=3),
            HealthRow(revision, "title", DAY, 2, shown=2, answered=2),
            HealthRow(revision, "title", DAY, 6, shown=1, answered=1),
        ]
        assert stores.question_health.fold(DAY) == 0
        assert stores.question_health.fold(DAY + timedelta(days=1)) == 2
        assert stores.question_health.of([revision]) == sums
        assert stores.question_health.fold(DAY + timedelta(days=1)) == 0
        assert stores.question_health.of([revision], DAY + timedelta(days=1)) == []

    await database.run(act)
