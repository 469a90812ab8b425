"""Two writing directions in one line: a part that runs the other way is kept apart from its surroundings."""

import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_RUNS_AGAINST = {
    "rtl": frozenset({"L", "EN", "AN"}),
    "ltr": frozenset({"R", "AL", "AN"}),
}


def isolate(text: str, direction: str) -> str:
    """The text between first-strong isolates if, in a line of that direction ("ltr" or "rtl"), it could reorder
    its neighbours: Latin names and numbers in an Arabic line, Arabic names in an English one."""
    if direction == "ltr" and text.isascii():
        return text
    against = _RUNS_AGAINST[direction]
    if any(unicodedata.bidirectional(char) in against for char in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text
