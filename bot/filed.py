"""A filed report in a turn's hands: its words, its card, and the ways on from it."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.report_files import put_files
from bot.rights import Act, Subject
from bot.turn import Turn
from bot.voice_notes import note_buttons, note_lines
from flows.lines import filed_lines
from flows.session import Session
from storage.counting import joint_with
from storage.report_filter import VOICE_KINDS
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import Button, Card, Row, keyboard
from texts.dates import date_words
from texts.locale import Html
from texts.references import read_reference
from texts.verbs import ChatVerb

Content = dict[str, Any]


def tapped_report(turn: Turn, act: Act) -> ReportRow | None:
    """The report of the tapped button, if the person may do that with it; explains otherwise."""
    assert turn.incoming.tap is not None  # routed by its verb
    reference = read_reference(turn.incoming.tap.code)
    row = turn.stores.reports.by_reference(reference) if reference else None
    if row is None or not turn.may(act, subject_of(turn, row)):
        turn.toast(turn.voice("That report is not there any more. /myreports shows yours."))
        return None
    return row


def subject_of(turn: Turn, row: ReportRow) -> Subject:
    """What rights are asked about."""
    section = turn.desk.section_of(turn.stores, row.section_id)
    at_risk = section is not None and section.at_risk
    return Subject(row.person_id, section.key if section else None, row.country, row.campaign_key, at_risk)


def about(verb: ChatVerb, row: ReportRow, index: int = 0) -> Tap:
    """A tap that concerns the report."""
    return Tap(verb.value, (row.reference or "").replace("-", ""), 0, index)


def counting_day(turn: Turn, row: ReportRow) -> date:
    """Today in the zone of the report's section: the day on which a change of its figures counts."""
    section = turn.desk.section_of(turn.stores, row.section_id)
    return turn.now.astimezone(ZoneInfo(section.zone) if section else turn.section_zone).date()


def content_of(turn: Turn, row: ReportRow) -> Content | None:
    """The answers, with the files that are there now; None if they can not be read: erased, or the key is lost."""
    stored = turn.stores.reports.content(row)
    if stored is None:
        return None
    content: Content = orjson.loads(stored)
    put_files(content, turn.stores.attachments.of_session(row.id))
    return content


def lines_of(turn: Turn, row: ReportRow, content: Content) -> list[Html]:
    """The answers in words, a line each."""
    revision = turn.desk.revision(turn.stores, row.revision_id)
    session = Session(revision.flow.key, revision.id, turn.language, row.filed_at.isoformat())
    lines = filed_lines(revision, content, session, turn.context(turn.language))
    return [
        turn.voice.html("{label}: {answer}", label=line.label, answer=line.text) for line in lines if not line.empty
    ]


def report_card(turn: Turn, row: ReportRow, note: str = "", back: Button | None = None) -> Card:
    """The report as it stands, and what this person may do with it; `back` leads elsewhere than to their own reports.
    """
    voice, content = turn.voice, content_of(turn, row)
    turn.tells_of.add(row.id)
    parts = [_head(turn, row), *_status(turn, row)]
    if note:
        parts.append(voice.html("{note}", note=note))
    if content is None:
        parts.append(
            voice.html(
                "The words of this report can no longer be read: their key is lost. Its figures still count, and "
                "nothing that you did is the cause."
            )
        )
    lines = []
    if content and not _careful(turn, row):
        lines = [*lines_of(turn, row, content), *note_lines(turn, row, subject_of(turn, row))]
    parts.append(Html("\n".join([*lines, *_life(turn, row)])))
    return Card("\n\n".join(parts), _rows(turn, row, content is not None, back))


def version_card(turn: Turn, row: ReportRow, number: int, note: str = "", back: Button | None = None) -> Card:
    """An earlier version in words, and the way to those before and after it; `back` leads elsewhere besides."""
    voice = turn.voice
    turn.tells_of.add(row.id)
    versions = {each.number: each for each in turn.stores.reports.versions(row.id)}
    number = number if number in versions else max(row.version - 1, 1)
    content = turn.stores.reports.content(replace(row, version=number))
    lines = lines_of(turn, row, orjson.loads(content)) if content and not _careful(turn, row) else []
    written = _day(turn, versions[number].created_at)
    told = voice.html("<b>Version {number} of {all}</b>, {date}", number=number, all=row.version, date=written)
    before = Button(voice.button("‹ Before"), about(ChatVerb.VERSIONS, row, number - 1))
    after = Button(voice.button("Next ›"), about(ChatVerb.VERSIONS, row, number + 1))
    paging = [*([before] if number > 1 else []), *([after] if number + 1 < row.version else [])]
    ways = [Button(voice.button("Back to the report"), about(ChatVerb.OPEN, row)), *([back] if back else [])]
    noted = [voice.html("{note}", note=note)] if note else []
    text = "\n\n".join([_head(turn, row), *_status(turn, row), *noted, Html("\n".join([told, *lines]))])
    return Card(text, keyboard((), paging, ways))


