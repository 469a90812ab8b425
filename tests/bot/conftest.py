"""A town for each test: a sandbox, the real application, the sample organisation."""

import logging
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up
from tests.support.chat import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


@pytest.fixture(params=["console", "json"])
def logged(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that the program's log goes to, set up as `afteraction run` does it, in both formats."""
    before, configure = structlog.get_config(), structlog.configure
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, threading.excepthook
    path = tmp_path / "log"
    with path.open("w") as file, monkeypatch.context() as patch:
        patch.setattr("sys.stderr", file)
        # A logger that was once cached would write into this file for ever.
        patch.setattr(structlog, "configure", lambda **given: configure(**given | {"cache_logger_on_first_use": False}))
        set_up(request.param)
        yield path
    configure(**before)
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)
