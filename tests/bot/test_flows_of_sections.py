"""Questions that a section adds are asked of its people only; whoever has begun a report finishes on its revision."""

from typing import Any

from bot.flow_life.publishing import publish_flow, roll_back, withdraw_addon
from bot.flow_life.telling import tell_left_out
from flows.definition import Flow, Question, QuestionType
from flows.reading import catalog
from reports.export import ExportRequest, export
from tests.support.chat import Respondent, Town

DELIVERY = catalog()["petition_delivery"]
WORDS = dict.fromkeys(DELIVERY.languages, "Was the permit given?")
PERMIT = Question(type=QuestionType.TEXT, name="permit", label=WORDS, line=dict.fromkeys(DELIVERY.languages, "Permit"))
ADDON = Flow(
    key="petition_delivery+germany",
    title=DELIVERY.title,
    languages=DELIVERY.languages,
    default_language="en",
    files=DELIVERY.files,
    items=(PERMIT,),
    extends="petition_delivery",
    section="germany",
)


async def published(town: Town, flow: Flow) -> Any:
    done = await town.service.database.run(publish_flow, flow, None)
    town.pass_time(seconds=5)  # until a process looks again
    return done


async def begins(person: Respondent) -> None:
    await person.says("/report")
    await person.taps("Petition delivery")
    await person.says("37,181")
    await person.says("embassy of Uzbekistan in Berlin")
    await person.taps("Yesterday")
    await person.taps("Skip")


async def files(person: Respondent) -> None:
    await person.taps("File the report")
    if "Is this the same event" in person.screen():
        await person.taps("No, another")
    person.sees("Filed: ")


async def test_a_section_is_asked_its_own_questions_and_others_are_not(town: Town) -> None:
    amina = await town.member(section="germany")
    await begins(amina)
    await published(town, ADDON)
    bruno = await town.member(502, name="Bruno")
    await begins(bruno)
    bruno.sees("Was the permit given")
    await bruno.says("Yes, by the police")
    await files(bruno)
    chloe = await town.member(503, section="france", name="Chloé")
    await begins(chloe)
    await files(chloe)
    await files(amina)  # begun before: she is not asked

    rows = await exported(town)
    assert [each["permit"] for each in rows] == ["", "Yes, by the police", ""]
    assert {each["flow"] for each in rows} == {"petition_delivery"}
    assert {each["signatures"] for each in rows} == {"37181"}


async def test_published_and_rolled_back_everybody_finishes_what_they_began(town: Town) -> None:
    amina, bruno, chloe = await town.member(), await town.member(502), await town.member(503)
    await begins(amina)
    await published(town, DELIVERY.model_copy(update={"items": (*DELIVERY.items, PERMIT)}))
    await begins(bruno)
    bruno.sees("Was the permit given")
    await town.service.database.run(roll_back, "petition_delivery", 1, None)
    town.pass_time(seconds=5)
    await begins(chloe)
    await files(chloe)
    await bruno.says("No")
    await files(bruno)
    await files(amina)
    assert [each["revision"] for each in await exported(town)] == ["1", "2", "3"]
    assert [each["permit"] for each in await exported(town)] == ["", "No", ""]


async def test_a_change_for_all_that_leaves_them_out_is_told_to_who_mends_them(town: Town) -> None:
    carla = await town.member(504, role="coordinator", name="Carla")
    await carla.says("/help")
    await published(town, ADDON)
    done = await published(town, DELIVERY.model_copy(update={"items": (*DELIVERY.items, PERMIT)}))
    assert [each.problems[0].place for each in done.left_out] == ["permit"]
    await town.service.database.run(tell_left_out, town.service.desk, done.left_out, None)
    town.pass_time(minutes=5)  # as if the process that said it had died
    town.service.sender.wake()
    await town.marked()
    carla.sees("do not go with it any more")
    await carla.says("/report")
    await carla.taps("Petition delivery")
    carla.sees("How many signatures")


async def test_whoever_has_begun_to_answer_them_finds_the_draft_and_finishes_it_when_they_are_withdrawn(
    town: Town,
) -> None:
    bruno = await town.member(502, name="Bruno")
    await published(town, ADDON)
    await begins(bruno)
    await town.service.database.run(withdraw_addon, ADDON.key, None)
    town.pass_time(hours=1)
    await bruno.says("/drafts")
    bruno.sees("Petition delivery")
    await bruno.taps("Continue")
    await bruno.says("Yes")
    await files(bruno)
    assert [each["permit"] for each in await exported(town)] == ["Yes"]


async def exported(town: Town) -> list[dict[str, str]]:
    """All reports, in the order in which they were begun."""
    import csv

    path = town.folder / "reports.csv"
    await export(town.service.database, path, ExportRequest())
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
