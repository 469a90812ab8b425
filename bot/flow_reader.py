"""`python -m bot.flow_reader`: reads one spreadsheet of a flow for another process, and ends.

pyxform takes half a second and 40 MB to load, and a file may be made to confuse whatever reads it: so this has limits
on time and memory, and none of our secrets. It reads the files as JSON from standard input, and writes what it read as
JSON to standard output.
"""

import resource
import signal
import sys
from base64 import b64decode
from typing import Any

import orjson

from flows.translations.handed import HandedBack

SECONDS = 60  # of the processor; twice as many by the wall
MEMORY = 2 * 1024**3  # bytes of address space
LIMITS = {
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CORE: 0,
}


def main() -> None:
    """One spreadsheet, with the files that came for it."""
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    signal.alarm(2 * SECONDS)
    (name, data), *others = [(name, b64decode(data)) for name, data in orjson.loads(sys.stdin.buffer.read())]
    sys.stdout.buffer.write(orjson.dumps(told(data, name, dict(others))))


def told(data: bytes, name: str, files: dict[str, bytes]) -> dict[str, Any]:
    """What it says, as JSON."""
    from flows.translations.po import from_po
    from flows.translations.spreadsheet import from_xlsx
    from flows.xlsform.reading import read_xlsform

    handed = from_po(data) if name.lower().endswith(".po") else from_xlsx(data)
    if not handed.problems or name.lower().endswith(".po"):
        return of_translators(handed)
    read = read_xlsform(data, name, files)
    flow, base = read.flow, read.base
    return {
        "flow": None if flow is None else flow.model_dump(mode="json", exclude_defaults=True),
        "problems": [each.to_json() for each in read.problems],
        "base": None if base is None else [base.key, base.number, base.hash],
        "missing": list(read.missing),
    }


def of_translators(handed: HandedBack) -> dict[str, Any]:
    """What translators sent back, as JSON."""
    told = {
        language: {key: [each.words, each.source, each.unsure] for key, each in by_key.items()}
        for language, by_key in handed.by_language.items()
    }
    problems = [each.to_json() for each in handed.problems]
    return {"flow": None, "problems": problems, "base": None, "missing": [], "translation": {
        "flow": handed.flow, "by_language": told}}  # fmt: skip


if __name__ == "__main__":
    main()
