"""Digests that come by themselves: subscribe, choose what, how often, when and in which language, stop."""

from dataclasses import replace
from datetime import time
from enum import IntEnum

from babel.dates import get_day_names

from bot.digest_scopes import read_scope, scope_code, scope_label, scopes_of
from bot.rights import Act
from bot.staff import paging, refuse, tap_of
from bot.turn import Turn
from scheduler.digests import HOUR, cadence_of, comes_at, rescheduled
from scheduler.slots import next_slot
from scheduler.zone_question import city_button, question
from storage.ids import new_id
from storage.scopes import Within
from storage.subscription_store import ACTIVE, SubscriptionRow
from texts.buttons import Tap
from texts.cards import Button, Card, Rows, calendar, keyboard, page, pages
from texts.codes import ID, id_code, read_id
from texts.dates import datetime_words, time_words
from texts.locale import LANGUAGES, N_, NATIVE_NAMES, Html, Voice
from texts.verbs import ChatVerb

IN_PLACE = 1  # index of a tap that turns the tapped message; below, a new one comes
MOST = 8  # of one person
MONDAY = 0
CADENCES = ("weekly", "daily", "monthly")
CADENCE_WORDS = {"weekly": N_("Every week"), "daily": N_("Every day"), "monthly": N_("Every month")}
CHANGED = ("cadence", "weekday", "hour", "minute", "language", "next_at", "zone")
HOURS = 24
HOURS_IN_A_ROW = 6
QUESTIONS = (N_("How often?"), N_("On which day?"), N_("At what hour?"), N_("In which language?"))
MINE = 0  # among the languages: that of the person, also when they change it; the others as in LANGUAGES


class What(IntEnum):
    """What is chosen of a subscription: the index of its button, and of its question."""

    CADENCE = 0
    WEEKDAY = 1
    HOUR = 2
    LANGUAGE = 3


def subscriptions(turn: Turn) -> None:
    """What comes by itself, and the way to more."""
    if not scopes_of(turn, Act.SUBSCRIBE_DIGEST):
        refuse(turn)
        return
    (turn.show if tap_of(turn).index >= IN_PLACE else turn.say)(_list_card(turn))


def subscribe(turn: Turn) -> None:
    """Have one sent: of what, if there is a choice."""
    tap, scopes = tap_of(turn), scopes_of(turn, Act.SUBSCRIBE_DIGEST)
    if not scopes:
        refuse(turn)
    elif tap.code:
        scope = read_scope(turn, tap.code, Act.SUBSCRIBE_DIGEST)
        _begin(turn, scope) if scope else refuse(turn)
    elif len(scopes) == 1:
        _begin(turn, scopes[0])
    elif left := _not_yet(turn):
        buttons = [
            Button(scope_label(turn, each.scope, each.key), Tap(ChatVerb.SUBSCRIBE.value, scope_code(turn, each)))
            for each in page(left, tap.index)
        ]
        further = paging(turn.voice, ChatVerb.SUBSCRIBE.value, "", tap.index, tap.index + 1 < pages(left))
        turn.show(Card(turn.voice.html("<b>A digest of what?</b>"), keyboard(buttons, further, [_back(turn)])))
    else:
        turn.show(_list_card(turn, turn.voice("Already noted.")))


def opened(turn: Turn) -> None:
    """One of them."""
    row = _mine(turn)
    if row is not None:
        turn.show(card_of(turn, row))


def when(turn: Turn) -> None:
    """Choose how often, the day, the hour or the language."""
    row, what = _mine(turn), tap_of(turn).index
    if row is None:
        return
    if what >= len(QUESTIONS):
        turn.show(card_of(turn, row))
        return
    code = id_code(row.id)
    labels = _labels(what, turn.voice)
    buttons = [Button(each, Tap(ChatVerb.SUBSCRIPTION_SET.value, code, at, what)) for at, each in enumerate(labels)]
    back = [Button(turn.voice.button("Back"), Tap(ChatVerb.SUBSCRIPTION.value, code))]
    rows = [buttons[at : at + HOURS_IN_A_ROW] for at in range(0, len(buttons), HOURS_IN_A_ROW)]
    text = turn.voice.html("<b>{question}</b>", question=turn.voice(QUESTIONS[what]))
    turn.show(Card(text, calendar(rows, back) if what == What.HOUR else keyboard(buttons, manners=back)))


