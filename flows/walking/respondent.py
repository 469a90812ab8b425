"""One respondent: looks at the card that stands, and does something a person might do with it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random

from flows.compiled import Compiled
from flows.context import Context
from flows.definition import ATTACHED_TYPES, SELECT_TYPES, QuestionType
from flows.effects import Effect, Rejected
from flows.facts import Facts
from flows.inputs import Attached, Given, Located, Tapped, Text, Verb
from flows.own_choices import own_choices
from flows.revision import Revision
from flows.session import Session
from flows.values import coerce
from flows.view import View, view
from flows.walking.candidates import candidates, fitting
from flows.walking.choosing import Chooser

_KINDS = {
    QuestionType.IMAGE: "photo",
    QuestionType.AUDIO: "voice",
    QuestionType.VIDEO: "video",
    QuestionType.FILE: "document",
}
_NONSENSE = ("", "???", "almost certainly", "-", "99999999999999999999", "31/02/2014", "x" * 5000, "\u202e", "'\"<b>")
_TRIES = 40  # answers to one question that were thought valid, and were refused
_RETHINKS = 3  # times that earlier answers are given anew because none fits any more
_CHANGES = 8  # lines of the review card that are opened
_MORE = 0.4  # likely that there is another instance
_SKIPPED = 0.25
_CHANGED = 0.7
_TAPPED = 0.7  # a button rather than typing, where there are both


class Respondent:
    """`stuck`: why there is nothing left to do, once `answer` gave None."""

    def __init__(self, revision: Revision, context: Context, seed: int, wrong: float, back: float) -> None:
        self.revision = revision
        self.context = context
        self.chance = Random(seed)
        self.wrong = wrong
        self.back = back
        self.stuck: str | None = None
        self._refused: Counter[str] = Counter()
        self._tried: dict[str, list[str]] = {}
        self._rethought: Counter[str] = Counter()
        self._changes = 0
        self._trying: Given | None = None
        self._turned_down = False
        self._sent = 0
        self._chooser = Chooser(self.chance)

    def answer(self, session: Session, *, calm: bool) -> Given | None:
        """What the respondent does now; None if nothing is left to do. `calm`: no errors, no changes any more."""
        seen = view(self.revision, session, self.context)
        if not calm and self.chance.random() < self.wrong:
            return self._wrong(session)
        if not calm and seen.can_go_back and self.chance.random() < self.back:
            return Tapped(Verb.BACK, session.version)
        if seen.kind == "review":
            return self._review(seen, session, calm)
        if seen.kind == "instance":
            return self._instance(seen, session, calm)
        compiled = self.revision.by_name.get(session.question or "")
        if self._turned_down and seen.can_go_back:  # another answer to the small question would be, too
            self._turned_down = False
            return Tapped(Verb.BACK, session.version)
        if seen.kind == "check" or compiled is None:
            return self._one_of(seen, session)
        return self._question(seen, session, compiled, calm)

    def sees(self, session: Session, given: Given, effects: Sequence[Effect]) -> None:
        """What came of it."""
        question = session.question
        if question is not None and any(isinstance(effect, Rejected) for effect in effects):
            self._turned_down = isinstance(given, Tapped) and given.verb is Verb.CHECK
            if given is self._trying or self._turned_down:
                self._refused[question] += 1
                self._chooser.forget(question)
                if isinstance(self._trying, Text):
                    self._tried.setdefault(question, []).append(self._trying.text)

    def _review(self, seen: View, session: Session, calm: bool) -> Given:
        if not calm and seen.lines and self._changes < _CHANGES and self.chance.random() < _CHANGED:
            self._changes += 1
            return self._opens(seen, session)
        return Tapped(Verb.FILE, session.version)

    def _opens(self, seen: View, session: Session) -> Given:
        """A line, often one that is still empty."""
        empty = [line for line in seen.lines if line.empty]
        lines = empty if empty and self.chance.random() < _TAPPED else seen.lines
        return Tapped(Verb.LINE, session.version, self.chance.choice(lines).index)

    def _instance(self, seen: View, session: Session, calm: bool) -> Given:
        if not calm and self._changes < _CHANGES and (seen.lines or seen.options):
            self._changes += 1
            if seen.options and self.chance.random() < _SKIPPED:
                return self._one_of(seen, session)
            if seen.lines:
                return self._opens(seen, session)
        return Tapped(Verb.BACK, session.version)

    def _one_of(self, seen: View, session: Session) -> Given:
        """A small question back: the first answer is mostly what was meant."""
        options = seen.options
        if not options:
            return Tapped(Verb.BACK, session.version)
        option = options[0] if self.chance.random() < _TAPPED else self.chance.choice(options)
        return Tapped(option.verb, session.version, option.index)

    def _question(self, seen: View, session: Session, compiled: Compiled, calm: bool) -> Given | None:
        facts = Facts(self.revision, session, self.context)
        skippable = seen.can_skip and not session.asking.selected
        if skippable and self.chance.random() < _SKIPPED:
            return Tapped(Verb.SKIP, session.version)
        self._trying = None
        if self._refused[compiled.name] <= _TRIES:
            self._trying = self._valid(seen, session, compiled, facts, calm)
        if self._trying is not None:
            return self._trying
        if seen.can_skip:
            return Tapped(Verb.SKIP, session.version)
        if seen.can_go_back and self._rethought[compiled.name] < _RETHINKS:
            self._rethought[compiled.name] += 1
            self._refused[compiled.name] = 0
            return Tapped(Verb.BACK, session.version)
        tried = ", ".join(repr(each) for each in self._tried.get(compiled.name, [])[:8])
        why = f"constraint {compiled.constraint.text!r}" if compiled.constraint else "no answer was taken"
        self.stuck = f"{compiled.name}: {why}; tried {tried or 'nothing that fits'}"
        return None

    def _valid(self, seen: View, session: Session, compiled: Compiled, facts: Facts, calm: bool) -> Given | None:
        """An answer that will be taken, as far as one can see."""
        if compiled.type in ATTACHED_TYPES:
            return self._file(_KINDS[compiled.type])
        if compiled.type in SELECT_TYPES:
            return self._chooser.next(seen, session, compiled, facts)
        if compiled.type is QuestionType.REPEAT:
            wanted = not calm and self.chance.random() < _MORE
            return self._own(session, compiled, facts, wanted)
        taps = [option for option in seen.options if option.verb in (Verb.CHOOSE, Verb.DATE, Verb.KEEP)]
        fitting = [each for each in taps if self._fits(each.verb, each.index, compiled, facts)]
        typed = self._typed(compiled, facts)
        if fitting and (typed is None or self.chance.random() < _TAPPED):
            option = self.chance.choice(fitting)
            return Tapped(option.verb, session.version, option.index)
        return Text(typed) if typed is not None else None

    def _own(self, session: Session, compiled: Compiled, facts: Facts, wanted: bool) -> Given | None:
        choices = own_choices(compiled, facts)
        return Tapped(Verb.CHOOSE, session.version, choices[0 if wanted else -1].index) if choices else None

    def _fits(self, verb: Verb, index: int, compiled: Compiled, facts: Facts) -> bool:
        """Whether the constraint lets a button's answer pass, as far as one can see beforehand."""
        if verb is Verb.KEEP:
            return compiled.constraint is None or not self._refused[compiled.name]
        if verb is Verb.DATE:
            noon = " 12:00" if compiled.type is QuestionType.DATETIME else ""
            day = coerce(compiled, f"{date.fromordinal(index)}{noon}", facts)
            return day is not None and facts.satisfies(compiled, day)
        values = {each.index: each.value for each in own_choices(compiled, facts)}
        return index in values and facts.satisfies(compiled, values[index])

    def _typed(self, compiled: Compiled, facts: Facts) -> str | None:
        """The first that fits of what might be typed and was not refused before."""
        tried = self._tried.get(compiled.name, [])
        found = fitting(compiled, facts, self.chance, tried)
        if found is None:
            self._tried[compiled.name] = list(dict.fromkeys([*tried, *candidates(compiled, facts, self.chance)]))
        return found

    def _file(self, kind: str) -> Given:
        self._sent += 1
        return Attached(kind, f"attachment-{self._sent}")

    def _wrong(self, session: Session) -> Given:
        """Something that does not fit, or comes too late."""
        version = session.version
        return self.chance.choice(
            (
                Text(self.chance.choice(_NONSENSE)),
                self._file(self.chance.choice(("sticker", "photo", "document", "voice", "other"))),
                Located(52.52, 13.405, 10),
                Tapped(Verb.CHOOSE, max(0, version - 1)),
                Tapped(self.chance.choice(tuple(Verb)), version, self.chance.randint(0, 9)),
                Tapped(Verb.SKIP, version),
            )
        )
