"""Questions that a section adds to a flow that all share."""

from bot.flow_life.contents import flow_of
from bot.flow_life.publishing import publish_flow, withdraw_addon
from bot.flow_life.stored import problems_of
from flows.composing import compose, problems_of_addon
from flows.definition import Choice
from storage.database import Database
from storage.setup import SAMPLE, apply, read_organisation
from storage.stores import Stores
from tests.bot.flow_life.examples import ADDON, STREET, changed, question, with_further


def composed(stores: Stores) -> list[str] | None:
    row = stores.flows.published_of("street@germany")
    return None if row is None else [each.name for each in flow_of(row).questions()]


def test_an_add_on_reads_the_shared_questions_and_stands_behind_them() -> None:
    assert problems_of_addon(STREET, ADDON) == []
    flow = compose(STREET, ADDON)
    assert (flow.key, flow.section) == ("street", "germany")
    assert [each.name for each in flow.questions()] == ["what", "people", "words", "colour", "permit"]


def test_an_add_on_takes_nothing_of_the_shared_flow() -> None:
    taken = with_further(
        ADDON,
        question("what"),
        question("marchers", type="integer", figure="people", basis="people", measure="in_period"),
        question("hue", type="select_one", list_name="colours"),
    ).model_copy(
        update={"choice_lists": {"colours": (Choice(name="blue", label={"en": "Blue"}),)}, "languages": ("fr",)}
    )
    places = {each.place for each in problems_of_addon(STREET, taken)}
    assert places >= {"what", "marchers", "list colours", "add-on street+germany"}
    assert problems_of_addon(STREET, ADDON.model_copy(update={"key": "mine"}))


async def test_it_is_composed_anew_whenever_either_is_published(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        publish_flow(stores, ADDON, None)
        assert composed(stores) == ["what", "people", "words", "colour", "permit"]
        publish_flow(stores, with_further(STREET, question("weather")), None)
        assert composed(stores) == ["what", "people", "words", "colour", "weather", "permit"]
        publish_flow(stores, with_further(ADDON, question("police")), None)
        assert composed(stores) == ["what", "people", "words", "colour", "weather", "permit", "police"]
        assert withdraw_addon(stores, "street+germany", None)
        assert composed(stores) is None
        assert not withdraw_addon(stores, "street+germany", None)

    await database.run(act)


async def test_a_shared_change_that_breaks_it_leaves_it_out_and_says_so(database: Database) -> None:
    def act(stores: Stores) -> None:
        publish_flow(stores, STREET, None)
        publish_flow(stores, ADDON, None)
        without = STREET.model_copy(update={"items": tuple(each for each in STREET.items if each.name != "people")})
        published = publish_flow(stores, without, None)
        assert [(each.key, each.section) for each in published.left_out] == [("street+germany", "germany")]
        assert composed(stores) is None
        assert publish_flow(stores, STREET, None).left_out == ()
        assert composed(stores) is not None

    await database.run(act)


async def test_an_add_on_is_of_a_section_and_a_flow_that_there_are(database: Database) -> None:
    def act(stores: Stores) -> None:
        assert [each.place for each in problems_of(stores, ADDON)] == ["extends"]
        publish_flow(stores, STREET, None)
        assert [each.place for each in problems_of(stores, ADDON)] == ["section"]
        apply(stores, read_organisation(SAMPLE.read_text("utf-8")))
        assert problems_of(stores, ADDON) == []
        assert [each.place for each in problems_of(stores, changed(STREET).model_copy(update={"key": "a+b"}))] == [
            "key"
        ]

    await database.run(act)
