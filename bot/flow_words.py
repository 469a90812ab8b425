"""What changed between two revisions of a flow, in words: "question 4 (target): now optional"."""

from collections.abc import Iterable, Sequence

from bot.handlers.flows.words import WORDINGS, language_name
from bot.roles import WORDS as ROLES
from flows.comparing import Code, Difference
from texts.clipping import clip
from texts.locale import N_, Voice

SHOWN = 60  # characters of a value

#: Columns and settings, for somebody who has never seen the sheet; others go by their own name.
COLUMNS = {
    "relevant": N_("when it applies"),
    "ask": N_("whether it is asked by itself"),
    "constraint": N_("which answers fit"),
    "calculation": N_("calculation"),
    "default": N_("default"),
    "choice_filter": N_("which choices are offered"),
    "first": N_("which choices come first"),
    "parameters": N_("range"),
    "repeat_count": N_("how many there are"),
    "fills": N_("core field"),
    "figure": N_("figure"),
    "basis": N_("what is counted"),
    "measure": N_("how it is counted"),
    "kept": N_("whether it is filed"),
    "reconstructed": N_("whose wording it is"),
    "media": N_("pictures and sound"),
    "files": N_("kind of report"),
    "follow_up": N_("follow-up"),
    "default_language": N_("default language"),
    "version": N_("version"),
}
_TOLD = {"fills", "figure", "basis", "measure", "files", "follow_up", "default_language", "version"}  # with their value


def differences_in_words(differences: Iterable[Difference], voice: Voice) -> list[str]:
    """A line for each question, list and whatever else changed, in the order given; plain text."""
    grouped: dict[tuple[str, str], list[Difference]] = {}
    for each in differences:
        grouped.setdefault(_about(each), []).append(each)
    return [_line(group, voice) for group in grouped.values()]


def _about(difference: Difference) -> tuple[str, str]:
    """What is told in one line."""
    subject = difference.subject
    name = difference.list_name if subject == "choice" else "" if subject == "flow" else difference.name
    return (f"{subject} {difference.code}" if subject == "language" else subject), name


def _line(group: Sequence[Difference], voice: Voice) -> str:
    first = group[0]
    if first.code is Code.UNTRANSLATED:
        language = language_name(voice, first.name)
        return voice.plural(
            "{n} wording is missing in {language}", "{n} wordings are missing in {language}", first.count,
            language=language,
        )  # fmt: skip
    changes = _of_list(group, voice) if first.subject == "choice" else [_change(each, voice) for each in group]
    return voice("{place}: {changes}", place=_place(first, voice), changes=voice("; ").join(changes))


def _place(difference: Difference, voice: Voice) -> str:
    name = difference.name
    match difference.subject:
        case "question":
            return voice("question {number} ({name})", number=difference.number, name=name)
        case "group":
            return voice("group {name}", name=name)
        case "choice":
            return voice("choices of {name}", name=difference.list_name)
        case "language":
            return language_name(voice, name)
        case "table":
            return voice("table {name}", name=name)
        case "media":
            return voice("file {name}", name=name)
        case "flow":
            return voice("the flow")


def _of_list(group: Sequence[Difference], voice: Voice) -> list[str]:
    """Choices that fare alike together."""
    names: dict[Code, list[str]] = {}
    for each in group:
        names.setdefault(each.code, []).append(each.name)
    told = {
        Code.ADDED: N_("new: {names}"),
        Code.REMOVED: N_("taken out: {names}"),
        Code.RETIRED: N_("retired: {names}"),
        Code.RETURNED: N_("offered again: {names}"),
        Code.RENAMED: N_("under another name: {names}"),
        Code.REWORDED: N_("in other words: {names}"),
        Code.MOVED: N_("another order"),
    }
    other = N_("changed: {names}")
    return [voice(told.get(code, other), names=voice.listed(dict.fromkeys(each))) for code, each in names.items()]


def _change(difference: Difference, voice: Voice) -> str:
    """One change of a question, a group, a language, a table, a file or the flow."""
    match difference.code:
        case Code.REWORDED:
            wording = voice(WORDINGS[difference.column])
            languages = voice.listed(language_name(voice, each) for each in difference.languages)
            return voice("in other words: {names}", names=voice.beside(wording, languages))
        case Code.ALTERED:
            return _altered(difference, voice)
        case Code.WIDENED | Code.NARROWED:
            role = voice(ROLES[difference.name]) if difference.name in ROLES else difference.name
            wider = difference.code is Code.WIDENED
            return voice("now open to: {role}", role=role) if wider else voice("no longer open to: {role}", role=role)
        case Code.RENAMED:
            return voice("was called {name}", name=difference.old)
        case Code.REQUIRED_WHERE:
            return voice("required where {condition}", condition=clip(difference.new, SHOWN))
        case Code.TYPE:
            return voice("type {type}, was {before}", type=difference.new, before=difference.old)
    return voice(_PLAIN[difference.code])


_PLAIN = {
    Code.ADDED: N_("new"),
    Code.REMOVED: N_("taken out"),
    Code.RETIRED: N_("retired"),
    Code.RETURNED: N_("asked again"),
    Code.MOVED: N_("in another place"),
    Code.REQUIRED: N_("now required"),
    Code.OPTIONAL: N_("now optional"),
    Code.SENSITIVE: N_("now sensitive"),
    Code.NOT_SENSITIVE: N_("no longer sensitive"),
}


def _altered(difference: Difference, voice: Voice) -> str:
    column = difference.column
    if not column:
        return voice("other content")
    named = voice(COLUMNS[column]) if column in COLUMNS else column
    if column not in _TOLD:
        return voice("changed: {names}", names=named)
    if not difference.new:
        return voice("{column}: none any more", column=named)
    return voice("{column}: now {value}", column=named, value=clip(difference.new, SHOWN))
