"""What is done again and again: at each tick, or less often."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from storage.clock import Clock

log = structlog.get_logger()


@dataclass(slots=True)
class Duty:
    """Something to be done again and again; `every` zero: at each tick. `do` says how much it did."""

    name: str
    do: Callable[[], Awaitable[int]]
    every: timedelta = timedelta(0)
    due: datetime | None = field(default=None, init=False)


@dataclass(frozen=True, slots=True)
class Duties:
    """Some of them, in order."""

    clock: Clock
    duties: Sequence[Duty]

    async def tick(self) -> None:
        """Do what is due. A duty that fails is logged and holds up no other; it is done again at the next tick."""
        for duty in self.duties:
            now = self.clock.now()
            if duty.due is not None and duty.due - duty.every <= now < duty.due:  # before: the clock was set back
                continue
            try:
                done = await duty.do()
            except Exception as error:
                log.error("duty failed", duty=duty.name, error=error)
                continue
            duty.due = now + duty.every
            if done:
                log.info(duty.name, count=done)
