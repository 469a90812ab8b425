"""What Telegram answers when a call fails."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ApiError(Exception):
    """A refused call: HTTP status, Telegram's text (with its prefix), and `parameters` such as `retry_after`."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The JSON object Telegram answers with."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(text: str, **parameters: Any) -> ApiError:
    """400: the call itself is wrong and will stay wrong."""
    return ApiError(400, f"Bad Request: {text}", parameters)


def forbidden(text: str) -> ApiError:
    """403: the bot may not write there."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """409: two consumers want the updates."""
    return ApiError(409, f"Conflict: {text}")


def unauthorized() -> ApiError:
    """401: a token of the right shape that is not this bot's."""
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    """404: no such method, or a malformed token."""
    return ApiError(404, "Not Found")


def too_large() -> ApiError:
    """413: an upload over the limit of every kind of file."""
    return ApiError(413, "Request Entity Too Large")


def too_many_requests(retry_after: int) -> ApiError:
    """429: wait exactly `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
