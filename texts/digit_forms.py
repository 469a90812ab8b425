"""What a run of digits may mean: 37,181 and 37.181 and 37 181 are one number, 3.622 may be two."""

import re
from decimal import Decimal

# Apostrophes and the Arabic thousands sign only ever group; the Arabic decimal sign only ever divides.
_GROUPING_SIGNS = dict.fromkeys(" '’ʼ`´٬", "'")
_SIGNS = str.maketrans(_GROUPING_SIGNS | {"،": ","})
_DECIMAL_SIGN = "٫"
#: Digits in groups of three by spaces, or joined by one of the signs people use.
DIGITS = r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,'’ʼ`´٬٫،]\d+)*"
_SPLIT = re.compile(r"\D")
#: Above this we only know that it is too big; beyond some thousand digits Python would refuse to convert.
_MOST_DIGITS = 24


def readings(run: str, decimal_sign: str) -> tuple[int | Decimal, ...]:
    """What the run (as `DIGITS` finds it, digits 0-9) may mean, the likeliest first; empty for no number at all.

    Of two meanings one takes the sign for grouping, the other for decimals. `decimal_sign` is the language's.
    """
    run = run.translate(_SIGNS)
    signs = _SPLIT.findall(run)
    if not signs:
        return (_whole(run),)
    if len(set(signs)) == 1 and signs[0] != _DECIMAL_SIGN:
        return _one_sign(run, signs, decimal_sign)
    return _two_signs(run, signs)


def _one_sign(run: str, signs: list[str], decimal_sign: str) -> tuple[int | Decimal, ...]:
    sign = signs[0]
    grouped = (_whole(run.replace(sign, "")),) if _groups(run, sign) else ()
    if sign == "'" or len(signs) > 1:
        return grouped
    divided = (_divided(run, sign),)
    return divided + grouped if sign == decimal_sign else grouped + divided


def _two_signs(run: str, signs: list[str]) -> tuple[int | Decimal, ...]:
    """The last sign must be the only one of its kind and divides; the others must group rightly."""
    last = signs[-1]
    whole, _, _ = run.rpartition(last)
    if last == "'" or last in signs[:-1] or len(set(signs[:-1])) > 1:
        return ()
    if len(signs) > 1 and not _groups(whole, signs[0]):
        return ()
    return (_divided("".join(_SPLIT.sub("", part) + last for part in run.split(last))[:-1], last),)


def _groups(run: str, sign: str) -> bool:
    first, *others = run.split(sign)
    if not (1 <= len(first) <= 3) or first.startswith("0") or len(others[-1]) != 3:
        return False
    # India groups by two above the thousands: 1,00,000.
    return all(len(group) == 3 for group in others) or (
        sign == "," and len(first) <= 2 and all(len(group) == 2 for group in others[:-1])
    )


def _whole(digits: str) -> int:
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS


def _divided(run: str, sign: str) -> Decimal:
    whole, _, decimals = run.partition(sign)
    return Decimal(f"{_whole(whole)}.{decimals[:_MOST_DIGITS]}")
