"""`or_other`: one more choice, and the question which one is meant, as pyxform adds them."""

from flows.definition import Choice, Question, QuestionType, Words
from flows.xlsform.choices import Lists
from flows.xlsform.settings import Tongues
from texts.locale import LANGUAGES, N_, SOURCE_LANGUAGE, voice

OTHER = "other"
_LABEL, _WHICH = N_("Other"), N_("Other: which one?")


def with_other(lists: Lists, list_name: str, tongues: Tongues) -> None:
    """The choice joins the list, and so every question that offers the list; once."""
    choices = lists.lists.get(list_name)
    if choices and all(each.name != OTHER for each in choices):
        choices.append(Choice(name=OTHER, label=_words(_LABEL, tongues)))


def which_other(name: str, tongues: Tongues) -> Question:
    """The question that follows, in the person's own words."""
    return Question(
        type=QuestionType.TEXT,
        name=f"{name}_other",
        label=_words(_WHICH, tongues),
        relevant=f"selected(${{{name}}}, '{OTHER}')",
    )


def _words(text: str, tongues: Tongues) -> Words:
    """Ours in the languages that the bot speaks, English in others: to be translated there."""
    return {code: voice(code if code in LANGUAGES else SOURCE_LANGUAGE)(text) for code in tongues.codes}
