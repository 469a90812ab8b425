"""Those whose questions a shared change has left out are told so."""

from collections.abc import Iterable
from uuid import UUID

from bot.desk import Desk
from bot.flow_life.contents import flow_of
from bot.flow_life.publishing import LeftOut
from bot.notices import tell, voice_of
from storage.stores import Stores
from texts.cards import Card


def tell_left_out(stores: Stores, desk: Desk, left_out: Iterable[LeftOut], but: UUID | None) -> None:
    """Tell the coordinators of each section, who mend its questions; `but`: who has seen it already."""
    for addon in left_out:
        section = next((each for each in desk.sections(stores) if each.key == addon.section), None)
        row = stores.flows.published_of(addon.key)
        if section is None or row is None:
            continue
        title = flow_of(row).title
        for person_id in stores.safety.coordinators_of(section):
            person = stores.people.get(person_id) if person_id != but else None
            if person is None:
                continue
            voice = voice_of(desk, person)
            text = voice.html(
                "<b>{title}</b> was changed for everybody, and the further questions of your section do not go with it "
                "any more. Until they are mended, your section is asked the shared questions alone. /flows shows what "
                "to mend.",
                title=title.get(voice.language) or next(iter(title.values())),
            )
            tell(stores, desk, person, Card(text))
