"""Misfortune on demand: what goes wrong, with which method and chat, how often."""

import random
from dataclasses import asdict, dataclass, fields
from typing import Any

from sandbox.errors import ApiError, forbidden, too_many_requests

CALL_KINDS = {"too_many_requests", "forbidden", "server_error", "timeout", "drop"}
UPDATE_KINDS = {"duplicate", "reorder"}


@dataclass
class Fault:
    """One kind of misfortune.

    Kinds of calls: `too_many_requests` (429), `forbidden` (403), `server_error` (502), `timeout` (the answer is held
    back until the caller gives up), `drop` (the connection is cut). `timeout` and `drop` come before the call has any
    effect, or after it with `after=True`. Kinds of updates: `duplicate`, `reorder`.

    It strikes the next `times` matching calls or updates, or with `percent` that share of them, drawn from the plan's
    seed; with both, that share until `times` are used up.
    """

    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int | None = None
    percent: float = 100.0
    after: bool = False
    retry_after: int = 1

    def __post_init__(self) -> None:
        if self.kind not in CALL_KINDS | UPDATE_KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(sorted(CALL_KINDS | UPDATE_KINDS))}")
        if self.times is None and self.percent == 100.0:
            self.times = 1

    def matches(self, method: str | None, chat_id: int | None) -> bool:
        """Whether it is about this method and chat; one that names neither is about all."""
        return self.method in (None, method) and self.chat_id in (None, chat_id)

    def error(self) -> ApiError | None:
        """What the caller is told; None for kinds that tell nothing."""
        if self.kind == "too_many_requests":
            return too_many_requests(self.retry_after)
        if self.kind == "forbidden":
            return forbidden("bot was blocked by the user")
        return ApiError(502, "Bad Gateway") if self.kind == "server_error" else None


class FaultPlan:
    """The faults in force. Counts what has struck, so that a test can say that something did go wrong."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.struck: dict[str, int] = {}
        self._faults: list[Fault] = []

    def add(self, kind: str, **options: Any) -> Fault:
        """Plan one fault; the options are the fields of `Fault`. ValueError for an unknown kind or option."""
        if unknown := set(options) - {field.name for field in fields(Fault)}:
            raise ValueError(f"unknown option of a fault: {', '.join(sorted(unknown))}")
        fault = Fault(kind, **options)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong from here on."""
        self._faults.clear()

    def call(self, method: str, chat_id: int | None) -> Fault | None:
        """What befalls this call."""
        return self._take(CALL_KINDS, method, chat_id)

    def update(self, chat_id: int | None, kind: str) -> bool:
        """Whether this kind of misfortune befalls the delivery of this update."""
        return self._take({kind}, None, chat_id) is not None

    def listed(self) -> list[dict[str, Any]]:
        """The faults in force, as plain data."""
        return [asdict(fault) for fault in self._faults]

    def _take(self, kinds: set[str], method: str | None, chat_id: int | None) -> Fault | None:
        for fault in self._faults:
            if fault.kind in kinds and fault.matches(method, chat_id) and self._strikes(fault):
                self.struck[fault.kind] = self.struck.get(fault.kind, 0) + 1
                return fault
        return None

    def _strikes(self, fault: Fault) -> bool:
        if fault.times == 0 or 100 * self.random.random() >= fault.percent:
            return False
        if fault.times is not None:
            fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)
        return True
