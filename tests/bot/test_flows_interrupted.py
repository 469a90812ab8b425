"""Each flow in each language, not told straight through: every answer wrong once, back to the first question and forth
again, interrupted by a day after each answer, the program started anew between any two turns. What is filed is always
what was told. (Killed in mid-turn: `tests/chaos`.)"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.inputs import Verb
from tests.support.chat import Town
from tests.support.telling import Teller, stored
from tests.support.transcript_scripts import EMBASSY
from texts.buttons import unpack
from texts.locale import LANGUAGES

Act = Callable[[Teller], Awaitable[None]]
GIBBERISH = "zzzz qqqq"


@dataclass(frozen=True)
class Told:
    """What a report must hold at the end."""

    core: dict[str, Any]
    fields: dict[str, list[str]]
    figures: dict[str, tuple[Any, ...]]


def says(words: str | dict[str, str]) -> Act:
    """Types it; by language where the words differ."""
    return lambda teller: teller.person.says(words if isinstance(words, str) else words[teller.person.language])


def chooses(choice: str) -> Act:
    return lambda teller: teller.chooses(choice)


async def picture(teller: Teller) -> None:
    await teller.person.sends_photos(1)


async def none_of_them(teller: Teller) -> None:
    await teller.taps_ours("None of these")
    await teller.taps_ours("Done")


#: Each question in turn: its name, an answer that is none, and a right one.
QUESTIONS: dict[str, list[tuple[str, str, Act]]] = {
    "petition_delivery": [
        ("signatures", GIBBERISH, says("37181")),
        ("target", GIBBERISH, says(EMBASSY.said)),
        ("occurred_on", "2030-01-01", says("2014-10-21")),
        ("pictures", GIBBERISH, picture),
        ("publish", GIBBERISH, chooses("internal")),
    ],
    "action": [
        ("activity", GIBBERISH, chooses("demonstration")),
        ("people", "0", says("40")),
        ("pictures", GIBBERISH, picture),
        ("publish", GIBBERISH, chooses("internal")),
    ],
    "outcome": [
        ("change", GIBBERISH, chooses("released")),
        ("case", GIBBERISH, says("Dilnoza T.")),
        ("occurred_on", "2030-01-01", says("2014-10-21")),
        ("contribution", GIBBERISH, chooses("one_factor")),
        ("actions", GIBBERISH, none_of_them),
        ("safe_to_tell", GIBBERISH, chooses("without_names")),
    ],
    "section_update": [
        ("area", GIBBERISH, chooses("supporters")),
        ("actions", "-3", says("4091")),
    ],
}
TOLD = {
    "petition_delivery": Told(
        {"occurred_on": "2014-10-21", "target_key": "embassy_uz_berlin", "country": "UZ", "pictures": 1},
        {"publication": ["internal"]},
        {"signatures": ("signatures_delivered", 37181, "exactly", "signatures", "in_period")},
    ),
    "action": Told(
        {"occurred_on": "2014-10-22", "area": "supporters", "pictures": 1},
        {"activity": ["demonstration"], "publication": ["internal"]},
        {"people": ("people_reached", 40, "exactly", "people", "in_period")},
    ),
    "outcome": Told(
        {"occurred_on": "2014-10-21", "case_key": "uz_teacher", "country": "UZ", "pictures": 0},
        {"change": ["released"], "contribution": ["one_factor"], "safe_to_tell": ["without_names"]},
        {},
    ),
    "section_update": Told(
        {"area": "supporters", "period": "2014-10", "pictures": 0},
        {},
        {"actions": ("actions_taken", 4091, "exactly", "actions", "in_period")},
    ),
}
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH_FLOW = pytest.mark.parametrize("flow", QUESTIONS)


async def begins(town: Town, flow: str, language: str) -> Teller:
    """Staff, who may report everything."""
    lena = await town.member(language=language, role="staff", name="Lena")
    return await Teller(lena, flow).begins()


def is_asked(teller: Teller, name: str) -> None:
    """The question stands, in the person's language."""
    question = next(each for each in teller.flow.questions() if each.name == name)
    teller.person.sees(re.escape(teller.words(question.label)))


def on_review(teller: Teller) -> None:
    """The review card stands."""
    verbs = {tap.verb for tap in map(unpack, carried(teller)) if tap}
    assert {Verb.FILE, Verb.LINE} <= verbs, teller.person.screen()


def carried(teller: Teller) -> list[str]:
    return [each["callback_data"] for row in teller.rows() for each in row]


async def files_what_was_told(town: Town, teller: Teller, flow: str) -> None:
    on_review(teller)
    await teller.files()
    teller.person.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
    row, fields, figures = await stored(town, flow)
    told = TOLD[flow]
    pictures = await town.service.database.read(lambda stores: len(stores.attachments.of_session(row.id)))
    core = {name: pictures if name == "pictures" else getattr(row, name) for name in told.core}
    assert {name: str(value) for name, value in core.items()} == {name: str(each) for name, each in told.core.items()}
    assert {name: fields.get(name) for name in told.fields} == told.fields
    assert figures == told.figures


@EACH_LANGUAGE
@EACH_FLOW
async def test_every_answer_wrong_once(town: Town, flow: str, language: str) -> None:
    teller = await begins(town, flow, language)
    for question, wrong, right in QUESTIONS[flow]:
        is_asked(teller, question)
        await teller.person.says(wrong)
        teller.person.sees("⚠️")
        is_asked(teller, question)
        await right(teller)
    await files_what_was_told(town, teller, flow)


@EACH_LANGUAGE
@EACH_FLOW
async def test_back_to_the_first_question_and_forth_again(town: Town, flow: str, language: str) -> None:
    teller = await begins(town, flow, language)
    for _, _, right in QUESTIONS[flow]:
        await right(teller)
    for question, _, _ in reversed(QUESTIONS[flow]):
        await teller.taps_ours("Back")
        is_asked(teller, question)
    for question, _, right in QUESTIONS[flow]:
        is_asked(teller, question)
        await (keeps(teller) or right(teller))
    await files_what_was_told(town, teller, flow)


def keeps(teller: Teller) -> Awaitable[None] | None:
    """Taps what leaves the answer as it is; None where the answer is one of the buttons."""
    for verb in (Verb.KEEP, Verb.DONE):
        found = next((each for each in carried(teller) if each.startswith(f"{verb}:")), None)
        if found is not None:
            return teller.person.taps_data(teller.person.card["message_id"], found)
    return None


@EACH_LANGUAGE
@EACH_FLOW
async def test_interrupted_by_a_day_after_each_answer(town: Town, flow: str, language: str) -> None:
    teller = await begins(town, flow, language)
    for question, _, right in QUESTIONS[flow]:
        town.pass_time(days=1)
        await town.service.housekeeping.tick()
        await teller.person.says("/report")
        await teller.taps_ours("Continue")
        is_asked(teller, question)
        await right(teller)
    await files_what_was_told(town, teller, flow)


@EACH_LANGUAGE
@EACH_FLOW
async def test_started_anew_between_any_two_turns(tmp_path: Path, flow: str, language: str) -> None:
    async with Town(tmp_path, restarting=True) as town:
        teller = await begins(town, flow, language)
        for question, _, right in QUESTIONS[flow]:
            is_asked(teller, question)
            await right(teller)
        await files_what_was_told(town, teller, flow)
