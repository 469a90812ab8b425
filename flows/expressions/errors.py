"""What can go wrong with an expression: it does not parse, or it fails when it is reached."""


class ExpressionError(ValueError):
    """The text is not an expression. Raised by `compile` only."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(f"{message} (at character {place + 1})")
        self.message = message
        self.place = place


class EvaluationError(Exception):
    """A part that was reached cannot be worked out: an unknown function, a table that is not there, a limit."""
