"""Texts that are only named where they stand, and spoken elsewhere."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark a text for translation where it is only named; `voice(...)` translates it later."""
    return msgid
