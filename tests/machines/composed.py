"""deploy/compose.yaml as its reader understands it, and the environment of deploy/example.env filled in."""

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<how>[-?])(?P<word>[^}]*))?\})")
FILLED_IN = {
    "PUBLIC_HOST": "bot.example.org",
    "CERTIFICATE": "certificate.pem",
    "DATABASE_PASSWORD": "main-password",
    "KEYS_PASSWORD": "keys-password",
    "WEBHOOK_SECRET": "s" * 32,
    "OPEN_JOIN": "germany",
}
"""What an operator writes beside the token and the secret keys."""


@cache
def document() -> dict[str, Any]:
    """The file, its merge keys resolved, its variables not."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return read


def services() -> dict[str, dict[str, Any]]:
    """By name."""
    found: dict[str, dict[str, Any]] = document()["services"]
    return found


def example() -> dict[str, str]:
    """What deploy/example.env names, and the values it gives."""
    lines = (DEPLOY / "example.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def variables(text: str) -> set[str]:
    """The variables that a text of the file asks for."""
    return {each["name"] for each in VARIABLE.finditer(text) if each["name"]}


def filled_in(text: str, given: dict[str, str]) -> str:
    """The text with its variables; KeyError names one that must be given and is not."""

    def value(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None:
            return "$"
        default = found["word"] if found["how"] == "-" else None
        return given.get(name) or (given[name] if default is None else default)

    return VARIABLE.sub(value, text)


def environment(service: str, given: dict[str, str]) -> dict[str, str]:
    """What the service finds in its environment."""
    return {name: filled_in(str(text), given) for name, text in services()[service]["environment"].items()}


def seconds(duration: str) -> int:
    """Of a duration such as 45s."""
    assert duration.endswith("s")
    return int(duration[:-1])


def surroundings() -> dict[str, str]:
    """This process's own environment, with the bot's program found first and none of its settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AFTERACTION_")}
    return ours | {"PATH": f"{Path(sys.executable).parent}:{ours['PATH']}"}
