"""`make fuzz`: many forms, many walks; the counts, and whatever went wrong with the seeds that lead there again."""

import argparse
import sys
from time import monotonic

from tests.fuzz.run import Counts, tried


def main() -> None:
    """Exit status 1 if a respondent got stuck in a form without problems, or a check said what is not so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=2000)
    parser.add_argument("--walks", type=int, default=4, help="of each form")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first form's seed")
    wanted = parser.parse_args()
    counts, begun = Counts(), monotonic()
    for seed in range(wanted.first, wanted.first + wanted.forms):
        tried(seed, wanted.walks, counts)
    for each in (*counts.wrong, *counts.stuck):
        print(each)
    print(f"{counts.forms} forms: {counts.refused} refused by the checks, {counts.warned} with warnings only")
    print(f"{counts.walks} walks, {counts.turns} turns: {counts.filed} filed, {len(counts.stuck)} stuck unforeseen")
    print(f"{len(counts.wrong)} checks contradicted; {monotonic() - begun:.0f} s")
    for reason, times in counts.reasons.most_common():
        print(f"  {times:5}  {reason}")
    sys.exit(bool(counts.wrong or counts.stuck))


if __name__ == "__main__":
    main()
