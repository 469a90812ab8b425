"""By which clocks somebody lives who has no section: asked by city, once, along with the first that is said unasked.

It holds nothing up, and is never said by itself: until it is answered, the clocks of the program's default count.
"""

from datetime import timedelta

from scheduler.sources import Hearer, Part
from texts.buttons import Tap
from texts.cards import Button
from texts.locale import Html, Voice
from texts.verbs import ChatVerb

LATELY = timedelta(days=365)  # whoever was spoken to in that time has been asked
BELOW = 1  # index of the tap that leaves the message which asks as it is


def asked_along(hearer: Hearer) -> list[Part]:
    """The question, where it is to be asked. No reminder is kept of it: what was taken back before it went out is asked
    with what is said instead.
    """
    stores, person = hearer.stores, hearer.person
    if person.zone is not None or stores.reminders.said_since([person.id], stores.now - LATELY)[person.id]:
        return []
    return [Part(question(hearer.voice), ((city_button(hearer.voice),),), (), asks=False)]


def question(voice: Voice) -> Html:
    """Which city, and what for."""
    return voice.html("Which city's time is yours? Then I can write to you at the right hour.")


def city_button(voice: Voice) -> Button:
    """Leads to the answer."""
    return Button(voice.button("Choose a city"), Tap(ChatVerb.ZONE_ASK.value, "", 0, BELOW))
