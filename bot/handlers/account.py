"""The person's own: erasing everything."""

from bot.command_menu import drop_menu
from bot.turn import Turn
from storage.erasure import erase_person
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.verbs import ChatVerb


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
    farewell = turn.voice(
        "Everything is erased. Thank you for all you did. If you ever wish to come back, a new invitation is enough."
    )
    erase_everything(turn, farewell)


def erase_everything(turn: Turn, farewell: str) -> None:
    """Nothing stays of the person but bare figures, and of the chat but the farewell."""
    person, stores, incoming = turn.active, turn.stores, turn.incoming
    ids = turn.known_messages() - ({incoming.message_id} if incoming.is_tap else set())
    # What was said a moment ago may be in the chat and not be noted yet.
    unnoted = [] if incoming.is_tap else stores.outbox.waiting_of(turn.desk.bot_id, turn.chat)
    erase_person(stores, person.id)
    stores.audit.add("erase", "person", person.id, turn.now)
    turn.person = None  # what is still to be said is sealed under the installation's key
    turn.wants_erasures = True
    turn.show(Card(farewell))
    turn.delete(ids)
    for each in unnoted:
        turn.post("deleteMessage", {"chat_id": incoming.chat_id}, outbox_id=each)
    drop_menu(turn)
