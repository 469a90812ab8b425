"""Events: what is planned, who came by its link, what came in. Name, place and known answers are sealed under the
installation's key, as is the link's token, which is found by its hash.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from storage.report_store import COLUMNS as REPORT_COLUMNS
from storage.report_store import ReportRow
from storage.scopes import Within
from storage.store import Store, per_dialect
from storage.tables import event, event_person, event_section, person, report, section


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What is planned. `token` is what its link carries, `token_hash` comes from `Keyring.hash_code`; `known` are
    answers by core field that are neither coded here nor its place; `section_ids` take part, the planner's included.
    """

    id: UUID
    code: str
    token: str
    token_hash: bytes
    flow_key: str
    name: str
    occurs_on: date
    section_id: UUID
    section_ids: Sequence[UUID]
    person_id: UUID | None = None  # None: planned on the command line
    campaign_key: str | None = None
    case_key: str | None = None
    target_key: str | None = None
    country: str | None = None
    place: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event; status `planned` or `cancelled`; `version` grows with every change. `section_id` planned it.
    `occurs_on` is a day, whatever the zone.
    """

    id: UUID
    code: str
    flow_key: str
    campaign_key: str | None
    case_key: str | None
    target_key: str | None
    country: str | None
    occurs_on: date
    section_id: UUID
    person_id: UUID | None
    status: str
    version: int
    name: str
    place: str
    known: Mapping[str, str]

    def answers(self) -> dict[str, str]:
        """What is known beforehand, by core field."""
        coded = {
            "occurred_on": self.occurs_on.isoformat(),
            "campaign": self.campaign_key,
            "case": self.case_key,
            "target": self.target_key,
            "country": self.country,
            "place": self.place,
        }
        return {**self.known, **{name: value for name, value in coded.items() if value}}


PLAIN = tuple(name for name in EventRow.__dataclass_fields__ if name not in ("name", "place", "known"))
COLUMNS = (*(event.c[name] for name in PLAIN), event.c.content)
SELECT = select(*COLUMNS)
BY_ID = SELECT.where(event.c.id == bindparam("of_event"))
BY_CODE = SELECT.where(event.c.code == bindparam("of_code"))
BY_TOKEN = SELECT.where(event.c.token_hash.in_(bindparam("hashes", expanding=True)))
TOKEN = select(event.c.token).where(event.c.id == bindparam("of_event"))
LIMITED = {"limit": bindparam("limit", type_=Integer), "offset": bindparam("offset", type_=Integer)}
UPCOMING = (
    SELECT.where(event.c.occurs_on >= bindparam("today"))
    .order_by(event.c.occurs_on, event.c.id)
    .limit(LIMITED["limit"])
    .offset(LIMITED["offset"])
)
PAST = (
    SELECT.where(event.c.occurs_on < bindparam("today"))
    .order_by(event.c.occurs_on.desc(), event.c.id.desc())
    .limit(LIMITED["limit"])
    .offset(LIMITED["offset"])
)
ADD = insert(event)
ADD_SECTION = insert(event_section)
SECTIONS = (
    select(event_section.c.section_id)
    .where(event_section.c.event_id == bindparam("of_event"))
    .order_by(event_section.c.section_id)
)
THIS = event.c.id == bindparam("of_event")
CANCEL = update(event).where(THIS, event.c.status == "planned").values(status="cancelled", updated_at=bindparam("now"))
CHANGED = ("flow_key", "campaign_key", "case_key", "target_key", "country", "occurs_on")
CHANGE = (
    update(event)
    .where(THIS, event.c.status == "planned", event.c.version == bindparam("expected"))
    .values(
        {name: bindparam(f"to_{name}") for name in CHANGED}
        | {"content": bindparam("to_content", type_=LargeBinary), "updated_at": bindparam("now")}
        | {"version": event.c.version + 1}
    )
)
DROP_SECTIONS = delete(event_section).where(event_section.c.event_id == bindparam("of_event"))
JOIN = per_dialect(event_person, lambda insert: insert.on_conflict_do_nothing())
HAS_JOINED = select(event_person.c.joined_at).where(
    event_person.c.event_id == bindparam("of_event"), event_person.c.person_id == bindparam("of_person")
)
AT_LATELY = (
    SELECT.join(event_person, event_person.c.event_id == event.c.id)
    .where(
        event_person.c.person_id == bindparam("of_person"),
        event.c.status == "planned",
        event.c.occurs_on.between(bindparam("since"), bindparam("until")),
    )
    .order_by(event.c.occurs_on.desc(), event.c.id.desc())
)
JOINED = (
    select(person.c.section_id, func.count())
    .select_from(event_person.join(person, person.c.id == event_person.c.person_id))
    .where(event_person.c.event_id == bindparam("of_event"))
    .group_by(person.c.section_id)
)
REPORTS = (
    select(*REPORT_COLUMNS)
    .where(report.c.event_id == bindparam("of_event"), report.c.erased_at.is_(None))
    .order_by(report.c.filed_at.desc(), report.c.id.desc())
)
REPORTED = (
    select(*REPORT_COLUMNS)
    .where(
        report.c.event_id == bindparam("of_event"),
        report.c.person_id == bindparam("of_person"),
        report.c.erased_at.is_(None),
    )
    .order_by(report.c.filed_at.desc(), report.c.id.desc())
    .limit(1)
)


class EventStore(Store):
    """Nothing here is deleted: reports refer to it."""

    def plan(self, draft: EventDraft, now: datetime) -> EventRow:
        """A new event; IntegrityError if its id or code is taken."""
        values: dict[str, Any] = {name: getattr(draft, name) for name in PLAIN if name not in ("status", "version")}
        sealed = {
            "token_hash": draft.token_hash,
            "token": self.seal(None, draft.token.encode(), token_context(draft.id)),
            "content": self._sealed(draft.id, draft.name, draft.place, draft.known),
        }
        began = {"status": "planned", "version": 1, "created_at": now, "updated_at": now}
        self.connection.execute(ADD, values | sealed | began)
        self._put_sections(draft.id, (draft.section_id, *draft.section_ids))
        planned = self.get(draft.id)
        assert planned is not None
        return planned

    def get(self, event_id: UUID) -> EventRow | None:
        """The event of that id."""
        return self._one(BY_ID, {"of_event": event_id})

    def by_code(self, code: str) -> EventRow | None:
        """The event that staff call so."""
        return self._one(BY_CODE, {"of_code": code})

    def by_token(self, token_hashes: Sequence[bytes]) -> EventRow | None:
        """The event whose link carries that token, by its hash under each secret."""
        return self._one(BY_TOKEN, {"hashes": list(token_hashes)})

    def token(self, event_id: UUID) -> str:
        """What its link carries, to print it again; KeyError if there is no such event."""
        sealed = self.connection.execute(TOKEN, {"of_event": event_id}).scalar_one_or_none()
        token = self.open(None, sealed, token_context(event_id))
        if token is None:
            raise KeyError(event_id)
        return token.decode()

    def upcoming(
        self, today: date, within: Sequence[Within] | None, limit: int = 100, offset: int = 0
    ) -> list[EventRow]:
        """Those of today and later that lie in any of the scopes (None: all of them), the next first. A section's
        are all those in which it takes part.
        """
        return self._listed(UPCOMING, today, within, limit, offset)

    def past(
        self, today: date, within: Sequence[Within] | None, limit: int = 100, offset: int = 0
    ) -> list[EventRow]:
        """Those before today, the last first."""
        return self._listed(PAST, today, within, limit, offset)

    def sections_of(self, event_id: UUID) -> list[UUID]:
        """Who takes part, whoever planned it included."""
        return list(self.connection.scalars(SECTIONS, {"of_event": event_id}))

    def cancel(self, event_id: UUID, now: datetime) -> bool:
        """It will not take place; False if it was cancelled before."""
        return bool(self.connection.execute(CANCEL, {"of_event": event_id, "now": now}).rowcount)

    def change(self, event_id: UUID, draft: EventDraft, expected_version: int, now: datetime) -> bool:
        """What is planned becomes what the draft says, but for id, code, token and who planned it. Compare and set:
        False if it was cancelled, or is no longer at `expected_version`.
        """
        content = self._sealed(event_id, draft.name, draft.place, draft.known)
        values = {f"to_{name}": getattr(draft, name) for name in CHANGED}
        wanted = {"of_event": event_id, "to_content": content, "expected": expected_version, "now": now}
        done = self.connection.execute(CHANGE, values | wanted)
        if not done.rowcount:
            return False
        planned = self.get(event_id)
        assert planned is not None
        self.connection.execute(DROP_SECTIONS, {"of_event": event_id})
        self._put_sections(event_id, (planned.section_id, *draft.section_ids))
        return True

    def join(self, event_id: UUID, person_id: UUID, now: datetime) -> bool:
        """Somebody came by the link; False if they had before."""
        values = {"event_id": event_id, "person_id": person_id, "joined_at": now}
        return bool(self.connection.execute(JOIN[self.dialect], values).rowcount)

    def has_joined(self, event_id: UUID, person_id: UUID) -> bool:
        """Whether they ever came by the link."""
        wanted = {"of_event": event_id, "of_person": person_id}
        return self.connection.execute(HAS_JOINED, wanted).first() is not None

    def lately(self, person_id: UUID, since: date, until: date) -> list[EventRow]:
        """Those of these days that they came to by the link, the last first."""
        wanted = {"of_person": person_id, "since": since, "until": until}
        return [self._record(row) for row in self.connection.execute(AT_LATELY, wanted)]

    def joined(self, event_id: UUID) -> dict[UUID | None, int]:
        """How many came by the link, by the section they belong to now."""
        return {row[0]: row[1] for row in self.connection.execute(JOINED, {"of_event": event_id})}

    def reports(self, event_id: UUID) -> list[ReportRow]:
        """What came in, withdrawn ones too, the last filed first; not what was erased."""
        return [ReportRow(**row._asdict()) for row in self.connection.execute(REPORTS, {"of_event": event_id})]

    def reported(self, event_id: UUID, person_id: UUID) -> ReportRow | None:
        """What the person last filed on it."""
        row = self.connection.execute(REPORTED, {"of_event": event_id, "of_person": person_id}).one_or_none()
        return None if row is None else ReportRow(**row._asdict())

    def _put_sections(self, event_id: UUID, section_ids: Sequence[UUID]) -> None:
        taking_part = dict.fromkeys(section_ids)
        self.connection.execute(ADD_SECTION, [{"event_id": event_id, "section_id": each} for each in taking_part])

    def _listed(
        self, statement: Any, today: date, within: Sequence[Within] | None, limit: int, offset: int
    ) -> list[EventRow]:
        wanted: dict[str, Any] = {"today": today, "limit": limit, "offset": offset}
        if within is not None:
            statement = statement.where(or_(false(), *(_inside(each) for each in within)))
        return [self._record(row) for row in self.connection.execute(statement, wanted)]

    def _one(self, statement: Any, wanted: dict[str, Any]) -> EventRow | None:
        row = self.connection.execute(statement, wanted).one_or_none()
        return None if row is None else self._record(row)

    def _record(self, row: Any) -> EventRow:
        values = row._asdict()
        content = self.open(None, values.pop("content"), content_context(row.id))
        return EventRow(**values, **json.loads(content or b"{}"))

    def _sealed(self, event_id: UUID, name: str, place: str, known: Mapping[str, str]) -> bytes | None:
        content = json.dumps({"name": name, "place": place, "known": dict(known)}, ensure_ascii=False)
        return self.seal(None, content.encode(), content_context(event_id))


def _inside(within: Within) -> ColumnElement[bool]:
    match within.scope:
        case "everything":
            return true()
        case "section":
            taking_part = select(event_section.c.event_id).join(section, section.c.id == event_section.c.section_id)
            return event.c.id.in_(taking_part.where(section.c.key == within.key))
        case "country":
            return event.c.country == within.key
        case "campaign":
            return event.c.campaign_key == within.key
    return false()


def content_context(event_id: UUID) -> str:
    """What its content is bound to."""
    return f"event.content:{event_id}"


def token_context(event_id: UUID) -> str:
    """What its token is bound to."""
    return f"event.token:{event_id}"
