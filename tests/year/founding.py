"""How the movement comes to be: everybody joins, plans and subscribes through the functions that the chat uses, before
the processes start.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from bot.events import new_code, new_token
from bot.handlers.joining import CONSENT_VERSION
from sandbox.world import World
from scheduler.digests import cadence_of
from scheduler.slots import next_slot
from storage.database import Database
from storage.event_store import EventDraft
from storage.ids import new_id
from storage.stores import Stores
from storage.subscription_store import ACTIVE, SubscriptionRow
from tests.year.organisation import Member, Wish
from tests.year.plan import Gathering, Plan

AT_ONCE = 40  # people in one transaction: a new key for each must be at hand


@dataclass
class Founded:
    """What the run needs to know of what was stored. `events`: id in hexadecimal, what the link carries, the day."""

    section_ids: dict[str, str] = field(default_factory=dict)
    people: dict[int, UUID] = field(default_factory=dict)
    chats: dict[bytes, int] = field(default_factory=dict)
    wishes: dict[UUID, Wish] = field(default_factory=dict)
    events: list[tuple[str, str, date]] = field(default_factory=list)


async def found(database: Database, world: World, plan: Plan) -> Founded:
    """Store it all."""
    founded, members = Founded(), plan.organisation.members
    await database.keyring.refill()
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        founded.people |= await database.run(join, some, world.bot["id"])
    for member in members:
        world.add_person(member.id, f"Person {member.id}", language_code=member.language)
        world.people[str(member.id)] = {**world.people[str(member.id)], "started": True}
    for wish in plan.organisation.wishes:
        if wish.group is not None:
            world.add_group(wish.group, f"Group {wish.group}", [wish.member.id])
    founded.wishes = await database.run(subscribe, plan.organisation.wishes, founded.people, world.bot["id"])
    founded.events = [await database.run(gather, each) for each in plan.gatherings]
    chats = [*founded.people, *(wish.chat for wish in plan.organisation.wishes)]
    founded.chats = {database.keyring.lookup(chat): chat for chat in chats}
    sections = await database.read(lambda stores: stores.organisation.sections())
    founded.section_ids = {each.key: each.id.hex for each in sections}
    return founded


def join(stores: Stores, members: list[Member], bot_id: int) -> dict[int, UUID]:
    """As consenting does, and an invitation."""
    people, homes = {}, {each.key: each.id for each in stores.organisation.sections()}
    for member in members:
        known = stores.people.add_pending(stores.keyring.lookup(member.id), member.language, stores.now)
        named = str(member.id), f"Person {member.id}"
        agreed = homes[member.section.key], None, CONSENT_VERSION
        stores.people.consent(known.id, stores.keyring.take(), *named, *agreed, stores.now)
        stores.people.set_bot(known.id, bot_id)
        stores.roles.grant(known.id, member.role, member.scope, member.scope_key, stores.now)
        people[member.id] = known.id
    return people


def subscribe(stores: Stores, wishes: list[Wish], people: dict[int, UUID], bot_id: int) -> dict[UUID, Wish]:
    """As /digest does."""
    by_id = {}
    for wish in wishes:
        row = SubscriptionRow(
            id=new_id(stores.now),
            bot_id=bot_id,
            person_id=people[wish.member.id],
            chat=None if wish.group is None else stores.keyring.lookup(wish.group),
            address=wish.group,
            thread_id=None,
            scope=wish.member.scope,
            scope_key=wish.member.scope_key,
            cadence=wish.cadence,
            weekday=wish.weekday,
            hour=wish.hour,
            minute=wish.minute,
            language=None,
            status=ACTIVE,
            next_at=stores.now,
            created_at=stores.now,
        )
        at = next_slot(cadence_of(row), wish.member.zone, stores.now)
        stores.subscriptions.add(row)
        stores.subscriptions.change(row.id, next_at=at)
        by_id[row.id] = wish
    return by_id


def gather(stores: Stores, gathering: Gathering) -> tuple[str, str, date]:
    """As `afteraction event plan` does."""
    home = stores.organisation.section(gathering.section.key)
    assert home is not None
    token = new_token()
    draft = EventDraft(
        id=new_id(stores.now),
        code=new_code(stores),
        token=token,
        token_hash=stores.keyring.hash_code(token),
        flow_key="petition_delivery",
        name=f"Signatures in {gathering.section.country}",
        occurs_on=gathering.day,
        section_id=home.id,
        section_ids=[home.id],
    )
    planned = stores.events.plan(draft, stores.now)
    return planned.id.hex, token.lower(), planned.occurs_on
