"""The numbers of a digest opened: the reports behind each, as they were counted, and what became of them since.

What a button below a digest asks for comes as a message of its own, so that the digest stays; from there on the message
itself turns. In a group the buttons lead here through the private chat.
"""

from dataclasses import dataclass, replace
from itertools import groupby

from bot.calls import ATTACH
from bot.digest_scopes import at_risk, entitled, scope_label
from bot.filed import report_card, subject_of, version_card
from bot.rights import Act
from bot.staff import paging, tap_of
from bot.turn import Turn
from reports.digest.buttons import cell_button, cell_words
from reports.digest.content import Cell
from reports.digest.edition import cell_of
from reports.digest.labels import labels
from reports.digest.missing import awaited_in
from reports.digest.nouns import AWAITED, CHANGE, KIND, RESTORED, TOTALS_DIFFER, WITHHELD, WRITE_DOWN
from reports.digest.nouns import WITHDRAWN as TAKEN_BACK
from reports.digest.nouns import named as label_in
from reports.digest.records import opened, version_behind
from reports.digest.stories import publishable
from reports.digest.words import not_received, period_words
from reports.opening import Opened, Record
from reports.periods import kind_of, named
from storage.digest_store import DigestRow
from storage.movements import CORRECTED
from storage.scopes import Within
from texts.buttons import Tap
from texts.cards import Button, Card, Picture, keyboard, page, pages
from texts.clipping import CAPTION_LIMIT, clip
from texts.codes import ID, read_id
from texts.dates import date_words, datetime_words
from texts.locale import Html, Voice
from texts.numbers import qualified
from texts.references import read_reference
from texts.verbs import ChatVerb

CELL = ChatVerb.DIGEST_CELL.value
BELOW = (ChatVerb.DIGEST_ALL, ChatVerb.DIGEST_CELL, ChatVerb.DIGEST_STORY)  # buttons of a digest itself
# Of each of these a report adds itself.
FIGURELESS = frozenset({KIND, CHANGE, WITHHELD, TAKEN_BACK, RESTORED, WRITE_DOWN, TOTALS_DIFFER})
IN_PLACE = 1  # index of a tap: pages count from here; below, what was tapped stays and a new message comes


@dataclass(frozen=True, slots=True)
class Looked:
    """A digest that somebody looks into. `scope`: as far as they are entitled to it now."""

    row: DigestRow
    scope: Within
    code: str


def all_numbers(turn: Turn) -> None:
    """Every number of the digest, pages of buttons."""
    looked = _looked(turn)
    if looked is None:
        return
    voice, tap, words = turn.voice, tap_of(turn), labels(turn.stores)
    number = max(0, tap.index - IN_PLACE)
    rows = turn.stores.digests.cells(looked.row.id)
    every = ((row.position, words.placed(cell_of(row), looked.scope)) for row in rows)
    cells = [(at, cell) for at, cell in every if cell is not None]
    kind = kind_of(named(looked.row.period))
    buttons = [
        cell_button(looked.code, at, cell, words.of(cell), voice, kind, IN_PLACE)
        for at, cell in page(cells, number)
    ]
    further = paging(voice, ChatVerb.DIGEST_ALL.value, looked.code, number, number + 1 < pages(cells))
    text = voice.html("<b>All numbers</b>\n{title}\nTap one to see what it counts.", title=_title(turn, looked))
    _show(turn, Card(text, keyboard(buttons, placed(further))))


def number(turn: Turn) -> None:
    """One number: what it counted."""
    looked, tap = _looked(turn), tap_of(turn)
    if looked is None:
        return
    row, words = turn.stores.digests.cell(looked.row.id, tap.version), labels(turn.stores)
    cell = words.placed(cell_of(row), looked.scope) if row else None
    if cell is None:  # also of a section that is at risk by now
        turn.toast(gone(turn))
        return
    told = cell_words(cell, words.of(cell), turn.voice, kind_of(named(looked.row.period)))
    head = turn.voice.html("<b>{number}</b>\n{title}", number=told, title=_title(turn, looked))
    every = Button(turn.voice.button("All numbers"), Tap(ChatVerb.DIGEST_ALL.value, looked.code, 0, IN_PLACE))
    if cell.key == AWAITED:
        _show(turn, _awaited(turn, looked, cell, head, every))
        return
    found = opened(turn.stores, cell, tap.index - IN_PLACE, looked.scope.safe)
    shown = [each for each in found.records if each.report.reference and _may_open(turn, each)]
    buttons = [_record(turn, looked, each, tap.version, cell.key in FIGURELESS, found.page) for each in shown]
    further = paging(turn.voice, CELL, looked.code, found.page, found.page + 1 < found.pages, tap.version)
    behind = _told(turn, looked, found, len(found.records) - len(shown))
    _show(turn, Card(f"{head}\n\n{behind}", keyboard(buttons, placed(further), [every])))


