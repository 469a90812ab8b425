"""A section's own questions go out as a spreadsheet and come back the same, though only the shared flow makes sense of
them."""

from flows.composing import section_of
from flows.reading import read_flow
from flows.xlsform.reading import read_xlsform
from flows.xlsform.writing import write_xlsform

ADDON = """
key: action+france
title: {en: Further, fr: Autres}
files: action
extends: action
section: france
audience: [activist]
items:
  - type: select_one kinds_of_action
    name: again
    label: {en: "Again, after ${activity}?", fr: "Encore, après ${activity} ?"}
    relevant: ${activity} = 'training'
"""


def test_it_comes_back_the_same() -> None:
    addon = read_flow(ADDON)
    read = read_xlsform(write_xlsform(addon, None), "sent back.xlsx")
    assert read.problems == []
    assert read.flow == addon


def test_a_flow_is_no_sections_for_saying_so() -> None:
    addon = read_flow(ADDON)
    assert section_of(addon) == "france"
    assert section_of(addon.model_copy(update={"key": "action", "extends": None})) is None
