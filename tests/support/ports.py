"""Where processes of tests listen."""

import secrets
import socket
from contextlib import suppress

LISTENING = range(20_000, 32_000)  # below the ports for outgoing connections, on Linux 32768 to 60999


def free_port() -> int:
    """One on which a process can listen in a moment. None of those that the system gives to whoever calls out, or it
    might give it to another test in the meantime."""
    while True:
        port = secrets.choice(LISTENING)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
