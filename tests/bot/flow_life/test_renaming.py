"""What is stored follows what is renamed."""

import sqlalchemy as sa

from bot.flow_life.publishing import publish_flow, roll_back
from bot.flow_life.renaming import as_asked_now
from flows.definition import Choice, Flow
from storage.database import Database
from storage.stores import Stores
from storage.tables import report_field
from tests.bot.flow_life.examples import COLOURS, STREET, changed
from tests.reports.test_export import file, join

CODED = changed(STREET, colour={"fills": "activity"})


def choices(flow: Flow, *names: tuple[str, str | None]) -> Flow:
    listed = tuple(Choice(name=name, label={"en": name}, was=was) for name, was in names)
    return flow.model_copy(update={"choice_lists": {"colours": listed}})


def coded(stores: Stores) -> list[str]:
    return sorted(stores.connection.scalars(sa.select(report_field.c.value)))


async def test_coded_answers_follow_a_choice_that_is_renamed_again_and_rolled_back(database: Database) -> None:
    def act(stores: Stores) -> None:
        first = publish_flow(stores, CODED, None).row
        person = join(stores)
        for place, colours in enumerate((["red"], ["green"], ["red", "green"])):
            report = file(stores, first.id, person, f"AR-{place}")
            stores.reports.put_fields(report, {"activity": colours})
        publish_flow(stores, choices(CODED, ("scarlet", "red"), ("green", None)), None)
        assert coded(stores) == ["green", "green", "scarlet", "scarlet"]
        publish_flow(stores, choices(CODED, ("crimson", "scarlet"), ("green", None)), None)
        assert coded(stores) == ["crimson", "crimson", "green", "green"]
        assert roll_back(stores, "street", 1, None)
        assert coded(stores) == ["green", "green", "red", "red"]
        assert [each.name for each in COLOURS] == ["red", "green"]

    await database.run(act)


async def test_an_older_report_is_copied_under_the_names_of_today(database: Database) -> None:
    def act(stores: Stores) -> None:
        first = publish_flow(stores, CODED, None).row
        publish_flow(stores, choices(CODED, ("scarlet", "red"), ("green", None)), None)
        last = changed(
            choices(CODED, ("crimson", "scarlet"), ("green", None)), colour={"name": "shade", "was": "colour"}
        )
        publish_flow(stores, last, None)
        told = {"what": {"value": "March", "at": "-"}, "colour": {"value": "red", "at": "-"}}
        assert as_asked_now(stores, last, first.id, told) == {
            "what": {"value": "March", "at": "-"},
            "shade": {"value": "crimson", "at": "-"},
        }

    await database.run(act)
