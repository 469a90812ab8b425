"""What translators sent back, put into the draft of the flow that it is for."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bot.flow_life.contents import flow_of
from flows.definition import Flow
from flows.problems import Problem
from flows.stored import content_of
from flows.translations.applying import apply_translations
from flows.translations.handed import HandedBack, Translation
from flows.translations.strings import strings
from storage.errors import Unavailable
from storage.stores import Stores

ALIKE = 0.5  # of the file's wordings must be the flow's


def handed_back(data: dict[str, Any]) -> HandedBack:
    """As `bot.flow_reader` told it."""
    by_language = {
        language: {key: Translation(*each) for key, each in told.items()}
        for language, told in data["by_language"].items()
    }
    return HandedBack(by_language, data["flow"])


def meant(handed: HandedBack, flows: Iterable[Flow]) -> Flow | None:
    """The flow that it translates: the one it names, else the one that most of its wordings are of."""
    known = list(flows)
    if handed.flow is not None:
        return next((each for each in known if each.key == handed.flow), None)
    scored = [(*_likeness(handed, each), each) for each in known]
    _, share, found = max(scored, key=lambda one: one[:2], default=(0.0, 0.0, None))
    return found if share >= ALIKE else None


def _likeness(handed: HandedBack, flow: Flow) -> tuple[float, float]:
    """What part of the file's wordings say in the flow what was translated, and what part it has at all."""
    words = {each.key: each.words.get(flow.default_language, "") for each in strings(flow)}
    told = [(key, each.source) for by_key in handed.by_language.values() for key, each in by_key.items()]
    same = sum(source is not None and words.get(key) == source for key, source in told)
    return same / max(1, len(told)), sum(key in words for key, _ in told) / max(1, len(told))


def put_in(stores: Stores, flow: Flow, handed: HandedBack, person_id: UUID) -> tuple[Flow, list[Problem], int]:
    """The flow's draft with the translations, what did not fit, and how many wordings are new. Nothing else changes."""
    draft = stores.flow_drafts.get(flow.key)
    standing, problems, changed = flow_of(draft) if draft is not None else flow, list[Problem](), 0
    translated = standing
    into = [each for each in handed.by_language if each != standing.default_language]
    for language in into or list(handed.by_language):
        translated, found = apply_translations(translated, language, handed)
        problems += found
    before = {each.key: each.words for each in strings(standing)}
    changed = sum(each.words != before.get(each.key) for each in strings(translated))
    if changed:
        draft = draft or stores.flow_drafts.begin(flow.key, person_id, stores.now)
        what = json.dumps({"translation": into})
        saved = stores.flow_drafts.save(draft, content_of(translated), what, person_id, stores.now)
        if saved is None:
            raise Unavailable
        stores.audit.add("translate", "flow_draft", saved.id, stores.now, person_id)
    return translated, problems, changed
