"""What a translator is told about a string."""

from collections.abc import Mapping

from flows.definition import Flow, Question
from flows.limits import OPTION_LABEL_MAX
from flows.translations.strings import String

_COLUMNS = {
    "hint": "hint under the question",
    "line": "short name of the answer",
    "required_message": "said when the question was left empty",
    "constraint_message": "said when the answer does not fit",
    "finish": "button that ends the report here",
}
_CLIPPED = 80


def context_of(string: String, flow: Flow, questions: Mapping[str, Question]) -> str:
    """In a line of English: `hint under the question "Who was it addressed to?"`, `choice; at most 60 characters`."""
    kind, *names, column = string.key.split("/")
    if kind == "flow":
        return "title of the whole"
    if kind == "group":
        return "what one of several is called"
    if kind == "choice":
        return f"choice of {names[0]}; at most {OPTION_LABEL_MAX} characters"
    question = questions[names[0]]
    if column == "label":
        return f"question ({question.type.value})"
    label = " ".join(question.label.get(flow.default_language, "").split())
    told = f'{_COLUMNS[column]} "{label[:_CLIPPED]}"'
    return f"{told}; at most {OPTION_LABEL_MAX} characters" if string.button else told
