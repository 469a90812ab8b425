"""Joining: invitation or an event's link, language, section, consent, welcome. Before consent nothing of a message is
kept.

The code travels in the buttons, and so do the language and the section chosen; so nothing about a person is stored
before they agree but a pending row (lookup and language, for at most a day).
"""

from bot import ways_in
from bot.albums import further_part
from bot.command_menu import set_first_menu, set_menu
from bot.handlers import safety
from bot.handlers.arriving import closed_words, follow_link
from bot.menu import menu_card
from bot.render import language_rows
from bot.rights import Act, Subject
from bot.silence import is_silent, speak_again, stay_silent
from bot.turn import Turn
from bot.ways_in import WayIn, event_of, read_way
from storage.people_store import Role
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.locale import LANGUAGES, N_, Html
from texts.verbs import ChatVerb

CONSENT_VERSION = 2
WELCOME = "Welcome to Afteraction · Bienvenue · مرحبًا · Te damos la bienvenida"
# Written one after the other, because nobody has said yet which language they read.
CHOOSE = "Please choose your language.\nVeuillez choisir votre langue.\nيُرجى اختيار اللغة.\nElige tu idioma, por favor."
REFUSED = N_(
    "This invitation is no longer valid: it was used up, or its time is over. Please ask whoever sent it for a new one."
)
ASK_SECTION = N_("To join, please open the invitation link of your section; its staff can make you one.")
NO_SECTION = N_("You belong to no section at the moment. Tap one to join it and to report on the event.")
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
    speak_again(turn)
    _arrive(turn, turn.incoming.argument)


def stranger(turn: Turn) -> None:
    """Anything else from someone who has not consented: a typed code joins, the rest is explained and not kept."""
    if is_silent(turn):
        stay_silent(turn)
        return
    if further_part(turn):
        return
    _arrive(turn, turn.incoming.text or "", kept_nothing=not turn.incoming.is_tap)


def _arrive(turn: Turn, text: str, kept_nothing: bool = False) -> None:
    code = read_way(text)
    known = ways_in.look(turn, code)
    if known is None and (ways_in.look(turn, "") is None or event_of(turn, code) is not None):
        _explain(turn, code, kept_nothing)
        return
    if turn.person is None:
        turn.stores.people.add_pending(turn.lookup, None, turn.now)
    rows = language_rows(lambda index: Tap(ChatVerb.JOIN_LANGUAGE, code if known else "", 0, index))
    turn.show(Card(f"<b>{WELCOME}</b>\n{CHOOSE}", rows))
    _leave_no_trace(turn, known or ways_in.look(turn, ""))


def _leave_no_trace(turn: Turn, way: WayIn | None) -> None:
    """What opened the way into a section at risk goes from the chat at once: its id can not be kept before consent."""
    incoming = turn.incoming
    if way is None or incoming.is_tap or incoming.message_id is None:
        return
    keys = way.sections or ((way.scope_key,) if way.scope == "section" else ())
    sections = [turn.stores.organisation.section(key) for key in keys]
    if any(each is not None and each.at_risk for each in sections):
        turn.post("deleteMessage", {"chat_id": incoming.chat_id, "message_id": incoming.message_id})


def _explain(turn: Turn, code: str, kept_nothing: bool = False) -> None:
    """Kind words for someone without a valid invitation, or for an event that is no longer open."""
    voice, event = turn.voice, event_of(turn, code)
    closed = closed_words(turn, event) if event else None
    if closed:
        text = f"{closed} {voice(ASK_SECTION)}"
    elif code:
        text = voice(REFUSED)
    elif turn.incoming.is_tap:  # as short as a notice over the chat: a button of a card that tells nothing any more
        text = voice(ASK_SECTION)
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
    """A language was tapped: which section, if an event has several; then the consent text in it."""
    tap = _tap(turn)
    if _is_in(turn):
        _already_in(turn)
        return
    way = ways_in.look(turn, tap.code)
    if way is None:
        _explain(turn, tap.code)
        return
    language = _language(turn, tap.index)
    person = turn.person or turn.stores.people.add_pending(turn.lookup, language, turn.now)
    turn.stores.people.set_language(person.id, language)
    _ask_next(turn, way, language)


