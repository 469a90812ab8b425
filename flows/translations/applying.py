"""Translations put into a flow: nothing else changes, and what does not fit is named and left out."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from flows.checks.wordings import a_button_shows
from flows.definition import Flow, Group, Question
from flows.limits import OPTION_LABEL_MAX
from flows.problems import Problem
from flows.translations.handed import HandedBack, Translation
from flows.translations.strings import WORDED, String, strings
from flows.translations.tongues import other_language, other_script
from texts.said import said, said_plural

FILE = said("file")
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")


def apply_translations(flow: Flow, language: str, handed: HandedBack) -> tuple[Flow, list[Problem]]:
    """The flow with the translations into `language`. A file that is for another flow or plainly in another language is
    refused as a whole: the flow comes back as it was. An empty translation takes none away."""
    problems = list(handed.problems) or list(_refused(flow, language, handed))
    if problems:
        return flow, problems
    known = {each.key: each for each in strings(flow)}
    taken: dict[str, str] = {}
    for key, translation in handed.by_language[language].items():
        if not translation.words.strip():
            continue
        found = list(_problems(flow, language, known.get(key), key, translation))
        problems += found
        if all(each.warning for each in found):
            taken[key] = translation.words
    return translated(flow, language, taken), problems


def translated(flow: Flow, language: str, words: Mapping[str, str]) -> Flow:
    """The flow with these wordings by key; keys it does not have are left out."""

    def changed(key: str, before: Mapping[str, str]) -> dict[str, str]:
        return {**before, language: words[key]} if key in words else dict(before)

    def item(each: Question | Group) -> Question | Group:
        if isinstance(each, Group):
            label = changed(f"group/{each.name}/label", each.label)
            return each.model_copy(update={"label": label, "items": tuple(map(item, each.items))})
        prefix = f"question/{each.name}/"
        columns = [column for column in WORDED if prefix + column in words]
        return each.model_copy(update={column: changed(prefix + column, getattr(each, column)) for column in columns})

    lists = {
        name: tuple(
            choice.model_copy(update={"label": changed(f"choice/{name}/{choice.name}/label", choice.label)})
            for choice in choices
        )
        for name, choices in flow.choice_lists.items()
    }
    title = changed("flow/title", flow.title)
    return flow.model_copy(update={"title": title, "items": tuple(map(item, flow.items)), "choice_lists": lists})


def _refused(flow: Flow, language: str, handed: HandedBack) -> Iterator[Problem]:
    """Why nothing of the file may be taken."""
    if language == flow.default_language:
        wrong = said("{language} is what is translated from", language=language)
        yield Problem(FILE, wrong, said("change it in the flow itself"))
    elif language not in flow.languages:
        wrong = said("the flow has no language {language}", language=language)
        yield Problem(FILE, wrong, said("add the language to the flow first"))
    elif language not in handed.by_language:
        there = ", ".join(handed.by_language)
        only = said("there is no translation into {language}, only into {others}", language=language, others=there)
        wrong = only if there else said("there is no translation into {language}", language=language)
        yield Problem(FILE, wrong, said("send the file of that language"))
    elif handed.flow is not None and handed.flow != flow.key:
        wrong = said("this is a translation of {flow}", flow=handed.flow)
        yield Problem(FILE, wrong, said("send the file of {flow}", flow=flow.key))
    elif (other := _wrong_language(flow, language, handed.by_language[language])) is not None:
        yield Problem(FILE, other, said("send the translation into {language}", language=language))


def _wrong_language(flow: Flow, language: str, told: Mapping[str, Translation]) -> str | None:
    """What speaks against these texts being in the language; what the flow has already is not asked."""
    known = {each.key: each.words for each in strings(flow)}
    new = {key: each.words for key, each in told.items() if each.words.strip() != known.get(key, {}).get(language)}
    if other_script(language, new.values()):
        return said("most letters of this file are not those of {language}", language=language)
    for other in flow.languages:
        same = [key for key, words in new.items() if words.strip() == known.get(key, {}).get(other, "").strip()]
        if other != language and len(same) > max(2, len(new) / 2):
            return said("most of this file is what the flow says in {language}", language=other)
    if (meant := other_language(language, new.values())) is not None:
        return said("this file is not in {language}, but seems to be in {other}", language=language, other=meant)
    return None


def _problems(
    flow: Flow, language: str, string: String | None, key: str, translation: Translation
) -> Iterator[Problem]:
    if string is None:
        mend = said("it is left out; export the strings anew")
        yield Problem(key, said("the flow has no such wording any more"), mend)
        return
    if _plain(translation.words) == _plain(string.words.get(language, "")):
        return
    source = string.words.get(flow.default_language, "")
    if translation.unsure:
        mend = said("look at it, and take the mark away")
        yield Problem(key, said("the translation is marked as unsure (fuzzy)"), mend)
    elif translation.source is not None and _plain(translation.source) != _plain(source):
        wrong = said("what it translates was changed since: it says now {source}", source=repr(source))
        yield Problem(key, wrong, said("translate it anew"))
    wanted, named = set(_REFERENCE.findall(source)), set(_REFERENCE.findall(translation.words))
    for name in sorted(wanted - named):
        wrong = said("{reference} was lost in the translation", reference=f"${{{name}}}")
        yield Problem(key, wrong, said("put it where the answer shall stand"))
    for name in sorted(named - wanted):
        wrong = said("{reference} is not in what it translates", reference=f"${{{name}}}")
        yield Problem(key, wrong, said("take it out, or correct the name"))
    if string.button and len(translation.words) > OPTION_LABEL_MAX:
        wrong = said_plural("it has {n} character", "it has {n} characters", len(translation.words))
        yield Problem(key, wrong, a_button_shows(), warning=True)


def _plain(text: str) -> str:
    """Without what a program changes by itself: line ends, white space around, composed letters."""
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in text.strip().splitlines()))
