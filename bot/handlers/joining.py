"""Joining: invitation, language, consent, welcome. Before consent nothing of a message is kept.

The invitation's code travels in the buttons, so that nothing about a person is stored before they agree but a
pending row
(lookup and language, for at most a day).
"""

from bot.albums import further_part
from bot.command_menu import set_first_menu, set_menu
from bot.invites import read_code
from bot.menu import menu_card
from bot.render import language_rows
from bot.turn import Turn
from bot.verbs import ChatVerb
from storage.invite_store import Invite
from storage.people_store import Role
from texts.buttons import Tap
from texts.cards import Button, Card
from texts.locale import LANGUAGES, N_

CONSENT_VERSION = 2
WELCOME = "Welcome to Afteraction · Bienvenue · مرحبًا · Te damos la bienvenida"
# Written one after the other, because nobody has said yet which language they read.
CHOOSE = "Please choose your language.\nVeuillez choisir votre langue.\nيُرجى اختيار اللغة.\nElige tu idioma, por favor."
REFUSED = N_(
    "This invitation is no longer valid: it was used up, or its time is over. Please ask whoever sent it for a new one."
)
CONSENT = N_(
    "<b>Before we begin</b>\n"
    "This bot keeps what you report about actions, to show what they changed.\n"
    "• Kept: your answers, pictures and files, your language, and your Telegram id and name, encrypted.\n"
    "• Seen by: your section's staff, and the campaign's coordinators and researchers. Exports do not name you.\n"
    "• Pictures and files lose their hidden location and author.\n"
    "• Chats with bots are not end-to-end encrypted: Telegram itself could read them.\n"
    "• You can erase one report or everything at any time with /forget. Bare figures, such as a number of signatures, "
    "stay in the totals, without you.\n"
    "If a report could put you or others in danger, please speak with your section first."
)


def start(turn: Turn) -> None:
    """/start, with or without the code of a deep link."""
    _arrive(turn, turn.incoming.argument)


def stranger(turn: Turn) -> None:
    """Anything else from someone who has not consented: a typed code joins, the rest is explained and not kept."""
    if further_part(turn):
        return
    _arrive(turn, turn.incoming.text or "", kept_nothing=not turn.incoming.is_tap)


def _arrive(turn: Turn, text: str, kept_nothing: bool = False) -> None:
    code = read_code(text) or ""
    invite = _invite(turn, code)
    if invite is None and not turn.desk.settings.open_join:
        _explain(turn, refused=bool(code), kept_nothing=kept_nothing)
        return
    if turn.person is None:
        turn.stores.people.add_pending(turn.lookup, None, turn.now)
    rows = language_rows(lambda index: Tap(ChatVerb.JOIN_LANGUAGE, code if invite else "", 0, index))
    turn.show(Card(f"<b>{WELCOME}</b>\n{CHOOSE}", rows))


def _explain(turn: Turn, refused: bool, kept_nothing: bool) -> None:
    """Kind words for someone without a valid invitation."""
    voice = turn.voice
    if refused:
        text = voice(REFUSED)
    else:
        text = voice(
            "Hello! This bot is for members of human-rights groups who report on their actions. To join, please "
            "open the "
            "invitation link of your section, or send its code here. If you have none, your section's staff can "
            "make you one."
        )
    if kept_nothing:
        text += "\n" + voice("I have kept nothing of this message.")
    if turn.incoming.is_tap:
        turn.toast(text)
    else:
        turn.say(Card(text))


def choose_language(turn: Turn) -> None:
    """A language was tapped: the consent text in it."""
    tap = _tap(turn)
    if turn.person is not None and turn.person.status == "active":
        _already_in(turn)
        return
    language = LANGUAGES[tap.index] if tap.index < len(LANGUAGES) else turn.language
    if not _still_welcome(turn, tap.code):
        return
    person = turn.person or turn.stores.people.add_pending(turn.lookup, language, turn.now)
    turn.stores.people.set_language(person.id, language)
    _show_consent(turn, tap.code, language)


def _show_consent(turn: Turn, code: str, language: str) -> None:
    """What one agrees to, in its present version."""
    voice, index = turn.voice_in(language), LANGUAGES.index(language)
    rows = (
        (Button(voice.button("I agree"), Tap(ChatVerb.JOIN_AGREE, code, CONSENT_VERSION, index)),),
        (Button(voice.button("No, thank you"), Tap(ChatVerb.JOIN_DECLINE, code, 0, index)),),
    )
    turn.show(Card(voice.html(CONSENT), rows))


