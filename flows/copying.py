"""Another report like one filed before: which of its answers usually stay the same. Pure."""

from collections.abc import Mapping
from typing import Any

from flows.context import Context
from flows.definition import QuestionType
from flows.engine import start
from flows.facts import Facts
from flows.revision import Revision
from flows.session import Response
from flows.values import place_name

#: Core fields that say where, with whom and for what. What happened this time is asked anew: numbers, days, pictures,
#: words, publication; and so is whatever fills no field.
STAYING = frozenset({"activity", "area", "campaign", "case", "country", "place", "segment", "target"})


def staying(revision: Revision, content: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Known answers by question, as `flows.engine.start` takes them. `content`: what was filed (`Filing.content`).

    What would be worked out from the others anyway is left to be: it follows when they are changed.
    """
    known: dict[str, Any] = {}
    for compiled in revision.answerable:
        told = content.get(compiled.name, {})
        value = told.get("value")
        if compiled.type is QuestionType.GEOPOINT and value is not None:
            value = place_name(Response.from_json(told)) or None  # an exact point is asked for anew
        if compiled.question.fills not in STAYING or value is None:
            continue
        begun = start(revision, context, known=known).session
        derived = Facts(revision, begun, context).derived(compiled)
        if derived is None or derived.value != value:
            known[compiled.name] = value
    return known
