"""What has been filed: list, open, pictures, withdraw and restore, erase."""

from datetime import date
from typing import Any

import orjson

from bot.calls import ATTACH
from bot.menu import menu_card
from bot.rights import Act, Subject
from bot.turn import Turn
from bot.verbs import ChatVerb
from flows.session import Session
from flows.view import filed_lines
from storage.erasure import erase_reports
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row, keyboard
from texts.dates import date_words
from texts.locale import Html
from texts.references import read_reference

ALBUM = 10  # pictures in one album at most


def my_reports(turn: Turn) -> None:
    """/myreports, and its further pages."""
    _show_list(turn, _tap(turn).index if turn.incoming.is_tap else 0)


def _show_list(turn: Turn, number: int, note: str = "") -> None:
    voice = turn.voice
    found = turn.stores.reports.of_person(turn.active.id, PAGE_SIZE + 1, number * PAGE_SIZE)
    if not found and number == 0:
        turn.show(menu_card(turn, note=note or voice("You have not filed a report yet.")))
        return
    paging = []
    if number > 0:
        paging.append(Button(voice.button("‹ Before"), Tap(ChatVerb.LIST.value, "", 0, number - 1)))
    if len(found) > PAGE_SIZE:
        paging.append(Button(voice.button("Next ›"), Tap(ChatVerb.LIST.value, "", 0, number + 1)))
    choices = [Button(_list_label(turn, row), _about(ChatVerb.OPEN, row)) for row in found[:PAGE_SIZE]]
    text = voice.html("<b>Your reports</b>\nTap one to open it.")
    if note:
        text = Html(voice.html("{note}", note=note) + "\n\n" + text)
    turn.show(Card(text, keyboard(choices, paging, [_report_button(turn)])))


def _list_label(turn: Turn, row: ReportRow) -> str:
    """Reference, day, and what it was about; a withdrawn one says so."""
    voice, today = turn.voice, turn.now.astimezone(turn.zone).date()
    label = f"{row.reference} · {date_words(row.occurred_on or row.filed_on, voice, today)}"
    return label + (" · " + voice("withdrawn") if row.status == "withdrawn" else "")


def open_report(turn: Turn) -> None:
    """A report was tapped."""
    row = _report(turn, Act.OPEN_REPORT)
    if row is not None:
        turn.show(_report_card(turn, row))


def open_by_reference(turn: Turn, reference: str) -> bool:
    """A typed reference; False if there is no such report, or not for this person (which must look the same)."""
    row = turn.stores.reports.by_reference(reference)
    if row is None or not turn.may(Act.OPEN_REPORT, _subject(turn, row)):
        return False
    turn.show(_report_card(turn, row))
    return True


def _report_card(turn: Turn, row: ReportRow, note: str = "") -> Card:
    voice = turn.voice
    today = turn.now.astimezone(turn.zone).date()
    revision = turn.desk.revision(turn.stores, row.revision_id)
    title = revision.words(revision.flow.title, turn.language)
    parts = [voice.html("<b>{title}</b>\n{reference}", title=title, reference=row.reference or "")]
    if row.status == "withdrawn":
        parts.append(voice.html("<b>Withdrawn</b>: its figures are not counted."))
    if note:
        parts.append(voice.html("{note}", note=note))
    filed = date_words(row.filed_at.astimezone(turn.zone).date(), voice, today)
    parts.append(Html("\n".join([*_lines(turn, row), voice.html("Filed on {date}.", date=filed)])))
    return Card("\n\n".join(parts), _report_rows(turn, row))


def _lines(turn: Turn, row: ReportRow) -> list[Html]:
    revision = turn.desk.revision(turn.stores, row.revision_id)
    content: dict[str, Any] = orjson.loads(turn.stores.reports.content(row) or b"{}")
    pictures = turn.stores.attachments.of_session(row.id)
    for question in {each.question for each in pictures if each.question}:
        # The rows know also what came after filing: late parts of an album.
        kept = [str(each.id) for each in pictures if each.question == question and each.status in ("pending", "stored")]
        if question in content:
            content[question] = {**content[question], "value": kept}
    session = Session(revision.flow.key, revision.id, turn.language, row.filed_at.isoformat())
    lines = filed_lines(revision, content, session, turn.context(turn.language))
    return [
        turn.voice.html("{label}: {answer}", label=line.label, answer=line.text) for line in lines if not line.empty
    ]


def _report_rows(turn: Turn, row: ReportRow) -> tuple[Row, ...]:
    voice, subject = turn.voice, _subject(turn, row)
    choices = []
    if any(each.status == "stored" for each in turn.stores.attachments.of_session(row.id)):
        choices.append(Button(voice.button("Show pictures"), _about(ChatVerb.PICTURES, row)))
    if turn.may(Act.WITHDRAW_REPORT, subject):
        if row.status == "filed":
            choices.append(Button(voice.button("Withdraw"), _about(ChatVerb.WITHDRAW, row)))
        else:
            choices.append(Button(voice.button("Undo withdrawal"), _about(ChatVerb.RESTORE, row)))
    if turn.may(Act.ERASE_REPORT, subject):
        choices.append(Button(voice.button("Erase for good"), _about(ChatVerb.FORGET, row)))
    return keyboard(choices, manners=[Button(voice.button("All my reports"), Tap(ChatVerb.LIST.value))])


