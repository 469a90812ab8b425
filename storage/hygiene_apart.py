"""Files are cleaned in a process apart, with limits on time and memory: they come from anywhere, and a library that
reads pictures or film may be made to crash, to hang or to unpack without end.

One file at a time, so that the memory used is that of one.
"""

import atexit
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock

from storage.hygiene_errors import RefusedError
from storage.hygiene_outcome import CLEAN, READ_CODE, Cleaned, read, unpacked, write

ROOT = Path(__file__).parents[1]  # where the packages are


class Apart:
    """The process, started when a first file comes; another one takes its place if it ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def clean(self, data: bytes) -> Cleaned:
        """As `storage.hygiene.clean`. OSError if the process could not be started, or was ended: try again."""
        return self._asked(CLEAN, data)

    def read_code(self, picture: bytes) -> str | None:
        """As `storage.barcodes.read_code`; None too for what is no picture. OSError as `clean`."""
        try:
            return self._asked(READ_CODE, picture).data.decode() or None
        except RefusedError:
            return None

    def _asked(self, wanted: bytes, data: bytes) -> Cleaned:
        with self._lock:
            process = self._running()
            assert process.stdin is not None and process.stdout is not None
            try:
                write(process.stdin, wanted + data)
                answer = read(process.stdout)
            except OSError:
                answer = None
            if answer is None:
                self._end()
                raise OSError("the process that cleans files has ended")
        return unpacked(answer)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "storage.hygiene_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # libraries complain of what they find in a file
                env=environment(),
                start_new_session=True,  # Ctrl-C is for the bot, which ends this when it is done
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def environment() -> dict[str, str]:
    """Of a process that reads what people sent: ours, without secrets: no file shall reach them."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AFTERACTION_")}
    return ours | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


_apart = Apart()
atexit.register(_apart.close)
clean = _apart.clean
read_code = _apart.read_code
