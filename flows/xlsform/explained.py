"""What the "Read me" sheet says of our own columns, and which values the drop-down lists suggest."""

from flows.xlsform.columns import CHOICES, SURVEY

EXPLAINED = (
    ("", "A form in the vocabulary of XLSForm. Columns with a yellow head are our own; all of them may stay empty."),
    ("", "More stands in docs/flows.md and docs/xlsform.md."),
    ("line", "What the answer is called on the review card, where the label is too long for it."),
    ("fills", "The core field that this answer fills: occurred_on, country, place, case, target, story, ..."),
    ("figure", "This number is counted: the key of what is counted, such as people_trained."),
    ("basis", "What a figure counts: signatures, people, letters, messages, actions, events, ..."),
    ("measure", "in_period (it adds up), so_far (a running total), level_now (a level)."),
    ("sensitive", "yes: masked in echoes, never exported by default."),
    ("ask", "review: a line of the review card, asked only when tapped; an expression: asked where it holds."),
    ("first", "Of a select, seen from the choice: those of which it holds are offered first."),
    ("finish", "The label of a button that leaves this question empty and files the report."),
    ("kept", "no: a calculation that only helps other questions; neither filed nor exported."),
    ("reconstructed", "yes: the wording is ours, not a source's."),
    ("retired", "yes: no longer asked or offered, but known to earlier reports. Better than deleting a row."),
    ("was", "The name of this question or choice in the revision before: exports and totals carry on."),
    ("choices", "Further columns of the choices sheet serve choice_filter and pulldata()."),
    ("flow_title", "Settings: the title in the other languages; form_title is that of the default language."),
    ("languages", "Settings: codes of the flow's languages, the first one first."),
    ("files", "Settings: the kind of report: action, petition_delivery, outcome, section_update."),
    ("audience", "Settings: the roles that may begin it, such as activist staff."),
    ("follow_up", "Settings: when and whom to ask what came of it, such as 30d staff."),
    ("extends, section", "Settings: an add-on, what a section asks further at the end of another flow."),
    ("base_...", "Settings, hidden: the revision this was made from, so that others' changes can be merged in."),
)

_YES = ("yes",)
SUGGESTED: dict[str, dict[str, tuple[str, ...]]] = {
    SURVEY: {
        "type": (
            "text", "integer", "decimal", "date", "time", "dateTime", "range", "geopoint", "acknowledge", "image",
            "audio", "video", "file", "barcode", "note", "calculate", "hidden", "begin_group", "end_group",
            "begin_repeat", "end_repeat",
        ),
        "required": _YES,
        "basis": ("signatures", "people", "letters", "messages", "actions", "events"),
        "measure": ("in_period", "so_far", "level_now"),
        "sensitive": _YES,
        "ask": ("always", "review"),
        "kept": ("no",),
        "reconstructed": _YES,
        "retired": _YES,
    },
    CHOICES: {"retired": _YES},
}  # fmt: skip
"""By sheet and column. Only suggestions: a select names its list, and `required` may be an expression."""
