"""What a process keeps at hand between turns: compiled revisions, and tables of choices by organisation version.

Everything here can be read again from the database; a turn passes its own transaction's stores in.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from bot.flow_tables import flow_tables
from bot.settings import Settings
from flows.context import Row, Table
from flows.definition import Flow
from flows.revision import Revision
from storage.organisation_store import Entry
from storage.people_store import SectionRecord
from storage.stores import Stores

FRESH_FOR = timedelta(seconds=2)  # how long a change by the command line may go unnoticed


@dataclass(slots=True)
class Desk:
    """Caches of one process. Not thread-safe by itself: only transactions use it, one at a time on SQLite, and on
    PostgreSQL all in the event loop's thread."""

    settings: Settings
    bot_id: int = 0
    bot_username: str = ""
    worker: str = ""
    _revisions: dict[UUID, Revision] = field(default_factory=dict)
    _published: tuple[UUID, ...] = ()
    _tables: dict[str, Table] = field(default_factory=dict)
    _sections: dict[UUID, SectionRecord] = field(default_factory=dict)
    _tables_version: int = -1
    _looked_at: datetime | None = None

    def revision(self, stores: Stores, revision_id: UUID) -> Revision:
        """A revision, compiled once per process; it is frozen, so it never goes stale."""
        found = self._revisions.get(revision_id)
        if found is None:
            row = stores.flows.revision(revision_id)
            assert row is not None  # sessions refer to it
            flow = Flow.model_validate(json.loads(row.content))
            # Another turn may have compiled it meanwhile: there is one of each, so that `is` can be asked.
            found = self._revisions.setdefault(revision_id, Revision.of(flow, id=str(row.id), number=row.number))
        return found

    def published(self, stores: Stores) -> list[tuple[UUID, Revision]]:
        """The published revision of every flow, in the flows' order."""
        self._look(stores)
        return [(each, self.revision(stores, each)) for each in self._published]

    def tables(self, stores: Stores) -> dict[str, Table]:
        """The tables that flows choose from: targets, campaigns, cases, sections, groups, and the flows themselves."""
        self._look(stores)
        return self._tables

    def section_of(self, stores: Stores, section_id: UUID | None) -> SectionRecord | None:
        """The section of that id."""
        self._look(stores)
        return self._sections.get(section_id) if section_id else None

    def sections(self, stores: Stores) -> list[SectionRecord]:
        """All sections, by key."""
        self._look(stores)
        return list(self._sections.values())

    def look_again(self) -> None:
        """Something of the organisation was changed in a turn: see it before the two seconds are over."""
        self._looked_at = None

    def _look(self, stores: Stores) -> None:
        """See at most every two seconds of the clock whether something was published or set up."""
        now = stores.now
        if self._looked_at is not None and abs(now - self._looked_at) < FRESH_FOR:
            return
        published, before = tuple(stores.flows.published_ids()), self._published
        self._published = published
        if stores.organisation.version() != self._tables_version or published != before:
            snapshot = stores.organisation.snapshot()
            self._tables = {name: _table(name, entries) for name, entries in snapshot.tables.items()}
            self._tables |= flow_tables(self.revision(stores, each).flow for each in published)
            self._sections = {each.id: each for each in stores.organisation.sections()}
            self._tables_version = snapshot.version
        self._looked_at = now


def _table(name: str, entries: Iterable[Entry]) -> Table:
    return Table(name, {entry.key: Row(dict(entry.name), entry.columns, entry.aliases) for entry in entries})
