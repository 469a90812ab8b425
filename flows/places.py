"""Places: a name in the person's words; an exact point only if they ask for it, and never for people at risk."""

from flows.definition import QuestionType
from flows.effects import RejectionCode
from flows.inputs import Located
from flows.revision import Compiled
from flows.turns import Turn
from flows.values import place_name


def may_be_exact(turn: Turn, compiled: Compiled) -> bool:
    """Whether the standing question may hold a point."""
    return compiled.type is QuestionType.GEOPOINT and not turn.context.at_risk


def ask_exact(turn: Turn, compiled: Compiled, _index: int = 0) -> None:
    """The person wants to add the exact place: say how, and take it when it comes."""
    if not may_be_exact(turn, compiled) or turn.asking.exact:
        return turn.nothing_new()
    turn.detail(exact=True)
    return turn.moved(compiled)


def locate(turn: Turn, compiled: Compiled, located: Located) -> None:
    """Take a point, beside the name told before."""
    if turn.context.at_risk:
        return turn.reject(RejectionCode.POINT_UNSAFE)
    if not turn.asking.exact:
        return turn.reject(RejectionCode.POINT_UNASKED)
    before = turn.suggestion(compiled)
    return turn.answer(compiled, turn.response(_point(located), words=(before and place_name(before)) or None))


def _point(located: Located) -> str:
    return f"{located.latitude:.6f} {located.longitude:.6f} 0 {located.accuracy:.0f}"
