"""The people of the week, their clock, and what each of them sees, written down."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.support.chat import Respondent, Town
from tests.support.promise import watched
from tests.support.transcript_scripts import Act
from tests.support.transcripts import Recorder, effect_words

HOUR = timedelta(hours=1)
DAYTIME = range(7, 22)


@dataclass
class Week:
    """A town whose time passes by hours; `tell` is given each paragraph as soon as it is known."""

    town: Town
    zone: ZoneInfo
    tell: Callable[[str], None]
    people: dict[str, Recorder] = field(default_factory=dict)

    def knows(self, name: str, person: Respondent) -> None:
        """Somebody takes part; `name`: with their role, as it stands in the transcript."""
        self.people[name] = Recorder(person)

    async def until(self, day: str, hour: int, hours: Sequence[int] = DAYTIME) -> None:
        """To this hour of the section’s clocks, with a look at each of `hours`; what is said is written down."""
        end = datetime.fromisoformat(day).replace(hour=hour, tzinfo=self.zone).astimezone(UTC)
        while self.town.now < end:
            later = self.town.now + HOUR
            while later < end and later.astimezone(self.zone).hour not in hours:
                later += HOUR
            self.town.set_clock(later)
            await self._look()

    async def _look(self) -> None:
        with ExitStack() as stack:
            seen = {name: stack.enter_context(watched(each.person)) for name, each in self.people.items()}
            await self.town.service.tick()
            await self.town.marked()
        for name, each in seen.items():
            for effect in each.effects:
                self._heading(f"{name} is told:")
                self.tell(effect_words(effect))

    async def does(self, name: str, *acts: Act) -> None:
        """What somebody does now, and what comes of it."""
        self._heading(f"{name}:")
        recorder = self.people[name]
        for act in acts:
            known = len(recorder.parts)
            await recorder.does(act)
            await self.town.downloaded()
            self.tell("\n\n".join(recorder.parts[known:]))

    def _heading(self, words: str) -> None:
        self.tell(f"=== {self.town.now.astimezone(self.zone):%A %d %B %Y, %H:%M}. {words}")
