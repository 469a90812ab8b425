"""Ways to join: an invitation, an event's link, or a section that anybody may join."""

from dataclasses import dataclass
from uuid import UUID

from bot.events import is_open, read_token, section_keys
from bot.invites import read_code
from bot.turn import Turn
from storage.event_store import EventRow
from storage.invite_store import Invite


@dataclass(frozen=True, slots=True)
class WayIn:
    """What somebody who takes it becomes. `sections`: keys to choose among, by the place that buttons carry."""

    role: str
    scope: str
    scope_key: str
    event: EventRow | None = None
    sections: tuple[str, ...] = ()
    group_id: UUID | None = None  # of the section, which whoever comes this way joins


def read_way(text: str) -> str:
    """The code of an event's link or of an invitation in what was opened or typed; '' if there is none."""
    return read_token(text) or read_code(text) or ""


def look(turn: Turn, code: str, chosen: int = 0) -> WayIn | None:
    """Where the code leads now; without one, the section that anybody may join. None if nowhere."""
    if read_token(code):
        return _by_event(turn, code, chosen)
    if code:
        return _by_invite(turn.stores.invites.peek(turn.stores.keyring.hash_codes(code), turn.now))
    return _open(turn)


def take(turn: Turn, code: str, chosen: int = 0) -> WayIn | None:
    """The same, for good: a use of an invitation is gone."""
    if code and not read_token(code):
        return _by_invite(turn.stores.invites.use(turn.stores.keyring.hash_codes(code), turn.now))
    return look(turn, code, chosen)


def _by_invite(invite: Invite | None) -> WayIn | None:
    return None if invite is None else WayIn(invite.role, invite.scope, invite.scope_key, group_id=invite.group_id)


def event_of(turn: Turn, code: str) -> EventRow | None:
    """The event whose link carries the code, open or not."""
    return turn.stores.events.by_token(turn.stores.keyring.hash_codes(code)) if read_token(code) else None


def _by_event(turn: Turn, code: str, chosen: int) -> WayIn | None:
    event = event_of(turn, code)
    if event is None or not is_open(event, turn.now.astimezone(turn.zone).date()):
        return None
    keys = tuple(section_keys(turn.stores, event))
    return WayIn("activist", "section", keys[chosen] if chosen < len(keys) else keys[0], event, keys)


def _open(turn: Turn) -> WayIn | None:
    key = turn.desk.settings.open_join
    return WayIn("activist", "section", key) if key else None
