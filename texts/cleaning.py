"""What people send, made safe to keep and to show again."""

import re
import unicodedata

# Embeddings, overrides and isolates can reorder the text around them. Marks (LRM, RLM, ALM) and joiners
# (ZWJ, ZWNJ) stay: Arabic, Persian and emoji need them.
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_REORDERING}\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def clean(text: str) -> str:
    """The text without NUL, control characters, lone surrogates and reordering controls, in Unicode form NFC.

    Line breaks and tabs stay. Cleaning twice changes nothing.
    """
    return unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))
