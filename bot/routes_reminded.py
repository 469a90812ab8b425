"""Table of contents, the part of what is said unasked: reminders, follow-ups, and at which hour they come."""

from bot.handlers import following, reminded, updating, zone
from bot.turns import Story
from texts.verbs import ChatVerb

COMMANDS: dict[str, Story] = {"zone": zone.page}

BUTTONS: dict[str, Story] = {
    ChatVerb.REMIND_REPORT: reminded.report,
    ChatVerb.REMIND_NOTHING: updating.nothing_more,
    ChatVerb.REMIND_ABSENT: reminded.absent,
    ChatVerb.REMIND_DELETE: reminded.delete,
    ChatVerb.REMIND_TOMORROW: reminded.tomorrow,
    ChatVerb.REMIND_NEXT_WEEK: reminded.next_week,
    ChatVerb.REMIND_STOP: reminded.stop,
    ChatVerb.REMIND_AGAIN: reminded.again,
    ChatVerb.FOLLOW_NONE: following.none,
    ChatVerb.FOLLOW_YES: following.some,
    ChatVerb.FOLLOW_THIS: following.this,
    ChatVerb.ZONE: zone.page,
    ChatVerb.ZONE_ASK: zone.ask,
    ChatVerb.ZONE_SECTION: zone.as_section,
}
