"""`afteraction event`"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.frame import one_line, opened, run_async, settings_with_keys
from bot.errors import OperatorError
from texts.locale import LANGUAGES

if TYPE_CHECKING:
    from bot.app import Service
    from storage.event_store import EventDraft, EventRow
    from storage.stores import Stores

app = typer.Typer(help="Events: what is planned, its link and its poster.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="The event's code, such as EV-7K3F9Q.")]
BotName = Annotated[str, typer.Option("--bot", help="The bot's user name, if Telegram can not be asked for it.")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line, not yet looked at."""

    section: str
    name: str
    day: datetime
    flow: str
    place: str
    sections: tuple[str, ...]
    coded: Mapping[str, str | None]
    known: tuple[str, ...]


@app.command()
@one_line
def plan(
    section: Annotated[str, typer.Option(help="Key of the section that plans it.")],
    name: Annotated[str, typer.Option(help="As it stands on the poster.")],
    day: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day, such as 2014-10-21.")],
    flow: Annotated[str, typer.Option(help="Key of the flow that its link begins.")] = "petition_delivery",
    campaign: Annotated[str | None, typer.Option(help="Key of the campaign (default: the target's).")] = None,
    country: Annotated[str | None, typer.Option(help="State or body addressed (default: the target's).")] = None,
    target: Annotated[str | None, typer.Option(help="Key of the target.")] = None,
    case: Annotated[str | None, typer.Option(help="Key of the case.")] = None,
    place: Annotated[str, typer.Option(help="Where people meet.")] = "",
    also: Annotated[list[str] | None, typer.Option("--with", help="Another section taking part; repeatable.")] = None,
    known: Annotated[list[str] | None, typer.Option(help="A known answer, FIELD=VALUE; repeatable.")] = None,
    bot: BotName = "",
) -> None:
    """Plan an event: prints its code and its link."""
    coded = {"campaign": campaign, "country": country, "target": target, "case": case}
    wanted = Wanted(section, name, day, flow, place, tuple(also or ()), coded, tuple(known or ()))
    run_async(_plan(wanted, bot))


@app.command("list")
@one_line
def list_events(
    section: Annotated[str | None, typer.Option(help="Only those in which this section takes part.")] = None,
    past: Annotated[bool, typer.Option("--past", help="Those that are over, instead of those to come.")] = False,
) -> None:
    """Events: code, day, name; cancelled ones say so."""
    run_async(_list(section, past))


@app.command()
@one_line
def show(code: Code, bot: BotName = "") -> None:
    """What is planned, the link, how many joined by section, and what came in."""
    run_async(_show(code, bot))


@app.command()
@one_line
def cancel(code: Code) -> None:
    """Cancel an event: its link no longer leads on. What came in stays."""
    run_async(_cancel(code))


@app.command()
@one_line
def qr(
    code: Code,
    file: Annotated[Path, typer.Argument(help="The picture to write (PNG, A5).")],
    language: Annotated[str, typer.Option(help="Language of the poster (default: the section's).")] = "",
    bot: BotName = "",
) -> None:
    """Write the poster: name, day, place, QR code and link."""
    run_async(_qr(code, file, language, bot))


async def _plan(wanted: Wanted, bot: str) -> None:
    settings = settings_with_keys()
    async with opened(settings) as service:
        row = await service.database.run(_plan_it, service, wanted)
        link = await _link(service, row, bot)
    typer.echo(link or "(BOT_TOKEN is not set or Telegram can not be reached: give --bot for the link)")
    typer.echo(f"Code: {row.code}")


def _plan_it(stores: "Stores", service: "Service", wanted: Wanted) -> "EventRow":
    row = stores.events.plan(_draft(stores, service, wanted), stores.now)
    stores.audit.add("plan", "event", row.id, stores.now)
    return row


def _draft(stores: "Stores", service: "Service", wanted: Wanted) -> "EventDraft":
    from bot.events import new_code, new_token
    from storage.event_store import EventDraft
    from storage.ids import new_id

    tables = service.desk.tables(stores)
    for option, table, key in (
        ("flow", "flows", wanted.flow),
        *((name, f"{name}s", wanted.coded[name]) for name in ("campaign", "target", "case")),
        *(("section", "sections", each) for each in (wanted.section, *wanted.sections)),
    ):
        if key is not None and key not in tables[table]:
            raise OperatorError(f"--{option}: there is no {option} {key!r}")
    if not wanted.name.strip():
        raise OperatorError("--name: give the event a name")
    target, token = wanted.coded["target"] or "", new_token()
    ids = {each.key: each.id for each in stores.organisation.sections()}
    return EventDraft(
        id=new_id(stores.now),
        code=new_code(stores),
        token=token,
        token_hash=stores.keyring.hash_code(token),
        flow_key=wanted.flow,
        name=wanted.name.strip(),
        occurs_on=wanted.day.date(),
        section_id=ids[wanted.section],
        section_ids=[ids[each] for each in wanted.sections],
        campaign_key=wanted.coded["campaign"] or tables["targets"].column(target, "campaign") or None,
        case_key=wanted.coded["case"],
        target_key=target or None,
        country=wanted.coded["country"] or tables["targets"].column(target, "country") or None,
        place=wanted.place.strip(),
        known=dict(_known(each) for each in wanted.known),
    )


