"""The hand-off to translators: all wordings of a flow in a file, and what they send back."""

import asyncio

from bot.exporting import MEDIA_TYPE
from bot.handing_over import title_of
from bot.handlers.flow_publishing import back_to_flow
from bot.handlers.flow_sheets import send
from bot.handlers.flows.opened import Opened, tapped_flow
from bot.handlers.flows.pages import flow_card
from bot.handlers.flows.words import language_name
from bot.making import Content
from bot.staff import tap_of
from bot.turn import Turn
from flows.definition import Flow
from flows.translations.po import to_po
from flows.translations.strings import percent
from texts.buttons import Tap
from texts.cards import PAGE_SIZE, Button, Card, keyboard
from texts.verbs import ChatVerb

PO, PO_TYPE = 1, "text/x-gettext-translation"


def languages(turn: Turn) -> None:
    """[For translators]: into which language, then in what kind of file."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    voice, flow, place = turn.voice, opened.flow, tap_of(turn).index
    others = _others(flow)
    if 0 < place <= len(others):
        turn.show(_kinds(turn, opened, others[place - 1], place))
        return
    if not others:
        note = voice("The flow has one language only. Add another one to it first, in a spreadsheet.")
        turn.show(flow_card(turn, opened, note))
        return
    buttons = [
        Button(
            voice("{language} {percent}%", language=language_name(voice, each), percent=percent(flow, each)),
            Tap(ChatVerb.FLOW_TRANSLATE.value, opened.code, 0, at),
        )
        for at, each in enumerate(others, 1)
    ][:PAGE_SIZE]
    text = voice.html("<b>{title}</b>: into which language?", title=title_of(flow, voice))
    turn.show(Card(text, keyboard(buttons, manners=[back_to_flow(turn, opened.code)])))


def _kinds(turn: Turn, opened: Opened, language: str, place: int) -> Card:
    voice = turn.voice
    taps = [Tap(ChatVerb.FLOW_TRANSLATE_AS.value, opened.code, kind, place) for kind in (0, PO)]
    labels = voice.button("Spreadsheet"), voice.button("PO file")
    buttons = [Button(label, tap) for label, tap in zip(labels, taps, strict=True)]
    text = voice.html("<b>{language}</b>: in which kind of file?", language=language_name(voice, language))
    return Card(text, keyboard(buttons, manners=[back_to_flow(turn, opened.code)]))


def handed_off(turn: Turn) -> None:
    """The file for the translators of that language."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    flow, tap = opened.flow, tap_of(turn)
    others = _others(flow)
    language = others[min(max(tap.index, 1), len(others)) - 1] if others else flow.default_language
    old = opened.revision.flow if opened.revision is not None and opened.draft is not None else None
    made = turn.make(lambda: asyncio.to_thread(_written, flow, language, old, tap.version == PO))
    caption = turn.voice.html(
        "{title} for translators into {language}. Send it back to me here when it is filled in. /flows",
        title=title_of(flow, turn.voice),
        language=language_name(turn.voice, language),
    )
    send(turn, made, caption)


def _written(flow: Flow, language: str, old: Flow | None, po: bool) -> Content:
    if po:
        return Content(to_po(flow, language, old), f"{flow.key}-{language}.po", PO_TYPE)
    from flows.translations.spreadsheet import to_xlsx  # its library brings numpy

    return Content(to_xlsx(flow, [language], old), f"{flow.key}-{language}.xlsx", MEDIA_TYPE)


def _others(flow: Flow) -> list[str]:
    return [each for each in flow.languages if each != flow.default_language]
