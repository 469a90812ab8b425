"""What the people of a run tell: each flow, in each language, with a number of its own by which the report is found
again in the export, and everything else that must stand there beside it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from bot.render import TICK
from flows.inputs import Verb
from flows.reading import catalog
from tests.chaos.script import Script, Step
from tests.support.transcript_scripts import EMBASSY, Say
from texts.dates import date_words
from texts.locale import LANGUAGES, Voice, voice
from texts.numbers import number as written
from texts.verbs import ChatVerb

FLOWS = catalog()
SECTION, COUNTRY = "germany", "DE"
HEAD = r"\A(?:[^\n]*\n)?[^\n]*AR-"
"""A reference in the first two lines: the receipt, a report opened, or one being changed."""
OF_A_REPORT, NOT_OF_A_REPORT = f"(?={HEAD})", rf"\A(?!{HEAD})"
CAPTION = {
    "en": "{number} signatures on {day}",
    "fr": "{number} signatures le {day}",
    "ar": "{number} توقيع في {day}",
    "es": "{number} firmas el {day}",
}
TEACHER = {"en": "the teacher", "fr": "l’enseignante", "ar": "معلّمة", "es": "la maestra"}


@dataclass(frozen=True)
class Tale:
    """A conversation that ends in a report. `mark`: the column of the export that finds it, and its value; `told`: what
    else the row says."""

    script: Script
    mark: tuple[str, str]
    told: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, and the mark."""
        return (self.told["kind"], *self.mark)

    def is_told_by(self, row: Mapping[str, str]) -> bool:
        return all(row[column] == value for column, value in self.told.items())


@dataclass(frozen=True)
class Event:
    """A planned delivery: what its link carries, and its day."""

    token: str
    day: date


@dataclass(frozen=True)
class Telling:
    """Who tells, and the number of this report. `again`: this person has told such a tale before."""

    language: str
    number: int
    event: Event
    again: bool = False

    @cached_property
    def voice(self) -> Voice:
        return voice(self.language, COUNTRY)

    @property
    def day(self) -> date:
        """A day that no neighbouring number has a neighbour of: so nobody is asked whether it is the same event."""
        return date(2014, 10, 20) - timedelta(days=8 * (self.number % 2_000))

    @property
    def changed(self) -> int:
        """The number after a change: as new as the first, and neither is a part of the other."""
        return self.number * 10 + 1

    @property
    def words(self) -> str:
        """The number in a sentence, where none is asked for."""
        return f"No. {self.number}."

    def shown(self, number: int) -> str:
        """A number as the bot writes it."""
        return re.escape(written(number, self.voice))

    def say(self, words: Say) -> str:
        return words.said if isinstance(words.said, str) else words.said[self.language]

    def asks(self, flow: str, question: str) -> str:
        """The pattern of a question's card."""
        asked = next(each for each in FLOWS[flow].questions() if each.name == question)
        return NOT_OF_A_REPORT + f".*{re.escape(asked.label[self.language])}"

    def choice(self, flow: str, name: str) -> str:
        """The pattern of a choice's button."""
        lists = FLOWS[flow].choice_lists.values()
        found = next(each for choices in lists for each in choices if each.name == name)
        return rf"^\[{re.escape(found.label[self.language])}\]"


Teller = Callable[[Telling], Tale]

FILE = f"<{Verb.FILE} "
REVIEW = f".*{FILE}.*<{Verb.LINE} "
ON_REVIEW = NOT_OF_A_REPORT + REVIEW
OPENED = OF_A_REPORT + f"(?!.*<{ChatVerb.ANOTHER} )"
OPEN = f"<{ChatVerb.OPEN} "
RECEIPT = rf"AR-\w{{6}}-\w.*<{ChatVerb.ANOTHER} "


def joining(language: str, link: str = "") -> Script:
    """/start, perhaps by an invitation's or event's link, until the first menu."""
    own = LANGUAGES.index(language)
    return Script(
        (
            Step(say=f"/start {link}".rstrip()),
            Step(see=rf"<{ChatVerb.JOIN_LANGUAGE} ", press=rf"<{ChatVerb.JOIN_LANGUAGE} \S* {own}>"),
            Step(see=rf"<{ChatVerb.JOIN_AGREE} ", press=rf"<{ChatVerb.JOIN_AGREE} "),
        ),
        done=rf"<{ChatVerb.BEGIN} ",
    )


def by_report(flow: str, *steps: Step) -> Script:
    """From /report to the receipt."""
    begin = rf"<{ChatVerb.BEGIN} {flow} "
    return Script((Step(say="/report"), Step(see=begin, press=begin), *steps), RECEIPT)


