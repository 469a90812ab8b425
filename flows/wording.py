"""Words on cards: the flow's own with answers put in, and ours for small questions back and their options."""

from datetime import date, datetime, time
from decimal import Decimal

from flows.definition import Words
from flows.echo import choice_words, echo, with_answers
from flows.facts import Facts
from flows.grains import grain_of, told
from flows.revision import Compiled
from flows.session import Check, CheckKind, Response
from flows.values import day_of
from texts.dates import date_words, datetime_words, time_words
from texts.emphasis import emphasised
from texts.locale import Voice
from texts.numbers import number


def worded(facts: Facts, words: Words, beside: Compiled | None = None) -> str:
    """A wording of the flow in the session's language: see `flows.echo.with_answers`."""
    text = facts.revision.words(words, facts.session.language)
    return with_answers(text, facts, beside) if "${" in text else emphasised(text)


def check_question(check: Check, compiled: Compiled, facts: Facts) -> str:
    """What a check asks."""
    voice = facts.context.voice
    match check.kind:
        case CheckKind.QUALIFIER:
            return voice("How exact is {number}?", number=echo(compiled, Response(check.value, ""), facts))
        case CheckKind.FUTURE:
            day = told(day_of(check.value), grain_of(compiled.question), voice, facts.context.today)
            return voice("{date} is still to come. Is that the day?", date=day)
        case CheckKind.NUMBER:
            return voice("Which number do you mean?")
        case CheckKind.DATE:
            return voice("Which day do you mean?")
        case CheckKind.TIME:
            return voice("Which time do you mean?")
        case CheckKind.HOUR:
            day = date_words(date.fromisoformat(check.value), voice, facts.context.today)
            return voice("{date}: at what time? Tap an hour, or write it.", date=day)
        case CheckKind.CHOICE:
            return voice("Which one do you mean?")


def check_labels(check: Check, compiled: Compiled, facts: Facts) -> tuple[str, ...]:
    """The labels of a check's options, by index."""
    voice = facts.context.voice
    match check.kind:
        case CheckKind.QUALIFIER:
            words = _qualifiers(voice)
            return tuple(words[option] for option in check.options)
        case CheckKind.FUTURE:
            return voice.button("Yes, that day"), voice.button("No, another day")
        case CheckKind.NUMBER:
            return tuple(number(Decimal(option), voice) for option in check.options)
        case CheckKind.DATE:
            today = facts.context.today
            return tuple(date_words(date.fromisoformat(option), voice, today) for option in check.options)
        case CheckKind.TIME:
            return tuple(_clock(option, facts) for option in check.options)
        case CheckKind.HOUR:
            return tuple(time_words(time.fromisoformat(option), voice) for option in check.options)
        case CheckKind.CHOICE:
            return tuple(choice_words(compiled, option, facts) for option in check.options)


def _clock(option: str, facts: Facts) -> str:
    """A time, or a time on a day."""
    voice = facts.context.voice
    if "T" not in option:
        return time_words(time.fromisoformat(option), voice)
    return datetime_words(datetime.fromisoformat(option), voice, facts.context.today)


def _qualifiers(voice: Voice) -> dict[str, str]:
    return {
        "exactly": voice.button("Exactly"),
        "about": voice.button("About"),
        "over": voice.button("Over"),
        "at_least": voice.button("At least"),
        "almost": voice.button("Almost"),
    }
