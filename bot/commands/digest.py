"""`afteraction digest`"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.frame import opened, run_async, settings_with_keys
from bot.errors import OperatorError
from texts.locale import LANGUAGES

if TYPE_CHECKING:
    from bot.app import Service
    from reports.digest.edition import Edition
    from reports.periods import Covered
    from storage.scopes import Within
    from storage.stores import Stores


class Format(StrEnum):
    """How it is written."""

    TEXT = "text"
    HTML = "html"
    PNG = "png"
    JSON = "json"


class By(StrEnum):
    """Which day of a report counts."""

    FILED = "filed"
    OCCURRED = "occurred"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line, not yet looked at."""

    scope: str
    kind: str  # week, month or day
    period: str  # its name; empty: the last week that is over
    by: By
    language: str


def digest(
    scope: Annotated[str, typer.Option(help="section:KEY, country:CC, campaign:KEY or everything.")] = "everything",
    week: Annotated[str, typer.Option(help="The ISO week, such as 2014-W43 (default: the last one).")] = "",
    month: Annotated[str, typer.Option(help="A month instead, such as 2014-10.")] = "",
    day: Annotated[str, typer.Option(help="A day instead, such as 2014-10-21.")] = "",
    by: Annotated[By, typer.Option(help="The day that counts: filed, or on which it happened.")] = By.FILED,
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
    language: Annotated[str, typer.Option(help="Language of the words (default: the installation's).")] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write (default: print it).")] = None,
) -> None:
    """A digest of any week, month or day, as those who subscribe get it."""
    given = [each for each in (("week", week), ("month", month), ("day", day)) if each[1]]
    if len(given) > 1:
        raise OperatorError("give one of --week, --month and --day")
    run_async(_digest(Wanted(scope, *(given[0] if given else ("week", "")), by, language), format, output))


async def _digest(wanted: Wanted, format: Format, output: Path | None) -> None:
    from reports.digest import writing

    async with opened(settings_with_keys()) as service:
        await service.database.run(lambda stores: stores.running.close())
        edition = await service.database.read_apart(_edition, service, wanted)
        told = await service.database.read_apart(writing.told, edition) if format in (Format.HTML, Format.JSON) else {}
    if format is Format.TEXT:
        content = writing.text(edition).encode()
    elif format is Format.JSON:
        content = writing.as_json(edition, told)
    else:
        picture = await asyncio.to_thread(edition.drawn)
        if format is Format.PNG and picture is None:
            raise OperatorError(f"nothing came in, so there is nothing to draw: {edition.digest.covered.name}")
        content = picture.png if picture and format is Format.PNG else writing.html(edition, told, picture).encode()
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        await asyncio.to_thread(output.write_bytes, content)
    except OSError as error:
        raise OperatorError(f"{output}: {error.strerror}") from None


def _edition(stores: "Stores", service: "Service", wanted: Wanted) -> "Edition":
    from reports.digest.edition import Edition
    from reports.digest.gathering import gather
    from scheduler.digests import told_until
    from storage.ids import new_id
    from texts.locale import voice

    language = wanted.language or service.settings.default_language
    if language not in LANGUAGES:
        raise OperatorError(f"--language: give one of {', '.join(LANGUAGES)}")
    scope = _scope(stores, service, wanted.scope)
    home = stores.organisation.section(scope.key) if scope.scope == "section" else None
    zone = ZoneInfo(home.zone if home else service.settings.default_timezone)
    today = stores.now.astimezone(zone).date()
    covered = _period(wanted, today)
    until = told_until(stores, covered, zone)
    found = gather(stores, scope, covered, stores.now, today, wanted.by.value, until)
    return Edition(new_id(stores.now), found, voice(language, home.country if home else None), zone)


def _scope(stores: "Stores", service: "Service", text: str) -> "Within":
    from flows.countries import countries
    from storage.scopes import Within

    name, _, key = text.partition(":")
    tables = {**service.desk.tables(stores), "countries": countries()}
    known = {"section": "sections", "country": "countries", "campaign": "campaigns"}
    if name == "everything" and not key:
        return Within("everything", "")
    if name not in known or not key:
        raise OperatorError(f"--scope: {text!r} is not section:KEY, country:CC, campaign:KEY or everything")
    if key not in tables[known[name]]:
        raise OperatorError(f"--scope: there is no {name} {key!r}")
    return Within(name, key)


def _period(wanted: Wanted, today: date) -> "Covered":
    """The one named; without a name the last week that is over."""
    from datetime import timedelta

    from bot.handlers.digest import read_period
    from reports.periods import kind_of, week_of

    if not wanted.period:
        return week_of(today - timedelta(days=7))
    covered = read_period(wanted.period, today)
    if covered is None or kind_of(covered) != wanted.kind:
        example = {"week": "2014-W43", "month": "2014-10", "day": "2014-10-21"}[wanted.kind]
        raise OperatorError(f"--{wanted.kind}: {wanted.period!r} is no {wanted.kind} that has begun, such as {example}")
    return covered