def delivery(telling: Telling) -> Tale:
    """Told straight through."""
    of = "petition_delivery"
    steps = (
        Step(see=telling.asks(of, "signatures"), say=str(telling.number)),
        Step(see=telling.asks(of, "target"), say=telling.say(EMBASSY)),
        Step(see=telling.asks(of, "occurred_on"), say=telling.day.isoformat()),
        *pictures(telling, of),
        Step(see=ON_REVIEW, press=FILE),
    )
    return delivered(telling, by_report(of, *steps), telling.day)


def pictures(telling: Telling, flow: str) -> tuple[Step, Step]:
    return Step(see=telling.asks(flow, "pictures"), photo=True), published(telling, flow)


def published(telling: Telling, flow: str) -> Step:
    return Step(see=telling.asks(flow, "publish"), press=telling.choice(flow, "internal"))


def delivered(telling: Telling, script: Script, day: date) -> Tale:
    told = {
        "target": "embassy_uz_berlin",
        "country": "UZ",
        "campaign": "stop_torture",
        "case": "uz_teacher",
        "occurred_on": day.isoformat(),
        **counted("signatures", "signatures"),
        "pictures": "1",
        "publish": "internal",
    }
    return tale(telling, "petition_delivery", script, "signatures", told)


def counted(question: str, basis: str) -> dict[str, str]:
    """What stands beside a figure."""
    return {f"{question}_qualifier": "exactly", f"{question}_basis": basis, f"{question}_measure": "in_period"}


def tale(telling: Telling, kind: str, script: Script, marked: str, told: Mapping[str, str]) -> Tale:
    value = telling.words if marked == "what_happened" else str(telling.number)
    common = {"kind": kind, "section": SECTION, "language": telling.language, "status": "filed"}
    return Tale(script, (marked, value), {**common, **told})


def delivery_by_link(telling: Telling) -> Tale:
    """By the link of an event: its answers are known. Who has reported on it before says that there is more."""
    of, more = "petition_delivery", f"<{ChatVerb.EVENT_BEGIN} "
    steps = (
        Step(say=f"/start {telling.event.token}"),
        *([Step(see=more, press=more)] if telling.again else []),
        Step(see=telling.asks(of, "signatures"), say=str(telling.number)),
        *pictures(telling, of),
        Step(see=ON_REVIEW, press=FILE),
    )
    return delivered(telling, Script(steps, RECEIPT), telling.event.day)


def delivery_by_photo(telling: Telling) -> Tale:
    """Opened without a command, by a photo whose caption tells the number and the day."""
    of = "petition_delivery"
    caption = CAPTION[telling.language].format(number=telling.number, day=telling.day.isoformat())
    take = rf"<{ChatVerb.OFFER_TAKE} {of} "
    steps = (
        Step(photo=True, say=caption),
        Step(see=take, press=take),
        Step(see=telling.asks(of, "target"), say=telling.say(EMBASSY)),
        published(telling, of),
        Step(see=ON_REVIEW, press=FILE),
    )
    return delivered(telling, Script(steps, RECEIPT), telling.day)


def action(telling: Telling) -> Tale:
    """A vigil, its day changed on the review card."""
    of, day = "action", date_words(telling.day, telling.voice, date.max)
    steps = (
        Step(see=telling.asks(of, "activity"), press=telling.choice(of, "demonstration")),
        Step(see=telling.asks(of, "people"), say=str(telling.number)),
        *pictures(telling, of),
        *line_answered(telling, of, "occurred_on", telling.day.isoformat(), day),
    )
    told = {
        "activity": "demonstration",
        "area": "supporters",
        "occurred_on": telling.day.isoformat(),
        **counted("people", "people"),
        "pictures": "1",
        "publish": "internal",
    }
    return tale(telling, of, by_report(of, *steps), "people", told)


def outcome(telling: Telling) -> Tale:
    """A release, and the number in its words. No tick is told: which actions there are depends on the others."""
    of = "outcome"
    none = re.escape(telling.voice.button("None of these"))
    steps = (
        Step(see=telling.asks(of, "change"), press=telling.choice(of, "released")),
        Step(see=telling.asks(of, "case"), say=TEACHER[telling.language]),
        Step(see=telling.asks(of, "occurred_on"), say=telling.day.isoformat()),
        Step(see=telling.asks(of, "contribution"), press=telling.choice(of, "one_factor")),
        Step(see=telling.asks(of, "actions") + rf".*\[{none}\]", press=rf"^\[{none}\]"),
        Step(see=telling.asks(of, "actions") + rf".*\[{TICK}{none}\]", press=f"<{Verb.DONE} "),
        Step(see=telling.asks(of, "safe_to_tell"), press=telling.choice(of, "without_names")),
        *line_answered(telling, of, "what_happened", telling.words, re.escape(telling.words)),
    )
    told = {
        "change": "released",
        "direction": "progress",
        "indicator": "individual_cases",
        "case": "uz_teacher",
        "country": "UZ",
        "campaign": "stop_torture",
        "occurred_on": telling.day.isoformat(),
        "contribution": "one_factor",
        "safe_to_tell": "without_names",
        "confirmed_by": "author",
    }
    return tale(telling, of, by_report(of, *steps), "what_happened", told)


