"""`python -m storage.hygiene_worker`: cleans files for another process, each in a child of its own with limits; or
reads the barcode in one.

It reads a length, what is to be done (one byte) and a file's content from standard input, and writes one outcome to
standard output, again and again until its input ends. Whatever a file does to the libraries that read it, it does to
its own child only.
"""

import contextlib
import os
import resource
import signal
import sys
from typing import NoReturn

from storage import hygiene
from storage.barcodes import read_code
from storage.hygiene_errors import RefusedError
from storage.hygiene_outcome import CODE, READ_CODE, Cleaned, packed, read, write

SECONDS = 60  # of the processor, for one file; twice as many by the wall
MEMORY = 3 * 1024**3  # bytes of address space: the largest picture needs a third of it
LIMITS = {
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_FSIZE: 0,  # nothing is written to disk
    resource.RLIMIT_CORE: 0,  # least of all the file itself, after a crash
}


def main() -> None:
    """Until the input ends."""
    while (data := read(sys.stdin.buffer)) is not None:
        write(sys.stdout.buffer, in_child(data))


def in_child(data: bytes) -> bytes:
    """The child's answer; in its place, what its end means."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(data, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0 and answer:
        return answer
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return packed("too_large" if ended_by in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL) else "broken")


def _answer(data: bytes, pipe: int) -> NoReturn:
    """The child's whole life; it never comes back into the loop of its parent."""
    with contextlib.suppress(BaseException):
        for limit, value in LIMITS.items():
            with contextlib.suppress(ValueError, OSError):  # not every system knows each
                resource.setrlimit(limit, (value, value))
        signal.alarm(2 * SECONDS)
        with os.fdopen(pipe, "wb") as out:
            out.write(_cleaned(data))
        os._exit(0)
    os._exit(1)


def _cleaned(data: bytes) -> bytes:
    wanted, data = data[:1], data[1:]
    try:
        return packed(Cleaned((read_code(data) or "").encode(), CODE) if wanted == READ_CODE else hygiene.clean(data))
    except RefusedError as error:
        return packed(error.code)
    except (MemoryError, RecursionError):
        return packed("too_large")
    except Exception:  # whatever a library raises on a file made to confuse it
        return packed("broken")


if __name__ == "__main__":
    main()
