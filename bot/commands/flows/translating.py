"""`afteraction flows translations`"""

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.flows.found import flow_at
from bot.commands.flows.reading import tell
from bot.commands.frame import opened, run_async, settings_with_keys
from bot.errors import OperatorError

if TYPE_CHECKING:
    from flows.definition import Flow
    from flows.problems import Problem
    from storage.stores import Stores

PO = ".po"


class Way(StrEnum):
    """To the translators, or back from them."""

    OUT = "out"
    IN = "in"


def translations(
    key: Annotated[str, typer.Argument(help="Key of a flow.")],
    language: Annotated[str, typer.Argument(help="The language translated into, such as fr.")],
    way: Annotated[Way, typer.Argument(help="out: write a file for translators; in: take theirs into the draft.")],
    file: Annotated[Path, typer.Argument(help="A spreadsheet (.xlsx) or a PO file (.po).")],
) -> None:
    """Hand all wordings to translators, and take what they send back; nothing else of the flow is changed by it."""
    from babel.localedata import exists

    if not exists(language):
        raise OperatorError(f"{language}: there is no language of this code; write fr, ar, es, ...")
    run_async(_out(key, language, file) if way is Way.OUT else _in(key, language, file))


async def _out(key: str, language: str, path: Path) -> None:
    async with opened(settings_with_keys()) as service:
        flow, published = await service.database.read(_standing, key)
    try:
        await asyncio.to_thread(path.write_bytes, _written(flow, language, path, published))
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    typer.echo(f"The wordings of {key} are written to {path}")


def _written(flow: "Flow", language: str, path: Path, published: "Flow | None") -> bytes:
    from flows.translations.po import to_po
    from flows.translations.spreadsheet import to_xlsx

    if path.suffix.lower() == PO:
        return to_po(flow, language, published)
    return to_xlsx(flow, [language], published)


async def _in(key: str, language: str, path: Path) -> None:
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    async with opened(settings_with_keys()) as service:
        changed, problems = await service.database.run(_taken_in, key, language, path, data)
    tell(path, problems)
    typer.echo(f"{key}: {changed} wordings in {language} are in the draft" if changed else f"{key}: nothing new")


def _taken_in(stores: "Stores", key: str, language: str, path: Path, data: bytes) -> "tuple[int, list[Problem]]":
    """How many wordings are new in the draft, and what could not be taken."""
    from flows.stored import content_of
    from flows.translations.applying import apply_translations
    from flows.translations.po import from_po
    from flows.translations.spreadsheet import from_xlsx
    from flows.translations.strings import strings

    flow, _ = _standing(stores, key)
    handed = from_po(data) if path.suffix.lower() == PO else from_xlsx(data)
    translated, problems = apply_translations(flow, language, handed)
    before = {each.key: each.words.get(language) for each in strings(flow)}
    changed = sum(each.words.get(language) != before.get(each.key) for each in strings(translated))
    if translated != flow:
        draft = stores.flow_drafts.begin(key, None, stores.now)
        what = json.dumps({"translation": language})
        stores.flow_drafts.save(draft, content_of(translated), what, None, stores.now)
    return changed, problems


def _standing(stores: "Stores", key: str) -> "tuple[Flow, Flow | None]":
    """The flow as the draft has it, else as it is published; and what is published."""
    from bot.flow_life.contents import flow_of

    published = stores.flows.published_of(key)
    draft = stores.flow_drafts.get(key) is not None
    flow, _ = flow_at(stores, key, None, draft)
    return flow, None if published is None else flow_of(published)
