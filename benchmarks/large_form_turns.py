"""Whole turns in the middle of a form of 1,000 questions and 5,000 choices, beside one of ten, by the real application.

    python -m benchmarks.large_form_turns [--rounds 30]

As `benchmarks.large_form`, but from the update to the answer: database, sealing and calls included.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.large_form import KINDS, TURNS, Talk, answer, form
from benchmarks.shelf import Bench, join, session_row
from bot.catalog import publish
from flows.inputs import Tapped, Text
from storage import setup
from storage.stores import Stores

OPENING = ("/drafts", ":rs:")  # the shelf, and going on


def acts(talk: Talk) -> list[str]:
    """What the person does from where the talk stands, as `Bench.act` takes it; it stands there again afterwards."""
    session, found = talk.session, []
    for _ in range(TURNS):
        given = answer(talk.card, talk.session.version)
        assert isinstance(given, (Text, Tapped))
        found.append(given.text if isinstance(given, Text) else f":{given.verb.value}:")
        talk.turn()
    talk.keep(session)
    return found


def stand(stores: Stores, user_id: int, revision_id: UUID, talk: Talk) -> None:
    """A new member who has answered so far."""
    stores.sessions.add(session_row(stores, join(stores, user_id), revision_id, "paused", talk.saved))


async def measure(rounds: int, folder: Path) -> list[tuple[float, float]]:
    """CPU seconds of the answers of each round: in the large form, in that of ten."""
    bench = Bench(folder)
    await bench.app.initialize()
    run: Callable[..., Any] = bench.app.service.database.run
    await run(setup.apply, setup.read_organisation(setup.SAMPLE.read_text("utf-8")))
    talks = [Talk(form(1000, 5000)).until(500), Talk(form(KINDS, 50))]
    revisions = [(await run(publish, talk.revision.flow)).id for talk in talks]
    scripts = [acts(talk) for talk in talks]
    found = []
    for number in range(rounds + 1):
        spent = []
        for which, talk in enumerate(talks):
            user_id = 100 + 2 * number + which
            await run(stand, user_id, revisions[which], talk)
            for act in OPENING:
                await bench.act(user_id, act)
            spent.append(sum([await bench.act(user_id, act) for act in scripts[which]]) / TURNS)
        if number:  # the first round warms up
            found.append((spent[0], spent[1]))
    await bench.app.shutdown()
    return found


def main() -> None:
    """Print what a turn costs in each, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(parser.parse_args().rounds, Path(folder)))
    large, small = (median(each) * 1000 for each in zip(*found, strict=True))
    ratio = median(one / other for one, other in found)
    print(f"a turn: large {large:.2f} ms, of ten {small:.2f} ms; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
