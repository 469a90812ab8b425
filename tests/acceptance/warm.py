"""`python -m tests.acceptance.warm`: `afteraction` with its imports done once, forked for each line of standard input.

Each command is a process of its own, as always, but without the seconds that its imports would take. A line is JSON:
`folder`, `arguments`, `settings`; the answer is the exit status. What was said is in `out` and `err` of the folder.
"""

import json
import os
import sys
from typing import Any

import bot.run  # noqa: F401 (what takes long)
from bot.cli import main


def become(asked: dict[str, Any]) -> None:
    """Be the command, in its folder."""
    os.chdir(asked["folder"])
    os.environ.update({f"AFTERACTION_{name}": value for name, value in asked["settings"].items()})
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["afteraction", *asked["arguments"]]
    main()


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
