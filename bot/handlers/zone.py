"""/zone: by which clock the person lives, so that nothing is said unasked at night. The section's, unless they say."""

from collections.abc import Mapping
from dataclasses import replace

from bot import tasks
from bot.tasks import Task
from bot.turn import Turn
from flows.zones import zone_label, zones
from scheduler.manners import QUIET_FROM, QUIET_UNTIL
from scheduler.zone_question import BELOW
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.dates import time_words
from texts.verbs import ChatVerb


def page(turn: Turn) -> None:
    """/zone, and "Not your local time?" on a reminder."""
    _leave_reminder(turn)
    turn.show(_card(turn))


def ask(turn: Turn) -> None:
    """By a city, which is typed or tapped."""
    _leave_reminder(turn)
    tasks.begin(turn, Task.PERSON_ZONE, "")


def _leave_reminder(turn: Turn) -> None:
    """What is said unasked and leads here stays as it is, with what else it says."""
    if turn.incoming.tap is not None and turn.incoming.tap.index == BELOW:
        turn.incoming = replace(turn.incoming, message_id=None)


def answered(turn: Turn, answers: Mapping[str, str]) -> Card:
    """The end of the task."""
    zone = answers.get("zone", "")
    return _set(turn, zone) if zone in zones() else _card(turn)


def as_section(turn: Turn) -> None:
    """Their section's again, also when it moves."""
    turn.show(_set(turn, None))


def _set(turn: Turn, zone: str | None) -> Card:
    turn.stores.people.set_zone(turn.active.id, zone)
    turn.person = replace(turn.active, own_zone=zone)
    return _card(turn, turn.voice("Noted."))


def _card(turn: Turn, note: str = "") -> Card:
    voice, person, zone = turn.voice, turn.active, turn.zone
    parts = [
        voice.html("<b>Your local time</b>"),
        voice.html(
            "{zone}: it is {time} there now. At night I keep quiet: reminders come between {morning} and {evening}.",
            zone=zone_label(zone.key, voice.language),
            morning=time_words(QUIET_UNTIL, voice),
            evening=time_words(QUIET_FROM, voice),
            time=time_words(turn.now.astimezone(zone).time(), voice),
        ),
    ]
    if note:
        parts.append(voice.html("{note}", note=note))
    rows: list[Row] = [(Button(voice.button("Another city"), Tap(ChatVerb.ZONE_ASK.value)),)]
    if person.own_zone is not None and person.section is not None:
        rows.append((Button(voice.button("Same as my section"), Tap(ChatVerb.ZONE_SECTION.value)),))
    rows.append((Button(voice.button("Report an action"), Tap(ChatVerb.MENU.value)),))
    return Card("\n\n".join(parts), tuple(rows))
