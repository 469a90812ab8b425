"""Under which flow and name the questions of each revision are exported. Pure.

What was renamed goes by its last name. A question that a section added to a shared flow goes by the flow's key with
the section's behind it, so that those of two sections that have one name and mean different things have two columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.composing import composed_key
from flows.definition import Flow
from flows.renaming import Names, names_of

Place = tuple[str, str]
"""(flow, question) as an export knows it."""


@dataclass(frozen=True, slots=True)
class Known:
    """Of one revision: the place of each of its questions, and what its choices are called now."""

    places: Mapping[str, Place] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names({}, {}))


def known(flows: Sequence[Flow]) -> list[Known]:
    """Of each revision. `flows`: those of one flow in the order in which they were published."""
    shared = {(flow.key, each.name) for flow in flows if flow.section is None for each in flow.questions()}
    found: dict[int, Known] = {}
    for key, section in dict.fromkeys((flow.key, flow.section) for flow in flows):
        at = [place for place, flow in enumerate(flows) if flow.key == key and flow.section in (None, section)]
        for place, names in zip(at, names_of([flows[place] for place in at]), strict=True):
            if flows[place].section == section:
                owner = key if section is None else composed_key(key, section)
                places = {
                    name: (key if (key, name) in shared else owner, now) for name, now in names.questions.items()
                }
                found[place] = Known(places, names)
    return [found[place] for place in range(len(flows))]
