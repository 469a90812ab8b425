"""/reports: what was filed within the scope of somebody's roles. Narrow it, open one, take the list away."""

from dataclasses import replace

from bot.exporting import KIND, MOST_REPORTS, ask_for
from bot.filed import report_card, subject_of
from bot.report_choice import LENGTH, Choice, choice_words, filter_of, read_choice
from bot.report_options import QUESTIONS, Option, Way, offered, options
from bot.rights import Act, reached
from bot.staff import offset, paging, pairs, refuse, tap_of
from bot.turn import Turn
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row, keyboard, page, pages
from texts.dates import date_words
from texts.locale import Html
from texts.references import read_reference
from texts.verbs import ChatVerb


def reports(turn: Turn) -> None:
    """/reports"""
    _show_list(turn, Choice(), 0)


def listed(turn: Turn) -> None:
    """Another page, or a narrower or wider list."""
    choice = _choice(turn, tap_of(turn).code)
    if choice is not None:
        _show_list(turn, choice, tap_of(turn).index)


def ways(turn: Turn) -> None:
    """One way to narrow the list: its choices as buttons."""
    tap = tap_of(turn)
    choice = _choice(turn, tap.code)
    if choice is None:
        return
    if tap.index not in set(Way):
        _show_list(turn, choice, 0)
        return
    way = Way(tap.index)
    every = options(turn, choice, way)
    buttons = [_option_button(turn, choice, option) for option in page(every, tap.version)]
    back = Button(turn.voice.button("Back to the list"), _tap(turn, ChatVerb.REPORTS, choice))
    further = [
        Button(turn.voice.button(label), replace(tap, version=number))
        for label, number in (("‹ Before", tap.version - 1), ("Next ›", tap.version + 1))
        if 0 <= number < pages(every)
    ]
    text = turn.voice.html("<b>{question}</b>", question=turn.voice(QUESTIONS[way]))
    turn.show(Card(text, keyboard(buttons, further, [back])))


def opened(turn: Turn) -> None:
    """A report of the list, with the way back to it."""
    tap = tap_of(turn)
    choice = _choice(turn, tap.code[:LENGTH])
    if choice is None:
        return
    reference = read_reference(tap.code[LENGTH:])
    row = turn.stores.reports.by_reference(reference) if reference else None
    if row is None or not turn.may(Act.OPEN_REPORT, subject_of(turn, row)):
        _show_list(turn, choice, tap.index, turn.voice("That report is not there any more."))
        return
    back = Button(turn.voice.button("Back to the list"), _tap(turn, ChatVerb.REPORTS, choice, index=tap.index))
    turn.show(report_card(turn, row, back=back))


def export(turn: Turn) -> None:
    """The list as a spreadsheet: written after this turn, and sent as a document."""
    choice = _choice(turn, tap_of(turn).code)
    if choice is None:
        return
    scopes = reached(turn.active, Act.EXPORT_REPORTS)
    if not scopes:
        refuse(turn)
        return
    voice = turn.voice
    count = turn.stores.reports.count(filter_of(choice, scopes, turn.stores))
    if turn.stores.attachments.making(turn.active.id, KIND):
        note = voice("Your last spreadsheet is still being written. It comes here by itself.")
    elif count > MOST_REPORTS:
        note = voice(
            "That would be {n} reports, and one spreadsheet holds {most} at most. Please choose a shorter period.",
            n=count,
            most=MOST_REPORTS,
        )
    elif not count:
        note = voice("There is nothing to put into a spreadsheet.")
    else:
        ask_for(turn, choice)
        note = voice("The spreadsheet is being written. It comes here in a moment, and names nobody.")
    _show_list(turn, choice, 0, note)


