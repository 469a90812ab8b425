"""/safety: whether the person is at risk, their panic word, and what waits to be read."""

from dataclasses import replace

import orjson

from bot.handlers import panic
from bot.menu import menu_card
from bot.notices import SHOWN_FOR
from bot.turn import Turn
from storage.event_store import EventRow
from storage.safety_store import word_of
from texts.buttons import Tap
from texts.cards import Button, Card, Row
from texts.locale import Html
from texts.verbs import ChatVerb


def page(turn: Turn) -> None:
    """What is done for the person's safety, and what they can change."""
    turn.show(_card(turn))


def welcome(turn: Turn, event: EventRow | None) -> None:
    """The one question to somebody who has just joined a section at risk; what they came for comes after it."""
    voice = turn.voice
    if event is not None:
        turn.stores.events.join(event.id, turn.active.id, turn.now)
    choosing = Tap(ChatVerb.PANIC.value, event.code if event else "", 0, 1)
    rows = (
        (Button(voice.button("Choose a panic word"), choosing),),
        (Button(voice.button("Not now"), panic.onward(turn, event)),),
    )
    turn.show(Card(Html(f"{_told(turn)}\n\n{_about_word(turn)}"), rows))


def mark(turn: Turn) -> None:
    """The person says that they may be in danger, or no longer."""
    tap = turn.incoming.tap
    assert tap is not None  # routed by its verb
    at_risk = tap.index == 1
    turn.stores.safety.mark(turn.active.id, at_risk)
    turn.person = replace(turn.active, marked=at_risk)
    turn.show(_card(turn))
    if at_risk:  # what was said before may tell of them
        turn.delete(turn.known_messages() - {turn.incoming.message_id})


def panic_word(turn: Turn) -> None:
    """Choose a word, or have none."""
    tap = turn.incoming.tap
    assert tap is not None  # routed by its verb
    if tap.index == 1:
        panic.ask(turn)
    else:
        panic.drop(turn)
        turn.person = replace(turn.active, panic=None)
        turn.show(_card(turn))


def read(turn: Turn) -> None:
    """What has waited longest to be read, in place of the card that said so."""
    voice, safety = turn.voice, turn.stores.safety
    held = safety.read(turn.active.id)
    if held is None:
        turn.show(menu_card(turn, note=voice("There is nothing left to read.")))
        return
    method, content = held
    params = orjson.loads(content)
    if method != "sendMessage":
        _bring(turn, method, params)
        return
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    if safety.unread(turn.active.id):
        rows = [*rows, [Button(voice.button("Read the next one"), Tap(ChatVerb.READ.value)).markup()]]
    params |= {"chat_id": turn.incoming.chat_id, "reply_markup": {"inline_keyboard": rows}}
    turn.post("editMessageText", params, message_id=turn.incoming.message_id)


def _bring(turn: Turn, method: str, params: dict[str, object]) -> None:
    """What a card can not show comes below it; the card stays while there is more to read."""
    if not turn.stores.safety.unread(turn.active.id):
        turn.strip(message_id=turn.incoming.message_id)
    turn.post(method, params, delete_at=turn.now + SHOWN_FOR)


def _card(turn: Turn) -> Card:
    voice, person = turn.voice, turn.active
    rows: list[Row] = []
    if person.section is None or not person.section.at_risk:
        label = voice.button("I am no longer in danger") if person.marked else voice.button("I may be in danger")
        rows.append((Button(label, Tap(ChatVerb.AT_RISK.value, "", 0, int(not person.marked))),))
    if word_of(person.panic):
        rows.append((Button(voice.button("Change the panic word"), Tap(ChatVerb.PANIC.value, "", 0, 1)),))
        rows.append((Button(voice.button("Remove the panic word"), Tap(ChatVerb.PANIC.value, "", 0, 0)),))
    else:
        rows.append((Button(voice.button("Choose a panic word"), Tap(ChatVerb.PANIC.value, "", 0, 1)),))
    rows.append((Button(voice.button("Report an action"), Tap(ChatVerb.MENU.value)),))
    return Card(Html(f"{_told(turn)}\n\n{_about_word(turn)}"), tuple(rows))


def _told(turn: Turn) -> Html:
    voice, person = turn.voice, turn.active
    kept = voice.html(
        "What you send is deleted from this chat once it is stored, and so are my older messages; after 40 hours "
        "nothing is left here. Unasked, I say only that there is a message. Exact places are not kept, pictures are "
        "for internal use unless you say otherwise, and a deleted draft is gone at once."
    )
    if person.section is not None and person.section.at_risk:
        head = voice.html("<b>Safety</b>\nIn your section reporting can be dangerous, so this chat is careful for you:")
    elif person.marked:
        head = voice.html("<b>Safety</b>\nYou told me that you may be in danger, so this chat is careful for you:")
    else:
        head = voice.html("<b>Safety</b>\nIf what you report may put you in danger, tell me. Then:")
    return Html(f"{head} {kept}")


def _about_word(turn: Turn) -> Html:
    voice = turn.voice
    if word_of(turn.active.panic):
        return voice.html("Your panic word is set: written here, it erases everything of yours at once.")
    return voice.html("You can choose a panic word: written here at any moment, it erases everything of yours at once.")
