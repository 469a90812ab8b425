"""`python -m sandbox`: run the local Telegram until Ctrl-C."""

import argparse
import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.clock import clock_from
from sandbox.ground import TOKEN
from sandbox.limits import RateLimits
from sandbox.page_people import add_people, read_people
from sandbox.server import serve
from sandbox.ticking import TickingClockFile
from sandbox.world import World


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    rates = RateLimits()
    parser = argparse.ArgumentParser("python -m sandbox", description="A local Telegram: Bot API server and chat page.")
    parser.add_argument("--port", type=int, default=8081, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--data", type=Path, help="folder that keeps everything; without it all is forgotten")
    parser.add_argument("--token", default=TOKEN, help="the bot's token")
    parser.add_argument("--username", default="afteraction_bot", help="the bot's user name")
    parser.add_argument("--people", type=Path, help="JSON file: a list of people with id, first_name, ...")
    parser.add_argument("--rate-all", type=int, default=rates.all, help="sends in any second; 0 turns it off")
    parser.add_argument("--rate-chat", type=float, default=rates.chat, help="sends a second in a private chat; 0: off")
    parser.add_argument("--rate-chat-burst", type=int, default=rates.chat_burst, help="how many of them at once")
    parser.add_argument("--rate-group", type=int, default=rates.group, help="sends in any 60 s in a group; 0: off")
    parser.add_argument("--webhook-to", default="", metavar="URL,URL", help="post updates to these in turn instead")
    parser.add_argument("--calls-log", type=Path, help="file that gets one JSON line for each call")
    parser.add_argument("--tick-clock", action="store_true", help="keep the file AFTERACTION_CLOCK names ticking")
    return parser


def build(options: argparse.Namespace) -> World:
    """The world the command line describes."""
    world = World(
        options.data,
        token=options.token,
        username=options.username,
        clock=clock_from(),
        rates=RateLimits(
            all=options.rate_all,
            chat=options.rate_chat,
            chat_burst=options.rate_chat_burst,
            group=options.rate_group,
        ),
        calls_log=options.calls_log,
        webhook_balance=[url for url in options.webhook_to.split(",") if url],
    )
    if options.people:
        add_people(world, read_people(options.people))
    return world


async def run(options: argparse.Namespace) -> None:
    """Serve until a signal says stop."""
    clock = os.environ.get("AFTERACTION_CLOCK")
    ticking = TickingClockFile(Path(clock)) if options.tick_clock and clock else None
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with serve(build(options), options.port, ticking) as server:
        print(f"The sandbox answers at {server.url}", flush=True)
        await stop.wait()


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 1 with one line when the port is taken, the folder can't be written, or the people can't be read."""
    options = arguments().parse_args(argv)
    if options.tick_clock and not os.environ.get("AFTERACTION_CLOCK"):
        print("--tick-clock needs AFTERACTION_CLOCK to name a file", file=sys.stderr)
        return 2
    with contextlib.suppress(KeyboardInterrupt):
        try:
            asyncio.run(run(options))
        except (OSError, ValueError, sqlite3.Error) as error:
            print(f"The sandbox can't start: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
