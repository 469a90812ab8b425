"""`afteraction flows list`, `show`, `compare`, `walk`"""

import asyncio
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.flows.found import draft_of, flow_at, the_revision
from bot.commands.flows.reading import checked, read_file, tell
from bot.commands.frame import fail, opened, run_async, settings_with_keys
from bot.errors import OperatorError
from texts.locale import LANGUAGES, SOURCE_LANGUAGE, Voice, voice

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.flow_outline import Entry
    from flows.context import Context
    from flows.definition import Flow
    from flows.walking import Walk
    from storage.stores import Stores

Key = Annotated[str, typer.Argument(help="Key of a flow.")]
Language = Annotated[str | None, typer.Option(help=f"One of {', '.join(LANGUAGES)}.")]
Draft = Annotated[bool, typer.Option("--draft", help="What the draft holds instead of what is published.")]


def list_flows() -> None:
    """The published flows: key, revision, when, and its first title; and those that have a draft."""
    run_async(_list())


async def _list() -> None:
    async with opened(settings_with_keys()) as service:
        lines = await service.database.read(_listed)
    for line in lines:
        typer.echo(line)


def _listed(stores: "Stores") -> list[str]:
    from bot.flow_life.contents import flow_of
    from flows.composing import is_composed

    rows = [each for each in stores.flows.published() if not is_composed(each.flow_key)]
    drafts = {each.flow_key: each for each in stores.flow_drafts.all()}
    lines = []
    for row in rows:
        changed = "  (a draft is open)" if drafts.pop(row.flow_key, None) else ""
        title = next(iter(flow_of(row).title.values()))
        lines.append(f"{row.flow_key}  revision {row.number}  {row.published_at:%Y-%m-%d %H:%M} UTC  {title}{changed}")
    return [*lines, *(f"{key}  draft, never published" for key in drafts)]


def show(
    key: Key,
    revision: Annotated[int | None, typer.Option(help="Number of a revision; else what is published.")] = None,
    draft: Draft = False,
    language: Language = None,
    health: Annotated[bool, typer.Option("--health", help="How each question fares, instead of what it says.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw it into this file too; its ending becomes .png, or .pdf of a long flow.")
    ] = None,
) -> None:
    """What a flow asks: its questions with their conditions, how much of it each language has, its revisions."""
    spoken = voice(_known(language) or SOURCE_LANGUAGE)
    run_async(_health(key, spoken, picture) if health else _show(key, revision, draft, spoken, picture))


async def _show(key: str, number: int | None, draft: bool, spoken: Voice, picture: Path | None) -> None:
    from bot.flow_outline import outline
    from bot.flow_picture import draw

    async with opened(settings_with_keys()) as service:
        flow, _ = await service.database.read(flow_at, key, number, draft)
        shown = None if draft else (await service.database.read(the_revision, key, number)).number
        history = await service.database.read(_history, key)
    told = outline(flow, spoken, shown)
    languages = ", ".join(f"{name} {share}%" for name, share in told.complete)
    for line in (f"{told.title}  ({flow.key})", told.subtitle, languages, "", *map(_entry, told.entries), "", *history):
        typer.echo(line)
    if picture is not None:
        content = await asyncio.to_thread(draw, told, key)
        await asyncio.to_thread(_write, picture.with_suffix(Path(content.name).suffix), content.data)


def _entry(entry: "Entry") -> str:
    begin = "  " * entry.depth + (f"{entry.number}. " if entry.number else "")
    required = " *" if entry.required is True else f" * {entry.required}" if entry.required else ""
    return begin + " · ".join(filter(None, [f"{entry.title}{required}", entry.condition, *entry.detail]))


def _history(stores: "Stores", key: str) -> list[str]:
    return [
        f"revision {row.number}  {row.published_at:%Y-%m-%d %H:%M} UTC" + (f"  {row.note}" if row.note else "")
        for row in stores.flows.revisions(key)
    ]


