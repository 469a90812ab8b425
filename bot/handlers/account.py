"""The person's own: erasing everything."""

from datetime import timedelta

from bot.command_menu import drop_menu
from bot.turn import Turn
from bot.verbs import ChatVerb
from storage.erasure import erase_person
from texts.buttons import Tap
from texts.cards import Button, Card

DELETABLE = timedelta(hours=48)  # Telegram lets a bot delete messages this young
DELETED_AT_ONCE = 100  # messages in one call


def forget(turn: Turn) -> None:
    """/forget: one report, or everything."""
    voice = turn.voice
    text = voice.html(
        "<b>What shall I forget?</b>\nOne report: open it in /myreports and tap “Erase for good”.\n"
        "Everything: your drafts, your reports' words and pictures, your name and your place here. Bare figures "
        "stay in the totals, "
        "without you."
    )
    rows = (
        (Button(voice.button("One report"), Tap(ChatVerb.LIST.value)),),
        (Button(voice.button("Erase everything"), Tap(ChatVerb.FORGET_ALL.value)),),
        (Button(voice.button("Nothing"), Tap(ChatVerb.MENU.value)),),
    )
    turn.show(Card(text, rows))


def forget_all(turn: Turn) -> None:
    """Ask once more."""
    voice = turn.voice
    text = voice.html("<b>Erase everything?</b>\nThis can not be undone. To come back you will need a new invitation.")
    rows = (
        (Button(voice.button("Yes, erase everything"), Tap(ChatVerb.FORGET_ALL_SURE.value)),),
        (Button(voice.button("No, keep it"), Tap(ChatVerb.MENU.value)),),
    )
    turn.show(Card(text, rows))


def forget_all_surely(turn: Turn) -> None:
    """Erase the person with all drafts and reports, and clean the chat as far as Telegram allows."""
    person, stores = turn.active, turn.stores
    voice = turn.voice
    since = turn.now - DELETABLE
    ids = [
        each for each in stores.messages.of_chat(turn.desk.bot_id, turn.chat, since) if each != turn.incoming.message_id
    ]
    erase_person(stores, person.id)
    stores.audit.add("erase", "person", person.id, turn.now)
    turn.person = None  # what is still to be said is sealed under the installation's key
    turn.wants_erasures = True
    turn.show(
        Card(
            voice(
                "Everything is erased. Thank you for all you did. If you ever wish to come back, a new "
                "invitation is enough."
            )
        )
    )
    for at in range(0, len(ids), DELETED_AT_ONCE):
        turn.post("deleteMessages", {"chat_id": turn.incoming.chat_id, "message_ids": ids[at : at + DELETED_AT_ONCE]})
    drop_menu(turn)
