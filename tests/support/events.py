"""Events in conversations: staff plan one, people come by its link."""

from collections.abc import Sequence
from typing import Any

from storage.event_store import EventRow
from tests.support.chat import Respondent, Town

# Plan an event, the flow, the sections' line, Done, the last button, the poster.
PLANNED = {
    "en": ("Plan an event", "Petition delivery", "Sections", "Done", "Plan the event", "Poster to print"),
    "es": ("Planear un evento", "Entrega de", "Secciones", "Listo", "Planear el evento", "Cartel para imprimir"),
    "fr": (
        "Prévoir un événement",
        "Remise de pétition",
        "Sections",
        "Terminé",
        "Prévoir l’événement",
        "Affiche à imprimer",
    ),
    "ar": ("التخطيط لفعالية", "تسليم عريضة", "الفروع", "تم", "تأكيد الفعالية", "ملصق للطباعة"),
}


async def plans(
    stella: Respondent,
    day: str = "21 October 2014",
    name: str = "Signatures for Uzbekistan",
    sections: Sequence[str] = (),
) -> EventRow:
    """From /event to the card with the link; the event as stored."""
    plan, flow, line, done, last, _ = PLANNED[stella.language]
    known = {each.id for each in await all_events(stella.town)}
    await stella.says("/event")
    await stella.taps(plan)
    await stella.says(name)
    await stella.taps(flow)
    await stella.says(day)
    await stella.says("stop_torture")
    await stella.says("embassy_uz_berlin")
    await stella.says("Perleberger Straße 62")
    if sections:
        await stella.taps(line)
        for section in sections:
            await stella.says(section)
        await stella.taps(done)
    await stella.taps(last)
    return next(each for each in await all_events(stella.town) if each.id not in known)


async def all_events(town: Town) -> list[EventRow]:
    """Every event, those to come first."""

    def listed(stores: Any) -> list[EventRow]:
        day = town.now.date()
        return [*stores.events.upcoming(day, None), *stores.events.past(day, None)]

    found: list[EventRow] = await town.service.database.read(listed)
    return found


async def token(town: Town, event: EventRow) -> str:
    """What its link carries."""
    found: str = await town.service.database.read(lambda stores: stores.events.token(event.id))
    return found.lower()