def report(turn: Turn) -> None:
    """A report behind a number, in the version that was counted, with the way back to it."""
    looked, tap = _looked(turn), tap_of(turn)
    if looked is None:
        return
    reference = read_reference(tap.code[ID:])
    row = turn.stores.reports.by_reference(reference) if reference else None
    if row is None or not turn.may(Act.OPEN_REPORT, subject_of(turn, row)):
        turn.toast(turn.voice("That report is not there any more."))
        return
    voice, counted = turn.voice, turn.stores.digests.cell(looked.row.id, tap.version)
    back = Button(voice.button("Back to the list"), Tap(CELL, looked.code, tap.version, tap.index))
    version = version_behind(turn.stores, cell_of(counted), row.id, looked.row.as_of) if counted else None
    if version is None or version >= row.version:
        turn.show(report_card(turn, row, back=back))
        return
    note = voice("The digest counted this version. The report was edited later.")
    turn.show(version_card(turn, row, version, note, back))


def story(turn: Turn) -> None:
    """The picture and the words of the report that may be published, if it still may."""
    looked, tap = _looked(turn), tap_of(turn)
    if looked is None:
        return
    reference = read_reference(tap.code[ID:])
    row = turn.stores.reports.by_reference(reference) if reference else None
    told = publishable(turn.stores, row.id) if row else None
    if row is None or told is None or not turn.may(Act.OPEN_REPORT, subject_of(turn, row)):
        turn.toast(turn.voice("That story can no longer be shown."))
        return
    turn.tells_of.add(row.id)
    voice = turn.voice
    credit = voice.html("\n<i>Credit: {name}</i>", name=told.credit) if told.credit else Html("")
    room = CAPTION_LIMIT - 100 - len(told.credit)
    text = Html(voice.html("{words}", words=clip(told.words, room)) + credit)
    button = Button(voice.button("Open this report"), Tap(ChatVerb.OPEN.value, tap.code[ID:]))
    turn.say(Card(text, ((button,),), (Picture("photo", f"{ATTACH}{told.picture}"),)))


def link_code(tap: Tap) -> str | None:
    """What a deep link carries instead of a button of a digest: at most 64 of A-Z a-z 0-9 _ -; None for others."""
    return f"{tap.verb}_{tap.code}_{tap.version}" if tap.verb in BELOW else None


def linked_tap(argument: str) -> Tap | None:
    """The inverse, of such a code whatever its verb; None for anything else."""
    verb, _, rest = argument.partition("_")
    code, _, position = rest.rpartition("_")
    found = len(position) <= 6 and position.isascii() and position.isdigit()
    return Tap(verb, code, int(position)) if found and len(code) >= ID else None


def gone(turn: Turn) -> str:
    """For buttons of what is not there, or not for this person: both look the same."""
    return turn.voice("These numbers are no longer kept, or not open to you. /digest shows the latest.")


def _looked(turn: Turn) -> Looked | None:
    """The digest of the tapped button, if the person is entitled to its scope now; explains otherwise."""
    code = tap_of(turn).code[:ID]
    digest_id = read_id(code)
    row = turn.stores.digests.get(digest_id) if digest_id else None
    scope = entitled(turn.active, Act.SEE_DIGEST, row.scope, row.scope_key) if row else None
    if row is None or scope is None or (scope.safe and at_risk(turn.stores, row.scope, row.scope_key)):
        turn.toast(gone(turn))
        return None
    return Looked(row, scope, code)


