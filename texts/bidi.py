"""Two writing directions in one line: a part that runs the other way is kept apart from its surroundings."""

import re
import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"

_UNSEEN = str.maketrans(dict.fromkeys(FIRST_STRONG_ISOLATE + POP_ISOLATE + RIGHT_TO_LEFT_MARK))
_RUNS_AGAINST = {
    "rtl": frozenset({"L", "EN", "AN"}),
    "ltr": frozenset({"R", "AL", "AN"}),
}
# A line whose first letter or digit is kept apart: tags and signs (a bullet, a warning) have no direction.
_APART_FIRST = re.compile(
    rf"^(?=(?:<[^>]*>|[^\w<\n{FIRST_STRONG_ISOLATE}{RIGHT_TO_LEFT_MARK}])*{FIRST_STRONG_ISOLATE})", re.MULTILINE
)


def begun(text: str, direction: str) -> str:
    """The text with a mark before each line that begins with a part kept apart. Screens guess a line's direction by the
    first letter outside of such parts, and there may be none: they would set an Arabic line from the left."""
    return _APART_FIRST.sub(RIGHT_TO_LEFT_MARK, text) if direction == "rtl" else text


def seen(text: str) -> str:
    """The text without the characters that only direct it: what takes room on a screen."""
    return text.translate(_UNSEEN)


def isolate(text: str, direction: str) -> str:
    """The text between first-strong isolates if, in a line of that direction ("ltr" or "rtl"), it could reorder
    its neighbours: Latin names and numbers in an Arabic line, Arabic names in an English one."""
    if direction == "ltr" and text.isascii():
        return text
    against = _RUNS_AGAINST[direction]
    if any(unicodedata.bidirectional(char) in against for char in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text
