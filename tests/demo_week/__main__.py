"""`python -m tests.demo_week [LANGUAGE ...]`: the transcript, in English and Arabic unless others are named."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.demo_week.story import CAST, play


def main(languages: list[str]) -> None:
    """Print it as it happens."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for language in languages or ["en", "ar"]:
        if language not in CAST:
            sys.exit(f"no such language: {language}; there are {', '.join(CAST)}")
        print(f"\n######## {language}\n")
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(play(language, Path(folder), lambda text: print(text, end="\n\n", flush=True)))


if __name__ == "__main__":
    main(sys.argv[1:])
