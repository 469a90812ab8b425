"""A typed message, whatever stands: a question, a small question back, or the review card."""

from flows.acts import add_choice, answer_check, put_in_order, settle
from flows.answers import read
from flows.definition import QuestionType
from flows.effects import RejectionCode
from flows.outcomes import Refusal, Taken
from flows.session import CheckKind
from flows.turns import Turn
from flows.wording import check_labels
from texts.cleaning import clean


def typed(turn: Turn, text: str) -> None:
    """Take a typed message as the answer to what stands."""
    compiled = turn.current
    if compiled is None:
        return turn.reject(RejectionCode.USE_REVIEW, kind="text")
    if turn.asking.offer is not None:
        turn.detail()
    check = turn.asking.check
    if check is not None and (option := _option_named(turn, text)) is not None:
        return answer_check(turn, compiled, check, option)
    outcome = read(compiled, text, turn.facts)
    if check is not None and check.kind is not CheckKind.HOUR and isinstance(outcome, Refusal):
        return turn.reject(RejectionCode.USE_CHECK)
    if isinstance(outcome, Taken) and compiled.type is QuestionType.SELECT_MULTIPLE:
        return add_choice(turn, compiled, outcome.value)
    if isinstance(outcome, Taken) and compiled.type is QuestionType.RANK:
        return put_in_order(turn, compiled, outcome.value)
    return settle(turn, compiled, outcome)


def _option_named(turn: Turn, text: str) -> int | None:
    """The option of the check whose label was typed."""
    assert turn.current is not None and turn.asking.check is not None
    wanted = clean(text).strip().casefold()
    labels = check_labels(turn.asking.check, turn.current, turn.facts)
    return next((index for index, label in enumerate(labels) if label.casefold() == wanted), None)
