"""The buttons a question offers, as data: verb, index, label."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from flows.definition import COMING, SELECT_TYPES, QuestionType, appears
from flows.echo import choice_words, echo
from flows.facts import Facts
from flows.grains import Grain, grain_of, moved, told
from flows.inputs import Verb
from flows.limits import PAGE_SIZE
from flows.own_choices import OWN_TYPES, own_choices
from flows.revision import Compiled
from flows.session import Asking, Response
from flows.wording import worded
from texts.dates import calendar_month, date_words, day_label, month_label, year_words
from texts.locale import Voice


@dataclass(frozen=True, slots=True)
class Option:
    """One button: what a tap on it carries, its label, whether it is ticked, its place in a ranking (0: none yet)."""

    verb: Verb
    index: int
    label: str
    selected: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month of buttons, seven a row; None stands for a day of another month."""

    title: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Option | None, ...], ...]
    earlier: Option
    later: Option


def question_options(compiled: Compiled, asking: Asking, kept: Response | None, facts: Facts) -> tuple[Option, ...]:
    """The options of the page that stands. `kept`: the answer the card offers to keep."""
    keep = (_keep(compiled, kept, facts),) if kept is not None and compiled.type not in SELECT_TYPES else ()
    match compiled.type:
        case QuestionType.SELECT_ONE:
            return _choices(compiled, asking, facts, Verb.CHOOSE, (kept.value,) if kept else ())
        case QuestionType.SELECT_MULTIPLE:
            ticked = asking.selected if asking.selected is not None else tuple(kept.value) if kept else ()
            done = Option(Verb.DONE, 0, facts.context.voice.button("Done"))
            return (*_choices(compiled, asking, facts, Verb.TOGGLE, ticked), done)
        case QuestionType.RANK:
            return _ranked(compiled, asking, kept, facts)
        case QuestionType.DATE | QuestionType.DATETIME:
            return (*keep, *_days(compiled, facts))
        case QuestionType.GEOPOINT:
            return keep if asking.exact or facts.context.at_risk else (*keep, _exact(facts))
        case type_ if type_ in OWN_TYPES:
            return _own(compiled, kept, keep, facts)
        case _:
            return keep


def finishing(compiled: Compiled, asking: Asking, facts: Facts) -> tuple[Option, ...]:
    """The button that ends the report here, where the question has one."""
    words = worded(facts, compiled.question.finish, compiled)
    return (Option(Verb.FILE, 0, words),) if words and not asking.returning else ()


def calendar(compiled: Compiled, asking: Asking, facts: Facts) -> Calendar | None:
    """The calendar, once it was opened: of days, months or years."""
    if asking.month is None:
        return None
    grain = grain_of(compiled.question)
    if grain is not Grain.DAY:
        return _coarse_calendar(asking.month, grain, facts.context.voice)
    year, month = divmod(asking.month, 12)
    voice = facts.context.voice
    page = calendar_month(year, month + 1, voice)
    return Calendar(
        title=page.title,
        weekdays=page.weekdays,
        weeks=tuple(
            tuple(None if day is None else Option(Verb.DATE, day.toordinal(), day_label(day, voice)) for day in week)
            for week in page.weeks
        ),
        earlier=Option(Verb.MONTH, asking.month - 1, voice.button("Earlier")),
        later=Option(Verb.MONTH, asking.month + 1, voice.button("Later")),
    )


def _coarse_calendar(month: int, grain: Grain, voice: Voice) -> Calendar:
    """Twelve months of a year, or twelve years, three a row."""
    year = month // 12 if grain is Grain.MONTH else month // 12 // 12 * 12
    first, turned = date(year, 1, 1), 12 if grain is Grain.MONTH else 12 * 12
    firsts = [moved(first, grain, by) for by in range(12)]
    labels = [month_label(day, voice) if grain is Grain.MONTH else year_words(day, voice) for day in firsts]
    options = [Option(Verb.DATE, day.toordinal(), label) for day, label in zip(firsts, labels, strict=True)]
    return Calendar(
        title=year_words(first, voice) if grain is Grain.MONTH else f"{labels[0]}–{labels[-1]}",
        weekdays=(),
        weeks=tuple(tuple(options[at : at + 3]) for at in range(0, 12, 3)),
        earlier=Option(Verb.MONTH, month - turned, voice.button("Earlier")),
        later=Option(Verb.MONTH, month + turned, voice.button("Later")),
    )