def show_pictures(turn: Turn) -> None:
    """The stored pictures of a report, as one album or one photo."""
    row = _report(turn, Act.OPEN_REPORT)
    if row is None:
        return
    stored = [each for each in turn.stores.attachments.of_session(row.id) if each.status == "stored"]
    pictures = [each for each in stored if (each.media_type or "").startswith("image/")]
    kind, found = ("photo", pictures[:ALBUM]) if pictures else ("document", stored[:ALBUM])
    caption = f"{row.reference} · /myreports"  # an album can not carry buttons
    if not found:
        note = turn.voice("The pictures of this report are not here yet. Please try again in a minute.")
        turn.show(_report_card(turn, row, note))
    elif len(found) == 1:
        method = "sendPhoto" if kind == "photo" else "sendDocument"
        turn.post(method, {"chat_id": turn.incoming.chat_id, kind: f"{ATTACH}{found[0].id}", "caption": caption})
    else:
        media = [{"type": kind, "media": f"{ATTACH}{each.id}"} for each in found]
        media[0]["caption"] = caption
        turn.post("sendMediaGroup", {"chat_id": turn.incoming.chat_id, "media": media})


def withdraw(turn: Turn) -> None:
    """Ask once whether it shall be withdrawn."""
    row = _report(turn, Act.WITHDRAW_REPORT)
    if row is not None:
        voice = turn.voice
        text = voice.html(
            "<b>Withdraw {reference}?</b>\nIts figures will no longer be counted. The report stays yours, and "
            "you can undo this.",
            reference=row.reference or "",
        )
        turn.show(Card(text, _sure_rows(turn, row, voice.button("Yes, withdraw it"), ChatVerb.WITHDRAW_SURE)))


def withdraw_surely(turn: Turn) -> None:
    """Take the report and its figures out of the counting, from today on."""
    row = _report(turn, Act.WITHDRAW_REPORT)
    if row is not None:
        done = turn.stores.reports.withdraw(row.id, turn.now)
        _recounted(turn, row, -1 if done else 0, "withdraw", turn.voice("Withdrawn."))


def restore(turn: Turn) -> None:
    """Undo a withdrawal."""
    row = _report(turn, Act.WITHDRAW_REPORT)
    if row is not None:
        done = turn.stores.reports.restore(row.id)
        _recounted(turn, row, 1 if done else 0, "restore", turn.voice("It is counted again."))


def _recounted(turn: Turn, row: ReportRow, sign: int, act: str, note: str) -> None:
    """Count the figures in or out on the section's day of today, note it, and show the report; 0: it was done
    before.
    """
    stores = turn.stores
    if sign:
        today: date = turn.now.astimezone(turn.zone).date()
        stores.figures.delta(row, stores.figures.of(row.id), sign, today, turn.now)
        stores.audit.add(act, "report", row.id, turn.now, turn.active.id)
    else:
        note = turn.voice("Already noted.")
    fresh = stores.reports.get(row.id)
    assert fresh is not None
    turn.show(_report_card(turn, fresh, note))


def forget_report(turn: Turn) -> None:
    """Ask once whether it shall be erased."""
    row = _report(turn, Act.ERASE_REPORT)
    if row is not None:
        voice = turn.voice
        text = voice.html(
            "<b>Erase {reference} for good?</b>\nIts words, pictures and your name on it are destroyed; nobody "
            "can bring them back. "
            "Its bare figures stay in the totals: to take those out too, withdraw it first.",
            reference=row.reference or "",
        )
        turn.show(Card(text, _sure_rows(turn, row, voice.button("Yes, erase it"), ChatVerb.FORGET_SURE)))


def forget_report_surely(turn: Turn) -> None:
    """Erase one report: tombstone now, its key right after the commit."""
    row = _report(turn, Act.ERASE_REPORT)
    if row is not None:
        erase_reports(turn.stores, [row.id])
        turn.stores.audit.add("erase", "report", row.id, turn.now)
        turn.wants_erasures = True
        _show_list(turn, 0, turn.voice("The report is erased."))


def _sure_rows(turn: Turn, row: ReportRow, label: str, verb: ChatVerb) -> tuple[Row, ...]:
    no = Button(turn.voice.button("No, leave it"), _about(ChatVerb.OPEN, row))
    return ((Button(label, _about(verb, row)),), (no,))


def _report(turn: Turn, act: Act) -> ReportRow | None:
    """The report of the tapped button, if the person may do that with it; explains otherwise."""
    reference = read_reference(_tap(turn).code)
    row = turn.stores.reports.by_reference(reference) if reference else None
    if row is None or not turn.may(act, _subject(turn, row)):
        turn.toast(turn.voice("That report is not there any more. /myreports shows yours."))
        return None
    return row


def _subject(turn: Turn, row: ReportRow) -> Subject:
    section = turn.desk.section_of(turn.stores, row.section_id)
    at_risk = section is not None and section.at_risk
    return Subject(row.person_id, section.key if section else None, row.country, row.campaign_key, at_risk)


def _about(verb: ChatVerb, row: ReportRow) -> Tap:
    return Tap(verb.value, (row.reference or "").replace("-", ""))


def _report_button(turn: Turn) -> Button:
    return Button(turn.voice.button("Report an action"), Tap(ChatVerb.MENU.value))


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
