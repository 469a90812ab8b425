"""What came of it: asked of staff, of several at once, and answered with a linked outcome."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.ids import new_id, short_code
from storage.tables import link, report, session
from tests.support.chat import Respondent, Town
from tests.support.reminding import passes
from texts.references import reference

# Asked, Yes…, what is known already, what changed, yesterday, our part, safe to tell, File, the receipt; what a
# colleague reads who comes later.
TOLD = {
    "en": (
        "The petition delivery of October: any news",
        ("Yes…", "Released", "Yesterday", "One factor", "Yes", "File the"),
        "Known already:.*Case: The teacher from Tashkent.*Comes from: Petition delivery.*Campaign: Stop Torture",
        "answered already, perhaps by a colleague",
    ),
    "ar": (
        "تسليم العريضة في أكتوبر.*هل من جديد",
        ("نعم…", "إفراج", "أمس", "عامل من بين", "نعم", "تقديم"),
        "معروف من قبل:.*نتج عن.*تسليم عريضة",
        "وصلت الإجابة من قبل",
    ),
}


async def delivers(amina: Respondent) -> None:
    """A delivery of yesterday."""
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181 petitions")
    await amina.says("embassy of uzbekistan berlin")
    for label in ("Yesterday", "Skip", "File the"):
        await amina.taps(label)


async def working(town: Town, user_id: int, language: str = "en", name: str = "Stella") -> Respondent:
    """Somebody on the staff who has talked to the bot. No area is expected of the section."""
    stella = await town.member(user_id, language, role="staff", name=name)
    await stella.says("/safety")
    await town.service.database.run(
        lambda stores: stores.organisation.set_areas(stores.organisation.section("germany").id, [])
    )
    return stella


async def like_it(town: Town, count: int) -> None:
    """More reports like the one there is."""

    def copy(stores: Any) -> None:
        begun = stores.connection.execute(sa.select(session).where(session.c.status == "filed")).mappings().one()
        first = stores.connection.execute(sa.select(report)).mappings().one()
        for each in range(count):
            id = new_id(stores.now)
            stores.connection.execute(sa.insert(session).values({**begun, "id": id, "code": short_code()}))
            other = {"id": id, "reference": reference(bytes([each, 1, 2, 3]))}
            stores.connection.execute(sa.insert(report).values({**first, **other}))

    await town.service.database.run(copy)


async def rows(town: Town, table: Any) -> list[Any]:
    found: list[Any] = await town.service.database.read(lambda stores: stores.connection.execute(table.select()).all())
    return found


@pytest.mark.parametrize("language", TOLD)
async def test_staff_tell_the_outcome_linked_and_a_colleague_is_thanked(tmp_path: Path, language: str) -> None:
    asked, taps, known, colleague = TOLD[language]
    async with Town(tmp_path, restarting=language == "ar") as town:
        amina = await town.member()
        stella, sam = await working(town, 502, language), await working(town, 503, language, "Sam")
        await delivers(amina)
        await passes(town, days=30)
        stella.sees(asked, "Uzbekistan|أوزبكستان")
        for label in taps:
            await stella.taps(label)
            if label == taps[0]:
                stella.sees(known)
        stella.sees(r"AR-[0-9A-Z]{6}-[0-9A-Z]")
        action, outcome = sorted(await rows(town, report), key=lambda row: row.kind == "outcome")
        [linked] = await rows(town, link)
        assert (linked.report_id, linked.action_id, linked.kind) == (outcome.id, action.id, "led_to")
        assert (outcome.case_key, outcome.country) == (action.case_key, "UZ")
        sam.sees(asked)
        await sam.taps(taps[0])
        sam.sees(colleague)


async def test_three_at_once_and_no_news_is_an_answer_for_all(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        stella, sam = await working(town, 502), await working(town, 503, "fr", "Sam")
        await delivers(amina)
        await like_it(town, 2)
        await passes(town, days=30)
        stella.sees("3 petition deliveries of October: any news")
        await sam.taps("Rappel demain")
        sam.sees("3 remises de pétition", "le sam. 22 nov. à 10:00", "Pas votre heure locale")
        await stella.taps("No news")
        stella.sees("Noted: no news", "3 petition deliveries of October")
        said = len(sam.history)
        await passes(town, days=2)
        assert len(sam.history) == said  # his reason is gone
        await sam.taps("Oui…")
        sam.sees("La réponse est déjà là")


async def test_of_several_one_is_chosen_and_the_rest_may_still_be_answered(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        stella = await working(town, 502)
        await delivers(amina)
        await like_it(town, 2)
        await passes(town, days=30)
        await stella.taps("Yes…")
        stella.sees("Which of these reports is there news about", "All of these reports")
        await stella.taps("Embassy of Uzbekistan")
        stella.sees("What changed\\?", "Comes from")
        stella.sees("The other 2 reports stay open above, and I will ask about them again \\(Sat 22 Nov at 10:00\\)")
        for label in TOLD["en"][1][1:]:
            await stella.taps(label)
        stella.sees("AR-")
        await passes(town, days=1)
        stella.sees("2 petition deliveries of October: any news")
        await stella.taps("No news")
        stella.sees("Noted: no news", "2 petition deliveries of October")
        said = len(stella.history)
        await passes(town, days=8)
        assert len(stella.history) == said


async def test_over_the_shoulder_of_somebody_at_risk_nothing_is_read(tmp_path: Path) -> None:
    async with Town(tmp_path) as town:
        amina = await town.member()
        stella = await working(town, 502)
        await stella.says("/safety")
        await stella.taps("I may be in danger")
        await delivers(amina)
        await passes(town, days=30)
        assert stella.card["text"] == "You have a message."
        await stella.taps("Read")
        stella.sees("The petition delivery of October")
        await stella.taps("Yes…")
        stella.sees("What changed\\?")
        assert "Uzbekistan" not in stella.card["text"]
