"""Every kind of reminder in other languages: whole, kind, and with its ways out."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from scheduler.area_reminders import KIND, AreaReminders, Expected
from scheduler.sources import hearer_of
from storage.database import Database
from storage.stores import Stores
from tests.scheduler.test_areas_and_events import COORDINATOR, planned, section_at_work
from tests.support.databases import Hands
from tests.support.reminding import Mouth, berlin, in_berlin
from tests.support.stored import begun

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WAYS = {
    "fr": "[Rappel demain] [Rappel dans une semaine] [Ne plus me le rappeler]",
    "ar": "[تذكير غدًا] [تذكير بعد أسبوع] [بلا تذكير بعد الآن]",
}


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest) -> str:
    spoken: str = request.param
    return spoken


def spoken(stores: Stores, language: str, telegram_id: int = 501) -> None:
    stores.people.set_language(in_berlin(stores, telegram_id).id, language)


async def test_a_draft(database: Database, hands: Hands, language: str) -> None:
    await database.run(spoken, language)
    await database.run(lambda stores: begun(stores, in_berlin(stores), "paused"))
    hands.move(days=1)
    [text] = await Mouth(database).texts()
    assert {"fr": "n’est pas encore terminé", "ar": "لم تكتمل بعد"}[language] in text
    assert text.endswith(WAYS[language])
    hands.move(days=28)
    *_, text = await Mouth(database).texts()
    assert {"fr": "est conservé jusqu’au", "ar": "محفوظة حتى"}[language] in text


async def test_a_section_update(database: Database, hands: Hands, language: str) -> None:
    await database.run(section_at_work)
    for telegram_id in (501, COORDINATOR):
        await database.run(spoken, language, telegram_id)
    hands.set(datetime(2014, 11, 14, 9, tzinfo=UTC))
    staff, coordinator = sorted(await Mouth(database).texts(), key=lambda text: WAYS[language] not in text)
    assert {"fr": "Quand vous aurez un moment", "ar": "متى تيسّر الوقت"}[language] in staff
    assert {"fr": "Un coup de main", "ar": "ربما يحتاج الفرع إلى مساعدة"}[language] in coordinator


async def test_an_event(database: Database, hands: Hands, language: str) -> None:
    for telegram_id in (501, COORDINATOR):
        await database.run(spoken, language, telegram_id)
    await database.run(planned, "Vigil", date(2014, 10, 22))
    hands.set(datetime(2014, 10, 23, 8, tzinfo=UTC))
    for text in await Mouth(database).texts():
        assert {"fr": "Comment cela s’est-il passé", "ar": "كيف سارت الأمور؟"}[language] in text
        assert text.endswith(WAYS[language])


async def test_of_several_things_each_button_says_which_it_means(database: Database, hands: Hands) -> None:
    await database.run(lambda stores: begun(stores, in_berlin(stores), "paused"))
    await database.run(planned, "Vigil", date(2014, 10, 22))
    hands.set(datetime(2014, 10, 23, 8, tzinfo=UTC))
    text = next(each for each in await Mouth(database).texts() if "is not finished yet" in each)
    assert "[Report on Vigil] [I was not there] [Continue the draft] [Delete the draft] [Ask me tomorrow]" in text


async def test_several_drafts_are_numbered_as_their_buttons_are(database: Database, hands: Hands) -> None:
    await database.run(lambda stores: [begun(stores, in_berlin(stores), "paused") for _ in range(2)])
    hands.move(days=1)
    [text] = await Mouth(database).texts()
    assert text.startswith("1. ") and "\n\n2. " in text
    assert "[Continue 1] [Continue 2] [Ask me tomorrow]" in text


async def test_of_two_months_each_button_says_which(database: Database, hands: Hands) -> None:
    await database.run(section_at_work)
    hands.set(datetime(2014, 11, 4, 9, tzinfo=UTC))

    def both(stores: Stores) -> str:
        wanted = [Expected(berlin(stores), "media", month) for month in ("2014-09", "2014-10")]
        hearer = hearer_of(stores, in_berlin(stores), "UTC")
        add = partial(stores.reminders.add, KIND, person_id=hearer.person.id, slot="due", due_at=stores.now)
        rows = [add(each.subject, not_before=stores.now) for each in wanted]
        part = AreaReminders().tell(hearer, [row for row in rows if row is not None])
        assert part is not None
        return " ".join(button.text for row in part.rows for button in row)

    assert await database.run(both) == "Media · Sept Media · Oct Nothing more to tell"
