"""Checks logged Bot API calls against aiogram's model of the Bot API, which knows nothing of ours.

`python check_calls.py FOLDER_OR_FILE...`, in an environment with aiogram 3 (see constraints-oracle.txt). Reads the JSON
lines that the sandbox wrote (`*.jsonl`) and looks at every call that succeeded: the method must exist, required
parameters be there, none be unknown at any depth, all types fit, and the sandbox's answer be what the method returns.
Exit status: 0 all agree, 1 some do not (each kind of mistake is told once), 2 nothing to check.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import aiogram
import aiogram.methods
from pydantic import BaseModel, TypeAdapter, ValidationError


def main(arguments: Sequence[str]) -> int:
    """Check everything and say what was found."""
    methods: Counter[str] = Counter()
    mistakes: dict[str, str] = {}
    for call in calls([Path(argument) for argument in arguments]):
        methods[call["method"]] += 1
        for mistake in mistakes_of(call):
            mistakes.setdefault(f"{call['method']}: {mistake}", json.dumps(call, ensure_ascii=False)[:600])
    for mistake, example in mistakes.items():
        print(f"{mistake}\n    in {example}")
    print(f"{methods.total()} calls of {len(methods)} methods checked with aiogram {aiogram.__version__}, ", end="")
    print(f"{len(mistakes)} kinds of mistake")
    if mistakes:
        return 1
    return 0 if methods else 2


def calls(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Every logged call that succeeded. A last line cut short by a kill is passed over."""
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            for line in file.read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n") and (call := json.loads(line))["ok"]:
                    yield call


def mistakes_of(call: dict[str, Any]) -> list[str]:
    """What is wrong with the parameters and the result of one call, in words."""
    method = getattr(aiogram.methods, call["method"][0].upper() + call["method"][1:], None)
    if method is None:
        return ["no such method"]
    wrong = [f"parameter {words}" for words in disagreements(adapter(method), call["params"])]
    return wrong + [f"result {words}" for words in disagreements(adapter(method.__returning__), call["result"])]


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """The reader of a type, built once."""
    return TypeAdapter(kind)


def disagreements(reader: TypeAdapter[Any], value: Any) -> list[str]:
    """Where a value does not fit its type, each as "place: words"."""
    try:
        found = reader.validate_python(value)
    except ValidationError as error:
        return [f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in error.errors()]
    return [f"{place}: unknown" for place in unknown(found, "")]


def unknown(value: Any, place: str) -> Iterator[str]:
    """Places of fields that the model does not know: aiogram lets them pass, Telegram ignores them."""
    if isinstance(value, BaseModel):
        yield from (f"{place}.{name}".lstrip(".") for name in value.model_extra or ())
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from unknown(item, f"{place}[]")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