def _ask_next(turn: Turn, way: WayIn, language: str) -> None:
    """What is missing yet: the section, where several take part in an event; then consent."""
    if way.asks_section:
        _show_sections(turn, way, language)
    else:
        _show_consent(turn, way, language)


def _show_sections(turn: Turn, way: WayIn, language: str, number: int = 0) -> None:
    """Whom one joins, where several take part; the planning section comes first."""
    voice, table = turn.voice_in(language), turn.desk.tables(turn.stores)["sections"]
    choices = [
        Button(table.label(key, language), _join_tap(ChatVerb.JOIN_SECTION, code, language))
        for key, code in ((key, ways_in.into(turn, way.code, key)) for key in way.sections)
    ]
    turned = [("‹", number - 1)] if number > 0 else []
    turned += [("›", number + 1)] if number + 1 < pages(choices) else []
    paging = [Button(sign, _join_tap(ChatVerb.JOIN_PAGE, way.code, language, to)) for sign, to in turned]
    text = voice.html("<b>Which section do you belong to?</b>")
    if _belongs_nowhere(turn):
        text = Html(f"{voice.html(NO_SECTION)}\n\n{text}")
    turn.show(Card(text, keyboard(page(choices, number), paging)))


def turn_page(turn: Turn) -> None:
    """More sections to choose among."""
    tap = _tap(turn)
    way = ways_in.look(turn, tap.code)
    if _belongs_somewhere(turn):
        _already_in(turn)
    elif way is None:
        _explain(turn, tap.code)
    else:
        _show_sections(turn, way, _language(turn, tap.index), tap.version)


def choose_section(turn: Turn) -> None:
    """A section was tapped: the consent text; whoever gave consent before, and belongs to none now, has joined."""
    tap = _tap(turn)
    way = ways_in.look(turn, tap.code)
    if _belongs_somewhere(turn):
        _already_in(turn)
    elif way is None or way.event is None:
        _explain(turn, tap.code)
    elif _is_in(turn) and not way.asks_section:
        _belong(turn, way)
        _go_in(turn, way)
        set_menu(turn)
    else:
        _ask_next(turn, way, _language(turn, tap.index))


def _is_in(turn: Turn) -> bool:
    """Somebody who gave consent."""
    return turn.person is not None and turn.person.status == "active"


def _belongs_nowhere(turn: Turn) -> bool:
    """Somebody who gave consent and has left their section since, or who only reads: nothing is theirs to report."""
    person = turn.person
    if person is None or not _is_in(turn):
        return False
    return person.section is None and not turn.may(Act.FILE_REPORT, Subject(person_id=person.id))


def _belongs_somewhere(turn: Turn) -> bool:
    """A member of a section: the buttons of joining say nothing new to them."""
    return _is_in(turn) and not _belongs_nowhere(turn)


def _show_consent(turn: Turn, way: WayIn, language: str) -> None:
    """What one agrees to, in its present version."""
    voice = turn.voice_in(language)
    agreeing = _join_tap(ChatVerb.JOIN_AGREE, way.code, language, CONSENT_VERSION)
    declining = _join_tap(ChatVerb.JOIN_DECLINE, way.code, language)
    rows = ((Button(voice.button("I agree"), agreeing),), (Button(voice.button("No, thank you"), declining),))
    turn.show(Card(voice.html(CONSENT), rows))


def agree(turn: Turn) -> None:
    """Consent: from now on content may be kept, under the person's own key. Only to the words that stand now: an older
    card becomes the present one.
    """
    tap = _tap(turn)
    if _is_in(turn):
        _already_in(turn)
        return
    stands = tap.version == CONSENT_VERSION
    way = (ways_in.take if stands else ways_in.look)(turn, tap.code)
    if way is None:
        _explain(turn, tap.code)
    elif way.asks_section or not stands:
        _ask_next(turn, way, _language(turn, tap.index))
    else:
        _welcome(turn, _language(turn, tap.index), way)


