"""The small flows with which staff tell the bot something: asked and answered as any other, but filing no report."""

from functools import lru_cache
from pathlib import Path

from flows.definition import Flow
from flows.reading import read_flow

TASKS = Path(__file__).parent / "tasks"


@lru_cache(maxsize=1)
def tasks() -> dict[str, Flow]:
    """All of them, by key; a task's `files` is its key."""
    flows = (read_flow(path.read_text("utf-8")) for path in sorted(TASKS.glob("*.yaml")))
    return {flow.key: flow for flow in flows}
