"""`make chaos`: many kills on both databases, counted. `docs/chaos.md` keeps the counts."""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.counts import Counts
from tests.chaos.run import REPLICAS, Plan, run


def main() -> int:
    """0 if nobody came to harm."""
    options = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--people", type=int, default=12)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--database", choices=[*REPLICAS, "both"], default="both")
    given = options.parse_args()
    dialects = list(REPLICAS) if given.database == "both" else [given.database]
    return max(judge(Plan(dialect, given.kills, given.seed, given.people)) for dialect in dialects)


def judge(plan: Plan) -> int:
    """Run and print; 1 if anything was lost, asked twice, doubled or wrong."""
    print(f"{plan.dialect}, {REPLICAS[plan.dialect]} process(es), seed {plan.seed} ...", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="afteraction-chaos-") as folder:
        counts = asyncio.run(run(plan, Path(folder)))
        if counts.harm():
            keep(counts, Path(folder))
    print(f"{plan.dialect}: {counts}; {time.monotonic() - begun:.0f} s", flush=True)
    return 1 if counts.harm() else 0


def keep(counts: Counts, folder: Path) -> None:
    """What a harm can be understood by: diaries of those who met it, and the logs of the processes."""
    kept = Path(tempfile.mkdtemp(prefix="afteraction-harm-"))
    (kept / "incidents.txt").write_text("\n\n".join(counts.incidents))
    for log in folder.glob("*.log"):
        shutil.copy(log, kept)
    print(f"kept in {kept}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
