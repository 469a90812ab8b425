"""Table of contents, the part of what is said unasked: reminders, follow-ups, and at which hour they come."""

from bot.handlers import zone
from bot.turns import Story
from texts.verbs import ChatVerb

COMMANDS: dict[str, Story] = {"zone": zone.page}

BUTTONS: dict[str, Story] = {
    ChatVerb.ZONE: zone.page,
    ChatVerb.ZONE_ASK: zone.ask,
    ChatVerb.ZONE_SECTION: zone.as_section,
}
