"""Views of a session to cards: text in the person's language, buttons with the session's code and version."""

from collections.abc import Callable, Sequence
from enum import Enum

from bot.media import source_of
from flows.inputs import Verb
from flows.options import Calendar, Option
from flows.view import Line, View
from texts.buttons import Tap
from texts.cards import Button, Card, Picture, Rows, calendar, keyboard, page, pages
from texts.emphasis import Marked
from texts.locale import LANGUAGES, NATIVE_NAMES, Html, Voice
from texts.numbers import number
from texts.references import references_in
from texts.verbs import ChatVerb

TICK = "✓ "
SENT_AS = {"image": "photo", "video": "video", "audio": "audio"}


class Ends(Enum):
    """What the review card leads to: a report, changes of a filed one, an event, changes of a planned one; nothing."""

    FILE = "file"
    SAVE = "save"
    PLAN = "plan"
    CHANGE = "change"
    PREVIEW = "preview"


class Pen:
    """Draws the cards of one session at one version; `ends`: what comes of it."""

    def __init__(self, voice: Voice, code: str, version: int, ends: Ends = Ends.FILE) -> None:
        self.voice = voice
        self._ends = ends
        self._code = code
        self._version = version

    def tap(self, verb: Verb | ChatVerb, index: int = 0) -> Tap:
        return Tap(verb.value, self._code, self._version, index)

    def button(self, label: str, verb: Verb | ChatVerb, index: int = 0) -> Button:
        return Button(label, self.tap(verb, index))

    def card(self, view: View, notice: str = "", review_page: int = 0) -> Card:
        """The live card: the flow, where we are, the last accepted answer, the question, its hint. `notice`
        is plain text.
        """
        if view.kind in ("review", "instance"):
            return self._review(view, notice, review_page)
        return Card(self._question_text(view, notice), self._question_rows(view), pictures_of(view))

    def _question_text(self, view: View, notice: str) -> str:
        voice = self.voice
        head = voice.html("<b>{title}</b>", title=view.title)
        if view.number > 1 or view.to_come:  # of a single question there is nothing to count
            head = Html(f"{head} · {_progress(view, voice)}")
        parts = [head]
        if view.last is not None:
            parts.append(_told(view.last, voice))
        parts += [_paragraph(note, voice) for note in view.notes]
        if notice:
            parts.append(voice.html("⚠️ {notice}", notice=notice))
        parts.append(_asked(view.label, voice))
        if view.hint:
            parts.append(voice.html("<i>{hint}</i>", hint=view.hint))
        if view.calendar is not None:
            parts.append(_calendar_head(view.calendar, voice))
        return "\n\n".join(
            [parts[0] + "".join("\n" + part for part in parts[1 : -_tail(view)]), "\n".join(parts[-_tail(view) :])]
        )

    def _question_rows(self, view: View) -> Rows:
        manners = self._manners(view)
        choices = [self._option(option) for option in view.options]
        if view.calendar is not None:
            return keyboard(choices) + calendar(*self._calendar(view.calendar), manners=manners)
        ending = (Verb.DONE, Verb.FILE)
        done = [button for button, option in zip(choices, view.options, strict=True) if option.verb in ending]
        others = [each for each in choices if each not in done]
        return (*self._named(view), *keyboard(others, [*self._paging(view), *done], manners))

    def _named(self, view: View) -> Rows:
        """A button for each report that a note names."""
        return tuple(
            (Button(self.voice.button("Open {reference}", reference=each), Tap(ChatVerb.OPEN.value, _code(each))),)
            for each in references_in("\n".join(view.notes))
        )

    def _option(self, option: Option) -> Button:
        mark = f"{number(option.place, self.voice)}. " if option.place else TICK if option.selected else ""
        return self.button(mark + option.label, option.verb, option.index)

    def _paging(self, view: View) -> list[Button]:
        if view.pages < 2:
            return []
        found = []
        if view.page > 0:
            found.append(self.button(self.voice.button("‹ Before"), Verb.PAGE, view.page - 1))
        if view.page + 1 < view.pages:
            found.append(self.button(self.voice.button("Next ›"), Verb.PAGE, view.page + 1))
        return found

    def _calendar(self, month: Calendar) -> tuple[list[list[Button]], list[Button]]:
        blank = self.button("·", ChatVerb.NO_DAY)
        weeks = [[self._option(day) if day else blank for day in week] for week in month.weeks]
        return weeks, [self._option(month.earlier), self._option(month.later)]

    def _manners(self, view: View) -> list[Button]:
        """Back, Skip, More: one row."""
        voice = self.voice
        found = []
        if view.can_go_back:
            found.append(self.button(voice.button("Back"), Verb.BACK))
        if view.can_skip:
            found.append(self.button(voice.button("Skip"), Verb.SKIP))
        found.append(self.button(voice.button("More"), ChatVerb.MORE))
        return found

    def _review(self, view: View, notice: str, number: int) -> Card:
        voice = self.voice
        told = [_told(line, voice) for line in view.lines if not line.empty]
        parts = [voice.html("<b>{title}</b>", title=view.title), *(_paragraph(note, voice) for note in view.notes)]
        if notice:
            parts.append(voice.html("⚠️ {notice}", notice=notice))
        parts += [Html("\n".join(told)), self._review_question(view)]
        lines = [self.button(_line_label(line, voice), Verb.LINE, line.index) for line in page(view.lines, number)]
        paging = [*self._review_paging(view.lines, number), *(self._option(option) for option in view.options)]
        ending = self._ending() if view.kind == "review" else ()
        rows = (*ending, *self._named(view), *keyboard(lines, paging, self._manners(view)))
        return Card("\n\n".join(parts), rows, pictures_of(view))

    def _review_question(self, view: View) -> Html:
        if view.kind == "instance":
            return self.voice.html("<b>{what}</b>\nTap a line to change it.", what=view.label)
        if self._ends is Ends.SAVE:
            return self.voice.html("<b>Is all this right?</b> Tap a line to change it. Only saving changes the report.")
        if self._ends is Ends.CHANGE:
            return self.voice.html("<b>Is all this right?</b> Tap a line to change it. Only saving changes the event.")
        if self._ends is Ends.PLAN:
            return self.voice.html("<b>Is all this right?</b> Tap a line to change it.")
        return self.voice.html("<b>Is all this right?</b> Tap a line to change it, or file the report.")

    def _ending(self) -> Rows:
        voice = self.voice
        if self._ends in (Ends.SAVE, Ends.CHANGE):
            save = self.button(voice.button("Save the changes"), Verb.FILE)
            return (save,), (self.button(voice.button("Leave it as it is"), ChatVerb.LEAVE),)
        done = voice.button("Plan the event") if self._ends is Ends.PLAN else voice.button("File the report")
        return ((self.button(done, Verb.FILE),),)

    def _review_paging(self, lines: Sequence[Line], number: int) -> list[Button]:
        found = []
        if number > 0:
            found.append(self.button(self.voice.button("‹ Before"), ChatVerb.REVIEW_PAGE, number - 1))
        if number + 1 < pages(lines):
            found.append(self.button(self.voice.button("Next ›"), ChatVerb.REVIEW_PAGE, number + 1))
        return found

    def more(self, view: View) -> Card:
        """Pause, language, delete, help, and the way back to the question."""
        voice = self.voice
        if self._ends is Ends.PREVIEW:
            return self._more_of_preview(view)
        choices = [
            self.button(voice.button("Pause"), ChatVerb.PAUSE),
            self.button(voice.button("Language"), ChatVerb.DRAFT_LANGUAGE),
            self.button(voice.button("Help"), ChatVerb.HELP),
            self.button(voice.button("Delete"), ChatVerb.DELETE),
        ]
        text = voice.html("<b>{title}</b>\nEverything you told me is kept. What would you like?", title=view.title)
        return Card(text, keyboard(choices, manners=[self.back_to_question()]))

    def _more_of_preview(self, view: View) -> Card:
        voice = self.voice
        choices = [
            self.button(voice.button("Another language"), ChatVerb.PREVIEW_LANGUAGES),
            self.button(voice.button("End the preview"), ChatVerb.PREVIEW_END),
        ]
        text = voice.html("<b>{title}</b>\nNothing of it is kept. What would you like?", title=view.title)
        return Card(text, keyboard(choices, manners=[self.back_to_question()]))

    def back_to_question(self) -> Button:
        return self.button(self.voice.button("Back to the question"), ChatVerb.RESUME)


