"""Reports from elsewhere (JSON Lines, docs/import.md): all lines are examined first, and one bad line keeps all out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.app import Service
from bot.errors import OperatorError
from bot.handlers.filing import Elsewhere, store_report
from bot.tables_elsewhere import sections_tables
from flows.context import Context, Table
from flows.effects import Filing
from flows.importing import filed_from
from flows.revision import Revision
from storage.ids import new_id
from storage.keys import BATCH
from storage.people_store import SectionRecord
from storage.session_store import SessionRow
from storage.stores import Stores
from texts.locale import LANGUAGES, voice

PROBLEMS_SHOWN = 20
AT_ONCE = BATCH // 2  # reports stored in one transaction: each takes a new key
Short = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Line(BaseModel):
    """One report, as docs/import.md describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Short
    flow: Short
    section: Short
    group: Short | None = None
    language: Short | None = None
    filed_at: AwareDatetime | None = None
    answers: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Nobody:
    """Who files an imported report, for a section."""

    section: SectionRecord
    group_id: UUID | None
    id: None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A line that can be stored."""

    external_id: str
    revision_id: UUID
    author: Nobody
    filing: Filing
    at: datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """How many reports came in, and how many were there already."""

    added: int
    known: int


async def import_reports(service: Service, lines: Iterable[bytes]) -> Imported:
    """Store every report of the file, each once however often it is imported. OperatorError names the bad lines."""
    given = list(lines)
    ready, problems = await service.database.read(lambda stores: Examination(service, stores).all(given))
    if problems:
        more = [f"and {len(problems) - PROBLEMS_SHOWN} more"] if len(problems) > PROBLEMS_SHOWN else []
        raise OperatorError("nothing was stored: " + "; ".join([*problems[:PROBLEMS_SHOWN], *more]))
    added = 0
    for start in range(0, len(ready), AT_ONCE):
        added += await service.database.run(store, ready[start : start + AT_ONCE])
    return Imported(added, len(ready) - added)


class Examination:
    """All lines held against the flows, the organisation and each other."""

    def __init__(self, service: Service, stores: Stores) -> None:
        self._service = service
        self._stores = stores
        desk = service.desk
        self._tables = desk.tables(stores)
        self._revisions = {each.flow.key: (row, each) for row, each in desk.published(stores)}
        self._sections = {each.key: each for each in stores.organisation.sections()}
        self._groups = stores.organisation.groups()
        self._seen: dict[str, int] = {}
        self._of_section: dict[tuple[str, int, int], dict[str, Table]] = {}

    def all(self, lines: list[bytes]) -> tuple[list[Ready], list[str]]:
        """What can be stored, and what is wrong, each problem with the number of its line."""
        ready, problems = [], []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            found = self._one(number, line)
            if isinstance(found, Ready):
                ready.append(found)
            else:
                problems += [f"line {number}: {each}" for each in found]
        return ready, problems

    def _one(self, number: int, text: bytes) -> Ready | list[str]:
        try:
            line = Line.model_validate(orjson.loads(text))
        except orjson.JSONDecodeError:
            return ["not JSON"]
        except ValidationError as error:
            return [f"{'.'.join(map(str, each['loc'])) or 'the line'}: {each['msg']}" for each in error.errors()]
        problems = list(self._unknown(line))
        if (earlier := self._seen.setdefault(line.id, number)) != number:
            problems.append(f"id: the same as in line {earlier}")
        if problems:
            return problems
        return self._filed(line)

    def _unknown(self, line: Line) -> Iterator[str]:
        """What the line refers to and is not there."""
        if line.flow not in self._revisions:
            yield f"flow: {line.flow} is not published"
        if line.section not in self._sections:
            yield f"section: {line.section} is not known"
        elif line.group is not None and self._tables["groups"].column(line.group, "section") != line.section:
            yield f"group: {line.group} is not a group of {line.section}"
        if line.language is not None and line.language not in LANGUAGES:
            yield f"language: one of {', '.join(LANGUAGES)}"
        if line.filed_at is not None and line.filed_at > self._stores.now:
            yield "filed_at: still to come"

    def _tables_of(self, section: SectionRecord, at: datetime) -> dict[str, Table]:
        month = (section.key, at.year, at.month)
        if month not in self._of_section:
            self._of_section[month] = {**self._tables, **sections_tables(self._stores, section, at)}
        return self._of_section[month]

    def _filed(self, line: Line) -> Ready | list[str]:
        revision_id, revision = self._revisions[line.flow]
        section = self._sections[line.section]
        at = line.filed_at or self._stores.now
        filing, problems = filed_from(revision, line.answers, self._context(line, section, revision, at))
        if filing is None:
            return problems
        author = Nobody(section, self._groups[line.group] if line.group else None)
        return Ready(line.id, revision_id, author, filing, at)

    def _context(self, line: Line, section: SectionRecord, revision: Revision, at: datetime) -> Context:
        spoken = revision.flow.languages
        language = line.language or (section.language if section.language in spoken else revision.flow.default_language)
        return Context(
            now=at,
            zone=ZoneInfo(section.zone),
            voice=voice(language, section.country),
            tables=self._tables_of(section, at),
            person_name="",
            country=section.country,
        )


def has_come_in(stores: Stores, text: bytes) -> bool:
    """Whether the report of that line is there."""
    return known(stores, orjson.loads(text)["id"])


def known(stores: Stores, external_id: str) -> bool:
    """Whether that report is there, hashed under any of the secrets."""
    return any(stores.reports.imported(each.hex()) for each in stores.keyring.hash_codes(external_id))


def store(stores: Stores, some: list[Ready]) -> int:
    """Store those that are not there yet; how many. The id from elsewhere is kept as a hash: it may say who it was."""
    added = 0
    for each in some:
        if known(stores, each.external_id):
            continue
        external_id = stores.keyring.hash_code(each.external_id).hex()
        row_id = new_id(stores.now)
        row = SessionRow(
            id=row_id,
            person_id=None,
            revision_id=each.revision_id,
            code=row_id.hex[-10:],
            key_id=stores.keyring.take(),
            status="open",
            version=0,
            state=None,
            card_message_id=None,
            card_outbox_id=None,
            created_at=stores.now,
            updated_at=stores.now,
            expires_at=stores.now,
        )
        stores.sessions.add(row)
        zone = ZoneInfo(each.author.section.zone)
        store_report(stores, each.author, row, each.filing, zone, elsewhere=Elsewhere(external_id, each.at))
        stores.sessions.close(row.id, "filed")
        added += 1
    if added:
        stores.audit.add("import", "reports", str(added), stores.now)
    return added