def set_when(turn: Turn) -> None:
    """It was tapped."""
    row, tap = _mine(turn), tap_of(turn)
    if row is None:
        return
    if tap.index < len(QUESTIONS) and tap.version < len(_labels(tap.index, turn.voice)):
        before, row = row, _changed(row, tap.index, tap.version)
        row = row if tap.index == What.LANGUAGE else rescheduled(turn.stores, before, row, turn.zone)
        changed = {name: getattr(row, name) for name in CHANGED}
        turn.stores.subscriptions.change(row.id, **changed)
    turn.show(card_of(turn, row, turn.voice("Noted.")))


def stop(turn: Turn) -> None:
    """No more of it."""
    row = _mine(turn)
    if row is not None:
        turn.stores.subscriptions.stop(row.id)
        turn.stores.audit.add("unsubscribe", "digest", row.id, turn.now, turn.active.id)
        turn.show(_list_card(turn, turn.voice("Stopped: it will not come any more.")))


def card_of(turn: Turn, row: SubscriptionRow, note: str = "") -> Card:
    """What comes, when next, and a button for each thing that can be changed."""
    voice, code = turn.voice, id_code(row.id)
    lines = [voice.html("<b>{what}</b>", what=_label(turn, row)), _next_words(turn, row)]
    if row.address is not None:
        lines.append(voice.html("The digest is posted in a group and leaves out sections at risk. Those who may see "
                                "its numbers open them in the private chat with me."))  # fmt: skip
    if note:
        lines.append(voice.html("{note}", note=note))
    city: Rows = ()
    if turn.active.zone is None:
        lines.append(question(voice))
        city = ((city_button(voice),),)
    weekday = {What.WEEKDAY: voice.button("Day")} if row.cadence == "weekly" else {}
    labels = {What.CADENCE: voice.button("How often"), **weekday, What.HOUR: voice.button("Hour")}
    whens = ((label, Tap(ChatVerb.SUBSCRIPTION_WHEN.value, code, 0, what)) for what, label in labels.items())
    choices = [Button(label, tap) for label, tap in whens]
    language = Button(voice.button("Language"), Tap(ChatVerb.SUBSCRIPTION_WHEN.value, code, 0, What.LANGUAGE))
    stopping = Button(voice.button("Stop it"), Tap(ChatVerb.SUBSCRIPTION_STOP.value, code))
    return Card(Html("\n".join(lines)), (tuple(choices), *city, (language,), (stopping,), (_back(turn),)))


def scheduled(turn: Turn, row: SubscriptionRow) -> SubscriptionRow:
    """A new one with its first slot, by the person's clocks."""
    return replace(row, next_at=next_slot(cadence_of(row), turn.zone, turn.now), zone=turn.zone.key)


def fresh(turn: Turn, scope: Within) -> SubscriptionRow:
    """A new one for the person's private chat, every Monday at nine."""
    row = SubscriptionRow(
        id=new_id(turn.now),
        bot_id=turn.desk.bot_id,
        person_id=turn.active.id,
        chat=None,
        address=None,
        thread_id=None,
        scope=scope.scope,
        scope_key=scope.key,
        cadence=CADENCES[0],
        weekday=MONDAY,
        hour=HOUR,
        minute=0,
        language=None,
        status=ACTIVE,
        next_at=turn.now,
        created_at=turn.now,
    )
    return scheduled(turn, row)


def when_words(row: SubscriptionRow, voice: Voice) -> str:
    """"every Monday at 09:00"."""
    hour = time_words(time(row.hour, row.minute), voice)
    match row.cadence:
        case "daily":
            return voice("every day at {time}", time=hour)
        case "monthly":
            return voice("on the first of every month at {time}", time=hour)
    return voice("every week on {weekday} at {time}", weekday=_weekdays(voice)[row.weekday], time=hour)


