"""All kinds of reminders, in the order in which one message tells of them."""

from scheduler.area_reminders import COORDINATORS, STAFF
from scheduler.draft_reminders import DraftReminders
from scheduler.event_reminders import EventReminders
from scheduler.follow_ups import FollowUps
from scheduler.sources import Source

SOURCES: tuple[Source, ...] = (EventReminders(), FollowUps(), DraftReminders(), STAFF, COORDINATORS)