def _show_list(turn: Turn, choice: Choice, number: int, note: str = "") -> None:
    scopes = reached(turn.active, Act.LIST_REPORTS)
    if not scopes:
        refuse(turn)
        return
    wanted, stores, voice = filter_of(choice, scopes, turn.stores), turn.stores, turn.voice
    count = stores.reports.count(wanted)
    number = min(number, max(0, (count - 1) // PAGE_SIZE))
    found = stores.reports.listed(wanted, PAGE_SIZE, offset(number))
    told = voice.plural("{n} report", "{n} reports", count)
    parts = [voice.html("{note}", note=note)] if note else []
    words = choice_words(choice, turn.desk.tables(stores), voice)
    parts.append(voice.html("<b>{chosen}: {reports}</b>", chosen=words, reports=Html(told)))
    if found:
        parts.append(voice.html("Tap one to open it, or send its reference."))
    code = choice.code(turn.desk.tables(stores))
    buttons = [Button(_label(turn, row), _open_tap(code, row, number)) for row in found]
    further = paging(voice, ChatVerb.REPORTS.value, code, number, count > offset(number + 1))
    turn.show(Card("\n\n".join(parts), (*keyboard(buttons, further), *_manners(turn, choice, bool(count)))))


def _manners(turn: Turn, choice: Choice, some: bool) -> tuple[Row, ...]:
    """The ways to narrow the list, what is still to be done about it, and taking it away."""
    voice = turn.voice
    labels = {
        Way.KIND: voice.button("Kind"),
        Way.PERIOD: voice.button("Period"),
        Way.CAMPAIGN: voice.button("Campaign"),
        Way.GROUP: voice.button("Group"),
        Way.SECTION: voice.button("Section"),
        Way.STATUS: voice.button("Status"),
    }
    narrowing = [
        Button(labels[way], _tap(turn, ChatVerb.REPORTS_WAY, choice, index=way)) for way in offered(turn, choice)
    ]
    rows = list(pairs(narrowing))
    if choice.missing:
        rows.append((_narrowed(turn, voice.button("Everything, missing or not"), replace(choice, missing="")),))
    else:
        rows.append((_narrowed(turn, voice.button("Needs writing down"), replace(choice, missing="words")),))
        pictures = voice.button("Pictures: something missing")
        rows.append((_narrowed(turn, pictures, replace(choice, missing="pictures")),))
    last = []
    if some and reached(turn.active, Act.EXPORT_REPORTS):
        last.append(Button(voice.button("Export these"), _tap(turn, ChatVerb.REPORTS_EXPORT, choice)))
    if choice != Choice():
        last.append(_narrowed(turn, voice.button("All reports"), Choice()))
    return (*rows, tuple(last)) if last else tuple(rows)


def _narrowed(turn: Turn, label: str, choice: Choice) -> Button:
    return Button(label, _tap(turn, ChatVerb.REPORTS, choice))


def _option_button(turn: Turn, choice: Choice, option: Option) -> Button:
    label, target = option
    if isinstance(target, Way):
        return Button(label, _tap(turn, ChatVerb.REPORTS_WAY, choice, index=target))
    return Button(label, _tap(turn, ChatVerb.REPORTS, target))


def _label(turn: Turn, row: ReportRow) -> str:
    """Reference, day and flow; a withdrawn one says so."""
    turn.tells_of.add(row.id)
    voice, today = turn.voice, turn.now.astimezone(turn.zone).date()
    revision = turn.desk.revision(turn.stores, row.revision_id)
    title = revision.words(revision.flow.title, turn.language)
    withdrawn = voice("withdrawn") if row.status == "withdrawn" else ""
    day = date_words(row.occurred_on or row.filed_on, voice, today)
    return voice.beside(row.reference or "", day, title, withdrawn)


def _choice(turn: Turn, code: str) -> Choice | None:
    """What the tapped button stands for; explains if it is for others, or stands for nothing any more."""
    if not reached(turn.active, Act.LIST_REPORTS):
        refuse(turn)
        return None
    choice = read_choice(code, turn.desk.tables(turn.stores))
    if choice is None:
        turn.toast(turn.voice("This button no longer works. /reports shows the list."))
    return choice


def _tap(turn: Turn, verb: ChatVerb, choice: Choice, index: int = 0) -> Tap:
    return Tap(verb.value, choice.code(turn.desk.tables(turn.stores)), 0, index)


def _open_tap(code: str, row: ReportRow, number: int) -> Tap:
    return Tap(ChatVerb.REPORTS_OPEN.value, code + (row.reference or "").replace("-", ""), 0, number)
