"""A flow's draft: changed by several, never over one another, and each change taken back exactly."""

from uuid import UUID

import pytest

from storage.database import Database
from storage.ids import new_id
from storage.stores import Stores
from tests.support.databases import BEGINNING

ANNA, BEN = new_id(BEGINNING), new_id(BEGINNING)


def published(stores: Stores, content: str = "one") -> UUID:
    return stores.flows.publish("action", content, content, None, stores.now, ANNA).id


async def test_a_draft_begins_as_what_is_published(database: Database) -> None:
    def act(stores: Stores) -> None:
        base = published(stores)
        draft = stores.flow_drafts.begin("action", ANNA, stores.now)
        assert (draft.content, draft.base_id, draft.version) == ("one", base, 0)
        assert stores.flow_drafts.begin("action", BEN, stores.now) == draft
        assert stores.flow_drafts.all() == [draft]

    await database.run(act)


async def test_a_new_flow_begins_as_it_is_given(database: Database) -> None:
    def act(stores: Stores) -> None:
        with pytest.raises(KeyError):
            stores.flow_drafts.begin("vigil", ANNA, stores.now)
        assert stores.flow_drafts.begin("vigil", ANNA, stores.now, "new").base_id is None

    await database.run(act)


async def test_of_two_who_change_the_same_the_second_is_told(database: Database) -> None:
    def act(stores: Stores) -> None:
        published(stores)
        seen = stores.flow_drafts.begin("action", ANNA, stores.now)
        first = stores.flow_drafts.save(seen, "two", "{}", ANNA, stores.now)
        assert first is not None
        assert first.version == 1
        assert stores.flow_drafts.save(seen, "three", "{}", BEN, stores.now) is None
        assert stores.flow_drafts.undo(seen, BEN, stores.now) is None
        assert not stores.flow_drafts.close(seen)
        assert stores.flow_drafts.get("action") == first

    await database.run(act)


async def test_changes_are_taken_back_one_after_the_other_to_the_beginning(database: Database) -> None:
    def act(stores: Stores) -> None:
        base = published(stores)
        draft = stores.flow_drafts.begin("action", ANNA, stores.now)
        for content in ("two", "three"):
            draft = stores.flow_drafts.save(draft, content, f'"{content}"', ANNA, stores.now) or draft
        other = published(stores, "elsewhere")
        draft = stores.flow_drafts.save(draft, "merged", '"merged"', BEN, stores.now, other) or draft
        assert draft.base_id == other
        seen = []
        while (undone := stores.flow_drafts.undo(draft, BEN, stores.now)) is not None:
            draft = undone
            seen.append((draft.content, draft.base_id))
        assert seen == [("three", base), ("two", base), ("one", base)]
        assert draft.version == 6

    await database.run(act)


async def test_the_history_stays_when_the_draft_is_gone(database: Database) -> None:
    def act(stores: Stores) -> None:
        published(stores)
        draft = stores.flow_drafts.begin("action", ANNA, stores.now)
        draft = stores.flow_drafts.save(draft, "two", '"label"', BEN, stores.now) or draft
        assert stores.flow_drafts.close(draft)
        assert stores.flow_drafts.get("action") is None
        assert [(each.what, each.person_id) for each in stores.flow_drafts.history("action")] == [('"label"', BEN)]
        assert stores.flow_drafts.undoable(draft) is None

    await database.run(act)


async def test_an_approval_is_given_once(database: Database) -> None:
    def act(stores: Stores) -> None:
        published(stores)
        draft = stores.flow_drafts.begin("action", ANNA, stores.now)
        asked = stores.flow_drafts.ask(draft, "audience", ANNA, stores.now)
        assert stores.flow_drafts.approvals(draft) == [asked]
        assert stores.flow_drafts.approve(asked, BEN, stores.now)
        assert not stores.flow_drafts.approve(asked, ANNA, stores.now)
        assert [each.approved_by for each in stores.flow_drafts.approvals(draft)] == [BEN]

    await database.run(act)


async def test_a_picture_is_kept_once(database: Database) -> None:
    def act(stores: Stores) -> None:
        digest = stores.flow_media.put(b"picture", "image/png", stores.now)
        assert stores.flow_media.put(b"picture", "image/png", stores.now) == digest
        assert stores.flow_media.known({digest, "0" * 64}) == {digest}
        kept = stores.flow_media.get(digest)
        assert kept is not None
        assert (kept.content, kept.media_type) == (b"picture", "image/png")

    await database.run(act)
