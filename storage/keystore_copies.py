"""The key store's own copies: one a day, none older than seven days, so that no destroyed key outlives them for long.

They are for a key store on SQLite; one on PostgreSQL is copied by its administrator, under the same limit.
After going back to a copy, the tombstones of the main database are replayed (`storage.erasure.replay_tombstones`).
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from storage.keystore import KeyStore

KEPT = timedelta(days=7)
PREFIX = "keys-"
SUFFIX = ".db"


def keep_copies(store: KeyStore, folder: Path, now: datetime) -> Path | None:
    """Today's copy (UTC), made unless it is there; older than seven days are deleted. None on PostgreSQL."""
    if not store.on_sqlite:
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _delete_old(folder, now)
    path = folder / f"{PREFIX}{now.astimezone(UTC).date().isoformat()}{SUFFIX}"
    if not path.exists():
        part = path.with_suffix(f".{uuid4().hex}.part")  # its own: another process may be copying at the same time
        store.copy_to(part)
        part.replace(path)
    return path


def _delete_old(folder: Path, now: datetime) -> None:
    oldest = (now.astimezone(UTC) - KEPT).date()
    for path in folder.glob(f"{PREFIX}*"):  # also those that were not finished
        if date.fromisoformat(path.name.removeprefix(PREFIX).partition(".")[0]) <= oldest:
            path.unlink(missing_ok=True)
