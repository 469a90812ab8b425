"""What people do with the real processes, and what the oracle is told of it."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sandbox.world import World
from storage.clock import Clock
from storage.database import Database
from storage.tables import report, session
from tests.year import rules
from tests.year.counts import Counts
from tests.year.oracle import Key, Oracle
from tests.year.organisation import AREAS, Member
from tests.year.phone import Phone, button, side_by_side
from tests.year.plan import Act
from tests.year.post import Letter
from texts.verbs import ChatVerb

DEMONSTRATION, LOBBYING = 0, 6  # places in the list of activities
ANSWERED = 0.55  # of the messages


class Life:
    """The people of one run."""

    def __init__(
        self, world: World, database: Database, clock: Clock, oracle: Oracle, counts: Counts, seed: int
    ) -> None:
        self.world, self.database, self.clock = world, database, clock
        self.oracle, self.counts, self.seed = oracle, counts, seed
        self.people: dict[int, UUID] = {}  # by Telegram's id
        self.events: list[tuple[str, str, date]] = []  # id in hexadecimal, what the link carries, its day
        self.drafts: dict[int, str] = {}  # unfinished, by person

    async def act(self, acts: list[Act]) -> None:
        """All of these, side by side, those of one person one after the other."""
        by_person: dict[int, list[Act]] = {}
        for each in acts:
            by_person.setdefault(each.member.id, []).append(each)
        await side_by_side([self._one_after_the_other(some) for some in by_person.values()])

    async def answer(self, letters: list[Letter], members: dict[int, Member]) -> None:
        """Some do what a reminder's buttons offer, at once."""
        await side_by_side([self._answer(each, members[each.chat]) for each in letters if each.reminders])

    async def _one_after_the_other(self, acts: list[Act]) -> None:
        for each in acts:
            phone = Phone(self.world, each.member)
            try:
                await getattr(self, f"_{each.deed}")(phone, each)
                self.counts.did[each.deed] += 1
            finally:
                phone.close()
                self.counts.turns += phone.turns

    async def _begin(self, phone: Phone, act: Act) -> None:
        card = await phone.begin("action")
        before = self.clock.now()
        await phone.press(card, "c", index=DEMONSTRATION)
        found = await self._newest(session, act.member)
        self.drafts[act.member.id] = found.id.hex
        self.oracle.draft_begun(act.member, found.id.hex, before, self.clock.now())

    async def _finish(self, phone: Phone, act: Act) -> None:
        draft = self.drafts.pop(act.member.id, None)
        if draft is None:
            return
        shelf = await phone.say("/drafts")
        await phone.finish(await phone.press(shelf, ChatVerb.RESUME))
        self.oracle.end(("draft", draft), act.member)

    async def _deliver(self, phone: Phone, act: Act) -> None:
        await phone.begin("petition_delivery")
        count = act.at.toordinal() % 9_000 + 1_001 + act.member.id
        await phone.say(str(count + (count % 100 == 0)))  # of a round number it is asked how exact it is
        await phone.say(f"embassy_{act.number}")
        day = self.clock.now().astimezone(act.member.zone).date() - timedelta(days=act.days_ago)
        await phone.finish(await phone.say(day.isoformat()))
        await self._filed(act.member)

    async def _lobby(self, phone: Phone, act: Act) -> None:
        card = await phone.begin("action")
        await phone.finish(await phone.press(card, "c", index=LOBBYING))
        await self._filed(act.member)

    async def _filed(self, member: Member) -> None:
        found = await self._newest(report, member)
        self.oracle.filed(member.section, found.id.hex, found.occurred_on, found.filed_on)

    async def _update(self, phone: Phone, act: Act) -> None:
        area = act.member.section.areas[act.number]
        card = await phone.begin("section_update")
        if button(card, "c") is not None:
            card = await phone.press(card, "c", index=AREAS.index(area))
        await phone.finish(await phone.say("12"))
        found = await self._newest(report, act.member)
        assert found.area == area, f"{found.area} for {area}"
        month = date.fromisoformat(f"{found.period}-01")
        self.oracle.received(self.oracle.expected(act.member.section, area, month))

    async def _join(self, phone: Phone, act: Act) -> None:
        subject, token, day = self.events[act.number]
        await phone.say(f"/start {token}")
        self.oracle.event_joined(act.member, subject, day)

    async def _newest(self, table: Any, member: Member) -> Any:
        order = table.c.created_at if table is session else table.c.filed_at
        newest = select(table).where(table.c.person_id == self.people[member.id]).order_by(order.desc()).limit(1)
        return await self.database.read(lambda stores: stores.connection.execute(newest).one())

    async def _answer(self, letter: Letter, member: Member) -> None:
        chance = random.Random(f"{self.seed} {member.id} {letter.at.isoformat()}")
        message = letter.messages[-1]
        ways = [each for each in WAYS if button(message, each) is not None and self._fits(each, letter)]
        if not ways or chance.random() > ANSWERED:
            return
        verb = chance.choice(ways)
        phone = Phone(self.world, member)
        try:
            if verb == ChatVerb.REMIND_REPORT:
                await phone.finish(await phone.press(message, verb))
            else:
                await phone.settle(message, verb)
        finally:
            phone.close()
            self.counts.turns += phone.turns
        self.counts.did[WAYS[verb]] += 1
        self._came_of(verb, letter, member)

    def _fits(self, verb: ChatVerb, letter: Letter) -> bool:
        """Whether the button is about one thing only, where that matters."""
        return verb not in ABOUT or [each for each, _ in letter.reminders] == [ABOUT[verb]]

    def _came_of(self, verb: ChatVerb, letter: Letter, member: Member) -> None:
        asking = list(letter.reminders)
        today = self.clock.now().astimezone(member.zone).date()
        match verb:
            case ChatVerb.REMIND_TOMORROW | ChatVerb.REMIND_NEXT_WEEK:
                days = 1 if verb == ChatVerb.REMIND_TOMORROW else 7
                self.oracle.put_off(asking, member, rules.forenoon(today + timedelta(days=days), member.zone))
            case ChatVerb.REMIND_NOTHING:
                for key in of_kind(asking, "area"):
                    self.oracle.received(key[1])
            case ChatVerb.FOLLOW_NONE:
                for key in of_kind(asking, "follow_up"):
                    self.oracle.end(key)
            case _:  # stopped, deleted, filed, was not there
                for key in asking:
                    self.oracle.end(key, member)
                    if key[0] == "draft" and verb != ChatVerb.REMIND_STOP:
                        self.drafts.pop(member.id, None)


ABOUT = {ChatVerb.REMIND_REPORT: "draft", ChatVerb.REMIND_ABSENT: "event", ChatVerb.REMIND_DELETE: "draft"}
WAYS: dict[ChatVerb, str] = {
    ChatVerb.REMIND_TOMORROW: "tomorrow",
    ChatVerb.REMIND_NEXT_WEEK: "next week",
    ChatVerb.REMIND_STOP: "no more",
    ChatVerb.REMIND_REPORT: "file now",
    ChatVerb.REMIND_NOTHING: "nothing more",
    ChatVerb.REMIND_ABSENT: "was not there",
    ChatVerb.FOLLOW_NONE: "no news",
    ChatVerb.REMIND_DELETE: "delete",
}


def of_kind(keys: list[Key], kind: str) -> list[Key]:
    return [key for key in keys if key[0] == kind]
