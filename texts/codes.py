"""Ids as buttons and deep links carry them."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

ID = 22  # characters of base 64


def id_code(id: UUID) -> str:
    """An id as `ID` characters."""
    return urlsafe_b64encode(id.bytes).decode().rstrip("=")


def read_id(code: str) -> UUID | None:
    """The inverse; None for what is no id."""
    if len(code) != ID:
        return None
    try:
        return UUID(bytes=urlsafe_b64decode(f"{code}=="))
    except ValueError:
        return None
