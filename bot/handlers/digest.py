"""/digest: the period so far or a past one, for one of the person's scopes."""

from datetime import date

from bot.calls import ATTACH
from bot.digest_scopes import LENGTH, read_scope, scope_code, scope_label, scopes_of
from bot.rights import Act
from bot.staff import paging, refuse, tap_of
from bot.turn import Turn
from reports.digest.gathering import later
from reports.periods import Covered, Kind, kind_of, named, week_of
from reports.periods import before as period_before
from storage.scopes import Within
from texts.buttons import Tap
from texts.cards import Button, Card, Row, keyboard, page, pages
from texts.locale import N_
from texts.verbs import ChatVerb

EXAMPLES = ("2014-W43", "2014-10")  # a week, a month
EARLIEST = date(1961, 1, 1)  # before that there was nothing to report
BEFORE: dict[Kind, str] = {"day": N_("‹ Day before"), "week": N_("‹ Week before"), "month": N_("‹ Month before")}
AFTER: dict[Kind, str] = {"day": N_("Day after ›"), "week": N_("Week after ›"), "month": N_("Month after ›")}


def digest(turn: Turn) -> None:
    """/digest, with or without a period: 2014-W43, 2014-10, 2014-10-21."""
    scopes = scopes_of(turn, Act.SEE_DIGEST)
    if not scopes:
        refuse(turn)
        return
    covered = read_period(turn.incoming.argument, today(turn))
    if covered is None:
        words = turn.voice.html(
            "I do not know that period, or it is still to come. For example: /digest {week} (a week), /digest {month} "
            "(a month), /digest (this week).",
            week=EXAMPLES[0],
            month=EXAMPLES[1],
        )
        turn.say(Card(words))
        return
    show(turn, scopes[0], covered)


def shown(turn: Turn) -> None:
    """Another period or scope was tapped."""
    code = tap_of(turn).code
    scope, covered = read_scope(turn, code[:LENGTH], Act.SEE_DIGEST), read_period(code[LENGTH:], today(turn))
    if scope is None or covered is None:
        refuse(turn)
        return
    show(turn, scope, covered)


def scopes(turn: Turn) -> None:
    """Which scope instead?"""
    tap = tap_of(turn)
    found = scopes_of(turn, Act.SEE_DIGEST)
    if not found or read_period(tap.code, today(turn)) is None:
        refuse(turn)
        return
    buttons = [
        Button(scope_label(turn, each.scope, each.key), Tap(ChatVerb.DIGEST.value, scope_code(turn, each) + tap.code))
        for each in page(found, tap.index)
    ]
    further = paging(turn.voice, ChatVerb.DIGEST_SCOPES.value, tap.code, tap.index, tap.index + 1 < pages(found))
    turn.say(Card(turn.voice.html("<b>A digest of what?</b>"), keyboard(buttons, further)))


def show(turn: Turn, scope: Within, covered: Covered) -> None:
    """Keep it with its numbers, and show it."""
    ready = turn.digest(scope, covered)
    ready.edition.store(turn.stores, turn.active.id, None, turn.now)
    picture = f"{ATTACH}{ready.picture.id}" if ready.picture else None
    turn.show(ready.edition.card(picture, _ways(turn, scope, covered)))


def today(turn: Turn) -> date:
    """Where the person is."""
    return turn.now.astimezone(turn.zone).date()


def read_period(text: str, today: date) -> Covered | None:
    """The period of that name, that has begun; this week without a name, None for what is none."""
    if not text.strip():
        return week_of(today)
    try:
        covered = named(text.strip().upper())
    except (ValueError, OverflowError):
        return None
    return covered if EARLIEST <= covered.since <= today else None


def _ways(turn: Turn, scope: Within, covered: Covered) -> list[Row]:
    """To the period before and after, other scopes, and what is sent by itself."""
    voice, kind, code = turn.voice, kind_of(covered), scope_code(turn, scope)
    before, after = period_before(covered), later(covered)
    beside = []
    if before.since >= EARLIEST:
        beside.append(Button(voice.button(BEFORE[kind]), Tap(ChatVerb.DIGEST.value, code + before.name)))
    if after.since <= today(turn):
        beside.append(Button(voice.button(AFTER[kind]), Tap(ChatVerb.DIGEST.value, code + after.name)))
    ways = [Button(voice.button("Get it regularly"), Tap(ChatVerb.SUBSCRIPTIONS.value))]
    if len(scopes_of(turn, Act.SEE_DIGEST)) > 1:
        ways.insert(0, Button(voice.button("Another scope"), Tap(ChatVerb.DIGEST_SCOPES.value, covered.name)))
    return [tuple(beside), tuple(ways)]
