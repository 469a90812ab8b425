"""Our own words around an answer in progress: small questions back and their options."""

from datetime import date
from decimal import Decimal

from flows.echo import echo
from flows.facts import Facts
from flows.revision import Compiled
from flows.session import Check, CheckKind, Response
from texts.dates import date_words
from texts.locale import Voice
from texts.numbers import number


def check_question(check: Check, compiled: Compiled, facts: Facts) -> str:
    """What a check asks."""
    voice = facts.context.voice
    match check.kind:
        case CheckKind.QUALIFIER:
            return voice("How exact is {number}?", number=echo(compiled, Response(check.value, ""), facts))
        case CheckKind.FUTURE:
            day = date_words(date.fromisoformat(check.value), voice, facts.context.today)
            return voice("{date} is still to come. Is that the day?", date=day)
        case CheckKind.NUMBER:
            return voice("Which number do you mean?")
        case CheckKind.DATE:
            return voice("Which day do you mean?")
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
        case CheckKind.CHOICE:
            return tuple(facts.choice_label(compiled, option, facts.session.language) for option in check.options)


def _qualifiers(voice: Voice) -> dict[str, str]:
    return {
        "exactly": voice.button("Exactly"),
        "about": voice.button("About"),
        "over": voice.button("Over"),
        "at_least": voice.button("At least"),
        "almost": voice.button("Almost"),
    }
