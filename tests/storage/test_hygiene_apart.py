"""Files made to do harm: they end the child that reads them, never the bot, and the next file is cleaned as ever."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import segno

from storage import hygiene_worker
from storage.hygiene_apart import Apart
from storage.hygiene_errors import RefusedError
from storage.hygiene_outcome import CLEAN, Cleaned, packed, unpacked
from tests.storage.test_hygiene import SECRETS, jpeg

CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


@pytest.fixture(scope="module")
def apart() -> Apart:
    apart = Apart()
    yield apart
    apart.close()


def zip_bomb() -> bytes:
    """A Word document whose text unpacks to 320 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        with archive.open("word/document.xml", "w") as part:
            for _ in range(20):
                part.write(bytes(16 * 1024 * 1024))
    return out.getvalue()


def endless_picture() -> bytes:
    """Some bytes that say they are a picture of 60,000 × 60,000."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e"
    )


def test_a_file_is_cleaned_as_it_would_be_here(apart: Apart) -> None:
    cleaned = apart.clean(jpeg())
    assert (cleaned.media_type, cleaned.flag) == ("image/jpeg", None)
    assert not any(text.encode() in cleaned.data for text in SECRETS.values())


@pytest.mark.parametrize(
    ("make", "code"),
    [(zip_bomb, "too_large"), (endless_picture, "too_large"), (lambda: b"", "empty"), (lambda: b"MZ\x90\x00", "type")],
)
def test_a_refusal_comes_back_with_its_code(apart: Apart, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        apart.clean(make())
    assert caught.value.code == code


def test_an_outcome_comes_back_as_it_went() -> None:
    outcome = Cleaned(b"{}\n\x00", "image/png", "not_cleaned")
    assert unpacked(packed(outcome)) == outcome


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("faulthandler.disable(); os.kill(os.getpid(), signal.SIGSEGV)", "broken"),
        ("[bytes(1 << 30) for _ in range(9)]", "too_large"),
        ("os.write(os.open('left-behind', os.O_CREAT | os.O_WRONLY), b'x')", "broken"),
        ("raise KeyError('odd')", "broken"),
        ("any(iter(int, 1))", "too_large"),
    ],
)
def test_whatever_a_library_does_the_bot_is_told_and_the_next_file_is_cleaned(
    harm: str, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The worker's own functions, in this process: a library that crashes, unpacks without end, writes, or hangs."""

    def library(data: bytes) -> Cleaned:
        if data == b"harm":
            exec(f"import faulthandler, os, signal\n{harm}", {})
        return Cleaned(data, "text/plain")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hygiene_worker.hygiene, "clean", library)
    monkeypatch.setitem(hygiene_worker.LIMITS, hygiene_worker.resource.RLIMIT_CPU, 1)
    with pytest.raises(RefusedError) as caught:
        unpacked(hygiene_worker.in_child(CLEAN + b"harm"))
    assert caught.value.code == code
    assert unpacked(hygiene_worker.in_child(CLEAN + b"good")).data == b"good"
    assert not (tmp_path / "left-behind").exists() or (tmp_path / "left-behind").stat().st_size == 0


def test_a_worker_that_was_ended_is_replaced(apart: Apart) -> None:
    apart.clean(b"one")
    assert apart._process is not None
    apart._process.kill()
    apart._process.wait()
    with pytest.raises(OSError, match="ended"):
        apart.clean(b"two")
    assert apart.clean(b"three").data == b"three"


def test_no_secret_of_ours_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERACTION_SECRET_KEYS", "secret")
    apart = Apart()
    apart.clean(b"text")
    assert apart._process is not None
    assert b"AFTERACTION" not in Path(f"/proc/{apart._process.pid}/environ").read_bytes()
    apart.close()


def test_a_barcode_is_read_apart_too(apart: Apart) -> None:
    code = io.BytesIO()
    segno.make_qr("PARCEL-42").save(code, kind="png", scale=6)
    assert apart.read_code(code.getvalue()) == "PARCEL-42"
    assert apart.clean(code.getvalue()).media_type == "image/png"


def test_what_holds_no_code_says_nothing(apart: Apart) -> None:
    assert apart.read_code(jpeg()) is None and apart.read_code(b"no picture") is None