def _welcome(turn: Turn, language: str, way: WayIn) -> None:
    """Somebody has joined: an event's flow goes on by itself, others see the menu."""
    stores = turn.stores
    _join(turn, language, way)
    if turn.incoming.message_id is not None:  # this card stays in the chat: note it, so that /forget can delete it
        stores.messages.add(turn.desk.bot_id, turn.chat, [turn.incoming.message_id], turn.now)
    _go_in(turn, way)
    set_first_menu(turn)


def _go_in(turn: Turn, way: WayIn) -> None:
    if turn.at_risk:
        safety.welcome(turn, way.event)
    elif way.event is not None:
        follow_link(turn, way.event, welcome=True)
    else:
        turn.show(menu_card(turn, welcome=True))


def _join(turn: Turn, language: str, way: WayIn) -> None:
    stores = turn.stores
    section = stores.organisation.section(way.scope_key) if way.scope == "section" else None
    person = turn.person or stores.people.add_pending(turn.lookup, language, turn.now)
    stores.people.set_language(person.id, language)
    stores.people.consent(
        person.id,
        stores.keyring.take(),
        str(turn.incoming.chat_id),
        turn.incoming.name,
        section.id if section else None,
        way.group_id,
        CONSENT_VERSION,
        turn.now,
    )
    stores.roles.grant(person.id, way.role, way.scope, way.scope_key, turn.now)
    stores.audit.add("join", "person", person.id, turn.now, person.id)
    turn.person = stores.people.get(person.id)


def decline(turn: Turn) -> None:
    """No consent: nothing is kept."""
    if _is_in(turn):
        _already_in(turn)
        return
    language = _language(turn, _tap(turn).index)
    if turn.person is not None:
        turn.stores.people.remove_pending(turn.person.id)
        turn.person = None
    voice = turn.voice_in(language)
    turn.show(
        Card(voice("That is all right: nothing is kept. If you change your mind, open the invitation link again."))
    )


def accept_invitation(turn: Turn) -> bool:
    """A member opened an event's link, or another invitation: its role is added, and its section if the member has
    none. One that gives nothing new is not used up. False if the code is none.
    """
    code = read_way(turn.incoming.argument)
    if not code:
        return False
    event, offered = event_of(turn, code), ways_in.look(turn, code)
    if event is not None and offered is not None and _belongs_nowhere(turn):
        _show_sections(turn, offered, turn.language)
    elif event is not None:
        follow_link(turn, event)
    elif offered is not None and Role(offered.role, offered.scope, offered.scope_key) in turn.active.roles:
        turn.show(menu_card(turn, note=turn.voice("You have joined already. /report begins a report.")))
    else:
        _accept(turn, ways_in.take(turn, code))
    return True


def _accept(turn: Turn, way: WayIn | None) -> None:
    if way is None:
        turn.show(menu_card(turn, note=turn.voice(REFUSED)))
        return
    _belong(turn, way)
    turn.show(menu_card(turn, note=turn.voice("The invitation is accepted.")))
    set_menu(turn)


def _belong(turn: Turn, way: WayIn) -> None:
    """The role, and the section of whoever has none."""
    stores, person = turn.stores, turn.active
    stores.roles.grant(person.id, way.role, way.scope, way.scope_key, turn.now)
    section = stores.organisation.section(way.scope_key) if way.scope == "section" else None
    if section is not None:
        stores.people.set_first_section(person.id, section.id)
        if way.group_id is not None:
            stores.members.set_group(person.id, section.id, way.group_id)
    stores.audit.add("grant", "person", person.id, turn.now, person.id)
    turn.person = stores.people.get(person.id)


def _join_tap(verb: ChatVerb, code: str, language: str, version: int = 0) -> Tap:
    return Tap(verb, code, version, LANGUAGES.index(language))


def _language(turn: Turn, place: int) -> str:
    return LANGUAGES[place] if place < len(LANGUAGES) else turn.language


def _already_in(turn: Turn) -> None:
    turn.toast(turn.voice("You have joined already. /report begins a report."))


def _tap(turn: Turn) -> Tap:
    assert turn.incoming.tap is not None  # routed by its verb
    return turn.incoming.tap
