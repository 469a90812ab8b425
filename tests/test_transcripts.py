"""The transcripts in docs/transcripts are what the bot says today."""

from pathlib import Path

import pytest

from tests.support.transcript_scripts import SCRIPTS
from tests.support.transcripts import FOLDER, every, path_of, transcript


@pytest.mark.parametrize(("flow", "language"), list(every()))
async def test_a_transcript_is_current(flow: str, language: str, tmp_path: Path) -> None:
    kept = path_of(flow, language).read_text("utf-8") if path_of(flow, language).exists() else ""
    assert await transcript(flow, language, tmp_path) == kept, f"python -m tests.support.transcripts {flow}"


def test_no_transcript_is_left_over() -> None:
    assert {path.name.split(".")[0] for path in FOLDER.glob("*.txt")} == set(SCRIPTS)
