"""An event as staff see it: what is planned, its link, how many came, what came in."""

from datetime import date

from bot.events import event_link, section_keys
from bot.rights import Act, Subject
from bot.staff import section_name, sections_within, tap_of
from bot.turn import Turn
from storage.event_store import EventRow
from storage.report_filter import ReportFilter
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard
from texts.dates import date_words
from texts.locale import Html
from texts.verbs import ChatVerb


def open_event(turn: Turn, act: Act = Act.SEE_EVENT) -> EventRow | None:
    """The event of the tapped button, if the person may do that with it; explains otherwise."""
    row = turn.stores.events.by_code(tap_of(turn).code)
    if row is None or not (may_see(turn, row) if act is Act.SEE_EVENT else may_plan(turn, row)):
        turn.toast(turn.voice("That event is not there for you. /event shows those that are."))
        return None
    return row


def may_see(turn: Turn, row: EventRow) -> bool:
    """Whoever works for a section that takes part, or has the event in their scope."""
    return any(
        turn.may(Act.SEE_EVENT, Subject(row.person_id, key, row.country, row.campaign_key))
        for key in section_keys(turn.stores, row)
    )


def may_plan(turn: Turn, row: EventRow) -> bool:
    """Change or cancel it: whoever might have planned it."""
    section = turn.desk.section_of(turn.stores, row.section_id)
    key = section.key if section else None
    return turn.may(Act.PLAN_EVENT, Subject(row.person_id, key, row.country, row.campaign_key))


def event_card(turn: Turn, row: EventRow, note: str = "") -> Card:
    """Everything about it, and what can be done."""
    voice = turn.voice
    parts = [voice.html("<b>{name}</b>\n{code}", name=row.name, code=row.code)]
    if row.status == "cancelled":
        parts.append(voice.html("<b>Cancelled</b>: its link no longer leads on."))
    if note:
        parts.append(voice.html("{note}", note=note))
    parts.append(Html("\n".join(_lines(turn, row))))
    if row.status == "planned":
        link = Html(link_of(turn, row))  # on a line of its own, with no mark that might be taken for a part of it
        parts.append(voice.html("Its link, for everybody who comes:\n{link}", link=link))
    parts.append(Html("\n".join(_came(turn, row))))
    return Card("\n\n".join(parts), _rows(turn, row))


def link_of(turn: Turn, row: EventRow) -> str:
    """What people open."""
    return event_link(turn.desk.bot_username, turn.stores.events.token(row.id))


def day_of(turn: Turn, day: date) -> str:
    """A day in words."""
    return date_words(day, turn.voice, turn.now.astimezone(turn.zone).date())


def _lines(turn: Turn, row: EventRow) -> list[Html]:
    voice, tables, language = turn.voice, turn.desk.tables(turn.stores), turn.language
    sections = ", ".join(section_name(turn, key) for key in section_keys(turn.stores, row))
    told = [(voice("Day"), day_of(turn, row.occurs_on)), (voice("Place"), row.place)]
    told.append((voice("Report"), tables["flows"].label(row.flow_key, language)))
    for name, label, key in (
        ("activities", voice("Activity"), row.known.get("activity")),
        ("campaigns", voice("Campaign"), row.campaign_key),
        ("targets", voice("Addressed to"), row.target_key),
        ("cases", voice("Case"), row.case_key),
    ):
        told.append((label, tables[name].label(key, language) if key else ""))
    told.append((voice("Sections"), sections))
    return [voice.html("{label}: {answer}", label=label, answer=answer) for label, answer in told if answer]


def _came(turn: Turn, row: EventRow) -> list[Html]:
    """How many are on the list, and from where; how many reports came in. Only sections whose people the viewer may
    see are named, and never those at risk: of the others together it is told how many.
    """
    voice, joined = turn.voice, turn.stores.events.joined(row.id)
    total = sum(joined.values())
    named = {each.id: each.key for each in sections_within(turn, Act.LIST_PEOPLE) if not each.at_risk}
    told = sorted(((count, named[key]) for key, count in joined.items() if key in named), reverse=True)
    others = total - sum(count for count, _ in told)
    counts = [(section_name(turn, key), count) for count, key in told]
    if told and others:
        counts.append((voice("other sections"), others))
    came = voice("Nobody is on the list yet")
    if total:
        came = voice.plural("{n} person is on the list", "{n} people are on the list", total)
    where = ", ".join(voice("{label}: {answer}", label=label, answer=count) for label, count in counts)
    reports = turn.stores.reports.count(ReportFilter(event_ids=[row.id], statuses=["filed"], erased=False))
    filed = voice("No report has come in yet")
    if reports:
        filed = voice.plural("{n} report came in", "{n} reports came in", reports)
    return [voice.html("{came} ({where})", came=came, where=where) if where else Html(came), Html(filed)]


def _rows(turn: Turn, row: EventRow) -> tuple[tuple[Button, ...], ...]:
    voice = turn.voice
    choices = []
    if row.status == "planned":
        choices.append(Button(voice.button("Poster to print"), Tap(ChatVerb.EVENT_POSTER.value, row.code)))
    choices.append(Button(voice.button("Reports received"), Tap(ChatVerb.EVENT_REPORTS.value, row.code)))
    if row.status == "planned" and may_plan(turn, row):
        change = Tap(ChatVerb.EVENT_CHANGE.value, row.code, turn.incoming.update_id)
        choices.append(Button(voice.button("Change"), change))
        choices.append(Button(voice.button("Cancel the event"), Tap(ChatVerb.EVENT_CANCEL.value, row.code)))
    return keyboard(choices, manners=[Button(voice.button("All events"), Tap(ChatVerb.EVENTS.value))])
