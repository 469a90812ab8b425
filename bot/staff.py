"""What the stories of staff share: whom they serve, which sections somebody works for, how cards are laid out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.codes import ROW, row_code, row_key
from bot.notices import SHOWN_FOR
from bot.rights import Act, reached
from bot.turn import Turn
from storage.people_store import SectionRecord
from storage.report_store import ReportRow
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, Row, keyboard, page, pages
from texts.locale import Voice
from texts.verbs import ChatVerb


def refuse(turn: Turn) -> None:
    """Kind words for somebody who has no right to it, or no longer."""
    turn.toast(turn.voice("That is for those who work for a section. /help shows what you can do here."))


def sections_within(turn: Turn, act: Act) -> list[SectionRecord]:
    """The sections that the act reaches as such: by a role in the section, or everywhere."""
    scopes = reached(turn.active, act)
    keys = {each.key for each in scopes if each.scope == "section"}
    everywhere = any(each.scope == "everything" for each in scopes)
    if not everywhere and not keys:
        return []
    return [each for each in turn.desk.sections(turn.stores) if everywhere or each.key in keys]


def home_of(turn: Turn, act: Act) -> SectionRecord | None:
    """The section that a command is about: the person's own, or the only one they work for."""
    sections = sections_within(turn, act)
    own = turn.active.section
    return next((each for each in sections if own and each.key == own.key), sections[0] if len(sections) == 1 else None)


def section_code(turn: Turn, section: SectionRecord) -> str:
    """As buttons carry it."""
    return row_code(turn.desk.tables(turn.stores)["sections"], section.key)


def tapped_section(turn: Turn, act: Act) -> SectionRecord | None:
    """The section that the tapped button's code begins with, if the act reaches it; explains otherwise."""
    key = row_key(turn.desk.tables(turn.stores)["sections"], tap_of(turn).code[:ROW])
    found = next((each for each in sections_within(turn, act) if each.key == key), None)
    if found is None:
        refuse(turn)
    return found


def which_section(turn: Turn, act: Act, opening: ChatVerb, turning: ChatVerb, number: int) -> None:
    """For whoever works for several: a button each."""
    sections = sections_within(turn, act)
    if not sections:
        refuse(turn)
        return
    named = sorted(((section_name(turn, each.key), each) for each in sections), key=lambda one: one[0].casefold())
    buttons = [Button(name, Tap(opening.value, section_code(turn, each))) for name, each in named]
    further = paging(turn.voice, turning.value, "", number, number + 1 < pages(buttons))
    text = turn.voice.html("<b>Which section?</b>")
    turn.show(Card(text, keyboard(page(buttons, number), further)))


def section_name(turn: Turn, key: str) -> str:
    """What a section is called in the person's language."""
    return turn.desk.tables(turn.stores)["sections"].label(key, turn.language)


def leaves_chat_at(turn: Turn, row: ReportRow) -> datetime | None:
    """When pictures and voice notes of a report are deleted from the chat again; one's own stay."""
    return None if row.person_id == turn.active.id else turn.now + SHOWN_FOR


def pictures_caption(turn: Turn, row: ReportRow) -> str:
    """What stands below them: where they belong, and the way on, because an album can not carry buttons."""
    turn.tells_of.add(row.id)
    return f"{row.reference} · {'/myreports' if row.person_id == turn.active.id else '/reports'}"


def below(turn: Turn) -> None:
    """The tapped message stays, without its buttons: what is shown comes as a new one below it."""
    turn.strip(message_id=turn.incoming.message_id)
    turn.incoming = replace(turn.incoming, message_id=None)


def paging(voice: Voice, verb: str, code: str, number: int, more: bool, version: int = 0) -> list[Button]:
    """Buttons to the page before and the page after; the index of their taps is the page."""
    found = []
    if number > 0:
        found.append(Button(voice.button("‹ Before"), Tap(verb, code, version, number - 1)))
    if more:
        found.append(Button(voice.button("Next ›"), Tap(verb, code, version, number + 1)))
    return found


def pairs(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Two in a row."""
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def offset(number: int) -> int:
    """Where a page begins."""
    return number * PAGE_SIZE


def tap_of(turn: Turn) -> Tap:
    """The button that was tapped: the story is routed by its verb."""
    assert turn.incoming.tap is not None
    return turn.incoming.tap
