"""Ways to join: an invitation, an event's link, or a section that anybody may join."""

from dataclasses import dataclass
from uuid import UUID

from bot.codes import row_code, row_key
from bot.events import TOKEN_LENGTH, is_open, read_token, section_keys
from bot.invites import read_code
from bot.turn import Turn
from storage.event_store import EventRow
from storage.invite_store import Invite

LINK = 1 + TOKEN_LENGTH  # what an event's link carries; in buttons the section chosen stands behind it


@dataclass(frozen=True, slots=True)
class WayIn:
    """What somebody who takes it becomes. `code`: what buttons carry, the section included; `sections`: keys to choose
    among; `scope_key` is empty until one of them is chosen.
    """

    code: str
    role: str
    scope: str
    scope_key: str
    event: EventRow | None = None
    sections: tuple[str, ...] = ()
    group_id: UUID | None = None  # of the section, which whoever comes this way joins

    @property
    def asks_section(self) -> bool:
        """Whether one of its sections is still to be chosen."""
        return self.event is not None and not self.scope_key


def read_way(text: str) -> str:
    """The code of an event's link or of an invitation in what was opened or typed; '' if there is none."""
    return read_token(text) or read_code(text) or ""


def look(turn: Turn, code: str) -> WayIn | None:
    """Where the code leads now; without one, the section that anybody may join. None if nowhere."""
    if read_token(code[:LINK]):
        return _by_event(turn, code)
    if code:
        return _by_invite(code, turn.stores.invites.peek(turn.stores.keyring.hash_codes(code), turn.now))
    return _open(turn)


def take(turn: Turn, code: str) -> WayIn | None:
    """The same, for good: a use of an invitation is gone."""
    if code and not read_token(code[:LINK]):
        return _by_invite(code, turn.stores.invites.use(turn.stores.keyring.hash_codes(code), turn.now))
    return look(turn, code)


def into(turn: Turn, code: str, section: str) -> str:
    """The code of an event's link together with one of the sections that take part, as buttons carry it."""
    return code[:LINK] + row_code(turn.desk.tables(turn.stores)["sections"], section)


def _by_invite(code: str, invite: Invite | None) -> WayIn | None:
    if invite is None:
        return None
    return WayIn(code, invite.role, invite.scope, invite.scope_key, group_id=invite.group_id)


def event_of(turn: Turn, code: str) -> EventRow | None:
    """The event whose link carries the code, open or not."""
    token = read_token(code[:LINK])
    return turn.stores.events.by_token(turn.stores.keyring.hash_codes(token)) if token else None


def _by_event(turn: Turn, code: str) -> WayIn | None:
    """Only the section that was chosen is joined, if it still takes part; the only one need not be chosen."""
    event = event_of(turn, code)
    if event is None or not is_open(event, turn.now.astimezone(turn.zone).date()):
        return None
    keys = tuple(section_keys(turn.stores, event))
    table = turn.desk.tables(turn.stores)["sections"]
    chosen = row_key(table, code[LINK:]) if code[LINK:] else keys[0] if len(keys) == 1 else None
    section = chosen if chosen in keys else ""
    return WayIn(into(turn, code, section or ""), "activist", "section", section or "", event, keys)


def _open(turn: Turn) -> WayIn | None:
    key = turn.desk.settings.open_join
    return WayIn("", "activist", "section", key) if key else None