def _keep(compiled: Compiled, kept: Response, facts: Facts) -> Option:
    return Option(Verb.KEEP, 0, facts.context.voice.button("Keep: {answer}", answer=echo(compiled, kept, facts)))


def _own(
    compiled: Compiled, kept: Response | None, keep: tuple[Option, ...], facts: Facts
) -> tuple[Option, ...]:
    """Choices of ours, the kept one ticked; if it is none of them it comes first."""
    value = kept.value if kept is not None else None
    own = tuple(
        Option(Verb.CHOOSE, each.index, each.label, each.value == value) for each in own_choices(compiled, facts)
    )
    # A card holds so many: what is kept takes the last one's place.
    return own if any(each.selected for each in own) else (*keep, *own)[:PAGE_SIZE]


def _exact(facts: Facts) -> Option:
    return Option(Verb.EXACT, 0, facts.context.voice.button("Add the exact place"))


def _choices(
    compiled: Compiled, asking: Asking, facts: Facts, verb: Verb, selected: tuple[str, ...]
) -> tuple[Option, ...]:
    first = asking.page * PAGE_SIZE
    return tuple(
        Option(verb, facts.index(compiled, name), choice_words(compiled, name, facts), name in selected)
        for name in facts.offered(compiled)[first : first + PAGE_SIZE]
    )


def _ranked(compiled: Compiled, asking: Asking, kept: Response | None, facts: Facts) -> tuple[Option, ...]:
    """Those to put in order, each with the place it has; once all have one, the button that leaves it at that."""
    order = asking.selected if asking.selected is not None else tuple(kept.value) if kept else ()
    places = {name: place for place, name in enumerate(order, 1)}
    names, choices = facts.offered(compiled), _choices(compiled, asking, facts, Verb.TOGGLE, ())
    shown = names[asking.page * PAGE_SIZE :]
    ranked = tuple(replace(each, place=places.get(name, 0)) for each, name in zip(choices, shown, strict=False))
    done = Option(Verb.DONE, 0, facts.context.voice.button("Done"))
    return (*ranked, done) if len(places) == len(names) else ranked


def _periods(compiled: Compiled, grain: Grain, facts: Facts) -> tuple[Option, ...]:
    """This month or year, the one next to it, and another one."""
    voice, today = facts.context.voice, facts.context.today
    now, near = (moved(today, grain, by) for by in (0, 1 if appears(compiled.question, COMING) else -1))
    other = voice.button("Another month") if grain is Grain.MONTH else voice.button("Another year")
    return (
        *(Option(Verb.DATE, day.toordinal(), told(day, grain, voice, today)) for day in (now, near)),
        Option(Verb.MONTH, today.year * 12 + today.month - 1, other),
    )


def _days(compiled: Compiled, facts: Facts) -> tuple[Option, ...]:
    voice, today = facts.context.voice, facts.context.today
    if (grain := grain_of(compiled.question)) is not Grain.DAY:
        return _periods(compiled, grain, facts)
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)

    def written(day: date) -> str:
        return date_words(day, voice, today)

    if appears(compiled.question, COMING):
        near = Option(Verb.DATE, tomorrow.toordinal(), voice.button("Tomorrow, {date}", date=written(tomorrow)))
    else:
        near = Option(Verb.DATE, yesterday.toordinal(), voice.button("Yesterday, {date}", date=written(yesterday)))
    another = Option(Verb.MONTH, today.year * 12 + today.month - 1, voice.button("Another day"))
    return (
        Option(Verb.DATE, today.toordinal(), voice.button("Today, {date}", date=written(today))),
        near,
        *(() if appears(compiled.question, "no-calendar") else (another,)),
    )
