"""What is wrong with an installation, and how to mend it: `afteraction doctor`.

Each check tells what it found; none changes anything, and none needs the bot to be stopped.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

import aiohttp
from sqlalchemy import func, select
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.app import Service
from bot.errors import OperatorError
from bot.metrics import GONE, folders, free_bytes
from bot.request import AiohttpRequest
from bot.run import check as check_settings
from bot.settings import Settings
from storage import installation, upgrade
from storage.errors import StorageError
from storage.stores import Stores
from storage.tables import flow, person, report, role, section, session

Level = Literal["ok", "warning", "wrong"]

LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000  # free bytes
DRIFT = timedelta(seconds=5)  # of the clock, against Telegram's
LATE = timedelta(minutes=1)
ALPHABETS = {"Latin": "é", "Arabic": "ع"}
ANSWER_WITHIN = 10.0  # seconds of real time


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and what to do if it is not well."""

    area: str
    level: Level
    says: str
    mend: str = ""


Check = Callable[[Service], Awaitable[list[Finding]]]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, as it is made. What needs the database is left out if that cannot be opened."""
    try:
        check_settings(settings)
        service = Service(settings)
        where = "PostgreSQL" if settings.shared else "SQLite"
        yield Finding("settings", "ok", f"updates by {settings.updates}, {where}")
    except (OperatorError, StorageError) as error:
        yield Finding("settings", "wrong", str(error), "the rest can be looked at when this is mended")
        return
    for finding in (*disk(settings), *fonts()):
        yield finding
    for finding in await telegram(settings, service):
        yield finding
    try:
        for look in (database, keys, organisation, traffic):
            found = await look(service)
            for finding in found:
                yield finding
            if any(finding.level == "wrong" for finding in found):
                return
    finally:
        await service.close()


def disk(settings: Settings) -> list[Finding]:
    """Free space where data is kept."""
    found = []
    for name, folder in folders(settings).items():
        free = free_bytes(folder if folder.exists() else folder.absolute().parent)
        if free == GONE:
            found.append(Finding("disk", "wrong", f"{folder} cannot be read", f"look at the folder of {name}"))
            continue
        level: Level = "ok" if free >= LITTLE else "warning" if free >= TOO_LITTLE else "wrong"
        mend = "" if level == "ok" else "make room: with a full disk nothing can be accepted"
        found.append(Finding("disk", level, f"{name}: {free / 1e9:.1f} GB free", mend))
    return found


def fonts() -> list[Finding]:
    """Whether pictures can be drawn with every alphabet we write."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    font = FT2Font(font_manager.findfont("DejaVu Sans"))
    missing = [name for name, letter in ALPHABETS.items() if not font.get_char_index(ord(letter))]
    if missing:
        mend = "install matplotlib again: its own fonts are gone"
        return [Finding("fonts", "wrong", f"no letters for {', '.join(missing)}", mend)]
    return [Finding("fonts", "ok", f"letters for {', '.join(ALPHABETS)}")]