def agree(turn: Turn) -> None:
    """Consent: from now on content may be kept, under the person's own key. Only to the words that stand now: an older
    card becomes the present one.
    """
    tap = _tap(turn)
    if turn.person is not None and turn.person.status == "active":
        _already_in(turn)
        return
    language = LANGUAGES[tap.index] if tap.index < len(LANGUAGES) else turn.language
    if tap.version != CONSENT_VERSION:
        if _still_welcome(turn, tap.code):
            _show_consent(turn, tap.code, language)
        return
    invite = turn.stores.invites.use(turn.stores.keyring.hash_codes(tap.code), turn.now) if tap.code else None
    if invite is None and (tap.code or not turn.desk.settings.open_join):
        _explain(turn, refused=True, kept_nothing=False)
        return
    _join(turn, language, invite)
    if turn.incoming.message_id is not None:  # this card stays in the chat: note it, so that /forget can delete it
        stores = turn.stores
        stores.messages.add(turn.desk.bot_id, turn.chat, [turn.incoming.message_id], turn.now)
    turn.show(menu_card(turn, welcome=True))
    set_first_menu(turn)


def _join(turn: Turn, language: str, invite: Invite | None) -> None:
    stores = turn.stores
    role, scope, key = _granted(turn, invite)
    section = stores.organisation.section(key) if scope == "section" else None
    person = turn.person or stores.people.add_pending(turn.lookup, language, turn.now)
    stores.people.set_language(person.id, language)
    stores.people.consent(
        person.id,
        stores.keyring.take(),
        str(turn.incoming.chat_id),
        turn.incoming.name,
        section.id if section else None,
        None,
        CONSENT_VERSION,
        turn.now,
    )
    stores.roles.grant(person.id, role, scope, key, turn.now)
    stores.audit.add("join", "person", person.id, turn.now, person.id)
    turn.person = stores.people.get(person.id)


def _granted(turn: Turn, invite: Invite | None) -> tuple[str, str, str]:
    """Role, scope and scope key that this way of joining gives."""
    if invite is None:
        return "activist", "section", turn.desk.settings.open_join
    return invite.role, invite.scope, invite.scope_key


def decline(turn: Turn) -> None:
    """No consent: nothing is kept."""
    if turn.person is not None and turn.person.status == "active":
        _already_in(turn)
        return
    tap = _tap(turn)
    language = LANGUAGES[tap.index] if tap.index < len(LANGUAGES) else turn.language
    if turn.person is not None:
        turn.stores.people.remove_pending(turn.person.id)
        turn.person = None
    voice = turn.voice_in(language)
    turn.show(
        Card(voice("That is all right: nothing is kept. If you change your mind, open the invitation link again."))
    )


def accept_invitation(turn: Turn) -> bool:
    """A member opened another invitation: its role is added, and its section if the member has none. One that gives
    nothing new is not used up. False if the code is none.
    """
    code = read_code(turn.incoming.argument)
    if code is None:
        return False
    stores, person, offered = turn.stores, turn.active, _invite(turn, code)
    if offered is not None and Role(offered.role, offered.scope, offered.scope_key) in person.roles:
        turn.show(menu_card(turn, note=turn.voice("You have joined already. /report begins a report.")))
        return True
    invite = stores.invites.use(stores.keyring.hash_codes(code), turn.now)
    if invite is None:
        turn.show(menu_card(turn, note=turn.voice(REFUSED)))
        return True
    stores.roles.grant(person.id, invite.role, invite.scope, invite.scope_key, turn.now)
    section = stores.organisation.section(invite.scope_key) if invite.scope == "section" else None
    if section is not None:
        stores.people.set_first_section(person.id, section.id)
    stores.audit.add("grant", "person", person.id, turn.now, person.id)
    turn.person = stores.people.get(person.id)
    turn.show(menu_card(turn, note=turn.voice("The invitation is accepted.")))
    set_menu(turn)
    return True


def _invite(turn: Turn, code: str) -> Invite | None:
    return turn.stores.invites.peek(turn.stores.keyring.hash_codes(code), turn.now) if code else None


def _still_welcome(turn: Turn, code: str) -> bool:
    """Whether the invitation of a button still holds; explains if not."""
    if (not code and turn.desk.settings.open_join) or _invite(turn, code) is not None:
        return True
    _explain(turn, refused=True, kept_nothing=False)
    return False


def _already_in(turn: Turn) -> None:
    turn.toast(turn.voice("You have joined already. /report begins a report."))


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