def language_rows(tap: Callable[[int], Tap]) -> Rows:
    """One button per language, each in its own words."""
    return tuple((Button(NATIVE_NAMES[language], tap(index)),) for index, language in enumerate(LANGUAGES))


def _tail(view: View) -> int:
    """How many parts at the end belong together: question, hint, calendar."""
    return 1 + bool(view.hint) + (view.calendar is not None)


def pictures_of(view: View) -> tuple[Picture, ...]:
    """What is shown with the words."""
    return tuple(Picture(SENT_AS[each.kind], source_of(each.files)) for each in view.shown)


def _progress(view: View, voice: Voice) -> str:
    if view.to_come:
        return voice.html("Question {number}, about {to_come} to come", number=view.number, to_come=view.to_come)
    return voice.html("Question {number}, almost done", number=view.number)


def _told(line: Line, voice: Voice) -> Html:
    return voice.html("✓ {label}: {answer}", label=line.label, answer=line.text)


def _calendar_head(shown: Calendar, voice: Voice) -> Html:
    if not shown.weekdays:
        return _paragraph(shown.title, voice)
    return voice.html("{month}: {weekdays}", month=shown.title, weekdays=" ".join(shown.weekdays))


def _asked(label: str, voice: Voice) -> Html:
    """The question in bold, unless it makes some of its words bold itself: they shall stand out."""
    some = isinstance(label, Marked) and "<b>" in label.html
    return _paragraph(label, voice) if some else voice.html("<b>{question}</b>", question=label)


def _paragraph(text: str, voice: Voice) -> Html:
    return voice.html("{text}", text=text)


def _line_label(line: Line, voice: Voice) -> str:
    return f"＋ {line.label}" if line.empty else voice("{label}: {answer}", label=line.label, answer=line.text)


def _code(reference: str) -> str:
    return reference.replace("-", "")