def _show(turn: Turn, card: Card) -> None:
    (turn.show if turn.incoming.is_tap and tap_of(turn).index >= IN_PLACE else turn.say)(card)


def placed(further: list[Button]) -> list[Button]:
    """The same buttons, turning the page in place."""
    taps = [(each, each.tap) for each in further if each.tap is not None]
    return [replace(each, tap=replace(tap, index=tap.index + IN_PLACE)) for each, tap in taps]


def _title(turn: Turn, looked: Looked) -> str:
    row = looked.row
    return turn.voice.beside(scope_label(turn, row.scope, row.scope_key), period_words(named(row.period), turn.voice))


def _may_open(turn: Turn, record: Record) -> bool:
    return turn.may(Act.OPEN_REPORT, subject_of(turn, record.report))


def _record(turn: Turn, looked: Looked, record: Record, position: int, alone: bool, at: int) -> Button:
    """Reference, day and what it adds (unless each adds itself `alone`); nobody's name."""
    turn.tells_of.add(record.report.id)
    voice, row = turn.voice, record.report
    number = "" if alone else qualified(record.value, record.qualifier, voice)
    since = voice("withdrawn") if record.withdrawn else voice("edited") if CORRECTED in record.since else ""
    day = date_words(row.occurred_on or row.filed_on, voice, turn.now.astimezone(turn.zone).date())
    reference = row.reference or ""
    tap = Tap(ChatVerb.DIGEST_REPORT.value, looked.code + reference.replace("-", ""), position, at + IN_PLACE)
    return Button(voice.beside(reference, day, number, since), tap)


def _told(turn: Turn, looked: Looked, found: Opened, unopened: int) -> Html:
    """As of when it was counted, what became of it since, and what of it is not for this person."""
    voice = turn.voice
    lines = [voice.html("As of {instant}. Tap a report to open it.", instant=_instant(turn, looked))]
    done = [_done(name, number, voice) for name, number in found.since.items()]
    if done:
        lines.append(voice.html("Since then: {changes}.", changes=voice.listed(done)))
    if found.hidden:
        lines.append(_hidden(found.hidden, voice))
    if unopened:
        lines.append(Html(voice.plural("{n} of these was erased, or is not for you to open.",
                                       "{n} of these were erased, or are not for you to open.", unopened)))  # fmt: skip
    return Html("\n".join(lines))


def _instant(turn: Turn, looked: Looked) -> str:
    today = turn.now.astimezone(turn.zone).date()
    return datetime_words(looked.row.as_of.astimezone(turn.zone), turn.voice, today)


def _hidden(number: int, voice: Voice) -> Html:
    return Html(voice.plural("{n} more is not shown, to protect people.",
                             "{n} more are not shown, to protect people.", number))  # fmt: skip


def _done(name: str, number: int, voice: Voice) -> str:
    match name:
        case "withdrawn":
            return voice.plural("{n} withdrawn", "{n} withdrawn", number)
        case "restored":
            return voice.plural("{n} counted again", "{n} counted again", number)
    return voice.plural("{n} edited", "{n} edited", number)


def _awaited(turn: Turn, looked: Looked, cell: Cell, head: str, every: Button) -> Card:
    """What had not come when it was counted, section by section, pages of them."""
    voice, tap, today = turn.voice, tap_of(turn), turn.now.astimezone(turn.zone).date()
    missing, hidden = awaited_in(turn.stores, cell, looked.scope, looked.row.as_of)
    sections = [[*some] for _, some in groupby(missing, key=lambda each: each.key)]
    number = max(0, tap.index - IN_PLACE)
    parts = [voice.html("As of {instant}.", instant=_instant(turn, looked))]
    for some in page(sections, number):
        lines = [not_received(each, today, voice) for each in some]
        if looked.scope.scope != "section":
            lines.insert(0, voice.html("<b>{what}</b>", what=label_in(some[0].section, voice.language)))
        parts.append(Html("\n".join(lines)))
    if hidden:
        parts.append(_hidden(hidden, voice))
    further = paging(voice, CELL, looked.code, number, number + 1 < pages(sections), tap.version)
    return Card("\n\n".join([head, *parts]), keyboard([], placed(further), [every]))
