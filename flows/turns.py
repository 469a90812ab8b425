"""A turn in the making: the moves every kind of input is made of, then the session that comes of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.compiled import Repeat
from flows.context import Context
from flows.definition import QuestionType
from flows.effects import Accepted, AlreadyNoted, Asked, Checking, Effect, Rejected, RejectionCode, Reviewed
from flows.facts import Facts
from flows.instances import prefix
from flows.limits import SESSION_QUESTIONS_MAX, TRAIL_MAX
from flows.repeats import moved_up, renamed, wanted
from flows.revision import Compiled, Revision
from flows.session import FRESH, Asking, Check, Passed, Response, Responses, Session, State
from flows.settled import END, Settled
from texts.numbers import Qualifier


class Turn:
    """One turn while it is worked out. Only `session()` makes the new session; the old one is never touched."""

    def __init__(self, revision: Revision, before: Session, context: Context) -> None:
        self.revision = revision
        self.before = before
        self.context = context
        self.facts = Facts(revision, before, context)
        self.settled = self.facts.settled
        self.state = before.state
        self.current = revision.by_name.get(before.question) if before.question else None
        self.asking = before.asking
        self.responses = Responses.of(before.responses)
        self.kept = before.kept
        self.albums = before.albums
        self.trail = before.trail
        self.known = before.known
        self.effects: list[Effect] = []
        self.verb: str = ""
        self.index = 0
        self._changed = False

    def session(self) -> Session:
        """The session after the turn: the same one if nothing changed, else one version on, the act in its trail."""
        before = self.before
        if not self._changed:
            return before
        passed = Passed(before.version, before.question or "", self.verb, self.index)
        return Session(
            flow=before.flow,
            revision=before.revision,
            language=before.language,
            started_at=before.started_at,
            version=before.version + 1,
            state=self.state,
            question=self.current.name if self.current else None,
            responses=self.responses,
            kept=self.kept,
            trail=(*self.trail[1 - TRAIL_MAX :], passed),
            asking=self.asking,
            albums=self.albums,
            known=self.known,
            settled=self.settled,
        )

    def response(self, value: Any, qualifier: Qualifier | None = None, words: str | None = None) -> Response:
        """An answer given now."""
        return Response(value, self.context.now.isoformat(), qualifier, words, evidence=self.asking.evidence)

    def is_current(self, compiled: Compiled) -> bool:
        """Whether it is the question that stands."""
        return self.current is not None and self.current.name == compiled.name

    def answer(self, compiled: Compiled, response: Response) -> None:
        """Take an answer and go on to what comes next; refuse one that makes more questions than a report may have."""
        before = self.responses, self.kept, self.settled, self.facts, self._changed
        self.put(compiled, response)
        if self.facts.layout.full and not before[3].layout.full:
            self.responses, self.kept, self.settled, self.facts, self._changed = before
            return self.reject(RejectionCode.TOO_MANY_QUESTIONS, limit=SESSION_QUESTIONS_MAX)
        self.effects.append(Accepted(compiled.name))
        return self.go_on()

    def skip(self, compiled: Compiled) -> None:
        """Leave a question empty and go on."""
        self.answer(compiled, Response(None, self.context.now.isoformat(), skipped=True))

    def put(self, compiled: Compiled, response: Response) -> None:
        """Take an answer; nothing else moves but what fits it no longer."""
        self._set(self.responses.with_answer(compiled.name, response), compiled)
        if compiled.name in self.kept:
            self.kept = _without(self.kept, compiled.name)
        filtered = self.revision.dependencies.filtered_by(compiled)
        for later in self.facts.layout.filtered if filtered else ():
            if later.question.name in filtered and later.name != compiled.name and later.name in self.responses:
                self._fit(later)

    def _fit(self, compiled: Compiled) -> None:
        """Set aside what its choices, which hang on other answers, hold no more: then it is asked again."""
        response = self.responses[compiled.name]
        chosen = response.value if isinstance(response.value, list) else [response.value]
        if response.skipped or not self.facts.relevant(compiled) or self.facts.fits(compiled, response.value):
            return
        still = [name for name in chosen if self.facts.offers(compiled, name)]
        if still and compiled.type is QuestionType.SELECT_MULTIPLE:
            self._set(self.responses.with_answer(compiled.name, replace(response, value=still)), compiled)
        else:
            self.take_back(compiled)

    def take_back(self, compiled: Compiled) -> None:
        """Set an answer aside, to be offered again when its question returns."""
        response = self.responses[compiled.name]
        self._set(self.responses.without(compiled.name), compiled)
        self.kept = {**self.kept, compiled.name: response}

    def remove(self, repeat: Repeat, handle: Compiled) -> None:
        """Take an instance out of a repeat; later ones move up, so what older cards carry means nothing any more."""
        key = f"{prefix(handle.inside)}{repeat.name}"
        moved = moved_up(key, handle.instance)
        count, now = self.facts.count(repeat, handle.inside), self.context.now.isoformat()
        left = {**renamed(self.responses, moved), **wanted(key, count - 1, now)}
        self._set(Responses.of(left), self.revision.instances.handle(repeat, handle.inside, 1))
        self.kept = renamed(self.kept, moved)
        self.albums = tuple((group, to) for group, key in self.albums if (to := moved(key)) is not None)
        self.known = tuple(to for key in self.known if (to := moved(key)) is not None)
        self.trail = ()

    def open_instance(self, handle: Compiled, *, removing: bool = False) -> None:
        """Show one instance of a repeat by itself, from the review card, or ask whether to take it out."""
        self._changed = True
        self.state, self.current, self.asking = State.REVIEW, None, Asking(within=handle.name, removing=removing)
        self.effects.append(Reviewed())

    def go_on(self) -> None:
        """To the first question that must be asked and has no answer, else to the review card."""
        compiled = self._unsettled()
        if compiled is not None:
            return self.ask(compiled)
        self._changed = True
        self.state, self.current, self.asking = State.REVIEW, None, FRESH
        self.effects.append(Reviewed())
        return None

    def _unsettled(self) -> Compiled | None:
        """The first question that must be asked and has no answer. Where it pays, those before it are settled then."""
        if self.revision.dependencies.settles:
            return self._settle()
        facts, responses = self.facts, self.responses
        for compiled in facts.layout.always:
            if compiled.name not in responses and facts.relevant(compiled) and facts.asks(compiled):
                return compiled
        return None

    def _settle(self) -> Compiled | None:
        facts, responses, always = self.facts, self.responses, self.facts.layout.always
        lapsed, found, told = [*self.settled.lapsed], None, facts.told_so_far()
        for place in range(facts.layout.place(self.settled.position), len(always)):
            compiled = always[place]
            if compiled.name in responses:
                applies = facts.relevant(compiled)
                told += applies and compiled.name not in self.known
                lapsed += () if applies else (compiled.name,)
            elif facts.relevant(compiled) and facts.asks(compiled):
                found = compiled
                break
        end = found.position if found is not None else END
        self.settled = Settled(end, self.context.today.toordinal(), tuple(lapsed), told)
        return found

    def ask(self, compiled: Compiled, how: str = "new", asking: Asking = FRESH) -> None:
        """Let a question stand."""
        self._changed = True
        self.state, self.current, self.asking = State.ASKING, compiled, asking
        self.effects.append(Asked(compiled.name, how))

    def ask_again(self, compiled: Compiled) -> None:
        """Open an answered question; its answer stays until there is another."""
        self.ask(compiled, "again", Asking(returning=True))

    def ask_afresh(self, compiled: Compiled) -> None:
        """Let the standing question begin again, without the small question back or what was ticked."""
        self.ask(compiled, "again", Asking(returning=self.asking.returning))

    def detail(self, **changes: Any) -> None:
        """Change details of the answer in progress; an offer to change another answer lapses."""
        self._changed = True
        self.asking = replace(self.asking, **{"offer": None, **changes})

    def check(self, compiled: Compiled, check: Check) -> None:
        """Ask back about the answer in progress."""
        if not self.is_current(compiled):
            self.ask_again(compiled)
            self.effects.pop()
        self.detail(check=replace(check, since=self.before.version + 1))
        self.effects.append(Checking(compiled.name, check.kind))

    def moved(self, compiled: Compiled, how: str = "moved") -> None:
        """Say that the card of the standing question looks different now."""
        self.effects.append(Asked(compiled.name, how))

    def remember_album(self, group: str, question: str, limit: int) -> None:
        """Remember which answer an album's later items belong to."""
        self._changed = True
        self.albums = (*self.albums, (group, question))[-limit:]

    def ticked(self, compiled: Compiled) -> tuple[str, ...]:
        """The choices of several ticked so far; those of the earlier answer before any was touched."""
        if self.asking.selected is not None:
            return self.asking.selected
        return ticked_before(self.suggestion(compiled))

    def suggestion(self, compiled: Compiled) -> Response | None:
        """The answer a card offers to keep: see `suggestion`."""
        return suggestion(compiled, self.facts, self.responses, self.kept)

    def reject(self, code: RejectionCode, **params: Any) -> None:
        """Refuse the answer; nothing moves."""
        self.effects.append(Rejected(code, self.current.name if self.current else None, params))

    def nothing_new(self, question: str | None = None) -> None:
        """Say that it is noted already; nothing moves."""
        self.effects.append(AlreadyNoted(question or (self.current.name if self.current else None)))

    def file(self) -> None:
        """The end of the session."""
        self._changed = True
        self.state, self.current, self.asking = State.FILED, None, FRESH

    def _set(self, responses: Responses, changed: Compiled) -> None:
        """Other answers; what hangs on the changed one is no longer settled."""
        self._changed = True
        self.responses = responses
        self.settled = self.facts.settled_without(changed)
        self.facts = Facts(self.revision, self.before, self.context, responses, self.settled)


def suggestion(
    compiled: Compiled, facts: Facts, responses: Mapping[str, Response], kept: Mapping[str, Response]
) -> Response | None:
    """The answer being changed, else the one set aside by Back, else the derived one; None if there is nothing."""
    given = responses.get(compiled.name) or kept.get(compiled.name)
    if given is not None:
        return None if given.skipped else given
    return facts.derived(compiled)


def ticked_before(response: Response | None) -> tuple[str, ...]:
    """The choices an answer of several holds."""
    return tuple(response.value) if response is not None and isinstance(response.value, list) else ()


def _without(responses: Mapping[str, Response], name: str) -> dict[str, Response]:
    return {each: response for each, response in responses.items() if each != name}
