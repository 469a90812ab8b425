"""What an event is called and found by: its code, the token of its link, until when the link leads on."""

import secrets
from datetime import date, timedelta

from storage.event_store import EventRow
from storage.stores import Stores
from texts.references import ALPHABET

EVENT = "event"  # what the flow that plans events files
PREFIX = "EV-"
CODE_LENGTH = 6
MARK = "E"  # a token's first letter, which tells it from an invitation's code
TOKEN_LENGTH = 20  # characters of base 32: 100 random bits
DRAWS = 20  # codes drawn before giving up; a billion are possible
OPEN_FOR = timedelta(days=30)  # after its day, people may still report on it
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_token() -> str:
    """What an event's link carries, such as `E7K3F...`: letters and digits that may be read out or typed."""
    return MARK + "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


def read_token(text: str) -> str | None:
    """The token a person came by, as it is hashed; None for anything that can be none. An invitation is shorter."""
    bare = text.strip().upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    fits = len(bare) == 1 + TOKEN_LENGTH and bare.startswith(MARK) and all(each in ALPHABET for each in bare)
    return bare if fits else None


def read_code(text: str) -> str:
    """An event's code as staff may write it: small letters and a missing prefix are forgiven."""
    bare = text.strip().upper().removeprefix(PREFIX).replace("-", "").translate(_MISREAD)
    return PREFIX + bare


def event_link(bot_username: str, token: str) -> str:
    """What a person opens to join and to report."""
    return f"https://t.me/{bot_username}?start={token.lower()}"


def new_code(stores: Stores) -> str:
    """A code that no event has."""
    for _ in range(DRAWS):
        drawn = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if stores.events.by_code(drawn) is None:
            return drawn
    raise RuntimeError("no free code was drawn")


def is_over(event: EventRow, today: date) -> bool:
    """Whether its day was too long ago to report on it by its link."""
    return today > event.occurs_on + OPEN_FOR


def is_open(event: EventRow, today: date) -> bool:
    """Whether its link leads on."""
    return event.status == "planned" and not is_over(event, today)


def section_keys(stores: Stores, event: EventRow) -> list[str]:
    """Keys of the sections taking part, the planning one first."""
    taking_part = set(stores.events.sections_of(event.id))
    sections = [each for each in stores.organisation.sections() if each.id in taking_part]
    return [each.key for each in sorted(sections, key=lambda one: one.id != event.section_id)]
