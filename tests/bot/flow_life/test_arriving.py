"""A file comes in: three sides are compared, and whatever both sides changed is asked."""

from bot.flow_life.arriving import arrival_of, decide, renew, settle, take_in
from bot.flow_life.contents import base_of, flow_of
from bot.flow_life.publishing import Published, publish_draft, publish_flow
from flows.definition import Flow
from flows.stored import content_of
from flows.xlsform.base import Base
from storage.database import Database
from storage.stores import Stores
from tests.bot.flow_life.examples import STREET, changed, question, with_further

THEIRS = changed(with_further(STREET, question("weather")), what={"label": {"en": "What was it?"}})


def change(stores: Stores, flow: Flow) -> None:
    draft = stores.flow_drafts.begin("street", None, stores.now)
    assert stores.flow_drafts.save(draft, content_of(flow), "{}", None, stores.now)


def base(stores: Stores) -> Base:
    return base_of(publish_flow(stores, STREET, None).row)


async def test_a_new_flow_is_taken_in_as_it_is(database: Database) -> None:
    def act(stores: Stores) -> None:
        arrival = take_in(stores, STREET, None, None)
        assert arrival.standing is None
        draft = settle(stores, arrival, None)
        assert draft is not None
        assert flow_of(draft) == STREET
        assert arrival_of(stores, arrival.upload.id) is None

    await database.run(act)


async def test_changes_of_file_and_chat_come_together(database: Database) -> None:
    def act(stores: Stores) -> None:
        made_from = base(stores)
        change(stores, changed(STREET, people={"required": True}))
        arrival = take_in(stores, THEIRS, made_from, None)
        assert arrival.conflicts == []
        draft = settle(stores, arrival, None)
        assert draft is not None
        assert flow_of(draft) == changed(THEIRS, people={"required": True})

    await database.run(act)


async def test_what_both_changed_is_decided_one_by_one_and_kept_in_between(database: Database) -> None:
    def act(stores: Stores) -> None:
        made_from = base(stores)
        change(stores, changed(STREET, what={"label": {"en": "What happened?"}}, people={"hint": {"en": "About"}}))
        theirs = changed(THEIRS, people={"hint": {"en": "Roughly"}})
        arrival = take_in(stores, theirs, made_from, None)
        assert len(arrival.conflicts) == 2
        assert settle(stores, arrival, None) is None
        assert decide(stores, arrival, {0: "theirs"}) is not None
        again = arrival_of(stores, arrival.upload.id)
        assert again is not None
        assert len(again.conflicts) == 1
        assert decide(stores, arrival, {1: "ours"}) is None  # it was decided on what stood before
        done = decide(stores, again, {0: "ours"})
        assert done is not None
        draft = settle(stores, done, None)
        assert draft is not None
        assert flow_of(draft) == changed(THEIRS, people={"hint": {"en": "About"}})

    await database.run(act)


async def test_a_file_that_does_not_say_what_it_was_made_from_replaces_what_is_published(database: Database) -> None:
    def act(stores: Stores) -> None:
        base(stores)
        arrival = take_in(stores, THEIRS, Base("street", 1, "of another installation"), None)
        assert arrival.flow == THEIRS
        change(stores, changed(STREET, people={"required": True}))
        merged = arrival_of(stores, arrival.upload.id)
        assert merged is not None
        assert merged.flow == changed(THEIRS, people={"required": True})

    await database.run(act)


async def test_a_draft_takes_in_what_was_published_since(database: Database) -> None:
    def act(stores: Stores) -> None:
        base(stores)
        change(stores, changed(STREET, what={"label": {"en": "What happened?"}}))
        draft = stores.flow_drafts.get("street")
        assert draft is not None
        assert renew(stores, draft, None) is None
        later = publish_flow(stores, THEIRS, None).row
        arrival = renew(stores, draft, None)
        assert arrival is not None
        decided = decide(stores, arrival, {0: "ours"})
        assert decided is not None
        renewed = settle(stores, decided, None)
        assert renewed is not None
        assert renewed.base_id == later.id
        assert flow_of(renewed) == changed(THEIRS, what={"label": {"en": "What happened?"}})

    await database.run(act)


async def test_a_file_that_says_just_what_is_published_does_not_renew_an_older_draft(database: Database) -> None:
    """Else what was published past the draft would be taken back with it, silently."""

    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        change(stores, changed(STREET, people={"required": True}))
        second = base_of(publish_flow(stores, THEIRS, None).row)
        draft = settle(stores, take_in(stores, THEIRS, second, None), None)
        assert draft is not None
        assert isinstance(publish_draft(stores, "street", None), Published)
        published = stores.flows.published_of("street")
        assert published is not None
        assert flow_of(published) == changed(THEIRS, people={"required": True})

    await database.run(act)
