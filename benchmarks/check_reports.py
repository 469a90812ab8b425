"""Whether every simulated user's report came out of `afteraction export` as it was answered.

    python -m benchmarks.check_reports DATA_DIR USERS [CONVERSATIONS]

The harness keeps DATA_DIR when it is given `--data-dir`; its users are numbered from 10000, their conversations from 0.
Prints one line; exit status 1 if a report is missing, doubled or wrong.
"""

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.run_bot import environment

FIRST_USER = 10_000
ANSWERED = {
    "questionnaire_kind": "rally",  # `kind`, `place` and `note` alone mean something else in an export
    "questionnaire_place": "outdoors",
    "people": "42",
    "day": "2026-03-14",
    "materials": "leaflets banners",
    "questionnaire_note": "",
}


def exported(data: Path) -> list[dict[str, str]]:
    """The rows of the export."""
    path = data / "reports.csv"
    command = [sys.executable, "-c", "from bot.cli import main; main()", "export", str(path)]
    subprocess.run(command, env={**os.environ, **environment(data)}, check=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    """Compare and say."""
    data, users = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    conversations = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rows = exported(data)
    wanted = {f"Event {FIRST_USER + user}-{number}" for user in range(users) for number in range(conversations)}
    titles = Counter(row["title"] for row in rows)
    wrong = [row for row in rows if {name: row[name] for name in ANSWERED} != ANSWERED]
    counts = {
        "wanted": len(wanted),
        "missing": len(wanted - set(titles)),
        "doubled": sum(count - 1 for count in titles.values()),
        "not wanted": len(set(titles) - wanted),
        "not as answered": len(wrong),
    }
    print(", ".join(f"{name} {count}" for name, count in counts.items()))
    return 1 if any(count for name, count in counts.items() if name != "wanted") else 0


if __name__ == "__main__":
    sys.exit(main())
