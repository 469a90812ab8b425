"""/flows: admins change a flow's draft by tapping and typing; nobody's change is lost, and some need a second admin."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.flow_life.publishing import publish_flow
from flows.reading import catalog
from tests.support.admins import an_admin, drafted, question
from tests.support.chat import Respondent, Town
from tests.support.patience import PATIENCE
from texts.locale import voice

ACTION = catalog()["action"]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with Town(tmp_path) as town:
        yield town


async def opens(person: Respondent, *labels: str) -> None:
    """From /flows on."""
    await person.says("/flows")
    for label in ("Action", "Questions", *labels):
        await person.taps(label)


async def is_told(person: Respondent, words: str) -> None:
    """Wait until somebody has read this, which they did not ask for."""
    person.town.service.sender.wake()  # the clock stands still
    async with asyncio.timeout(PATIENCE):
        while words not in person.screen():  # noqa: ASYNC110 (a look, not a wait for a time)
            await asyncio.sleep(0.01)


async def test_wording_settings_and_a_skip_rule_between_restarts(tmp_path: Path) -> None:
    async with Town(tmp_path, restarting=True) as town:
        amina = await an_admin(town)
        await opens(amina, "3. People trained")
        amina.sees("How many people were trained", "Only if Activity is Training", "counted: people_trained")
        await amina.taps("Wording")
        await amina.taps("Question · French")
        amina.sees("People trained · Question · French", "Now: Combien de personnes ont été formées")
        await amina.says("Combien ont été formées ?")
        await amina.taps("Must be answered")
        amina.sees("Noted", "must be answered")
        await amina.taps("Skip rule")
        await amina.taps("Another rule")
        await amina.taps("Activity")
        await amina.taps("is not")
        await amina.taps("Letter writing")
        amina.sees("Only if Activity is not Letter writing")
        await amina.taps("… and another")
        await amina.taps("People reached")
        await amina.taps("is more than")
        await amina.says("lots")
        amina.sees("did not find a number")
        await amina.says("two thousand")
        amina.sees("Activity is not Letter writing, and People reached is more than 2000")
        trained = await question(town, "trained")
        assert trained.label["fr"] == "Combien ont été formées ?"
        assert trained.required is True
        assert trained.relevant == "${activity} != 'letter_writing' and ${people} > 2000"


async def test_what_was_changed_is_told_and_taken_back(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina, "2. People reached", "Must be answered", "Only when tapped")
    await amina.taps("Back")
    await amina.taps("Back")
    amina.sees("Published: revision 1", "Draft: 2 changes, the last by Amina")
    await amina.taps("What was changed")
    amina.sees("Amina, today at 14:00: “People reached” is asked only when tapped", "must be answered")
    message, button = amina.button("Take the last one back")
    await amina.taps("Take the last one back")
    amina.sees("The last change is taken back", r"tapped at the end \(taken back\)")
    await amina.taps_data(message["message_id"], button["callback_data"])  # the old button once more
    amina.sees("changed meanwhile")
    people = await question(town, "people")
    assert people.required is True
    assert people.ask == "always"


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_in_the_words_of_the_admin(town: Town, language: str) -> None:
    amina, say = await an_admin(town, language=language), voice(language)
    await amina.says("/formulaires" if language == "fr" else "/الاستمارات")
    flow = await town.service.database.read(lambda stores: stores.flows.published_of("action"))
    await amina.taps("Action menée" if language == "fr" else "نشاط")
    for label in ("Questions", "Add a question"):
        await amina.taps(say.button(label))
    await amina.taps(say("Words"))
    await amina.says("Qui était là ?" if language == "fr" else "من حضر؟")
    await amina.taps(say.button("Must be answered"))
    added = list((await drafted(town)).questions())[-1]
    assert (list(added.label), added.required) == ([language], True)
    assert "What" not in amina.card["text"]
    assert flow.number == 1


async def test_two_admins_change_the_same_flow(town: Town) -> None:
    amina, ben = await an_admin(town), await an_admin(town, 601, "Ben")
    for each in (amina, ben):
        await opens(each, "2. People reached")
    await ben.taps("Must be answered")
    await amina.taps("Mark as sensitive")  # something else of the same question
    people = await question(town, "people")
    assert people.required is True
    assert people.sensitive is True
    for each in (amina, ben):
        await each.taps("Wording")
        await each.taps("Question · English")
    await ben.says("How many were there?")
    await amina.says("How many came?")
    amina.sees("Ben changed this meanwhile: .*How many were there", "Yours is not in it")
    assert (await question(town, "people")).label["en"] == "How many were there?"
    await opens(amina, "2. People reached", "Position")
    await opens(ben, "2. People reached", "Position", "Move down")
    await amina.taps("Move up")
    amina.sees("Ben changed this meanwhile: “People reached” has another place")


async def test_an_answer_that_is_opened_needs_a_second_admin(town: Town) -> None:
    amina, ben = await an_admin(town), await an_admin(town, 601, "Ben")
    await ben.says("/flows")  # a bot may write to whom it has talked with
    await opens(amina, "Next", "9. Credit")
    await amina.taps("Not sensitive")
    amina.sees("A second administrator has to agree")
    await is_told(ben, "Amina asks you to agree")
    ben.sees("would no longer be protected as sensitive")
    data = ben.button("Agree")[1]["callback_data"]
    await amina.says("/flows")
    amina.sees("A second administrator has to agree:\nAction: the answers to")
    await amina.taps("Action")
    assert "[Agree]" not in amina.screen()
    await amina.taps_data(amina.card["message_id"], data)  # forged
    assert "not whoever asked" in amina.toast
    await ben.taps("Agree")
    ben.sees("You have agreed")
    await is_told(amina, "Ben has agreed")
    await ben.taps_data(ben.card["message_id"], data)
    ben.sees("Nobody needs to agree")
    assert not (await question(town, "credit")).sensitive


async def test_a_new_question_with_choices_is_placed_and_taken_out(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina, "2. People reached", "Add one after it", "One choice")
    await amina.says("Who was invited?")
    await amina.says("- The press\n- Schools\n\n- The press")
    amina.sees("3. Who was invited", "Still to be translated: Spanish, French, Arabic")
    await amina.taps("Choices")
    await amina.taps("Add choices")
    await amina.says("schools")
    amina.sees("All of these are choices already")
    await amina.says("Neighbours")
    await amina.taps("Neighbours")
    await amina.taps("Move up")
    await amina.taps("French")
    await amina.says("Voisinage")
    amina.sees("French: Voisinage")
    flow = await drafted(town)
    invited = [each.name for each in flow.choice_lists["who_was_invited"]]
    assert invited == ["the_press", "neighbours", "schools"]
    await amina.taps("Back")
    await amina.taps("Back")
    await amina.taps("Position")
    await amina.taps("At the very beginning")
    amina.sees("1. Who was invited")
    await amina.taps("Take it out")
    flow = await drafted(town)
    assert "who_was_invited" not in {each.name for each in flow.questions()} | set(flow.choice_lists)


async def test_what_is_published_is_retired_and_keeps_its_name(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina, "2. People reached")
    assert "Take it out" not in amina.screen()
    await amina.taps("What is counted")
    await amina.taps("It is not counted")
    await amina.taps("Retire")
    amina.sees("retired: not asked any more")
    people = await question(town, "people")
    assert people.retired is True
    assert people.figure is None
    await amina.taps("Back")
    amina.sees(r"2\. \(People reached\)")
    await amina.taps("1. Activity")
    await amina.taps("Choices")
    await amina.taps("Letter writing")
    await amina.taps("Retire")
    amina.sees("Retired: it is not offered")
    await amina.taps("Back")
    amina.sees(r"\(Letter writing\)")


async def test_an_expression_is_typed_and_checked_at_once(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina, "2. People reached", "Skip rule", "Type an expression")
    for typed, told in (
        ("${activity", "no expression"),
        ("${nobody} > 1", "no question named nobody"),
        ("${people} > 1", "can not hang on its own"),
    ):
        await amina.says(typed)
        amina.sees(told, "Only if which expression holds")
    await amina.says("selected(${activity}, 'vigil') or string-length(${activity}) > 30")
    amina.sees("Noted", "string-length")
    await amina.taps("Ask it always")
    assert (await question(town, "people")).relevant is None


async def test_what_a_number_counts(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina, "2. People reached", "What is counted", "Type another one")
    await amina.says("!!")
    amina.sees("plain letters and digits")
    await amina.says("People met")
    amina.sees("✓ people_met · people · in this period")
    await amina.taps("people_met · people · so far")
    people = await question(town, "people")
    assert (people.figure, people.basis, people.measure) == ("people_met", "people", "so_far")


async def test_a_section_adds_its_own_questions_only(town: Town) -> None:
    cora = await town.member(602, role="coordinator", name="Cora")
    await cora.says("/flows")
    await cora.taps("Action")
    assert "[Questions]" not in cora.screen()
    await cora.taps("Questions of one section")
    await cora.taps("Add a question")
    await cora.taps("Whole number")
    await cora.says("How many flyers?")
    await cora.taps("Skip rule")
    await cora.taps("Only if")
    await cora.taps("Activity")  # of the shared flow
    await cora.taps("is")
    await cora.taps("Letter writing")
    cora.sees("Only if Activity is Letter writing")
    added = await drafted(town, "action+germany")
    assert (added.extends, added.section, len(added.items)) == ("action", "germany", 1)
    amina, stella = await an_admin(town), await town.member(603, role="staff", name="Stella")
    await opens(amina, "2. People reached")
    await cora.taps_data(cora.card["message_id"], amina.button("Must be answered")[1]["callback_data"])
    assert "changed by administrators" in cora.toast
    await stella.says("/flows")
    stella.sees("changed by administrators")


async def test_buttons_of_what_is_gone(town: Town) -> None:
    amina = await an_admin(town)
    await opens(amina)
    for data in ("qo:00000001" + "0" * 8 + ":0:0", "flo:00000001:0:0", "flo::0:0", "qt::0:zz", "qrs:0:0:0"):
        await amina.taps_data(amina.card["message_id"], data)
        assert "not there any more" in amina.toast
    action, activity = amina.button("1. Activity")[1]["callback_data"].split(":")[1][:8], "activity"
    assert activity
    for verb in ("qo", "qt", "qw", "ql", "qa", "qf", "qfs", "qc", "qd", "qe", "qr", "qrq", "qrc", "qrv", "qrs", "qrn"):
        await amina.taps_data(amina.card["message_id"], f"{verb}:{action}zzzzzzzz:0:zz")
        assert "not there any more" in amina.toast


async def test_back_to_a_revision_that_protects_less_needs_a_second_admin(town: Town) -> None:
    amina, ben = await an_admin(town), await an_admin(town, 601, "Ben")
    await ben.says("/flows")
    narrow = ACTION.model_copy(update={"audience": ACTION.audience[:1]})
    await town.service.database.run(publish_flow, narrow, None)
    town.pass_time(seconds=5)
    await amina.says("/flows")
    for label in ("Action", "Revisions", "revision 1", "Back to this revision", "Yes, back to it"):
        await amina.taps(label)
    amina.sees("A second administrator has to agree first", "open to more people")
    assert "Publish now" not in amina.screen()
    await is_told(ben, "asks you to agree")
    await ben.taps("Agree")
    await amina.taps("To the flow")
    await amina.taps("Publish")
    await amina.taps("Publish now")
    amina.sees("revision 3 is published")
