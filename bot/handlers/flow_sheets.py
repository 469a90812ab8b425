"""Flows taken out of the chat: as a spreadsheet, as a picture, for translators."""

import asyncio

from bot.calls import ATTACH
from bot.exporting import MEDIA_TYPE
from bot.flow_life.contents import base_of
from bot.flow_outline import outline
from bot.flow_picture import drawn
from bot.handing_over import title_of
from bot.handlers.flows.opened import Opened, tapped_flow
from bot.making import Content, Made
from bot.notices import SHOWN_FOR
from bot.turn import Turn
from flows.definition import Flow
from flows.xlsform.base import Base
from texts.locale import Html

PHOTO = "image/png"


def spreadsheet(turn: Turn) -> None:
    """[As spreadsheet]: the draft, or what is published."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    flow, base = opened.flow, _base(turn, opened)
    made = turn.make(lambda: _written(flow, base))
    turn.stores.audit.add("export", "flow", flow.key, turn.now, turn.active.id)
    caption = turn.voice.html(
        "{title}: change it in a spreadsheet program and send it back to me here. /flows",
        title=title_of(flow, turn.voice),
    )
    send(turn, made, caption)


def _base(turn: Turn, opened: Opened) -> Base | None:
    """The revision that the file was made from: changes of others since then are held against it."""
    draft, stores = opened.draft, turn.stores
    known = stores.flows.revision(draft.base_id) if draft is not None and draft.base_id is not None else None
    row = known or stores.flows.published_of(opened.flow.key)
    return None if row is None else base_of(row)


async def _written(flow: Flow, base: Base | None) -> Content:
    return await asyncio.to_thread(_write, flow, base)


def _write(flow: Flow, base: Base | None) -> Content:
    from flows.xlsform.writing import write_xlsform

    number = f"-{base.number}" if base is not None else ""
    return Content(write_xlsform(flow, base), f"{flow.key}{number}.xlsx", MEDIA_TYPE)


def picture(turn: Turn) -> None:
    """[Picture]: questions, branches, languages; a photo, or a document of several pages."""
    opened = tapped_flow(turn)
    if opened is None:
        return
    revision = opened.revision
    number = revision.number if revision is not None and opened.draft is None else None
    told = outline(opened.flow, turn.voice, number)
    made = turn.make(lambda: drawn(told, opened.flow.key))
    send(turn, made, turn.voice.html("{title} as a picture. /flows", title=told.title))


def send(turn: Turn, made: Made, caption: Html) -> None:
    """A file below the card; it leaves the chat as other exports do."""
    photo = made.media_type == PHOTO
    field, method = ("photo", "sendPhoto") if photo else ("document", "sendDocument")
    params = {"chat_id": turn.incoming.chat_id, field: f"{ATTACH}{made.id}", "caption": caption, "parse_mode": "HTML"}
    turn.post(method, params, delete_at=turn.now + SHOWN_FOR)
