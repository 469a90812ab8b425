"""What stands beside a revision of why it was published: the words of whoever did, or our own, in any language."""

import re

from texts.locale import N_, Voice

BUNDLED = N_("bundled")
BACK_TO = N_("as revision {n}")
_BACK_TO = re.compile(BACK_TO.format(n=r"(\d+)"))


def note_words(note: str | None, voice: Voice) -> str:
    """The note as somebody reads it; empty if there is none."""
    back = _BACK_TO.fullmatch(note or "")
    if back is not None:
        return voice(BACK_TO, n=int(back[1]))
    return voice(BUNDLED) if note == BUNDLED else note or ""
