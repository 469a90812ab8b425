"""How a respondent chooses from a list: what to choose, then button by button until it is chosen."""

from collections.abc import Iterator, Sequence
from random import Random

from flows.compiled import Compiled
from flows.definition import QuestionType
from flows.facts import Facts
from flows.inputs import Given, Tapped, Text, Verb
from flows.limits import PAGE_SIZE
from flows.session import Session
from flows.turns import suggestion, ticked_before
from flows.view import View

_TYPED = 0.15  # a label typed instead of tapped
_SETS = 60  # selections thought of for one question
_NAMES = 300  # choices of a long list thought of


class Chooser:
    """Remembers what is wanted of each question until it is chosen."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._wanted: dict[str, tuple[str, ...]] = {}

    def forget(self, question: str) -> None:
        """It was refused: think again."""
        self._wanted.pop(question, None)

    def next(self, seen: View, session: Session, compiled: Compiled, facts: Facts) -> Given | None:
        """The next tap on the way to an answer; None if no selection fits the constraint."""
        offered = facts.offered(compiled)
        wanted = self._wanted.get(compiled.name)
        if wanted is None or not set(wanted) <= set(offered):
            wanted = self.think(compiled, facts)
            if wanted is None:
                return None
            self._wanted[compiled.name] = wanted
        if compiled.type is QuestionType.SELECT_ONE:
            del self._wanted[compiled.name]
            if self.chance.random() < _TYPED:
                return Text(facts.choice_label(compiled, wanted[0], session.language))
            return self._tap(seen, session, compiled, facts, wanted[0])
        ticked = self._ticked(session, compiled, facts)
        name = _next_name(compiled, ticked, wanted)
        if name is None:
            del self._wanted[compiled.name]
            return Tapped(Verb.DONE, session.version)
        return self._tap(seen, session, compiled, facts, name)

    def _ticked(self, session: Session, compiled: Compiled, facts: Facts) -> tuple[str, ...]:
        if session.asking.selected is not None:
            return session.asking.selected
        return ticked_before(suggestion(compiled, facts, session.responses, session.kept))

    def _tap(self, seen: View, session: Session, compiled: Compiled, facts: Facts, name: str) -> Given:
        index = facts.index(compiled, name)
        option = next((each for each in seen.options if each.index == index and each.verb in _CHOOSING), None)
        if option is not None:
            return Tapped(option.verb, session.version, index)
        self._wanted[compiled.name] = self._wanted.get(compiled.name) or (name,)
        page = facts.offered(compiled).index(name) // PAGE_SIZE
        if page != seen.page and page < seen.pages:
            return Tapped(Verb.PAGE, session.version, page)
        return Text(facts.choice_label(compiled, name, session.language))

    def think(self, compiled: Compiled, facts: Facts) -> tuple[str, ...] | None:
        """A selection that the constraint takes, if one is found."""
        single = compiled.type is QuestionType.SELECT_ONE
        for names in self._selections(compiled, facts.offered(compiled)):
            if facts.satisfies(compiled, names[0] if single else list(names)):
                return names
        return None

    def _selections(self, compiled: Compiled, offered: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """In the order they are kept: that of the list, or, ranked, any."""
        names = list(offered)
        self.chance.shuffle(names)
        if not names:
            return
        if compiled.type is QuestionType.RANK:
            for _ in range(_SETS):
                yield tuple(names)
                self.chance.shuffle(names)
            return
        if compiled.type is QuestionType.SELECT_MULTIPLE:
            for _ in range(_SETS):
                chosen = set(self.chance.sample(names, self.chance.randint(1, min(len(names), 2 * PAGE_SIZE))))
                yield tuple(name for name in offered if name in chosen)
        yield from ((name,) for name in names[:_NAMES])


def _next_name(compiled: Compiled, ticked: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    """What to tap next, on or off; None if all is as wanted."""
    if compiled.type is not QuestionType.RANK:
        apart = set(ticked) ^ set(wanted)
        return next((name for name in (*wanted, *ticked) if name in apart), None)
    if ticked == wanted:
        return None
    astray = next((name for name, meant in zip(ticked, wanted, strict=False) if name != meant), None)
    return astray or wanted[len(ticked)]


_CHOOSING = (Verb.CHOOSE, Verb.TOGGLE)
