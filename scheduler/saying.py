"""The one message of all that a person is reminded of at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from scheduler.apart import apart
from scheduler.manners import Block, in_days
from scheduler.sources import Hearer, Part, Source
from storage.reminder_store import ReminderRow
from texts.buttons import Tap
from texts.cards import Button, Card, Rows, keyboard
from texts.dates import date_words
from texts.locale import Html, Voice
from texts.verbs import ChatVerb


def telling(
    sources: Sequence[Source], hearer: Hearer, rows: Sequence[ReminderRow]
) -> tuple[list[Part], list[ReminderRow]]:
    """What there is to say of these, of which no two are about the same, and those whose telling fails."""
    parts: list[Part] = []
    failed: list[ReminderRow] = []
    hearer = replace(hearer, mixed=len({each.kind for each in rows}) > 1)
    for source in sources:
        told, untold = _by(source, hearer, [each for each in rows if each.kind == source.kind])
        parts += told
        failed += untold
    return parts, failed


def _by(
    source: Source, hearer: Hearer, rows: Sequence[ReminderRow]
) -> tuple[Sequence[Part], Sequence[ReminderRow]]:
    """The same of one source; a bad row holds up no other."""
    if not rows:
        return (), ()
    nothing: Part | None = Part(Html(""), (), ())
    about = {"kind": source.kind, "reminders": [str(each.id) for each in rows]}
    told: Part | None = apart(hearer.stores, partial(source.tell, hearer, rows), nothing, **about)
    if told is not nothing:
        return (told,) if told else (), ()
    bad = [each for each in rows if len(rows) > 1 and _by(source, hearer, [each])[1]]
    fine = [each for each in rows if each not in bad]
    if not bad or not fine:
        return (), rows
    parts, worse = _by(source, hearer, fine)
    return parts, [*bad, *worse]


def message(hearer: Hearer, parts: Sequence[Part], block: Block | None) -> Card:
    """What each has to say, the block it was moved out of, and how to put it off or stop it; what is asked of nobody
    can not be put off.
    """
    words = [part.words for part in parts]
    if block is not None:
        words.append(excuse(hearer, block))
    rows = tuple(row for part in parts for row in part.rows)
    asking = [part for part in parts if part.asks]
    if asking:
        next_week = in_days(hearer.stores.now, hearer.zone, 7)
        too_late = any(part.until is not None and part.until <= next_week for part in asking)
        rows += manners(hearer.voice, asking[0].of[0].id.hex, too_late)
    return Card(Html("\n\n".join(words)), rows)


def excuse(hearer: Hearer, block: Block) -> Html:
    """Why it comes only now."""
    until = date_words(block.until, hearer.voice, hearer.today)
    return hearer.voice.html(
        "Your section had “{name}” in its calendar until {day}, so I have waited until now.", name=block.name, day=until
    )


def foreseen(voice: Voice, today: date, block: Block) -> Html:
    """Why it will come only later."""
    until = date_words(block.until, voice, today)
    return voice.html(
        "Your section has “{name}” in its calendar until {day}, so I will wait until that is over.",
        name=block.name,
        day=until,
    )


def manners(voice: Voice, code: str, too_late: bool) -> Rows:
    """The ways out of a reminder; `code` is that of any of those in the message. `too_late`: next week would be."""
    tomorrow = Button(voice.button("Ask me tomorrow"), Tap(ChatVerb.REMIND_TOMORROW.value, code))
    next_week = Button(voice.button("Ask me next week"), Tap(ChatVerb.REMIND_NEXT_WEEK.value, code))
    later = keyboard([tomorrow] if too_late else [tomorrow, next_week])
    return *later, (Button(voice.button("Do not remind me of this"), Tap(ChatVerb.REMIND_STOP.value, code)),)
