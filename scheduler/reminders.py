"""All kinds of reminders, in the order in which one message tells of them."""

from scheduler.draft_reminders import DraftReminders
from scheduler.sources import Source

SOURCES: tuple[Source, ...] = (DraftReminders(),)
