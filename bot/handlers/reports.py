"""What has been filed: list, open, pictures, withdraw and restore, erase."""

from collections.abc import Callable

from bot.calls import ATTACH
from bot.filed import about, counting_day, report_card, subject_of, tapped_report, version_card
from bot.menu import menu_card
from bot.rights import Act
from bot.staff import leaves_chat_at, pictures_caption
from bot.turn import Turn
from storage.counting import recounted
from storage.erasure import erase_reports
from storage.report_filter import VOICE_KINDS
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row, keyboard
from texts.dates import date_words
from texts.locale import Html
from texts.verbs import ChatVerb

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
    choices = [Button(_list_label(turn, row), about(ChatVerb.OPEN, row)) for row in found[:PAGE_SIZE]]
    text = voice.html("<b>Your reports</b>\nTap one to open it.")
    if note:
        text = Html(voice.html("{note}", note=note) + "\n\n" + text)
    turn.show(Card(text, keyboard(choices, paging, [_report_button(turn)])))


def _list_label(turn: Turn, row: ReportRow) -> str:
    """Reference, day, and what it was about; a withdrawn one says so."""
    turn.tells_of.add(row.id)
    voice, today = turn.voice, turn.now.astimezone(turn.zone).date()
    withdrawn = voice("withdrawn") if row.status == "withdrawn" else ""
    return voice.beside(row.reference or "", date_words(row.occurred_on or row.filed_on, voice, today), withdrawn)


def open_report(turn: Turn) -> None:
    """A report was tapped."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is not None:
        turn.show(report_card(turn, row))


def open_by_reference(turn: Turn, reference: str) -> bool:
    """A typed reference; False if there is no such report, or not for this person (which must look the same)."""
    row = turn.stores.reports.by_reference(reference)
    if row is None or not turn.may(Act.OPEN_REPORT, subject_of(turn, row)):
        return False
    turn.show(report_card(turn, row))
    return True


def show_pictures(turn: Turn) -> None:
    """The stored pictures of a report, as one album or one photo."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is None:
        return
    files = turn.stores.attachments.of_session(row.id)
    stored = [each for each in files if each.status == "stored" and each.kind not in VOICE_KINDS]
    pictures = [each for each in stored if (each.media_type or "").startswith("image/")]
    kind, found = ("photo", pictures[:ALBUM]) if pictures else ("document", stored[:ALBUM])
    caption, until = pictures_caption(turn, row), leaves_chat_at(turn, row)
    if not found:
        note = turn.voice("The pictures of this report are not here yet. Please try again in a minute.")
        turn.show(report_card(turn, row, note))
    elif len(found) == 1:
        method = "sendPhoto" if kind == "photo" else "sendDocument"
        params = {"chat_id": turn.incoming.chat_id, kind: f"{ATTACH}{found[0].id}", "caption": caption}
        turn.post(method, params, delete_at=until)
    else:
        media = [{"type": kind, "media": f"{ATTACH}{each.id}"} for each in found]
        media[0]["caption"] = caption
        turn.post("sendMediaGroup", {"chat_id": turn.incoming.chat_id, "media": media}, delete_at=until)


def withdraw(turn: Turn) -> None:
    """Ask once whether it shall be withdrawn."""
    row = tapped_report(turn, Act.WITHDRAW_REPORT)
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
    row = tapped_report(turn, Act.WITHDRAW_REPORT)
    if row is not None:
        withdraw = turn.stores.reports.withdraw
        _recount(turn, row, lambda: withdraw(row.id, turn.now), "withdraw", "")  # the card says it


def restore(turn: Turn) -> None:
    """Undo a withdrawal."""
    row = tapped_report(turn, Act.WITHDRAW_REPORT)
    if row is not None:
        _recount(turn, row, lambda: turn.stores.reports.restore(row.id), "restore", turn.voice("It is counted again."))


def _recount(turn: Turn, row: ReportRow, change: Callable[[], bool], act: str, note: str) -> None:
    """Change whether the report counts, as of the section's day of today, note it, and show it; twice is once."""
    stores = turn.stores
    with recounted(stores, row, counting_day(turn, row)):
        done = change()
    if done:
        stores.audit.add(act, "report", row.id, turn.now, turn.active.id)
    fresh = stores.reports.get(row.id)
    assert fresh is not None
    turn.show(report_card(turn, fresh, note if done else turn.voice("Already noted.")))


def earlier_versions(turn: Turn) -> None:
    """What the report said before it was changed, a version a card."""
    row = tapped_report(turn, Act.OPEN_REPORT)
    if row is not None:
        turn.show(version_card(turn, row, _tap(turn).index))


def forget_report(turn: Turn) -> None:
    """Ask once whether it shall be erased."""
    row = tapped_report(turn, Act.ERASE_REPORT)
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
    row = tapped_report(turn, Act.ERASE_REPORT)
    if row is not None:
        erase_reports(turn.stores, [row.id])
        turn.stores.audit.add("erase", "report", row.id, turn.now)
        turn.wants_erasures = True
        _show_list(turn, 0, turn.voice("The report is erased."))


def _sure_rows(turn: Turn, row: ReportRow, label: str, verb: ChatVerb) -> tuple[Row, ...]:
    turn.tells_of.add(row.id)
    no = Button(turn.voice.button("No, leave it"), about(ChatVerb.OPEN, row))
    return ((Button(label, about(verb, row)),), (no,))


def _report_button(turn: Turn) -> Button:
    return Button(turn.voice.button("Report an action"), Tap(ChatVerb.MENU.value))


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
