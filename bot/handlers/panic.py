"""The panic word: typed at any moment, in or out of a report, in a new or an edited message or below a picture, it
erases everything and cleans the chat. Only a keyed hash of it is kept.
"""

import hmac
from datetime import timedelta

from bot.handlers.account import erase_everything
from bot.handlers.arriving import follow_link
from bot.silence import fall_silent
from bot.turn import Turn
from storage.event_store import EventRow
from storage.safety_store import WAITS, choosing, waiting, word_of
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.date_reading import read_date
from texts.folding import fold
from texts.locale import Html
from texts.number_reading import read_number
from texts.references import read_reference
from texts.verbs import ChatVerb

SHORTEST, LONGEST = 4, 64  # letters
ANSWER = "OK."
MINUTE = timedelta(minutes=1)
# Whatever somebody might write here without meaning it, in any of our languages.
EVERYDAY = """
okay yeah nope none nothing help stop back skip more done next file cancel report reports hello thanks good please start
draft drafts internal public petition action outcome photo picture language pause delete read thank_you not_now
merci bonjour salut aide rien passer retour suite fini annuler rapport effacer bien plus interne d'accord
gracias hola ayuda nada atrás saltar listo cancelar informe vale bueno foto borrar interno acción de_acuerdo por_favor
شكرا مرحبا مساعدة رجوع تخطي انتهى إلغاء تقرير حسنا صورة تمام السلام_عليكم
"""
UNFIT = frozenset(fold(each.replace("_", " ")) for each in EVERYDAY.split())


def heard(turn: Turn) -> bool:
    """The panic word, or the word to be; False for any other message."""
    panic, incoming = turn.active.panic, turn.incoming
    if panic is None:
        return False
    if _is_word(turn, word_of(panic)):
        erase_everything(turn, ANSWER)
        fall_silent(turn)
        return True
    code, other = choosing(panic, turn.now), incoming.command is not None or incoming.sent is not None
    if code is None or incoming.text is None or incoming.edited or other:
        choose_no_more(turn)
        return False
    _choose(turn, incoming.text, _event(turn, code))
    return True


def ask(turn: Turn) -> None:
    """Choose a word: the next text is it. Whoever is asked at joining goes on to what they came for."""
    voice, tap = turn.voice, turn.incoming.tap
    event = _event(turn, tap.code if tap else "")
    _wait(turn, event)
    text = voice.html(
        "<b>Write your word now.</b>\nIt may be several words, of at least 4 letters: something you will remember in a "
        "hurry and never write here otherwise. I delete your message and keep nothing that the word could be read from."
    )
    limit = voice.plural("I wait for it {n} minute.", "I wait for it {n} minutes.", WAITS // MINUTE)
    turn.show(Card(Html(f"{text}\n{limit}"), _ways_on(turn, event)))


def choose_no_more(turn: Turn) -> None:
    """Something else than the word came: it is not waited for any longer."""
    panic = turn.active.panic
    if panic is not None and panic != word_of(panic):
        turn.stores.safety.set_panic(turn.active.id, word_of(panic) or None)


def drop(turn: Turn) -> None:
    """Have no word any more."""
    turn.stores.safety.set_panic(turn.active.id, None)


def _wait(turn: Turn, event: EventRow | None) -> None:
    panic = waiting(turn.active.panic, event.code if event else "", turn.now)
    turn.stores.safety.set_panic(turn.active.id, panic)


def _is_word(turn: Turn, known: bytes) -> bool:
    word = normal(turn.incoming.text or "")
    if not known or len(word) > LONGEST:
        return False
    hashes = turn.stores.safety.panic_hashes(turn.active.id, word)
    return any(hmac.compare_digest(known, each) for each in hashes)


def _choose(turn: Turn, text: str, event: EventRow | None) -> None:
    """The word, if it is fit to be one; its message goes from the chat in any case."""
    voice, word = turn.voice, normal(text)
    fit = is_fit(word, turn)
    if not fit:
        _wait(turn, event)
        told = voice.html(
            "<b>Please choose another one.</b>\nIt should have at least 4 letters and be no number, no day, no "
            "command, and nothing that people write here every day."
        )
    else:
        turn.stores.safety.set_panic(turn.active.id, turn.stores.safety.panic_hashes(turn.active.id, word)[0])
        told = voice.html(
            "<b>Your word is set.</b>\nWrite it here at any moment, in capitals or not: everything of yours is erased, "
            "this chat is emptied as far as Telegram allows, and I answer only “OK.”. Nobody is asked again, and "
            "nothing can be brought back."
        )
    if fit and event is not None:
        turn.foreword = told
        follow_link(turn, event)
    else:
        turn.say(Card(told, _ways_on(turn, event)))
    if turn.incoming.message_id is not None and not turn.at_risk:
        turn.delete([turn.incoming.message_id])


def normal(text: str) -> str:
    """Two spellings of one word, in capitals or not, with spaces around or within, are the same."""
    return " ".join(fold(text).split())


def is_fit(word: str, turn: Turn) -> bool:
    """Whether a (normal) word will not be written without meaning it."""
    if not SHORTEST <= len(word) <= LONGEST or word.startswith("/") or word in UNFIT:
        return False
    if not any(letter.isalpha() for letter in word) or read_reference(word) is not None:
        return False
    language, today = turn.language, turn.now.astimezone(turn.zone).date()
    return read_number(word, language, decimal=True) is None and read_date(word, language, today) is None


def onward(turn: Turn, event: EventRow | None) -> Tap:
    """To what somebody who has just joined came for: the event, once its day has come, or the menu."""
    if event is not None and event.occurs_on <= turn.now.astimezone(turn.zone).date():
        return Tap(ChatVerb.EVENT_BEGIN.value, event.code, turn.incoming.update_id)
    return Tap(ChatVerb.MENU.value)


def _event(turn: Turn, code: str) -> EventRow | None:
    """The event that somebody came for, if they have joined it."""
    event = turn.stores.events.by_code(code) if code else None
    return event if event is not None and turn.stores.events.has_joined(event.id, turn.active.id) else None


def _ways_on(turn: Turn, event: EventRow | None) -> tuple[tuple[Button, ...], ...]:
    voice = turn.voice
    if event is not None:
        return ((Button(voice.button("Not now"), onward(turn, event)),),)
    return (
        (Button(voice.button("Safety"), Tap(ChatVerb.SAFETY.value)),),
        (Button(voice.button("Report an action"), Tap(ChatVerb.MENU.value)),),
    )
