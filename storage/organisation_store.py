"""The organisation: sections, groups, campaigns, cases and targets, as `setup` brought them in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Select, Table, bindparam, insert, select, update

from storage.ids import new_id
from storage.people_store import SectionRecord
from storage.safety_store import keep_sweeping
from storage.store import Opened, Store, per_dialect
from storage.tables import campaign, case, group, installation, section, target

AREAS = ("supporters", "partnership", "advocacy", "media")  # the four key areas


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table that flows may look up: names by language, other spellings, coded columns as text."""

    key: str
    name: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables at one version: `sections`, `groups`, `campaigns`, `cases`, `targets`, each in order of keys."""

    version: int
    tables: Mapping[str, tuple[Entry, ...]]


SET_APART = ("areas", "calendar", "at_risk")  # of a section: `setup` changes them only where its file gives them


def put(table: Table) -> dict[str, Any]:
    """Add by key, or change everything but id, key and what is set apart."""
    changing = [column.name for column in table.c if column.name not in ("id", "key", *SET_APART)]
    return per_dialect(
        table,
        lambda insert: insert.on_conflict_do_update(
            index_elements=[table.c.key], set_={name: insert.excluded[name] for name in changing}
        ),
    )


PUT = {table.name: put(table) for table in (section, group, campaign, case, target)}
VERSION = select(installation.c.organisation_version)
NEXT_VERSION = update(installation).values(organisation_version=installation.c.organisation_version + 1)
SECTION = select(
    section.c.id, section.c.key, section.c.country, section.c.zone, section.c.language, section.c.at_risk
)
SECTIONS = SECTION.order_by(section.c.key)
GROUPS = (
    select(group.c.id, group.c.key, group.c.name, section.c.key.label("section_key"))
    .join(section, section.c.id == group.c.section_id)
    .order_by(group.c.key)
)


DETAILS = select(section.c.areas, section.c.calendar).where(section.c.id == bindparam("this"))
# Whoever reads them to change them waits for others who do; references to the section are not held up.
DETAILS_TO_CHANGE = DETAILS.with_for_update(key_share=True)
OF_SECTION = select(group.c.id, group.c.key, group.c.name).where(group.c.section_id == bindparam("in_section"))
ADD_GROUP = insert(group)
RENAME_GROUP = update(group).where(group.c.id == bindparam("this")).values(name=bindparam("to_name", type_=JSON))


@dataclass(frozen=True, slots=True)
class Block:
    """Days on which a section can do less: exams, Ramadan, holidays. Both inclusive."""

    name: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class SectionDetails:
    """What a section has set for itself. `areas`: key areas it is expected to report on."""

    areas: tuple[str, ...]
    calendar: tuple[Block, ...]


def details_in(row: Any) -> SectionDetails:
    """What a section's row has in `areas` and `calendar`."""
    blocks = [
        Block(each["name"], date.fromisoformat(each["since"]), date.fromisoformat(each["until"]))
        for each in row.calendar or ()
    ]
    areas = AREAS if row.areas is None else tuple(each for each in AREAS if each in row.areas)
    return SectionDetails(areas, tuple(sorted(blocks, key=lambda block: (block.since, block.until, block.name))))


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A local group; `name` by language."""

    id: UUID
    key: str
    name: Mapping[str, str]


class OrganisationStore(Store):
    """Nothing here is ever deleted: reports refer to it."""

    def __init__(self, stores: Opened) -> None:
        super().__init__(stores)
        self._now = stores.now
        self.changes = 0
        """How many this transaction has made: what it sees with them may still be rolled back."""

    def version(self) -> int:
        """Grows with each setup: a cache at another version is stale."""
        return self.connection.execute(VERSION).scalar_one_or_none() or 0

    def sections(self) -> list[SectionRecord]:
        """All sections, by key."""
        return [SectionRecord(*row) for row in self.connection.execute(SECTIONS)]

    def section(self, key: str) -> SectionRecord | None:
        """The section of that key."""
        row = self.connection.execute(SECTION.where(section.c.key == key)).one_or_none()
        return None if row is None else SectionRecord(*row)

    def groups(self) -> dict[str, UUID]:
        """Ids of all groups, by key."""
        return {row.key: row.id for row in self.connection.execute(GROUPS)}

    def groups_of(self, section_id: UUID) -> list[GroupRecord]:
        """The section's groups, by key."""
        found = self.connection.execute(OF_SECTION.order_by(group.c.key), {"in_section": section_id})
        return [GroupRecord(*row) for row in found]

    def add_group(self, section_id: UUID, key: str, name: Mapping[str, str]) -> UUID:
        """A new group of the section."""
        group_id = new_id(self._now)
        row = {"id": group_id, "section_id": section_id, "key": key, "name": dict(name)}
        self.connection.execute(ADD_GROUP, row)
        self.changed()
        return group_id

    def rename_group(self, group_id: UUID, name: Mapping[str, str]) -> None:
        """Its name from now on; the key stays, because reports refer to it."""
        self.connection.execute(RENAME_GROUP, {"this": group_id, "to_name": dict(name)})
        self.changed()

    def details(self, section_id: UUID) -> SectionDetails:
        """Expected areas (all four where nothing is set) and calendar (in the order of days)."""
        return self._details(DETAILS, section_id)

    def details_to_change(self, section_id: UUID) -> SectionDetails:
        """The same, for `set_areas` and `set_calendar`: until this transaction ends nobody else gets them so."""
        return self._details(DETAILS_TO_CHANGE, section_id)

    def _details(self, statement: Select, section_id: UUID) -> SectionDetails:
        return details_in(self.connection.execute(statement, {"this": section_id}).one())

    def set_zone(self, section_id: UUID, zone: str) -> None:
        """An IANA name."""
        self._set(section_id, zone=zone)

    def set_language(self, section_id: UUID, language: str) -> None:
        """What the section is written to in."""
        self._set(section_id, language=language)

    def set_areas(self, section_id: UUID, areas: Sequence[str]) -> None:
        """The key areas it is expected to report on, of AREAS."""
        self._set(section_id, areas=[each for each in AREAS if each in areas])

    def set_calendar(self, section_id: UUID, blocks: Sequence[Block]) -> None:
        """In place of the blocks before."""
        self._set(
            section_id,
            calendar=[
                {"name": block.name, "since": block.since.isoformat(), "until": block.until.isoformat()}
                for block in blocks
            ],
        )

    def set_at_risk(self, section_id: UUID, at_risk: bool) -> None:
        """Whether its people could be harmed by what is said of them."""
        if not at_risk:
            keep_sweeping(self.connection, section_id=section_id)
        self._set(section_id, at_risk=at_risk)

    def _set(self, section_id: UUID, **columns: Any) -> None:
        self.connection.execute(update(section).where(section.c.id == section_id).values(columns))
        self.changed()

    def keys(self, table: Table) -> set[str]:
        """Keys known in one of the tables."""
        return set(self.connection.execute(select(table.c.key)).scalars())

    def put(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Add or change rows by key."""
        if rows:
            made = [{"id": new_id(self._now)} | row for row in rows]
            self.connection.execute(PUT[table.name][self.dialect], made)

    def put_cases(self, rows: list[dict[str, Any]]) -> None:
        """Add or change cases; `name` and `aliases` of an individual at risk are sealed."""
        self.put(case, [self._sealed_case(row) for row in rows])

    def changed(self) -> None:
        """Say so to all processes' caches."""
        self.changes += 1
        self.connection.execute(NEXT_VERSION)

    def snapshot(self) -> Snapshot:
        """Everything flows may look up."""
        version = self.version()  # before the tables: what is committed in between is seen as a later version
        tables = {
            "sections": self._entries(section, "country", "zone", "language"),
            "groups": tuple(
                Entry(row.key, row.name, (), {"section": row.section_key}) for row in self.connection.execute(GROUPS)
            ),
            "campaigns": self._entries(campaign),
            "cases": self._cases(),
            "targets": self._entries(target, "kind", "country", "city"),
        }
        return Snapshot(version, tables)

    def _entries(self, table: Table, *coded: str) -> tuple[Entry, ...]:
        rows = self.connection.execute(select(table).order_by(table.c.key)).mappings()
        return tuple(
            Entry(row["key"], row["name"], (), texts(dict(row.get("columns") or {}) | {c: row[c] for c in coded}))
            for row in rows
        )

    def _cases(self) -> tuple[Entry, ...]:
        found = []
        for row in self.connection.execute(select(case).order_by(case.c.key)):
            content = json.loads(self.keyring.installation.open(row.content, context(row.key)))
            columns = texts({"campaign": row.campaign_key, "country": row.country})
            found.append(Entry(row.key, content["name"], tuple(content["aliases"]), columns))
        return tuple(found)

    def _sealed_case(self, row: dict[str, Any]) -> dict[str, Any]:
        content = json.dumps({"name": row["name"], "aliases": row["aliases"]}, ensure_ascii=False).encode()
        return {
            "key": row["key"],
            "content": self.keyring.installation.seal(content, context(row["key"])),
            "campaign_key": row["campaign_key"],
            "country": row["country"],
        }


def texts(columns: Mapping[str, Any]) -> dict[str, str]:
    """Columns as text; those without a value are left out."""
    return {name: str(value) for name, value in columns.items() if value is not None}


def context(key: str) -> str:
    """What a case's content is bound to."""
    return f"case.content:{key}"
