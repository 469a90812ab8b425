"""/digest in a group or a topic of it: it is posted there once the person who asked confirms it in private."""

from dataclasses import replace

from bot.digest_scopes import at_risk, read_scope, scope_code, scope_label, scopes_of
from bot.digesting import may_have
from bot.handlers.digest_subscriptions import card_of, fresh, scheduled
from bot.handlers.groups import command as refer_to_private
from bot.handlers.groups import private_link
from bot.rights import Act
from bot.staff import paging, refuse, tap_of
from bot.turn import Turn
from storage.scopes import Within
from storage.subscription_store import ACTIVE, OFFERED, SubscriptionRow
from texts.buttons import Tap
from texts.cards import Button, Card, keyboard, page, pages
from texts.codes import ID, id_code, read_id
from texts.verbs import ChatVerb

CONFIRM_LOCK = 0x706F7374  # "post": two who confirm the same for one place at once
LINK, SURE = ChatVerb.SUBSCRIPTION_OFFER.value, ChatVerb.SUBSCRIPTION_SURE.value


def command(turn: Turn) -> None:
    """Offered by whoever is entitled; to anybody else, as any command in a group."""
    scopes = _scopes(turn) if turn.person is not None and turn.person.status == "active" else []
    if not scopes:
        refer_to_private(turn)
        return
    incoming = turn.incoming
    row = replace(
        fresh(turn, scopes[0]),
        chat=turn.chat,
        address=incoming.chat_id,
        thread_id=incoming.thread_id,
        status=OFFERED,
    )
    turn.stores.subscriptions.add(row)
    voice = turn.voice
    link = private_link(turn, f"{LINK}_{id_code(row.id)}_0")
    card = Card(
        voice.html("A digest can be posted here every week. Please confirm it in the private chat with me."),
        ((Button(voice.button("Open the private chat"), url=link),),),
    )
    turn.say(card)


def confirm(turn: Turn) -> None:
    """In private: which scope is to be posted there, as one tap."""
    row = _offered(turn)
    if row is None:
        return
    voice, tap, scopes = turn.voice, tap_of(turn), _scopes(turn)
    code = id_code(row.id)
    buttons = [
        Button(scope_label(turn, each.scope, each.key), Tap(SURE, code + scope_code(turn, each)))
        for each in page(scopes, tap.index)
    ]
    further = paging(voice, LINK, code, tap.index, tap.index + 1 < pages(scopes))
    text = voice.html(
        "<b>Post a digest in the group?</b>\nEverybody there can read it: numbers, what changed, what has not come "
        "yet. It names no person and tells nothing of sections at risk. Tap what it should be about; if you would "
        "rather not, do nothing."
    )
    turn.show(Card(text, keyboard(buttons, further)))


def confirmed(turn: Turn) -> None:
    """It is posted from now on."""
    row = _offered(turn)
    scope = read_scope(turn, tap_of(turn).code[ID:], Act.SUBSCRIBE_DIGEST)
    if row is None:
        return
    if scope is None or at_risk(turn.stores, scope.scope, scope.key):
        refuse(turn)
        return
    there = _there_already(turn, row, scope)
    if there is not None:
        if there.person_id == turn.active.id:
            turn.show(card_of(turn, there, turn.voice("It comes there already.")))
        else:
            turn.toast(turn.voice("It comes there already: somebody else asked for it. /digest shows it here."))
        return
    row = scheduled(turn, replace(row, scope=scope.scope, scope_key=scope.key, status=ACTIVE))
    turn.stores.subscriptions.change(
        row.id, scope=row.scope, scope_key=row.scope_key, status=row.status, next_at=row.next_at, zone=row.zone
    )
    turn.stores.audit.add("subscribe", "digest", row.id, turn.now, turn.active.id)
    turn.show(card_of(turn, row, turn.voice("It is posted there from now on.")))


def _scopes(turn: Turn) -> list[Within]:
    """What may be told in a group: no section at risk."""
    found = scopes_of(turn, Act.SUBSCRIBE_DIGEST)
    return [each for each in found if not at_risk(turn.stores, each.scope, each.key)]


def _there_already(turn: Turn, row: SubscriptionRow, scope: Within) -> SubscriptionRow | None:
    """Who asked for the same in that place before; if they may not have it any more, theirs ends, because it comes no
    more."""
    assert row.address is not None
    stores, subscriptions = turn.stores, turn.stores.subscriptions
    stores.one_at_a_time(CONFIRM_LOCK)
    for each in subscriptions.posted(row.bot_id, stores.keyring.lookups(row.address), row.thread_id):
        if (each.scope, each.scope_key) == (scope.scope, scope.key):
            if may_have(stores, stores.people.get(each.person_id), each.scope, each.scope_key, in_group=True):
                return each
            subscriptions.stop(each.id)
    return None


def _offered(turn: Turn) -> SubscriptionRow | None:
    """The one that the link or button is about, if it waits for this person; explains otherwise."""
    subscription_id = read_id(tap_of(turn).code[:ID])
    row = turn.stores.subscriptions.get(subscription_id) if subscription_id else None
    if row is None or row.person_id != turn.active.id or row.status != OFFERED or not _scopes(turn):
        turn.toast(turn.voice("That offer is over, or accepted already. To begin again, send /digest in the group."))
        return None
    return row
