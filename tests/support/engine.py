"""A respondent: talks to a flow as a person would, and saves and reloads the session between any two turns."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flows.context import Context
from flows.definition import QuestionType
from flows.effects import Effect, Filed, Filing, Rejected, RejectionCode
from flows.engine import Advance, advance, start
from flows.inputs import Attached, Given, Tapped, Text, Verb
from flows.options import Option
from flows.revision import Revision
from flows.session import Session, State
from flows.view import View, view
from tests.support.engine_world import world

UNASKED = {QuestionType.HIDDEN, QuestionType.USERNAME, QuestionType.TODAY, QuestionType.START}
"""Nobody is asked, yet a session may hold an answer: known beforehand, or filed with the report that is changed."""


@dataclass(frozen=True)
class Card:
    """A card as it was drawn: its buttons stay in the chat and can be tapped later."""

    view: View
    version: int

    def option(self, label: str) -> Option:
        """The button whose label begins so."""
        calendar = self.view.calendar
        days = [day for week in calendar.weeks for day in week if day] if calendar else []
        turning = [calendar.earlier, calendar.later] if calendar else []
        options = [*self.view.options, *turning, *days]
        found = [option for option in options if option.label == label] or [
            option for option in options if option.label.startswith(label)
        ]
        assert found, f"no button {label!r} on {self.buttons}"
        return found[0]

    @property
    def buttons(self) -> list[str]:
        """The labels of the options."""
        return [option.label for option in self.view.options]


@dataclass
class Respondent:
    """One person in one session. Every method is something the person does or sees; they chain."""

    revision: Revision
    context: Context = field(default_factory=world)
    known: dict[str, Any] | None = None
    effects: tuple[Effect, ...] = ()
    turns: int = 0

    def __post_init__(self) -> None:
        self.session = self._settled(start(self.revision, self.context, known=self.known))

    @property
    def card(self) -> Card:
        """The card as it stands now."""
        return Card(view(self.revision, self.session, self.context), self.session.version)

    @property
    def filing(self) -> Filing:
        """What was filed."""
        return next(effect.filing for effect in self.effects if isinstance(effect, Filed))

    @property
    def lines(self) -> dict[str, str]:
        """The review card's lines by label."""
        return {line.label: line.text for line in self.card.view.lines}

    def gives(self, given: Given) -> "Respondent":
        """Any input at all."""
        self.turns += 1
        self.session = self._settled(advance(self.revision, self.session, given, self.context))
        return self

    def says(self, text: str) -> "Respondent":
        """Types a message."""
        return self.gives(Text(text))

    def taps(self, label: str, on: Card | None = None) -> "Respondent":
        """Taps the button whose label begins so, on this card or an older one."""
        card = on or self.card
        option = card.option(label)
        return self.gives(Tapped(option.verb, card.version, option.index))

    def does(self, verb: Verb, index: int = 0, on: Card | None = None) -> "Respondent":
        """Taps one of the buttons that the bot words: Back, Skip, File, a page, ..."""
        return self.gives(Tapped(verb, (on or self.card).version, index))

    def opens(self, label: str) -> "Respondent":
        """Taps a line of the review card."""
        line = next(line for line in self.card.view.lines if line.label == label)
        return self.does(Verb.LINE, line.index)

    def sends(self, attachment: str, kind: str = "photo", group: str | None = None, caption: str = "") -> "Respondent":
        """Sends a picture or file."""
        return self.gives(Attached(kind, attachment, group, caption or None))

    def shows(self, attachment: str, read: str) -> "Respondent":
        """Sends a picture of a barcode that can be read."""
        return self.gives(Attached("photo", attachment, read=read))

    def later(self, now: datetime) -> "Respondent":
        """Time passes."""
        self.context = replace(self.context, now=now)
        return self

    def sees(self, words: str) -> "Respondent":
        """The card's text holds these words."""
        seen = self.card.view
        text = " / ".join([seen.title, *seen.notes, seen.label, seen.hint, seen.last.text if seen.last else ""])
        assert words in text, f"{words!r} is not in {text!r}"
        return self

    def is_asked(self, question: str | None) -> "Respondent":
        """This question stands; None: the review card does."""
        assert self.session.question == question, f"{self.session.question} stands, after {self.effects}"
        return self

    def is_refused(self, code: RejectionCode) -> "Respondent":
        """The last input was not taken, for this reason."""
        codes = [effect.code for effect in self.effects if isinstance(effect, Rejected)]
        assert codes == [code], f"{self.effects}"
        return self

    def _settled(self, turn: Advance) -> Session:
        self.effects = turn.effects
        saved = json.dumps(turn.session.to_json())
        reloaded = Session.from_json(json.loads(saved))
        assert reloaded == turn.session
        assert json.dumps(reloaded.to_json()) == saved
        assert_valid(self.revision, reloaded, turn.effects)
        return reloaded


def assert_valid(revision: Revision, session: Session, effects: tuple[Effect, ...]) -> None:
    """What holds of every session after every turn."""
    assert effects, "every input has an effect"
    asking = session.state is State.ASKING
    assert asking == (session.question is not None), "exactly one open question while asking, none otherwise"
    assert session.question is None or revision.by_name[session.question].asked
    answered = (revision.by_name[name] for name in session.responses)
    assert all(each.asked or each.type in UNASKED for each in answered)
    assert not session.responses.keys() & session.kept.keys()
    assert [passed.version for passed in session.trail] == sorted({passed.version for passed in session.trail})
    assert all(passed.version < session.version for passed in session.trail)
