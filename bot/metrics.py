"""What `GET /metrics` tells Prometheus: counts, durations and queues; no ids, no content, no names.

Counters belong to the process and start at zero with it; gauges are read from the database when asked for.
"""

import shutil
from datetime import datetime
from pathlib import Path
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.settings import Settings
from storage.clock import Clock
from storage.database import Database
from storage.stores import Stores

CONTENT_TYPE = CONTENT_TYPE_LATEST
TURN_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
LATE_SECONDS = (1, 10, 30, 60, 300, 900, 3600, 21600, 86400)
disable_created_metrics()  # when a counter began, nobody asks
GONE = -1.0  # free bytes of a folder that cannot be read


class Metrics:
    """Every metric of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.turns = Counter(
            "afteraction_turns_total", "Updates handled: done, or parked.", ["outcome"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "afteraction_turn_seconds",
            "From the begin of a turn to its commit.",
            buckets=TURN_SECONDS,
            registry=self.registry,
        )
        self.messages = Counter(
            "afteraction_outbox_total",
            "Outbox messages attempted: sent, dropped, parked, or to be tried again.",
            ["method", "outcome"],
            registry=self.registry,
        )
        self.lateness = Histogram(
            "afteraction_lateness_seconds",
            "From when a reminder or digest could first be said to when Telegram took it.",
            ["kind"],
            buckets=LATE_SECONDS,
            registry=self.registry,
        )
        self._updates = self._gauge("updates", "Updates taken: waiting for their turn, or parked.", "status")
        self._outbox = self._gauge("outbox_messages", "Outbox messages waiting or parked.", "status")
        self._attachments = self._gauge("attachments", "Attachments not fetched yet, or failed.", "status")
        self._reports = self._gauge("reports", "Reports by status.", "status")
        self._drafts = Gauge("afteraction_drafts", "Unfinished sessions.", registry=self.registry)
        self._late = Gauge(
            "afteraction_outbox_lateness_seconds", "Age of the oldest message that is due.", registry=self.registry
        )
        self._free = self._gauge("disk_free_bytes", "Free space where data is kept; -1 if unreadable.", "folder")
        self._ticked = Gauge(
            "afteraction_last_tick_timestamp_seconds",
            "When the last tick that is done began; 0 before the first.",
            registry=self.registry,
        )
        self.last_tick: datetime | None = None

    def _gauge(self, name: str, words: str, label: str) -> Gauge:
        return Gauge(f"afteraction_{name}", words, [label], registry=self.registry)

    def turn_done(self, begun: float, parked: bool = False) -> None:
        """`begun`: what `perf_counter` said."""
        self.turn_seconds.observe(perf_counter() - begun)
        self.turns.labels("parked" if parked else "done").inc()

    def tried(self, method: str, outcome: str) -> None:
        """An outbox message was attempted."""
        self.messages.labels(method, outcome).inc()

    def came_due(self, kind: str, late: float) -> None:
        """A reminder or digest was said so many seconds after its time."""
        self.lateness.labels(kind).observe(late)

    def tick_done(self, began: datetime) -> None:
        """All that was due when it began is in the outbox, by the bot's clock."""
        self.last_tick = began
        self._ticked.set(began.timestamp())

    async def page(self, database: Database, clock: Clock, folders: dict[str, Path]) -> bytes:
        """The text that Prometheus reads. Raises what the database raises."""
        counted = await database.read(count)
        for gauge, found in (
            (self._updates, counted["updates"]),
            (self._outbox, counted["outbox"]),
            (self._attachments, counted["attachments"]),
            (self._reports, counted["reports"]),
        ):
            gauge.clear()
            for status, number in found.items():
                gauge.labels(status).set(number)
        self._drafts.set(counted["sessions"].get("drafts", 0))
        due = await database.read(lambda stores: stores.health.oldest_due())
        self._late.set(max(0.0, (clock.now() - due).total_seconds()) if due else 0)
        for name, folder in folders.items():
            self._free.labels(name).set(free_bytes(folder))
        return generate_latest(self.registry)


def folders(settings: Settings) -> dict[str, Path]:
    """Where data is kept, by what it is."""
    found = {"files": settings.files}
    for name, url in (("database", settings.database_url), ("keys", settings.keys)):
        if url.startswith("sqlite:///"):
            found[name] = Path(url.removeprefix("sqlite:///")).absolute().parent
    return found


def count(stores: Stores) -> dict[str, dict[str, int]]:
    """How much there is of what an operator watches."""
    return stores.health.counts()


def free_bytes(folder: Path) -> float:
    """Free space of the disk that holds the folder."""
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return GONE
