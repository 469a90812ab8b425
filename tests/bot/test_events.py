"""Events: staff plan one in the chat; people come by its link, join and report with the known answers filled in."""

from datetime import timedelta
from typing import Any

import pytest

from storage.event_store import EventRow
from tests.support.chat import Respondent, Town

PLANNED = {
    "en": ("Plan an event", "Petition delivery", "Another day", "Stop Torture", "File", "Poster to print"),
    "es": ("Planear un evento", "Entrega de", "Otro día", "Alto a la tortura", "Presentar", "Cartel para imprimir"),
    "fr": ("Prévoir un événement", "Remise de pétition", "Un autre jour", "Stop Torture", "Déposer", "Affiche"),
    "ar": ("التخطيط لفعالية", "تسليم عريضة", "يوم آخر", "أوقفوا التعذيب", "تقديم", "ملصق"),
}


async def plans(stella: Respondent, day: str = "21 October 2014", name: str = "Signatures for Uzbekistan") -> EventRow:
    """From /event to the card with the link; the event as stored."""
    plan, flow, _, campaign, file, _ = PLANNED[stella.language]
    await stella.says("/event")
    await stella.taps(plan)
    await stella.says(name)
    await stella.taps(flow)
    await stella.says(day)
    await stella.says(campaign)
    await stella.says("embassy_uz_berlin")
    await stella.says("Perleberger Straße 62")
    await stella.taps(file)
    return (await all_events(stella.town))[-1]


async def all_events(town: Town) -> list[EventRow]:
    def listed(stores: Any) -> list[EventRow]:
        day = town.now.date()
        return [*stores.events.past(day, None), *stores.events.upcoming(day, None)]

    return await town.service.database.read(listed)


async def token(town: Town, event: EventRow) -> str:
    found: str = await town.service.database.read(lambda stores: stores.events.token(event.id))
    return found.lower()


class TestPlanning:
    @pytest.mark.parametrize("language", PLANNED)
    async def test_staff_plan_one_in_the_chat(self, town: Town, language: str) -> None:
        stella = await town.member(502, language, role="staff", name="Stella")
        planned = await plans(stella)
        stella.sees(planned.code, "Signatures for Uzbekistan", "t.me/", PLANNED[language][-1])
        assert (planned.flow_key, planned.campaign_key, planned.target_key) == (
            "petition_delivery",
            "stop_torture",
            "embassy_uz_berlin",
        )
        assert (planned.country, planned.place) == ("UZ", "Perleberger Straße 62")
        assert planned.occurs_on.isoformat() == "2014-10-21"
