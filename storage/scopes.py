"""Where something lies, as the scope of a role says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Within:
    """All that lies in a `section`, a `country`, a `campaign` (by its key) or in `everything`; `safe`: without the
    sections at risk.
    """

    scope: str
    key: str
    safe: bool = False
