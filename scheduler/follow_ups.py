"""Follow-ups: what came of an action, asked of those who work for its section, of several at once.

What is due is looked for by the day it happened, or by the day it was filed if it was told of late. Whoever is asked
about one that is due is asked about those of the next days, too: one message of three deliveries, rather than three of
one. It ends for the whole section once an outcome is linked to the report, or somebody has said that there is no news.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import structlog
from sqlalchemy import String, bindparam, case, cast, func, or_, select, union_all

from flows.definition import Flow
from flows.following import FIELD, ROLES, WANTED, FollowUp, follow_up_of
from scheduler.apart import each_apart
from scheduler.draft_reminders import titled
from scheduler.manners import FORENOON
from scheduler.sources import Candidate, Hearer, Part, to_people
from scheduler.working import WORKING, works_for
from storage.counting import events_of, told_of
from storage.people_store import Person
from storage.reminder_store import ReminderRow, said_before
from storage.report_store import COLUMNS, ReportRow
from storage.session_store import KEPT
from storage.store import in_batches
from storage.stores import Stores
from storage.tables import link, person, reminder, report, report_field, revision, role, section, target
from texts.buttons import Tap
from texts.cards import Button
from texts.dates import date_words, month_words
from texts.locale import Html, Voice
from texts.verbs import ChatVerb

T = TypeVar("T", bound=Any)

KIND, SLOT = "follow_up", "due"
NONE = "none"  # the slot that says: there is no news, for the whole section
LED_TO = "led_to"  # how an outcome is linked to what it came of
EARLY = timedelta(days=6)  # asked along with one that is due
LATE = timedelta(days=14)  # after that it is asked no more: nobody could be reached, or the program was down
SOON = timedelta(days=1)  # after it was filed: no sooner is it asked what came of what was told of late
A_DAY = timedelta(days=1)  # somewhere it is a day earlier or later
LISTED = 5  # named one by one; more are counted

SUBJECT = func.replace(cast(report.c.id, String), "-", "")  # as UUID.hex, whatever the database makes of an id
ANSWERED = (
    select(link.c.report_id).where(link.c.action_id == report.c.id, link.c.kind == LED_TO).exists(),
    select(reminder.c.id)
    .where(reminder.c.kind == KIND, reminder.c.subject == SUBJECT, reminder.c.slot == NONE)
    .exists(),
)
# As far as a report's own row tells; `_still_open` looks at the others of its event.
OPEN = (report.c.status == "filed", report.c.erased_at.is_(None), *(~each for each in ANSWERED))
AMONG_ANSWERED = select(report.c.id, report.c.section_id).where(
    report.c.id.in_(bindparam("reports", expanding=True)), or_(*ANSWERED)
)
WANTS = (
    select(report_field.c.value)
    .where(report_field.c.report_id == report.c.id, report_field.c.field == FIELD, report_field.c.value == WANTED)
    .exists()
)
# Nobody has just told of what was brought in from elsewhere, though it may be filed today.
TOLD_ON = case((report.c.external_id.is_(None), report.c.filed_on))
ASKED = (
    select(
        report.c.id,
        report.c.section_id,
        report.c.revision_id,
        report.c.occurred_on,
        TOLD_ON.label("told_on"),
        person.c.id.label("person_id"),
        func.coalesce(person.c.zone, section.c.zone).label("zone"),
    )
    .select_from(WORKING.join(report, report.c.section_id == section.c.id))
    .where(
        role.c.role == bindparam("of_role"),
        person.c.status == "active",
        report.c.revision_id.in_(bindparam("revisions", expanding=True)),
        ~said_before(KIND, SUBJECT, person.c.id, SLOT),
        *OPEN,
    )
)
# What happened then, or was filed then and nobody said when it happened; and what happened before and was told of then.
# Apart, for each has an index of its own.
LOOKED_AT = (
    (report.c.occurred_on >= bindparam("since"), report.c.occurred_on <= bindparam("until")),
    (
        report.c.filed_on >= bindparam("since"),
        report.c.filed_on <= bindparam("until"),
        report.c.occurred_on.is_(None),
        report.c.external_id.is_(None),
    ),
    (
        report.c.filed_on >= bindparam("told_since"),
        report.c.filed_on <= bindparam("told_until"),
        report.c.occurred_on < bindparam("since"),
    ),
)
STANDING = (
    select(*COLUMNS)
    .where(report.c.id.in_(bindparam("reports", expanding=True)), *OPEN)
    .order_by(report.c.occurred_on, report.c.id)
)
REVISIONS = select(revision.c.id).where(revision.c.id.not_in(KEPT))
CONTENTS = select(revision.c.id, revision.c.content).where(revision.c.id.in_(bindparam("ids", expanding=True)))
ACTIVITY = select(report_field.c.report_id, report_field.c.value).where(
    report_field.c.report_id.in_(bindparam("reports", expanding=True)), report_field.c.field == "activity"
)
TARGET = select(target.c.name).where(target.c.key == bindparam("of_key"))

log = structlog.get_logger()


class FollowUps:
    """By the revision that a report was filed with: it is frozen, so what it says is read once."""

    kind = KIND
    at_ten = True

    def __init__(self) -> None:
        self._rules: dict[UUID, FollowUp | None] = {}

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        asked = sorted({each.person_id for each in self._found(stores, people, since or stores.now - LATE, stores.now)})
        soon = self._found(stores, asked, stores.now - LATE, stores.now + EARLY) if asked else ()
        return [replace(each, due_at=min(each.due_at, stores.now)) for each in soon]

    def _found(
        self, stores: Stores, people: Sequence[UUID] | None, since: datetime, until: datetime
    ) -> Iterator[Candidate]:
        """What becomes due in that time."""
        by_rule: dict[FollowUp, list[UUID]] = {}
        for revision_id, rule in self._known(stores).items():
            if rule is not None:
                by_rule.setdefault(rule, []).append(revision_id)
        for rule, revisions in by_rule.items():
            statement = to_people(ASKED.where(WANTS) if rule.narrowed else ASKED, person.c.id, people)
            wanted = {
                "of_role": rule.role,
                "revisions": revisions,
                "since": rule.happened_since(since.date() - A_DAY),
                "until": rule.happened_by(until.date() + A_DAY),
                "told_since": since.date() - SOON - A_DAY,
                "told_until": until.date() - SOON + A_DAY,
            }
            found = stores.connection.execute(union_all(*(statement.where(*each) for each in LOOKED_AT)), wanted)
            rows = _still_open(stores, found.all())
            yield from each_apart(KIND, rows, partial(_candidate, rule, since, until))

    def _known(self, stores: Stores) -> dict[UUID, FollowUp | None]:
        """The rule of each revision there is."""
        ids = list(stores.connection.scalars(REVISIONS))
        new = [each for each in ids if each not in self._rules]
        for row in stores.connection.execute(CONTENTS, {"ids": new}) if new else ():
            self._rules[row.id] = _rule(row)
        return {each: self._rules[each] for each in ids}

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        by_report = {UUID(row.subject): row for row in rows}
        reports = standing(hearer.stores, hearer.person, list(by_report))
        if not reports:
            return None
        told = tuple(by_report[each.id] for each in reports)
        code = told[0].id.hex
        voice = hearer.voice
        yes = voice.button("There is news…") if hearer.mixed else voice.button("Yes…")
        none = Button(voice.button("No news"), Tap(ChatVerb.FOLLOW_NONE.value, code))
        some = Button(yes, Tap(ChatVerb.FOLLOW_YES.value, code))
        return Part(words(hearer.stores, voice, hearer.today, reports), ((none, some),), told)


def _rule(row: Any) -> FollowUp | None:
    """What a revision says. One that can no longer be read asks for nothing."""
    content = orjson.loads(row.content)
    if not content.get("follow_up"):
        return None
    try:
        return follow_up_of(Flow.model_validate(content))
    except ValueError as error:
        log.error("follow-up of a revision not read", revision=str(row.id), error=error)
        return None


def _candidate(rule: FollowUp, since: datetime, until: datetime, row: Any) -> Iterator[Candidate]:
    """The report, if it becomes due in that time."""
    due_on = rule.due_on(row.occurred_on or row.told_on)
    if row.told_on is not None:
        due_on = max(due_on, row.told_on + SOON)
    due_at = _forenoon(due_on, ZoneInfo(row.zone))
    if since < due_at <= until:
        yield Candidate(KIND, row.id.hex, row.person_id, SLOT, due_at)


def standing(stores: Stores, person: Person, reports: Sequence[UUID]) -> list[ReportRow]:
    """Those that something may still be asked about, of somebody who works for their section; by the day."""
    rows = stores.connection.execute(STANDING, {"reports": list(reports)})
    found = _still_open(stores, [ReportRow(*row) for row in rows])
    return [each for each in found if works_for(person, each.section_id, ROLES)]


def _still_open(stores: Stores, reports: Sequence[T]) -> list[T]:
    """Without those (rows with `id` and `section_id`) of whose event the section has answered by another report."""
    events = events_of(stores, (each.id for each in reports))
    others = {each: event for each, event in told_of(stores, events.values()).items() if each not in events}
    answered = {
        (others[row.id], row.section_id)
        for some in in_batches(list(others))
        for row in stores.connection.execute(AMONG_ANSWERED, {"reports": list(some)})
    }
    return [each for each in reports if (events[each.id], each.section_id) not in answered]


def no_news(stores: Stores, person: Person, reports: Iterable[ReportRow]) -> None:
    """Nothing came of them so far: nobody of the section is asked again."""
    for each in reports:
        row = stores.reminders.add(KIND, each.id.hex, person.id, NONE, stores.now, stores.now)
        if row is not None:
            stores.reminders.end([row])


def words(stores: Stores, voice: Voice, today: date, reports: Sequence[ReportRow]) -> Html:
    """What is asked about: so many of a kind and month, then the first few by name."""
    reports = once_each(stores, reports)
    counted = counts(stores, voice, today, reports)
    if len(counted) == 1:
        head = voice.html("<b>{what}: any news?</b>", what=counted[0])
    else:
        lines = [voice.html("{what}", what=each) for each in counted]
        head = Html("\n".join([voice.html("<b>Any news of these?</b>"), *lines]))
    named = [voice.html("• {report}", report=Html(label(stores, voice, today, each))) for each in reports[:LISTED]]
    if len(reports) > LISTED:
        more = len(reports) - LISTED
        named.append(Html(voice.plural("and {n} more", "and {n} more", more)))
    why = voice.html(
        "An answer, a meeting, a release, a refusal: whatever changed is worth telling, and no news is an answer too."
    )
    return Html("\n\n".join([head, Html("\n".join(named)), why]))


def label(stores: Stores, voice: Voice, today: date, row: ReportRow) -> str:
    """The day, to whom, and the reference."""
    day = date_words(row.occurred_on or row.filed_on, voice, today)
    names: dict[str, str] = {}
    if row.target_key:
        names = stores.connection.execute(TARGET, {"of_key": row.target_key}).scalar_one_or_none() or {}
    whom = names.get(voice.language) or names.get("en") or next(iter(names.values()), "")
    return voice.beside(day, whom, row.reference or "")


def once_each(stores: Stores, reports: Sequence[ReportRow]) -> list[ReportRow]:
    """Of those that tell of one event the first."""
    events = events_of(stores, (each.id for each in reports))
    return list({events[each.id]: each for each in reversed(reports)}.values())[::-1]


def counts(stores: Stores, voice: Voice, today: date, reports: Sequence[ReportRow]) -> list[str]:
    """"3 petition deliveries of October", for each kind and month."""
    ids = {"reports": [each.id for each in reports]}
    activities = {row.report_id: row.value for row in stores.connection.execute(ACTIVITY, ids)}
    counted = Counter(
        (_kind(stores, voice, row, activities.get(row.id, "")), (row.occurred_on or row.filed_on).replace(day=1))
        for row in reports
    )
    return [_so_many(voice, kind, n, month_words(month, voice, today)) for (kind, month), n in counted.items()]


def _so_many(voice: Voice, kind: str, n: int, month: str) -> str:
    match kind:
        case "petition_delivery":
            return voice.plural(
                "The petition delivery of {month}", "{n} petition deliveries of {month}", n, month=month
            )
        case "lobbying_meeting":
            return voice.plural("The lobbying meeting of {month}", "{n} lobbying meetings of {month}", n, month=month)
        case "official_letter":
            return voice.plural("The letter of {month}", "{n} letters of {month}", n, month=month)
    return voice.plural("“{title}” of {month}", "{n} “{title}” of {month}", n, title=kind, month=month)


def _kind(stores: Stores, voice: Voice, row: ReportRow, activity: str) -> str:
    """What has words of its own, or the flow's title."""
    if row.kind == "petition_delivery" or activity in ("lobbying_meeting", "official_letter"):
        return activity or row.kind
    found = stores.flows.revision(row.revision_id)
    return titled(found.content if found else "{}", voice.language)


def _forenoon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, FORENOON, zone).astimezone(UTC)
