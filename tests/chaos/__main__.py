"""`make chaos`: many kills on both databases, counted. `docs/chaos.md` keeps the counts."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.replicas import keep
from tests.chaos.run import WEBHOOKS, Plan, run


def main() -> int:
    """0 if nobody came to harm."""
    options = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--people", type=int, default=12)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--database", choices=[*WEBHOOKS, "both"], default="both")
    given = options.parse_args()
    dialects = list(WEBHOOKS) if given.database == "both" else [given.database]
    return max(judge(Plan(dialect, given.kills, given.seed, given.people)) for dialect in dialects)


def judge(plan: Plan) -> int:
    """Run and print; 1 if anything was lost, asked twice, doubled or wrong."""
    print(f"{plan.dialect}, {WEBHOOKS[plan.dialect] or 1} process(es), seed {plan.seed} ...", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="afteraction-chaos-") as folder:
        counts = asyncio.run(run(plan, Path(folder)))
        if counts.harm():
            keep(Path(folder), "incidents.txt", "\n\n".join(counts.incidents))
    print(f"{plan.dialect}: {counts}; {time.monotonic() - begun:.0f} s", flush=True)
    return 1 if counts.harm() else 0


if __name__ == "__main__":
    sys.exit(main())
