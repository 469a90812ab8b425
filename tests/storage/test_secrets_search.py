"""The search itself finds what it is there to find."""

import base64
import zipfile
from pathlib import Path

import pytest

from tests.support.secrets import find_planted

SECRET = "Ámina ☂ lives"


@pytest.mark.parametrize(
    "content",
    [
        SECRET.encode(),
        SECRET.encode("utf-16-le"),
        SECRET.encode("utf-16-be"),
        SECRET.encode().hex().encode(),
        base64.b64encode(b"x" + SECRET.encode() + b"yz"),
        base64.b64encode(b"xy" + SECRET.encode()),
        base64.urlsafe_b64encode(SECRET.encode() + b"z"),
        SECRET.encode("ascii", "backslashreplace"),
    ],
)
def test_a_planted_text_is_found_in_any_spelling(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "database").write_bytes(b"\x00\x01" + content + b"\xff")
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", content)
    found = find_planted(tmp_path, [SECRET])
    assert {Path(each.place).name for each in found} == {"database", "export.zip!inner"}


def test_it_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "database").write_bytes(bytes(range(256)) * 10)
    assert find_planted(tmp_path, [SECRET]) == []