async def telegram(settings: Settings, service: Service) -> list[Finding]:
    """Whether Telegram knows the token, where it sends updates, and whether our clock agrees with its."""
    if not settings.bot_token.get_secret_value():
        return [Finding("telegram", "wrong", "BOT_TOKEN is not set", "@BotFather on Telegram makes one")]
    bot = Bot(
        settings.bot_token.get_secret_value(),
        base_url=f"{settings.bot_api_url}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    try:
        async with bot:
            info = await bot.get_webhook_info()
            found = [Finding("telegram", "ok", f"@{bot.username} at {settings.bot_api_url}")]
    except InvalidToken:
        return [Finding("telegram", "wrong", "Telegram does not know this token", "BOT_TOKEN: ask @BotFather")]
    except TelegramError as error:
        says = f"{settings.bot_api_url} cannot be reached ({type(error).__name__})"
        return [Finding("telegram", "wrong", says, "BOT_API_URL, or the connection to it")]
    if info.url and settings.updates == "polling":
        mend = "`afteraction run` takes it away; is another installation using this token?"
        found.append(Finding("telegram", "warning", "updates go to a webhook, and UPDATES is polling", mend))
    if info.last_error_message and settings.updates == "webhook":
        mend = "look at WEBHOOK_URL, the proxy in front of it, and its certificate"
        found.append(Finding("telegram", "warning", f"the webhook failed: {info.last_error_message}", mend))
    return [*found, *await clock(settings, service)]


async def clock(settings: Settings, service: Service) -> list[Finding]:
    """Our clock against the date of Telegram's answers."""
    if settings.clock is not None:
        mend = "unset CLOCK, unless this is a demo or a test"
        return [Finding("clock", "warning", f"read from {settings.clock}: {service.clock.now().isoformat()}", mend)]
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as asking, asking.get(settings.bot_api_url) as answer:
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return [Finding("clock", "warning", "nobody to compare it with", "is the connection to Telegram well?")]
    drift = abs(datetime.now(UTC) - theirs)
    if drift > DRIFT:
        says = f"{drift.total_seconds():.0f} seconds from Telegram's"
        return [Finding("clock", "wrong", says, "set it right (NTP): days, reminders and expiry go by it")]
    return [Finding("clock", "ok", "agrees with Telegram's")]


async def database(service: Service) -> list[Finding]:
    """Reachable, of this version, sealed with these keys. A file that is not there yet is not made."""
    if missing := not_there(service.settings):
        return [Finding("database", "wrong", f"{missing} is not there yet", "`afteraction setup FILE` makes it")]
    try:
        await service.database.start()
        state = await upgrade.state(service.database)
        if state == "empty":
            return [Finding("database", "wrong", "empty", "`afteraction setup FILE`, or `afteraction run`")]
        if state != "current":
            return [Finding("database", "wrong", upgrade.REFUSALS[state])]
        await service.database.read(installation.check_secret)
    except StorageError as error:
        return [Finding("database", "wrong", str(error))]
    return [Finding("database", "ok", "of this version, and the secret keys open it")]


def not_there(settings: Settings) -> str | None:
    """The URL of a database that is a file, and not made yet."""
    urls = (settings.database_url, settings.keys)
    files = (url for url in urls if url.startswith("sqlite:///"))
    return next((url for url in files if not Path(url.removeprefix("sqlite:///")).exists()), None)


async def keys(service: Service) -> list[Finding]:
    """The key store has every key that rows are sealed under; FILES can be written."""
    try:
        await asyncio.to_thread(service.files.check)
        await service.keystore.run(service.keystore.prepare)
        wanted = await service.database.read(key_ids)
        missing = await service.keystore.run(service.keystore.missing, wanted)
    except (StorageError, OperatorError) as error:
        return [Finding("keys", "wrong", str(error))]
    if missing:
        says = f"{len(missing)} of {len(wanted)} keys are not in the key store: what they sealed cannot be read"
        return [Finding("keys", "wrong", says, "bring back a copy of the key store of the last seven days")]
    return [Finding("keys", "ok", f"all {len(wanted)} keys are there")]


def key_ids(stores: Stores) -> set:
    """The keys of persons, unfinished sessions and reports not erased."""
    statements = (
        select(person.c.key_id).where(person.c.status == "active"),
        select(session.c.key_id).where(session.c.state.is_not(None)),
        select(report.c.key_id).where(report.c.erased_at.is_(None)),
    )
    return {key for each in statements for key in stores.connection.scalars(each) if key is not None}


async def organisation(service: Service) -> list[Finding]:
    """Somebody to report, something to report, somebody to look after it."""

    def counts(stores: Stores) -> dict[str, int]:
        admins = select(func.count()).select_from(role).where(role.c.role == "admin")
        return {
            "sections": stores.connection.scalar(select(func.count()).select_from(section)) or 0,
            "flows": stores.connection.scalar(select(func.count()).where(flow.c.revision_id.is_not(None))) or 0,
            "admins": stores.connection.scalar(admins) or 0,
        }

    found = await service.database.read(counts)
    mends = {
        "sections": "`afteraction setup FILE` brings them in",
        "flows": "`afteraction flows publish FILE`",
        "admins": "`afteraction invite --role admin` invites the first",
    }
    return [
        Finding("organisation", "ok" if number else "warning", f"{number} {name}", "" if number else mends[name])
        for name, number in found.items()
    ]


async def traffic(service: Service) -> list[Finding]:
    """What waits, and what was given up."""

    def look(stores: Stores) -> tuple[dict[str, dict[str, int]], datetime | None]:
        return stores.health.counts(), stores.health.oldest_due()

    counted, due = await service.database.read(look)
    found = []
    for name, status in (("updates", "parked"), ("outbox", "parked"), ("attachments", "failed")):
        number = counted[name][status]
        mend = "the log names each, with the class of its error" if number else ""
        found.append(Finding("traffic", "warning" if number else "ok", f"{name}: {number} {status}", mend))
    if due is not None and service.clock.now() - due > LATE:
        says = f"the oldest message is due since {due.isoformat(timespec='seconds')}"
        found.append(Finding("traffic", "warning", says, "is `afteraction run` running, and Telegram reachable?"))
    return found