def _known(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not (field and sign and value):
        raise OperatorError(f"--known: {text!r} is not FIELD=VALUE")
    return field, value


async def _list(section: str | None, past: bool) -> None:
    from storage.scopes import Within

    within = [Within("section", section)] if section else None
    async with opened(settings_with_keys()) as service:
        if section and await service.database.read(lambda stores: stores.organisation.section(section)) is None:
            raise OperatorError(f"--section: there is no section {section!r}")
        today = _today(service)
        rows = await service.database.read(
            lambda stores: (stores.events.past if past else stores.events.upcoming)(today, within)
        )
    for row in rows:
        cancelled = "  (cancelled)" if row.status == "cancelled" else ""
        typer.echo(f"{row.code}  {row.occurs_on}  {row.name}{cancelled}")


async def _show(code: str, bot: str) -> None:
    async with opened(settings_with_keys()) as service:
        row = await _event(service, code)
        link = await _link(service, row, bot)
        lines = await service.database.read(_lines, row)
    typer.echo("\n".join([f"{row.code}  {row.status}", *lines, *([f"link: {link}"] if link else [])]))


def _lines(stores: "Stores", row: "EventRow") -> list[str]:
    from bot.events import section_keys

    keys = {each.id: each.key for each in stores.organisation.sections()}
    joined = stores.events.joined(row.id)
    told = {
        "name": row.name,
        "flow": row.flow_key,
        **row.answers(),
        "sections": ", ".join(section_keys(stores, row)),
        "joined": ", ".join(f"{keys[each] if each else 'no section'} {count}" for each, count in joined.items()) or "0",
        "reports": ", ".join(each.reference or "" for each in stores.events.reports(row.id)) or "0",
    }
    return [f"{name}: {value}" for name, value in told.items()]


async def _cancel(code: str) -> None:
    async with opened(settings_with_keys()) as service:
        row = await _event(service, code)
        done = await service.database.run(_cancel_it, row)
    typer.echo(f"{row.code} is cancelled" if done else f"{row.code} was cancelled before")


def _cancel_it(stores: "Stores", row: "EventRow") -> bool:
    done = stores.events.cancel(row.id, stores.now)
    if done:
        stores.audit.add("cancel", "event", row.id, stores.now)
    return done


async def _qr(code: str, path: Path, language: str, bot: str) -> None:
    from bot.posters import drawn, poster_of
    from texts.locale import voice

    if language and language not in LANGUAGES:
        raise OperatorError(f"--language: give one of {', '.join(LANGUAGES)}")
    async with opened(settings_with_keys()) as service:
        row = await _event(service, code)
        link = await _link(service, row, bot)
        sections = await service.database.read(lambda stores: stores.organisation.sections())
        today = _today(service)
    if link is None:
        raise OperatorError("BOT_TOKEN is not set or Telegram can not be reached: give --bot for the link")
    home = next(each for each in sections if each.id == row.section_id)
    spoken = language or (home.language if home.language in LANGUAGES else LANGUAGES[0])
    picture = (await drawn(poster_of(row, link, voice(spoken, home.country), today), row.code)).data
    try:
        await asyncio.to_thread(path.write_bytes, picture)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from None
    typer.echo(f"The poster of {row.code} is written to {path}")


async def _event(service: "Service", code: str) -> "EventRow":
    from bot.events import read_code

    row = await service.database.read(lambda stores: stores.events.by_code(read_code(code)))
    if row is None:
        raise OperatorError(f"there is no event {code!r}; `afteraction event list` shows those there are")
    return row


async def _link(service: "Service", row: "EventRow", bot: str) -> str | None:
    """The event's link; None if nobody says what the bot is called."""
    from bot.commands.invites import bot_username
    from bot.events import event_link

    name = bot.removeprefix("@") or await bot_username(service.settings)
    token = await service.database.read(lambda stores: stores.events.token(row.id))
    return event_link(name, token) if name else None


def _today(service: "Service") -> date:
    return service.clock.now().astimezone(ZoneInfo(service.settings.default_timezone)).date()
