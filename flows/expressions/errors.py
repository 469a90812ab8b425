"""What can go wrong with an expression: it does not parse, or it fails when it is reached."""

from texts.said import said


class ExpressionError(ValueError):
    """The text is not an expression: `told` says why and where. Raised by `compile` only."""

    def __init__(self, message: str, place: int) -> None:
        self.told = said("{wrong} (at character {place})", wrong=message, place=place + 1)
        super().__init__(self.told)
        self.message = message
        self.place = place


class EvaluationError(Exception):
    """A part that was reached cannot be worked out: an unknown function, a table that is not there, a limit."""