def _begin(turn: Turn, scope: Within) -> None:
    known = turn.stores.subscriptions.of_person(turn.active.id, turn.desk.bot_id)
    mine = [each for each in known if each.chat is None]
    same = next((each for each in mine if (each.scope, each.scope_key) == (scope.scope, scope.key)), None)
    if same is not None:
        turn.show(card_of(turn, same, turn.voice("Already noted.")))
    elif len(known) >= MOST:
        turn.show(_list_card(turn, turn.voice("That is as many digests as I can send. Please stop one first.")))
    else:
        row = fresh(turn, scope)
        turn.stores.subscriptions.add(row)
        turn.stores.audit.add("subscribe", "digest", row.id, turn.now, turn.active.id)
        turn.show(card_of(turn, row, turn.voice("The digest comes by itself from now on.")))


def _list_card(turn: Turn, note: str = "") -> Card:
    voice = turn.voice
    rows = turn.stores.subscriptions.of_person(turn.active.id, turn.desk.bot_id)
    buttons = [Button(_label(turn, each), Tap(ChatVerb.SUBSCRIPTION.value, id_code(each.id))) for each in rows[:MOST]]
    parts = [voice.html("<b>Digests that come by themselves</b>")]
    if note:
        parts.append(voice.html("{note}", note=note))
    parts.append(
        voice.html("Tap one to change or stop it.") if rows
        else voice.html("None yet. With a tap one comes every Monday at 9; you can change day and hour.")
    )  # fmt: skip
    parts.append(voice.html("To have one posted in a group or one of its topics, send /digest there."))
    more = [Button(voice.button("Have one sent every week"), Tap(ChatVerb.SUBSCRIBE.value))] if _not_yet(turn) else []
    return Card(Html("\n".join(parts)), keyboard(buttons, manners=more))


def _not_yet(turn: Turn) -> list[Within]:
    """What the person may have sent and has not: what is posted in a group does not come to them."""
    known = turn.stores.subscriptions.of_person(turn.active.id, turn.desk.bot_id)
    mine = {(each.scope, each.scope_key) for each in known if each.chat is None}
    return [each for each in scopes_of(turn, Act.SUBSCRIBE_DIGEST) if (each.scope, each.key) not in mine]


def _next_words(turn: Turn, row: SubscriptionRow) -> Html:
    at = comes_at(row, turn.zone, turn.now)
    if at <= turn.now:
        return turn.voice.html("The next one comes in a moment.")
    today = turn.now.astimezone(turn.zone).date()
    return turn.voice.html("Next on {instant}.", instant=datetime_words(at.astimezone(turn.zone), turn.voice, today))


def _label(turn: Turn, row: SubscriptionRow) -> str:
    voice = turn.voice
    where = voice("in a group") if row.address is not None else ""
    language = NATIVE_NAMES[row.language] if row.language else ""
    return voice.beside(scope_label(turn, row.scope, row.scope_key), when_words(row, voice), where, language)


def _mine(turn: Turn) -> SubscriptionRow | None:
    """The tapped one, if it is the person's and runs; explains otherwise."""
    subscription_id = read_id(tap_of(turn).code[:ID])
    row = turn.stores.subscriptions.get(subscription_id) if subscription_id else None
    if row is None or row.person_id != turn.active.id or row.status != ACTIVE:
        turn.toast(turn.voice("This digest is not sent any more. /digest shows the latest numbers."))
        return None
    return row


def _changed(row: SubscriptionRow, what: int, value: int) -> SubscriptionRow:
    match what:
        case What.CADENCE:
            return replace(row, cadence=CADENCES[value])
        case What.WEEKDAY:
            return replace(row, weekday=value)
        case What.LANGUAGE:
            return replace(row, language=None if value == MINE else LANGUAGES[value - 1])
    return replace(row, hour=value, minute=0)


def _labels(what: int, voice: Voice) -> list[str]:
    match what:
        case What.CADENCE:
            return [voice.button(CADENCE_WORDS[each]) for each in CADENCES]
        case What.WEEKDAY:
            return _weekdays(voice)
        case What.LANGUAGE:
            return [voice.button("My language"), *NATIVE_NAMES.values()]
    return [time_words(time(hour), voice) for hour in range(HOURS)]


def _weekdays(voice: Voice) -> list[str]:
    names = get_day_names("wide", "stand-alone", voice.locale)
    return [names[day] for day in range(7)]


def _back(turn: Turn) -> Button:
    return Button(turn.voice.button("All my digests"), Tap(ChatVerb.SUBSCRIPTIONS.value, "", 0, IN_PLACE))
