"""A tap on a button: is it of the card that stands, of an older one, or of none we drew?"""

from flows import acts, review
from flows.effects import OfferChange
from flows.inputs import Tapped, Verb
from flows.revision import Compiled
from flows.session import Passed
from flows.turns import Turn

#: Verbs that answer a question: only these may offer to change an answer from an old card.
ANSWERING = frozenset({Verb.CHOOSE, Verb.TOGGLE, Verb.DONE, Verb.SKIP, Verb.DATE, Verb.CHECK})


def tap(turn: Turn, tapped: Tapped) -> None:
    """Act on a tap, whatever card it comes from."""
    version = turn.before.version
    if tapped.version == version:
        _act(turn, tapped)
    elif tapped.version > version:
        turn.nothing_new()
    else:
        _stale(turn, tapped)


def _act(turn: Turn, tapped: Tapped) -> None:
    turn.verb, turn.index = tapped.verb, tapped.index
    match tapped.verb:
        case Verb.BACK:
            review.back(turn)
        case Verb.LINE:
            review.line(turn, tapped.index)
        case Verb.FILE:
            review.file(turn)
        case Verb.REMOVE:
            review.remove(turn, tapped.index)
        case Verb.REMOVE_SURE:
            review.remove_surely(turn, tapped.index)
        case Verb.CHANGE:
            review.change(turn, tapped.index)
        case Verb.KEEP if turn.asking.offer:
            review.decline(turn)
        case verb if turn.current is not None and verb in acts.BY_VERB:
            acts.BY_VERB[verb](turn, turn.current, tapped.index)
        case _:
            turn.nothing_new()


def _stale(turn: Turn, tapped: Tapped) -> None:
    """An older card: noted already, or as good as new because the same card stood all the while, or a change."""
    since = [passed for passed in turn.before.trail if passed.version >= tapped.version]
    if not since or since[0].version != tapped.version:
        return turn.nothing_new()
    if any(passed.verb == Verb.REMOVE_SURE for passed in since):
        return turn.nothing_new()  # instances have moved up: what the card names is another one now
    stood = since[0].question
    if any((each.question, each.verb, each.pointed) == (stood, tapped.verb, tapped.index) for each in since):
        return turn.nothing_new(stood)
    if _stood_all_the_while(turn, since) and _means_the_same(turn, tapped):
        return _act(turn, tapped)
    compiled = turn.revision.by_name.get(stood)
    if compiled is None or tapped.verb not in ANSWERING or not _answered(turn, compiled):
        return turn.nothing_new()
    if acts.same_answer(turn, compiled, tapped):
        return turn.nothing_new(stood)
    if turn.asking.offer != stood:
        turn.detail(offer=stood)
    turn.effects.append(OfferChange(stood))
    return None


def _stood_all_the_while(turn: Turn, since: list[Passed]) -> bool:
    standing = turn.before.question or ""
    return all(passed.question == standing for passed in since)


def _means_the_same(turn: Turn, tapped: Tapped) -> bool:
    """The options of a small question back hang on the answer in progress; all others mean the same on every card."""
    check = turn.asking.check
    return tapped.verb is not Verb.CHECK or (check is not None and tapped.version >= check.since)


def _answered(turn: Turn, compiled: Compiled) -> bool:
    return compiled.name in turn.responses and not turn.is_current(compiled) and turn.facts.relevant(compiled)
