"""What changed between two revisions, in words."""

from bot.flow_words import differences_in_words
from flows.comparing import compare
from flows.reading import catalog, read_flow
from texts.locale import LANGUAGES, voice

BASE = """
key: vigils
title: {en: Vigils, fr: Veillées}
files: action
audience: [staff]
items:
  - {type: integer, name: people, label: {en: "How many?", fr: "Combien ?"}, required: yes, sensitive: true,
     figure: people, basis: people, measure: in_period}
  - {type: select_one kinds, name: kind, label: {en: "Which kind?", fr: "Quel genre ?"}}
  - {type: text, name: place, label: {en: "Where?", fr: "Où ?"}}
choice_lists:
  kinds:
    - {name: candles, label: {en: Candles, fr: Bougies}}
"""
NEW = """
key: vigils
title: {en: Vigils, fr: Veillées}
files: action
audience: [staff, activist]
items:
  - {type: date, name: day, label: {en: "When?"}}
  - {type: integer, name: participants, was: people, label: {en: "How many came?", fr: "Combien ?"}, figure: people,
     basis: signatures, measure: in_period}
  - {type: select_one kinds, name: kind, label: {en: "Which kind?", fr: "Quel genre ?"},
     relevant: "${participants} > 3"}
choice_lists:
  kinds:
    - {name: candles, label: {en: Candles, fr: Chandelles}}
    - {name: vigil, label: {en: Vigil, fr: Veillée}}
    - {name: march, label: {en: March}}
"""
PARTICIPANTS = (
    "was called people; no longer sensitive; now optional; in other words: Question · English; "
    "what is counted: now signatures"
)


def test_each_question_list_and_language_has_its_line() -> None:
    assert differences_in_words(compare(read_flow(BASE), read_flow(NEW)), voice("en")) == [
        "the flow: now open to: Activist",
        "question 1 (day): new",
        f"question 2 (participants): {PARTICIPANTS}",
        "question 3 (kind): changed: when it applies",
        "question 3 (place): taken out",
        "choices of kinds: in other words: candles; new: vigil, march",
        "2 wordings are missing in French",
    ]


def test_every_difference_has_words_in_every_language() -> None:
    flows = list(catalog().values())
    differences = [each for old in flows for new in flows for each in compare(old, new)]
    differences += compare(read_flow(BASE), read_flow(NEW)) + compare(read_flow(NEW), read_flow(BASE))
    for language in LANGUAGES:
        assert all(differences_in_words(differences, voice(language)))
