"""`pulldata` of a list of the flow itself, which XLSForm does not know.

pyxform takes what `pulldata(` names for a csv file and refuses a list of that name. With a space before the bracket the
call means the same and pyxform does not look at it. So an expression that looks into one of the flow's lists gets a
space more in each of its calls on the way out, and one less on the way in.
"""

import re
from collections.abc import Container

_CALL = re.compile(r"\bpulldata(\s*)\(\s*(?:'([^']*)'|\"([^\"]*)\")?")


def _looks_into(expression: str, lists: Container[str]) -> bool:
    return any((found[2] or found[3]) in lists for found in _CALL.finditer(expression))


def spaced(expression: str, lists: Container[str]) -> str:
    """As it is written to a sheet; `lists`: names of the flow's lists of choices."""
    if not _looks_into(expression, lists):
        return expression
    return re.sub(r"\bpulldata(\s*)\(", r"pulldata \1(", expression)


def unspaced(expression: str, lists: Container[str]) -> str:
    """As it stood before it was written to a sheet; `unspaced(spaced(x)) == x`."""
    if not _looks_into(expression, lists):
        return expression
    return re.sub(r"\bpulldata\s(\s*)\(", r"pulldata\1(", expression)
