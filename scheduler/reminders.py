"""All kinds of reminders, in the order in which one message tells of them."""

from scheduler.area_reminders import AreaReminders
from scheduler.draft_reminders import DraftReminders
from scheduler.event_reminders import EventReminders
from scheduler.follow_ups import FollowUps
from scheduler.late_areas import LateAreas
from scheduler.sources import Source

SOURCES: tuple[Source, ...] = (EventReminders(), FollowUps(), DraftReminders(), AreaReminders(), LateAreas())
