"""SQLite's write-ahead log, in which readers and the writer do not wait for one another."""

import sqlite3
import time

PAUSE = 0.01  # seconds of real time between two tries
PRIMARY = 0xFF  # the part of an error's code that says what kind it is


def keep_ahead(driver: sqlite3.Connection, patience: float) -> None:
    """Go over to it, which lasts as long as the file. Who opens a new file in the same moment as others may find it
    locked, and for this SQLite does not wait by itself: it is tried for `patience` seconds. sqlite3.OperationalError.
    """
    until = time.monotonic() + patience
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(PAUSE)