async def _health(key: str, spoken: Voice, picture: Path | None) -> None:
    from bot.flow_life.health import health_of_flow
    from bot.health_picture import draw
    from reports.health import health_line

    async with opened(settings_with_keys()) as service:
        flow, _ = await service.database.read(flow_at, key, None, False)
        found = await service.database.read(health_of_flow, key)
    for each in found:
        typer.echo(health_line(each, flow, spoken, spoken.language))
    if not found:
        typer.echo("Nobody has been through it yet.")
    elif picture is not None:
        content = await asyncio.to_thread(draw, found, flow, spoken, spoken.language)
        await asyncio.to_thread(_write, picture.with_suffix(Path(content.name).suffix), content.data)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    typer.echo(f"drawn into {path}")


def compare(
    key: Key,
    old: Annotated[int | None, typer.Argument(help="Number of a revision; else what is published.")] = None,
    new: Annotated[int | None, typer.Argument(help="Number of another; else the draft, or what is published.")] = None,
    language: Language = None,
) -> None:
    """What the later one of two revisions says differently; or the draft, of what is published."""
    run_async(_compare(key, old, new, voice(_known(language) or SOURCE_LANGUAGE)))


async def _compare(key: str, old: int | None, new: int | None, spoken: Voice) -> None:
    from bot.flow_words import differences_in_words
    from flows.comparing import compare as differences

    async with opened(settings_with_keys()) as service:
        before, after = await service.database.read(_both, key, old, new)
    for line in differences_in_words(differences(before, after), spoken) or ["They say the same."]:
        typer.echo(line)


def _both(stores: "Stores", key: str, old: int | None, new: int | None) -> "tuple[Flow, Flow]":
    before, _ = flow_at(stores, key, old, draft=False)
    to_draft = new is None and (old is None or stores.flow_drafts.get(key) is not None)
    if to_draft:
        draft_of(stores, key)
    after, _ = flow_at(stores, key, new, draft=to_draft)
    return before, after


def walk(
    what: Annotated[str, typer.Argument(metavar="KEY|FILE", help="Key of a flow, or a file.")],
    seed: Annotated[int, typer.Option(help="The same seed walks the same way.")] = 0,
    language: Language = None,
    draft: Draft = False,
    media: Annotated[Path | None, typer.Option("--media", help="Folder of the csv files that it names.")] = None,
) -> None:
    """Answer a flow as a respondent drawn by chance, also wrongly and going back; tell what was filed or where it got
    stuck. Nothing is stored.
    """
    path = Path(what)
    if path.exists() or path.suffix:
        from flows.checks import check

        flow = checked(path, read_file(path, media)).flow
        tell(path, [each for each in check(flow) if not each.warning])
        _tell_walk(_walked(flow, seed, _known(language), None))
    else:
        run_async(_walk(what, seed, _known(language), draft))


async def _walk(key: str, seed: int, language: str | None, draft: bool) -> None:
    async with opened(settings_with_keys()) as service:
        flow, _ = await service.database.read(flow_at, key, None, draft)
        context = await service.database.read(_context, service.desk)
    _tell_walk(_walked(flow, seed, language, context))


def _context(stores: "Stores", desk: "Desk") -> "Context":
    """With the organisation's tables, as somebody of its first section has them."""
    from bot.tables_elsewhere import sections_tables
    from flows.context import Context

    tables, section = dict(desk.tables(stores)), next(iter(desk.sections(stores)), None)
    if section is None:
        return Context(stores.now, UTC, voice(SOURCE_LANGUAGE), tables)
    tables |= sections_tables(stores, section, stores.now)
    spoken = voice(SOURCE_LANGUAGE, section.country)
    return Context(stores.now, ZoneInfo(section.zone), spoken, tables, country=section.country)


def _walked(flow: "Flow", seed: int, language: str | None, context: "Context | None") -> "Walk":
    from flows.revision import Revision
    from flows.walking import walk_through

    return walk_through(Revision.of(flow), seed, language=language, context=context)


def _tell_walk(walked: "Walk") -> None:
    from flows.walking import told

    for line in told(walked):
        typer.echo(line)
    if walked.filed is None:
        raise fail(f"stuck at {walked.stuck}")


def _known(language: str | None) -> str | None:
    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"--language: give one of {', '.join(LANGUAGES)}")
    return language
