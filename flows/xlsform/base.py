"""Which revision a spreadsheet was made from: it travels in the settings, so that an upload can be merged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Base:
    """The flow's key, the revision's number, and its content hash (`flows.revision.content_hash`)."""

    key: str
    number: int
    hash: str
