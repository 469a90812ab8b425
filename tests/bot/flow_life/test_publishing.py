"""From a draft to a revision and back: merged with what was published meanwhile, checked, agreed to."""

from bot.flow_life.contents import base_of, flow_of
from bot.flow_life.publishing import Published, Refused, publish_draft, publish_flow, roll_back
from flows.definition import Flow
from flows.stored import content_of
from storage.database import Database
from storage.ids import new_id
from storage.stores import Stores
from tests.bot.flow_life.examples import STREET, changed
from tests.support.databases import BEGINNING

ANNA, BEN = new_id(BEGINNING), new_id(BEGINNING)


def drafted(stores: Stores, flow: Flow) -> None:
    draft = stores.flow_drafts.begin(flow.key, ANNA, stores.now)
    assert stores.flow_drafts.save(draft, content_of(flow), "{}", ANNA, stores.now)


def standing(stores: Stores) -> Flow:
    row = stores.flows.published_of("street")
    assert row is not None
    return flow_of(row)


async def test_a_draft_becomes_the_next_revision_with_its_author_and_note(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None, "first")
        drafted(stores, changed(STREET, people={"required": True}))
        published = publish_draft(stores, "street", ANNA, "people must be told")
        assert isinstance(published, Published)
        assert (published.row.number, published.row.person_id) == (2, ANNA)
        assert stores.flows.published_of("street") == published.row
        assert stores.flow_drafts.get("street") is None
        assert [row.actor_id for row in stores.audit.of("flow", published.row.id)] == [ANNA]
        assert base_of(published.row).number == 2

    await database.run(act)


async def test_what_was_published_meanwhile_stays_and_what_both_changed_is_told(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        drafted(stores, changed(STREET, people={"required": True}))
        publish_flow(stores, changed(STREET, what={"label": {"en": "What was done?"}}), None)
        assert isinstance(publish_draft(stores, "street", ANNA), Published)
        assert standing(stores) == changed(STREET, people={"required": True}, what={"label": {"en": "What was done?"}})

        drafted(stores, changed(standing(stores), what={"label": {"en": "What?"}}))
        publish_flow(stores, changed(STREET, what={"label": {"en": "Which?"}}), None)
        refused = publish_draft(stores, "street", ANNA)
        assert isinstance(refused, Refused)
        assert [each.path for each in refused.conflicts] == [("label", "en")]

    await database.run(act)


async def test_what_must_be_mended_stands_in_the_way(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        drafted(stores, changed(STREET, people={"relevant": "${nobody} = 1"}))
        refused = publish_draft(stores, "street", ANNA)
        assert isinstance(refused, Refused)
        assert [each.place for each in refused.problems] == ["people"]
        assert publish_draft(stores, "elsewhere", ANNA) == Refused()

    await database.run(act)


async def test_what_is_protected_no_longer_needs_a_second_person(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        drafted(stores, changed(STREET, words={"sensitive": False}))
        refused = publish_draft(stores, "street", ANNA)
        assert isinstance(refused, Refused)
        [widening] = refused.unapproved
        draft = stores.flow_drafts.get("street")
        assert draft is not None
        asked = stores.flow_drafts.ask(draft, widening.key, ANNA, stores.now)
        stores.flow_drafts.approve(asked, ANNA, stores.now)
        assert isinstance(publish_draft(stores, "street", ANNA), Refused)
        other = stores.flow_drafts.ask(draft, widening.key, ANNA, stores.now)
        stores.flow_drafts.approve(other, BEN, stores.now)
        assert isinstance(publish_draft(stores, "street", ANNA), Published)

    await database.run(act)


async def test_rolling_back_publishes_an_earlier_content_again(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        publish_flow(stores, changed(STREET, what={"hint": {"en": "In a word"}}), None)
        back = roll_back(stores, "street", 1, ANNA)
        assert back is not None
        assert back.row.number == 3
        assert standing(stores) == STREET
        assert roll_back(stores, "street", 9, ANNA) is None

    await database.run(act)
