"""`afteraction invite`"""

import asyncio
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.frame import opened, run_async, settings_with_keys
from bot.errors import OperatorError
from bot.invites import deep_link, new_code, read_code
from bot.rights import ROLES, SCOPES_OF
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.app import Service

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def invite(
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    section: Annotated[str | None, typer.Option(help="Key of the section.")] = None,
    country: Annotated[str | None, typer.Option(help="Two-letter code of the country.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Key of the campaign.")] = None,
    uses: Annotated[int, typer.Option(min=1, max=10_000, help="How many people may use it.")] = 1,
    expires: Annotated[str, typer.Option(help="For how long, such as 12h, 7d or 4w.")] = "7d",
) -> None:
    """Make an invitation: prints a deep link and its code. Without a scope it is for everything, for admins only."""
    run_async(_invite(role, {"section": section, "country": country, "campaign": campaign}, uses, expires))


async def _invite(role: str, scopes: dict[str, str | None], uses: int, expires: str) -> None:
    scope, key = _scope(role, scopes)
    lasts = _duration(expires)
    settings = settings_with_keys()
    async with opened(settings) as service:
        await _check_key(service, scope, key)
        code = new_code()
        plain = read_code(code) or ""
        hashed = service.keyring.hash_code(plain)
        await service.database.run(
            lambda stores: stores.invites.add(hashed, role, scope, key, uses, stores.now + lasts, None, stores.now)
        )
    username = await bot_username(settings)
    typer.echo(
        deep_link(username, code)
        if username
        else "(BOT_TOKEN is not set or Telegram can not be reached: give the code)"
    )
    typer.echo(f"Code: {code}")


def _scope(role: str, scopes: dict[str, str | None]) -> tuple[str, str]:
    given = [(scope, key) for scope, key in scopes.items() if key]
    if role not in ROLES:
        raise OperatorError(f"--role: there is no role {role!r}; there are {', '.join(ROLES)}")
    if len(given) > 1:
        raise OperatorError("give one of --section, --country and --campaign")
    scope, key = given[0] if given else ("everything", "")
    if scope not in SCOPES_OF[role]:
        allowed = ", ".join("no scope" if each == "everything" else f"--{each}" for each in SCOPES_OF[role])
        raise OperatorError(f"the role {role} needs {allowed}")
    return scope, key.upper() if scope == "country" else key


def _duration(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,3})([hdw])", text)
    if found is None:
        raise OperatorError(f"--expires: {text!r} is no duration; give one such as 12h, 7d or 4w")
    return int(found[1]) * UNITS[found[2]]


async def _check_key(service: "Service", scope: str, key: str) -> None:
    snapshot = await service.database.read(lambda stores: stores.organisation.snapshot())
    known = {each.key for each in snapshot.tables[f"{scope}s"]} if scope in ("section", "campaign") else {key}
    if key not in known:
        raise OperatorError(f"there is no {scope} {key!r}; `afteraction setup` brings them in")


async def bot_username(settings: Settings) -> str | None:
    """The bot's user name, for the link; None if Telegram can not be asked."""
    token = settings.bot_token.get_secret_value()
    if not token:
        return None
    from bot.request import AiohttpRequest

    request = AiohttpRequest(connections=1)
    try:
        await request.initialize()
        me = await asyncio.wait_for(request.post(f"{settings.bot_api_url}/bot{token}/getMe"), 10)
        return str(me["username"]) if isinstance(me, dict) else None
    except Exception:  # whatever it is, the code alone will do
        return None
    finally:
        await request.shutdown()
