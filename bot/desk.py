"""What a process keeps at hand between turns: compiled revisions, and tables of choices by organisation version.

Everything here can be read again from the database; a turn passes its own transaction's stores in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from bot.flow_tables import flow_tables
from bot.settings import Settings
from flows.composing import is_composed, parted
from flows.context import Row, Table
from flows.revision import Revision
from flows.stored import parsed
from storage.organisation_store import Entry, OrganisationStore
from storage.people_store import SectionRecord
from storage.stores import Stores

FRESH_FOR = timedelta(seconds=2)  # how long a change by the command line may go unnoticed


@dataclass(frozen=True, slots=True)
class Seen:
    """The organisation and its flows, as a transaction saw them. `asked`: what people of a section (by its key, if it
    has an add-on; None: of any other) can report with."""

    published: tuple[tuple[str, UUID], ...] = ()
    asked: Mapping[str | None, tuple[UUID, ...]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    sections: Mapping[UUID, SectionRecord] = field(default_factory=dict)
    version: int = -1


@dataclass(slots=True)
class Desk:
    """Caches of one process. Not thread-safe by itself: only transactions use it, one at a time on SQLite, and on
    PostgreSQL all in the event loop's thread."""

    settings: Settings
    bot_id: int = 0
    bot_username: str = ""
    worker: str = ""
    _revisions: dict[UUID, Revision] = field(default_factory=dict)
    _seen: Seen = field(default_factory=Seen)
    _looked_at: datetime | None = None
    # What transactions see that have changed the organisation themselves, after so many changes.
    _uncommitted: WeakKeyDictionary[OrganisationStore, tuple[int, Seen]] = field(default_factory=WeakKeyDictionary)

    def revision(self, stores: Stores, revision_id: UUID) -> Revision:
        """A revision, compiled once per process; it is frozen, so it never goes stale."""
        found = self._revisions.get(revision_id)
        if found is None:
            row = stores.flows.revision(revision_id)
            assert row is not None  # sessions refer to it
            # Another turn may have compiled it meanwhile: there is one of each, so that `is` can be asked.
            found = self._revisions.setdefault(revision_id, Revision.of(parsed(row.content), str(row.id), row.number))
        return found

    def published(self, stores: Stores, section: str | None = None) -> list[tuple[UUID, Revision]]:
        """The published revision of every flow that people of the section are asked, in the flows' order: with its
        add-ons; without a section, as all share them."""
        asked = self._look(stores).asked
        return [(each, self.revision(stores, each)) for each in asked.get(section, asked.get(None, ()))]

    def tables(self, stores: Stores) -> Mapping[str, Table]:
        """The tables that flows choose from: targets, campaigns, cases, sections, groups, and the flows themselves."""
        return self._look(stores).tables

    def section_of(self, stores: Stores, section_id: UUID | None) -> SectionRecord | None:
        """The section of that id."""
        return self._look(stores).sections.get(section_id) if section_id else None

    def sections(self, stores: Stores) -> list[SectionRecord]:
        """All sections, by key."""
        return list(self._look(stores).sections.values())

    def look_again(self) -> None:
        """Something of the organisation was changed in a turn: see it before the two seconds are over."""
        self._looked_at = None

    def _look(self, stores: Stores) -> Seen:
        """See at most every two seconds of the clock whether something was published or set up."""
        now, changes = stores.now, stores.organisation.changes
        if changes:  # not for others: it may be rolled back, and another change have the same version
            known = self._uncommitted.get(stores.organisation)
            if known is None or known[0] != changes:
                known = self._uncommitted[stores.organisation] = (changes, self._read(stores))
            return known[1]
        if self._looked_at is None or abs(now - self._looked_at) >= FRESH_FOR:
            published = tuple(stores.flows.published_ids())
            if (stores.organisation.version(), published) != (self._seen.version, self._seen.published):
                self._seen = self._read(stores)
            self._looked_at = now
        return self._seen

    def _read(self, stores: Stores) -> Seen:
        snapshot, published = stores.organisation.snapshot(), tuple(stores.flows.published_ids())
        tables = {name: _table(name, entries) for name, entries in snapshot.tables.items()}
        asked = _asked(dict(published))
        tables |= flow_tables(self.revision(stores, each).flow for each in asked[None])
        sections = {each.id: each for each in stores.organisation.sections()}
        return Seen(published, asked, tables, sections, snapshot.version)


def _asked(published: Mapping[str, UUID]) -> dict[str | None, tuple[UUID, ...]]:
    """What people of each section are asked; only those sections are named that have an add-on."""
    shared = {key: each for key, each in published.items() if parted(key)[1] is None}
    of_sections: dict[str | None, dict[str, UUID]] = {None: shared}
    for key, each in published.items():
        if is_composed(key):
            flow, section = parted(key)
            of_sections.setdefault(section, dict(shared))[flow] = each
    return {section: tuple(flows.values()) for section, flows in of_sections.items()}


def _table(name: str, entries: Iterable[Entry]) -> Table:
    return Table(name, {entry.key: Row(dict(entry.name), entry.columns, entry.aliases) for entry in entries})
