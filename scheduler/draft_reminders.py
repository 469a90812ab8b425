"""Drafts that nobody went on with: after a day, after three, and two days before they are deleted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, select

from scheduler.apart import each_apart
from scheduler.sources import Candidate, Hearer, Part, to_people
from storage.reminder_store import ANNOUNCED, DRAFT, DRAFT_SUBJECT, END, END_TOLD, ReminderRow, said_before
from storage.session_store import KEPT, UNFINISHED, SessionRow
from storage.stores import Stores
from storage.tables import session
from texts.buttons import Tap
from texts.cards import Button
from texts.dates import date_words, datetime_words
from texts.locale import Html
from texts.verbs import ChatVerb

KIND = DRAFT
# From how long before it expires each is due: a draft's end moves with every answer, and is indexed.
SLOTS = (("1d", timedelta(days=29)), ("3d", timedelta(days=27)), (END, ANNOUNCED))
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 4  # told one by one; more are counted

FOUND = select(session.c.person_id, session.c.id, session.c.expires_at).where(
    UNFINISHED,
    session.c.expires_at > bindparam("after"),
    session.c.expires_at <= bindparam("until"),
    session.c.revision_id.not_in(KEPT),
)
DUE = {slot: FOUND.where(~said_before(KIND, DRAFT_SUBJECT, session.c.person_id, slot)) for slot, _ in SLOTS[:-1]}
# That it will be deleted is told however late, and again after somebody has gone on with it.
DUE[END] = FOUND.where(~END_TOLD)


class DraftReminders:
    """Drafts of what no menu offers (previews, small tasks) are nobody's to finish."""

    kind = KIND
    at_ten = False

    def due(
        self, stores: Stores, people: Sequence[UUID] | None = None, since: datetime | None = None
    ) -> list[Candidate]:
        found: list[Candidate] = []
        ends = [stores.now + before for _, before in SLOTS]
        for (slot, before), until, end in zip(SLOTS, ends, [*ends[1:], LONG_AGO], strict=True):
            after = end if since is None else max(end, since + before)
            statement = to_people(DUE[slot], session.c.person_id, people)
            rows = stores.connection.execute(statement, {"until": until, "after": after})
            found += each_apart(KIND, rows, partial(_candidate, slot, before))
        return found

    def tell(self, hearer: Hearer, rows: Sequence[ReminderRow]) -> Part | None:
        unfinished = [(row, found) for row in rows if (found := _standing(hearer, row)) is not None]
        if not unfinished:
            return None
        shown, more = unfinished[:MOST], len(unfinished) - MOST
        lines = [_words(hearer, row, draft) for row, draft in shown]
        if len(shown) > 1:
            lines = [hearer.voice.html("{n}. {words}", n=n, words=words) for n, words in enumerate(lines, 1)]
        if more > 0:
            lines.append(Html(hearer.voice.plural("and {n} more: /drafts", "and {n} more: /drafts", more)))
        buttons = tuple(
            (_go_on(hearer, place, row, len(shown)), *_delete(hearer, row, len(shown)))
            for place, (row, _) in enumerate(shown, 1)
        )
        until = min(draft.expires_at for _, draft in unfinished)
        return Part(Html("\n\n".join(lines)), buttons, tuple(row for row, _ in unfinished), until=until)


def _candidate(slot: str, before: timedelta, row: Any) -> Iterator[Candidate]:
    """A draft may be told of as ending more than once: whenever somebody has gone on with it."""
    name = f"{END}-{row.expires_at:%Y-%m-%d}" if slot == END else slot
    yield Candidate(KIND, row.id.hex, row.person_id, name, row.expires_at - before)


def _standing(hearer: Hearer, row: ReminderRow) -> SessionRow | None:
    """The draft, if the person may still want to be reminded of it: unfinished, and not gone on with since."""
    draft = hearer.stores.sessions.get(UUID(row.subject))
    if draft is None or draft.status not in ("open", "paused"):
        return None
    return draft if row.snoozed or draft.updated_at < row.due_at else None


def _words(hearer: Hearer, row: ReminderRow, draft: SessionRow) -> Html:
    voice, today = hearer.voice, hearer.today
    title = title_of(hearer, draft)
    begun = datetime_words(draft.created_at.astimezone(hearer.zone), voice, today)
    until = date_words(draft.expires_at.astimezone(hearer.zone).date(), voice, today)
    if row.slot.startswith(END):
        return voice.html(
            "Your draft “<b>{title}</b>”, begun {when}, is kept until {until}; after that I delete it. If you would "
            "like to finish it, everything is still there.",
            title=title,
            when=begun,
            until=until,
        )
    return voice.html(
        "Your draft “<b>{title}</b>”, begun {when}, is not finished yet. Everything you told me is kept until {until}; "
        "you can go on whenever it suits you.",
        title=title,
        when=begun,
        until=until,
    )


def _go_on(hearer: Hearer, place: int, row: ReminderRow, count: int) -> Button:
    voice = hearer.voice
    label = voice.button("Continue the draft") if hearer.mixed else voice.button("Continue")
    if count > 1:
        label = voice.button("Continue draft {n}", n=place) if hearer.mixed else voice.button("Continue {n}", n=place)
    return Button(label, Tap(ChatVerb.REMIND_REPORT.value, row.id.hex))


def _delete(hearer: Hearer, row: ReminderRow, count: int) -> tuple[Button, ...]:
    """Of several it is not seen which one goes: /drafts has a button for each."""
    if count > 1:
        return ()
    voice = hearer.voice
    label = voice.button("Delete the draft") if hearer.mixed else voice.button("Delete")
    return (Button(label, Tap(ChatVerb.REMIND_DELETE.value, row.id.hex)),)


def title_of(hearer: Hearer, draft: SessionRow) -> str:
    """What the draft is called in the person's language: the flow's title, or which report it changes."""
    if draft.amends is not None:
        report = hearer.stores.reports.get(draft.amends)
        return hearer.voice("Change of {reference}", reference=(report and report.reference) or "")
    revision = hearer.stores.flows.revision(draft.revision_id)
    return titled(revision.content if revision else "{}", hearer.voice.language)


@lru_cache(maxsize=64)
def titled(content: str, language: str) -> str:
    """The title in the JSON of a frozen flow, in its default language if it does not speak the other."""
    flow = orjson.loads(content)
    title: dict[str, str] = flow.get("title", {})
    return title.get(language) or title.get(flow.get("default_language", ""), "")
