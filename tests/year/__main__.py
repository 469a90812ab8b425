"""`make year`: a simulated year on both databases, with kills, judged. `docs/reliability.md` keeps the counts."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.replicas import keep
from tests.year.plan import Plan
from tests.year.run import REPLICAS, run


def main() -> int:
    """0 if everybody was told everything once, in time and in peace."""
    options = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    options.add_argument("--weeks", type=int, default=52)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--standstills", type=int, default=6)
    options.add_argument("--outages", type=int, default=2)
    options.add_argument("--begin", type=datetime.fromisoformat, default=datetime(2014, 10, 13))
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--database", choices=[*REPLICAS, "both"], default="both")
    given = options.parse_args()
    dialects = list(REPLICAS) if given.database == "both" else [given.database]
    begin = given.begin.replace(tzinfo=UTC)
    length = given.weeks, given.kills, given.seed, begin, given.standstills, given.outages
    return max(judge(Plan(dialect, *length, tell=tell)) for dialect in dialects)


def tell(words: str) -> None:
    """For whoever watches."""
    print(words, flush=True)


def judge(plan: Plan) -> int:
    """Run and print; 1 if anything was missing, doubled or out of place."""
    print(f"{plan.dialect}, {REPLICAS[plan.dialect]} process(es), seed {plan.seed}, {plan.weeks} weeks ...", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="afteraction-year-") as folder:
        counts = asyncio.run(run(plan, Path(folder)))
        if counts.harms:
            keep(Path(folder), "harms.txt", "\n".join(counts.harms))
    print(f"{plan.dialect}: {counts}\n{time.monotonic() - begun:.0f} s", flush=True)
    return 1 if counts.harms else 0


if __name__ == "__main__":
    sys.exit(main())
