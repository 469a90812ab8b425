"""The parts of deploy/compose.yaml as plain processes: their commands and environments as they stand there, only the
places (ports, folders, addresses of databases) are this machine's."""

import asyncio
import shutil
import signal
import ssl
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.machines.composed import DEPLOY, environment, services, surroundings
from tests.support.ports import free_port

ORGANISATION = DEPLOY.parent / "docs" / "organisation.yaml"
PATH = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where Debian keeps servers, which not everybody's own path names."""
STARTING = 60
"""Real seconds that a process has to be there."""


def front_program() -> str | None:
    """Where the front is installed; None where it is not."""
    return shutil.which("haproxy") or shutil.which("haproxy", path=PATH)


needs_front = pytest.mark.skipif(front_program() is None, reason="deploy's front: haproxy is not installed")


def front_places(port: int, pem: Path, replicas: Sequence[str]) -> dict[str, str]:
    """Where the front listens here, with which certificate, and where its replicas are."""
    program = front_program()
    assert program is not None
    return {
        "haproxy": program,
        services()["front"]["command"][-1]: str(DEPLOY / "haproxy.cfg"),
        "FRONT_LISTEN": f"127.0.0.1:{port}",
        "FRONT_CERTIFICATE": str(pem),
        **{f"FRONT_REPLICA_{number}": address for number, address in enumerate(replicas, 1)},
    }


@asynccontextmanager
async def front(
    folder: Path, given: dict[str, str], replicas: Sequence[str]
) -> AsyncIterator[tuple[str, ssl.SSLContext]]:
    """The front at work before these addresses: its own address, and what trusts its certificate."""
    pem, port = certificate(folder), free_port()
    part, url = Part("front", folder, given, front_places(port, pem, replicas)), f"https://localhost:{port}"
    trusted = ssl.create_default_context(cafile=str(pem))
    async with ended([part]):
        await part.start()
        await part.answers(url, trusted, status=404)
        yield url, trusted


class Part:
    """One service. `places`: what in its environment and command is another here."""

    def __init__(self, name: str, folder: Path, given: dict[str, str], places: dict[str, str]) -> None:
        self.name = name
        self._folder = folder
        self._log = folder / f"{name}.log"
        self._environment = surroundings() | environment(name, given) | places
        self._command = [places.get(word, word) for word in services()[name]["command"]]
        self._process: Process | None = None

    async def start(self) -> None:
        """Start its command, not knowing whether it succeeds."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, cwd=self._folder, stdout=log, stderr=log
            )

    async def end(self, how: signal.Signals | None = None) -> int:
        """Its exit status, after the signal or by itself."""
        assert self._process is not None
        if how is not None and self._process.returncode is None:
            self._process.send_signal(how)
        return await self._process.wait()

    async def answers(self, url: str, trusted: ssl.SSLContext | None = None, status: int = 200) -> None:
        """Return once a GET is answered so; AssertionError with what it said if it ends before."""
        assert self._process is not None
        async with asyncio.timeout(STARTING), aiohttp.ClientSession() as session:
            while True:
                assert self._process.returncode is None, self.said()
                try:
                    async with session.get(url, ssl=trusted or True) as response:
                        if response.status == status:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def said(self) -> str:
        """Its log."""
        return f"{self.name}: {self._log.read_text('utf-8')}"


@asynccontextmanager
async def ended(parts: Iterable[Part]) -> AsyncIterator[None]:
    """Whatever happens, none of them is left."""
    try:
        yield
    finally:
        for part in parts:
            if part._process is not None:
                await part.end(signal.SIGKILL)


def certificate(folder: Path) -> Path:
    """Chain and key in one file, for this machine, as an authority would have given them."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    formats = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *formats)
    )
    return path
