"""What is said in one place and spoken in another, in a language that is known only there.

A checker says `said("there is no list {name}", name=name)`; whatever of it stands among the parameters of a `Voice` is
spoken in that voice's language, parts that were said themselves too. Until then it reads as English, for the command
line and for comparing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

Part = str | int


class Said(str):
    """A text in English that knows how it came about: `msgid` (and `plural`, '' if it has none) and its `params`."""

    __slots__ = ("msgid", "params", "plural")

    msgid: str
    plural: str
    params: Mapping[str, Part]

    def __new__(cls, msgid: str, plural: str, params: Mapping[str, Part]) -> Self:
        template = plural if plural and params["n"] != 1 else msgid
        text = super().__new__(cls, template.format_map({name: _english(part) for name, part in params.items()}))
        text.msgid, text.plural, text.params = msgid, plural, MappingProxyType(dict(params))
        return text


def said(msgid: str, **params: Part) -> Said:
    """A text for `python -m texts.catalogs` to find. Whole numbers are written by the language; one that is a name, as
    a row's, is text."""
    return Said(msgid, "", params)


def said_plural(singular: str, plural: str, n: int, **params: Part) -> Said:
    """The form for the count `n`, which is also the parameter `{n}`."""
    return Said(singular, plural, {"n": n, **params})


def packed(text: str) -> Any:
    """A text as plain JSON, for another process or a later turn."""
    if not isinstance(text, Said):
        return text
    params = {name: packed(part) if isinstance(part, str) else part for name, part in text.params.items()}
    return [text.msgid, text.plural, params]


def unpacked(data: Any) -> str:
    """The inverse of `packed`."""
    if isinstance(data, str):
        return data
    msgid, plural, params = data
    parts = {name: part if isinstance(part, int) else unpacked(part) for name, part in params.items()}
    return Said(msgid, plural, parts)


def _english(part: Part) -> str:
    return f"{part:,}" if isinstance(part, int) else part
