"""Yes and no as cells say them."""

_YES = frozenset({"yes", "true", "true()", "1", "y", "oui", "sí", "si", "x"})
_NO = frozenset({"no", "false", "false()", "0", "n", "non", ""})


def truth(text: str) -> bool | None:
    """What the cell says; None if it is neither (an expression, say)."""
    folded = text.strip().casefold().replace(" ", "")
    return True if folded in _YES else False if folded in _NO else None


def spelt(expression: str) -> str:
    """A condition that is a plain yes or no, as an expression says it: `TRUE` as `true()`."""
    folded = expression.strip().casefold()
    if folded in ("yes", "true"):
        return "true()"
    return "false()" if folded in ("no", "false") else expression
