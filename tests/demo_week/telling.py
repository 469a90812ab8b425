"""The people of the week, their clock, and what each of them sees, written down."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.support.chat import Respondent, Town
from tests.support.promise import buttons, watched
from tests.support.transcript_scripts import Act, Say
from tests.support.transcripts import Recorder, effect_words

HOUR = timedelta(hours=1)
DAYTIME = range(7, 22)
GROUP = -100_100_200  # where the section talks


@dataclass
class Week:
    """A town whose time passes by hours; `tell` is given each paragraph as soon as it is known."""

    town: Town
    zone: ZoneInfo
    tell: Callable[[str], None]
    people: dict[str, Recorder] = field(default_factory=dict)
    in_group: int = 0  # messages of the bot in the group that were told

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
        self._tell_group()

    async def does(self, name: str, *acts: Act, told: bool = True) -> None:
        """What somebody does now, and what comes of it; not written down unless `told`."""
        if told:
            self._heading(f"{name}:")
        recorder = self.people[name]
        for act in acts:
            known = len(recorder.parts)
            await recorder.does(act)
            await self.town.downloaded()
            if told:
                self.tell("\n\n".join(recorder.parts[known:]))

    async def asks_in_group(self, name: str, act: Say) -> Say:
        """Somebody says a command in the section's group; what follows the link below the answer."""
        person, world = self.people[name].person, self.town.world
        world.add_group(GROUP, "Section", [each.person.id for each in self.people.values()])
        text = act.said if isinstance(act.said, str) else act.said[person.language]
        self._heading(f"{name}, in the group:")
        self.tell(f"→ {text}")
        world.say(person.id, text, GROUP)
        await self.town.pump()
        self._tell_group()
        [link] = buttons(world.history(GROUP)[-1])
        return Say(f"/start {link['url'].partition('start=')[2]}")

    def note(self, words: str) -> None:
        """What only who reads the transcript is told."""
        self.tell(f"--- {words}")

    def _tell_group(self) -> None:
        posted = [each for each in self.town.world.history(GROUP) if each["from"]["is_bot"]][self.in_group :]
        for message in posted:
            self.in_group += 1
            self._heading("The group is told:")
            self.tell(effect_words(message))

    def _heading(self, words: str) -> None:
        self.tell(f"=== {self.town.now.astimezone(self.zone):%A %d %B %Y, %H:%M}. {words}")