def _careful(turn: Turn, row: ReportRow) -> bool:
    """Over the shoulder of a person at risk nobody reads what they reported: they find it by changing it."""
    return turn.at_risk and row.person_id == turn.active.id


def _head(turn: Turn, row: ReportRow) -> Html:
    if _careful(turn, row):
        return Html(f"<b>{row.reference}</b>")
    revision = turn.desk.revision(turn.stores, row.revision_id)
    title = revision.words(revision.flow.title, turn.language)
    return turn.voice.html("<b>{title}</b>\n{reference}", title=title, reference=row.reference or "")


def _status(turn: Turn, row: ReportRow) -> list[Html]:
    withdrawn = row.status == "withdrawn"
    return [turn.voice.html("<b>Withdrawn</b>: its figures are not counted.")] if withdrawn else []


def _life(turn: Turn, row: ReportRow) -> list[Html]:
    """When it was filed and changed, and what else tells of the same event."""
    voice = turn.voice
    found = [voice.html("Filed on {date}.", date=_day(turn, row.filed_at))]
    if row.version > 1:
        changed = turn.stores.reports.versions(row.id)[-1].created_at
        found.append(voice.html("Changed on {date}: version {number}.", date=_day(turn, changed), number=row.version))
    joint = joint_with(turn.stores, row) if row.event_id is None else []  # an event has a list of its own
    others = [turn.stores.reports.get(each) for each in joint if each != row.id]
    open_to = [each for each in others if each and turn.may(Act.OPEN_REPORT, subject_of(turn, each))]
    references = sorted(each.reference for each in open_to if each.reference)
    if references:
        found.append(voice.html("Of the same event: {references}", references=voice.listed(references)))
    return found


def _day(turn: Turn, moment: Any) -> str:
    return date_words(moment.astimezone(turn.zone).date(), turn.voice, turn.now.astimezone(turn.zone).date())


def _rows(turn: Turn, row: ReportRow, readable: bool, back: Button | None) -> tuple[Row, ...]:
    voice, subject = turn.voice, subject_of(turn, row)
    choices = []
    files = [each for each in turn.stores.attachments.of_session(row.id) if readable and each.status == "stored"]
    if any(each.kind not in VOICE_KINDS for each in files):
        choices.append(Button(voice.button("Show pictures"), about(ChatVerb.PICTURES, row)))
    if readable:
        choices += note_buttons(turn, row)
    if readable and row.version > 1 and not _careful(turn, row):
        choices.append(Button(voice.button("Earlier versions"), about(ChatVerb.VERSIONS, row)))
    if readable and row.status == "filed" and turn.may(Act.AMEND_REPORT, subject):
        choices.append(Button(voice.button("Change something"), about(ChatVerb.AMEND, row)))
    if turn.may(Act.WITHDRAW_REPORT, subject):
        if row.status == "filed":
            choices.append(Button(voice.button("Withdraw"), about(ChatVerb.WITHDRAW, row)))
        else:
            choices.append(Button(voice.button("Undo withdrawal"), about(ChatVerb.RESTORE, row)))
    if turn.may(Act.ERASE_REPORT, subject):
        choices.append(Button(voice.button("Erase for good"), about(ChatVerb.FORGET, row)))
    manners = [back or Button(voice.button("All my reports"), Tap(ChatVerb.LIST.value))]
    if readable and row.person_id == turn.active.id and turn.may(Act.FILE_REPORT, subject):
        like_it = replace(about(ChatVerb.COPY, row), version=turn.incoming.update_id)
        manners.insert(0, Button(voice.button("Copy this one"), like_it))
    return keyboard(choices, manners=manners)
