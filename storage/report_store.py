"""Reports: coded columns to filter by, content sealed under each report's own key."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.crypto import SealError
from storage.ids import new_id
from storage.keys import KeyGone
from storage.report_filter import ReportFilter, conditions
from storage.store import Store, in_batches
from storage.tables import group, report, report_field, report_version, section

STREAM = 200  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report without its content; its id is its session's. `filed_on` is the day in the section's zone."""

    id: UUID
    reference: str | None  # None once erased
    kind: str
    status: str  # filed | withdrawn
    person_id: UUID | None  # None once erased
    section_id: UUID | None
    group_id: UUID | None
    revision_id: UUID
    key_id: UUID | None
    version: int
    language: str
    occurred_on: date | None
    country: str | None
    campaign_key: str | None
    case_key: str | None
    target_key: str | None
    filed_at: datetime
    filed_on: date
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None
    event_id: UUID | None = None
    area: str | None = None  # key area: supporters | partnership | advocacy | media
    period: str | None = None  # of a section update: YYYY-MM
    external_id: str | None = None  # of an imported one


@dataclass(frozen=True, slots=True)
class ExportedReport:
    """A report with the keys of its section and group, and its content as stored: None once erased, and where it no
    longer opens because its key is lost (`unreadable`).
    """

    report: ReportRow
    section_key: str | None
    group_key: str | None
    content: bytes | None
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a report, and who wrote it (None once erased, or by import)."""

    number: int
    person_id: UUID | None
    created_at: datetime


FIELDS = tuple(ReportRow.__dataclass_fields__)
COLUMNS = tuple(getattr(report.c, name) for name in FIELDS)
ADD = insert(report)
ADD_VERSION = insert(report_version)
TAKEN = select(report.c.id).where(report.c.reference == bindparam("of_reference"))
IMPORTED = select(report.c.id).where(report.c.external_id == bindparam("of_external"))
BY_REFERENCE = select(*COLUMNS).where(report.c.reference == bindparam("of_reference"))
BY_ID = select(*COLUMNS).where(report.c.id == bindparam("report"))
OF_PERSON = (
    select(*COLUMNS)
    .where(report.c.person_id == bindparam("person"))
    .order_by(report.c.filed_at.desc(), report.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
OF_PERSON_IN = OF_PERSON.where(report.c.status == bindparam("in_status"))
CONTENT = select(report_version.c.content).where(
    report_version.c.report_id == bindparam("report"), report_version.c.version == bindparam("of_version")
)
VERSIONS = (
    select(report_version.c.version, report_version.c.person_id, report_version.c.created_at)
    .where(report_version.c.report_id == bindparam("report"))
    .order_by(report_version.c.version)
)
NOT_ERASED = (report.c.id == bindparam("report")) & report.c.erased_at.is_(None)
WITHDRAW = (
    update(report)
    .where(NOT_ERASED, report.c.status == "filed")
    .values(status="withdrawn", withdrawn_at=bindparam("at"))
)
RESTORE = update(report).where(NOT_ERASED, report.c.status == "withdrawn").values(status="filed", withdrawn_at=None)
DROP_FIELDS = delete(report_field).where(report_field.c.report_id == bindparam("report"))
ADD_FIELDS = insert(report_field)
FIELDS_OF = (
    select(report_field.c.report_id, report_field.c.field, report_field.c.value)
    .where(report_field.c.report_id.in_(bindparam("reports", expanding=True)))
    .order_by(report_field.c.report_id, report_field.c.field, report_field.c.value)
)
IN_SECTION = select(report.c.id).where(report.c.section_id == bindparam("section"), report.c.status == "filed")
BY_REFERENCES = IN_SECTION.where(report.c.reference.in_(bindparam("references", expanding=True)))
ON_CASE = IN_SECTION.where(
    report.c.case_key == bindparam("of_case"), report.c.kind.in_(bindparam("kinds", expanding=True))
).order_by(report.c.id)
RECENT = (
    select(*COLUMNS)
    .where(
        report.c.section_id == bindparam("section"),
        report.c.status == "filed",
        report.c.reference.is_not(None),
        report.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(report.c.filed_on.desc(), report.c.id.desc())
    .limit(bindparam("limit"))
)
RECENT_CODED = RECENT.where(
    report.c.id.in_(
        select(report_field.c.report_id).where(
            report_field.c.field == bindparam("field"), report_field.c.value.in_(bindparam("codes", expanding=True))
        )
    )
)
OF_MONTH = RECENT.where(report.c.area == bindparam("of_area"), report.c.period == bindparam("of_period"))
EXPORT = (
    select(
        *COLUMNS,
        section.c.key.label("section_key"),
        group.c.key.label("group_key"),
        report_version.c.content,
    )
    .select_from(
        report.join(
            report_version,
            (report_version.c.report_id == report.c.id) & (report_version.c.version == report.c.version),
        )
        .outerjoin(section, section.c.id == report.c.section_id)
        .outerjoin(group, group.c.id == report.c.group_id)
    )
    .order_by(report.c.filed_at, report.c.id)
)


LISTED = select(*COLUMNS).select_from(report.outerjoin(section, section.c.id == report.c.section_id))
COUNTED = LISTED.with_only_columns(func.count(report.c.id))


class ReportStore(Store):
    """What was filed."""

    def add(self, row: ReportRow, content: bytes) -> None:
        """File a report with its content; IntegrityError if its session or its reference has one already."""
        self.connection.execute(ADD, {name: getattr(row, name) for name in FIELDS})
        self._add_version(row, content, row.filed_at, row.person_id)

    def reference_taken(self, reference: str) -> bool:
        """Whether another one must be drawn."""
        return self.connection.execute(TAKEN, {"of_reference": reference}).first() is not None

    def imported(self, external_id: str) -> bool:
        """Whether a report of that id elsewhere has come in already."""
        return self.connection.execute(IMPORTED, {"of_external": external_id}).first() is not None

    def by_reference(self, reference: str) -> ReportRow | None:
        """The report of that reference; erased ones have none."""
        return self._one(self.connection.execute(BY_REFERENCE, {"of_reference": reference}))

    def get(self, report_id: UUID) -> ReportRow | None:
        """The report of that id, which is its session's."""
        return self._one(self.connection.execute(BY_ID, {"report": report_id}))

    def of_person(
        self, person_id: UUID, limit: int = 10, offset: int = 0, status: str | None = None
    ) -> list[ReportRow]:
        """The person's reports, the last filed first."""
        wanted: dict[str, Any] = {"person": person_id, "limit": limit, "offset": offset}
        found = (
            self.connection.execute(OF_PERSON, wanted)
            if status is None
            else self.connection.execute(OF_PERSON_IN, wanted | {"in_status": status})
        )
        return [ReportRow(*row) for row in found]

    def content(self, row: ReportRow) -> bytes | None:
        """The content of the row's version, as it was given to `add`; None once erased, and if its key is lost."""
        wanted = {"report": row.id, "of_version": row.version}
        return self._readable(row, self.connection.execute(CONTENT, wanted).scalar_one_or_none())

    def versions(self, report_id: UUID) -> list[Version]:
        """All versions, the first one first."""
        return [Version(*row) for row in self.connection.execute(VERSIONS, {"report": report_id})]

    def amend(
        self, row: ReportRow, content: bytes, expected_version: int, now: datetime, person_id: UUID | None = None
    ) -> bool:
        """Store `row` (at `expected_version` + 1) with new content, written by `person_id`; False if it was amended,
        withdrawn or erased before. The caller brings its fields, links and figures up to date."""
        values = {name: getattr(row, name) for name in FIELDS if name not in ("id", "filed_at", "filed_on")}
        statement = update(report).where(
            report.c.id == row.id,
            report.c.version == expected_version,
            report.c.status == "filed",
            report.c.erased_at.is_(None),
        )
        if not self.connection.execute(statement.values(values)).rowcount:
            return False
        self._add_version(row, content, now, person_id)
        return True

    def put_fields(self, report_id: UUID, fields: Mapping[str, Sequence[str]], replacing: bool = False) -> None:
        """Coded answers without a column of their own: the values of each field, in no order. `replacing`: those of an
        amended report take the place of its former ones."""
        if replacing:
            self.connection.execute(DROP_FIELDS, {"report": report_id})
        rows = [
            {"report_id": report_id, "field": name, "value": value}
            for name, values in fields.items()
            for value in dict.fromkeys(values)
        ]
        if rows:
            self.connection.execute(ADD_FIELDS, rows)

    def fields_of(self, report_ids: Sequence[UUID]) -> dict[UUID, dict[str, list[str]]]:
        """The further coded answers of many reports: values by field."""
        found: dict[UUID, dict[str, list[str]]] = {report_id: {} for report_id in report_ids}
        for some in in_batches(report_ids):
            for row in self.connection.execute(FIELDS_OF, {"reports": list(some)}):
                found[row.report_id].setdefault(row.field, []).append(row.value)
        return found

    def recent(
        self, section_id: UUID, kinds: Sequence[str], limit: int, coded: tuple[str, Sequence[str]] | None = None
    ) -> list[ReportRow]:
        """The section's filed reports of these kinds, the last filed first; `coded`: a further field, and its values
        of which they have one."""
        wanted: dict[str, Any] = {"section": section_id, "kinds": list(kinds), "limit": limit}
        if coded is None:
            return [ReportRow(*row) for row in self.connection.execute(RECENT, wanted)]
        values = wanted | {"field": coded[0], "codes": list(coded[1])}
        return [ReportRow(*row) for row in self.connection.execute(RECENT_CODED, values)]

    def updates(self, section_id: UUID, kind: str, area: str, period: str, limit: int) -> list[ReportRow]:
        """The section's filed reports of a kind on an area and month, the last filed first."""
        wanted = {"section": section_id, "kinds": [kind], "of_area": area, "of_period": period, "limit": limit}
        return [ReportRow(*row) for row in self.connection.execute(OF_MONTH, wanted)]

    def ids_of(self, section_id: UUID, references: Sequence[str]) -> list[UUID]:
        """The section's filed reports of these references, in no order; others are left out."""
        wanted = {"section": section_id, "references": list(references)}
        return list(self.connection.scalars(BY_REFERENCES, wanted))

    def ids_on_case(self, section_id: UUID, case_key: str, kinds: Sequence[str]) -> list[UUID]:
        """The section's filed reports of these kinds on a case."""
        wanted = {"section": section_id, "of_case": case_key, "kinds": list(kinds)}
        return list(self.connection.scalars(ON_CASE, wanted))

    def withdraw(self, report_id: UUID, now: datetime) -> bool:
        """Take it out of the counting; False if it was withdrawn or erased before. The caller takes its figures out."""
        return bool(self.connection.execute(WITHDRAW, {"report": report_id, "at": now}).rowcount)

    def restore(self, report_id: UUID) -> bool:
        """Undo a withdrawal; False if there was none. The caller counts its figures again."""
        return bool(self.connection.execute(RESTORE, {"report": report_id}).rowcount)

    def listed(self, wanted: ReportFilter, limit: int, offset: int = 0) -> list[ReportRow]:
        """The reports that the filter covers, the last filed first."""
        statement = LISTED.where(*conditions(wanted)).order_by(report.c.filed_at.desc(), report.c.id.desc())
        return [ReportRow(*row) for row in self.connection.execute(statement.limit(limit).offset(offset))]

    def count(self, wanted: ReportFilter) -> int:
        """How many they are."""
        return self.connection.execute(COUNTED.where(*conditions(wanted))).scalar_one()

    def for_export(self, wanted: ReportFilter) -> Iterator[ExportedReport]:
        """The reports with their content, in filing order, a few at a time: read them within the transaction."""
        statement = EXPORT.where(*conditions(wanted)).execution_options(yield_per=STREAM)
        for row in self.connection.execute(statement):
            record = ReportRow(*row[: len(FIELDS)])
            content = None if record.erased_at else self._readable(record, row.content)
            unreadable = record.erased_at is None and content is None
            yield ExportedReport(record, row.section_key, row.group_key, content, unreadable)

    def _readable(self, row: ReportRow, sealed: bytes | None) -> bytes | None:
        try:
            return self.open(row.key_id, sealed, context(row.id, row.version))
        except (KeyGone, SealError):
            return None

    def _add_version(self, row: ReportRow, content: bytes, now: datetime, person_id: UUID | None) -> None:
        sealed = self.seal(row.key_id, content, context(row.id, row.version))
        values = {"id": new_id(now), "report_id": row.id, "version": row.version, "person_id": person_id}
        self.connection.execute(ADD_VERSION, values | {"content": sealed, "created_at": now})

    def _one(self, found: Any) -> ReportRow | None:
        row = found.one_or_none()
        return None if row is None else ReportRow(*row)


def context(report_id: UUID, version: int) -> str:
    """What a content is bound to."""
    return f"report_version.content:{report_id}:{version}"
