"""`python -m bot.tether MODULE ...`: run a module that ends when whoever started it does, even by `kill -9`.

The starter holds the other end of our standard input, and writes nothing to it. Its end is ours, at once: what was
taken in is durable, and a start right afterwards finds the port free.
"""

import os
import runpy
import sys
import threading


def follow() -> None:
    """Wait for the end of standard input."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=follow, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
