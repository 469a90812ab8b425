"""Our bot as the load harness starts one: its environment mapped to our settings, the questionnaire published.

    python -m benchmarks.run_bot        with TELEGRAM_API_BASE, TELEGRAM_TOKEN and BENCH_DATA_DIR set

SQLite as in production (synchronous FULL); anyone may join; rates off, as the server it talks to has none.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.app import Service
from bot.catalog import publish
from bot.settings import Settings
from flows.reading import read_flow
from storage.crypto import new_secret
from storage.setup import apply, read_organisation

QUESTIONNAIRE = Path(__file__).with_name("questionnaire.yaml")
ORGANISATION = "sections: {bench: {name: {en: Bench}, country: GB, zone: UTC, languages: [en]}}"


def environment(data: Path) -> dict[str, str]:
    """Our settings for a data folder, which keeps its secret over a kill."""
    secret = data / "secret"
    if not secret.exists():
        secret.write_text(new_secret())
    return {
        "AFTERACTION_DATABASE_URL": f"sqlite:///{data}/afteraction.db",
        "AFTERACTION_KEYS": f"sqlite:///{data}/keys.db",
        "AFTERACTION_FILES": str(data / "files"),
        "AFTERACTION_SECRET_KEYS": secret.read_text(),
        "AFTERACTION_OPEN_JOIN": "bench",
        "AFTERACTION_RATE_ALL": "0",
        "AFTERACTION_RATE_CHAT": "0",
        "AFTERACTION_RATE_GROUP": "0",
    }


async def prepare(settings: Settings) -> None:
    """Tables, the section and the questionnaire; nothing happens if they are there."""
    service = Service(settings)
    await service.open()
    await service.database.run(apply, read_organisation(ORGANISATION))
    await service.database.run(publish, read_flow(QUESTIONNAIRE.read_text("utf-8")))
    await service.close()


def main() -> None:
    """Prepare, then be `afteraction run`."""
    os.environ.update(environment(Path(os.environ["BENCH_DATA_DIR"])))
    os.environ["AFTERACTION_BOT_API_URL"] = os.environ["TELEGRAM_API_BASE"]
    os.environ["AFTERACTION_BOT_TOKEN"] = os.environ["TELEGRAM_TOKEN"]
    asyncio.run(prepare(Settings()))
    os.execv(sys.executable, [sys.executable, "-c", "from bot.cli import main; main()", "run"])


if __name__ == "__main__":
    main()