def section_update(telling: Telling) -> Tale:
    """The area of this month that most has been told of: what is held already stands on the card."""
    of = "section_update"
    steps = (
        Step(see=telling.asks(of, "area"), press=telling.choice(of, "supporters")),
        Step(see=telling.asks(of, "actions"), say=str(telling.number)),
        Step(see=ON_REVIEW, press=FILE),
    )
    told = {"area": "supporters", **counted("actions", "actions")}
    return tale(telling, of, by_report(of, *steps), "actions", told)


def line_answered(telling: Telling, flow: str, question: str, said: str, shown: str) -> tuple[Step, Step, Step]:
    """A line of the review card is tapped and answered, and the report filed."""
    before, after = rf"(?!.*{shown})", rf"(?=.*{shown})"
    return (
        Step(see=NOT_OF_A_REPORT + f"{before}{REVIEW}", press=line_of(flow, question)),
        Step(see=telling.asks(flow, question), say=said),
        Step(see=NOT_OF_A_REPORT + f"{after}{REVIEW}", press=FILE),
    )


def line_of(flow: str, question: str) -> str:
    """The pattern of a line of the review card."""
    at = next(at for at, each in enumerate(FLOWS[flow].questions()) if each.name == question)
    return rf"<{Verb.LINE} \S* {at}>"


def amended(tell: Teller) -> Teller:
    """Filed, opened, and the number changed."""

    def told(telling: Telling) -> Tale:
        first = tell(telling)
        column, value = first.mark
        flow = first.told["kind"]
        in_words = column == "what_happened"
        new = replace(telling, number=telling.changed).words if in_words else str(telling.changed)
        old_shown, new_shown = (
            (re.escape(value), re.escape(new))
            if in_words
            else (telling.shown(telling.number), telling.shown(telling.changed))
        )
        asked = asked_again(telling, flow, column)
        steps = (
            Step(see=RECEIPT, press=OPEN, lasting=True),
            Step(see=OPENED + f".*{old_shown}.*<{ChatVerb.AMEND} ", press=f"<{ChatVerb.AMEND} ", lasting=True),
            Step(see=OF_A_REPORT + f".*{old_shown}{REVIEW}", press=line_of(flow, column)),
            Step(see=asked, say=new),
            Step(see=OF_A_REPORT + f".*{new_shown}{REVIEW}", press=FILE),
        )
        done = OPENED + f".*{new_shown}.*<{ChatVerb.AMEND} "
        return replace(first, script=first.script.then(steps, done), mark=(column, new))

    return told


def asked_again(telling: Telling, flow: str, question: str) -> str:
    """The pattern of a question's card while a filed report is changed."""
    return telling.asks(flow, question).replace(NOT_OF_A_REPORT, OF_A_REPORT)


def withdrawn(tell: Teller) -> Teller:
    """Filed, opened, and taken back."""

    def told(telling: Telling) -> Tale:
        first = tell(telling)
        steps = (
            Step(see=RECEIPT, press=OPEN, lasting=True),
            Step(see=OPENED + f".*<{ChatVerb.WITHDRAW} ", press=f"<{ChatVerb.WITHDRAW} ", lasting=True),
            Step(see=f"<{ChatVerb.WITHDRAW_SURE} ", press=f"<{ChatVerb.WITHDRAW_SURE} "),
        )
        script = first.script.then(steps, OPENED + f".*<{ChatVerb.RESTORE} ")
        return replace(first, script=script, told={**first.told, "status": "withdrawn"})

    return told


ACTIVISTS: tuple[Teller, ...] = (
    delivery_by_link,
    amended(action),
    delivery_by_photo,
    withdrawn(delivery),
    action,
    delivery,
    amended(delivery),
    withdrawn(action),
)
STAFF: tuple[Teller, ...] = (
    outcome,
    section_update,
    amended(section_update),
    delivery,
    amended(outcome),
    withdrawn(section_update),
    action,
    withdrawn(outcome),
)
