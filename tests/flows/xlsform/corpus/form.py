"""One form of the corpus."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """A feature of XLSForm in a small form. `refused`: where, each by the beginning of a problem; a form without is
    imported and walked through. `warned`: what a warning says, among others. `files`: what comes with it."""

    feature: str
    text: str
    refused: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
