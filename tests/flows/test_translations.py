"""The strings of a flow go to translators and come back."""

import io

import pytest
from openpyxl import load_workbook

from flows.definition import Flow
from flows.reading import catalog, read_flow
from flows.translations.applying import apply_translations, translated
from flows.translations.handed import HandedBack, Translation
from flows.translations.po import from_po, to_po
from flows.translations.spreadsheet import from_xlsx, to_xlsx
from flows.translations.strings import missing, outdated, percent, strings
from flows.translations.tongues import other_language, other_script

FLOW = read_flow("""
key: vigils
title: {en: Vigils, fr: Veillées}
languages: [en, fr, ar]
files: action
items:
  - type: integer
    name: people
    label: {en: "How many people came to the vigil?", fr: "Combien de personnes sont venues à la veillée ?"}
    hint: {en: An honest guess will do.}
    required: yes
  - {type: select_one kinds, name: kind, label: {en: "With ${people} people, what was it?", fr: "Avec ${people} ?"}}
  - {type: text, name: gone, label: {en: "No longer asked"}, retired: true}
choice_lists:
  kinds:
    - {name: candles, label: {en: Candles, fr: Bougies}}
    - {name: silent, label: {en: Silence}}
""")
ARABIC = {
    "flow/title": "وقفات",
    "question/people/label": "كم شخصًا حضر الوقفة؟",
    "question/kind/label": "مع ${people} من الأشخاص، ماذا كانت؟",
    "choice/kinds/candles/label": "شموع",
}


def handed(language: str = "ar", **further: str) -> HandedBack:
    words = ARABIC | {key.replace("__", "/"): text for key, text in further.items()}
    return HandedBack({language: {key: Translation(text) for key, text in words.items()}})


def sheet_filled(language_column: int, words: dict[str, str], data: bytes | None = None) -> bytes:
    """What a translator makes of the spreadsheet: by key, a text in the column."""
    book = load_workbook(io.BytesIO(data or to_xlsx(FLOW)))
    for row in book["translations"].iter_rows(min_row=2):
        if row[0].value in words:
            row[language_column].value = words[row[0].value]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_every_string_has_a_key_and_what_is_retired_needs_none() -> None:
    assert [each.key for each in strings(FLOW)] == [
        "flow/title", "question/people/label", "question/people/hint", "question/kind/label",
        "choice/kinds/candles/label", "choice/kinds/silent/label",
    ]  # fmt: skip


def test_what_is_missing_in_a_language() -> None:
    assert [each.key for each in missing(FLOW, "fr")] == ["question/people/hint", "choice/kinds/silent/label"]
    assert (percent(FLOW, "en"), percent(FLOW, "fr"), percent(FLOW, "ar")) == (100, 66, 0)
    for flow in catalog().values():
        assert all(percent(flow, language) == 100 for language in flow.languages)


def test_a_translation_is_outdated_when_only_what_it_translates_changed() -> None:
    reworded = translated(FLOW, "en", {"choice/kinds/candles/label": "Candle light"})
    (old,) = outdated(FLOW, reworded)
    assert (old.key, old.language, old.before, old.source) == (
        "choice/kinds/candles/label", "fr", "Candles", "Candle light",
    )  # fmt: skip
    assert outdated(FLOW, translated(reworded, "fr", {"choice/kinds/candles/label": "Chandelles"})) == []


@pytest.mark.parametrize("flow", catalog().values(), ids=lambda flow: flow.key)
def test_what_is_exported_comes_back_without_any_change(flow: Flow) -> None:
    for language in flow.languages:
        if language != flow.default_language:
            assert apply_translations(flow, language, from_po(to_po(flow, language))) == (flow, [])
            assert apply_translations(flow, language, from_xlsx(to_xlsx(flow))) == (flow, [])


def test_a_spreadsheet_brings_translations_and_nothing_else() -> None:
    flow, problems = apply_translations(FLOW, "ar", from_xlsx(sheet_filled(4, ARABIC)))
    assert problems == []
    assert next(flow.questions()).label["ar"] == ARABIC["question/people/label"]
    assert flow.choice_lists["kinds"][0].label == {"en": "Candles", "fr": "Bougies", "ar": "شموع"}
    assert translated(flow, "ar", dict.fromkeys(ARABIC, "x")) == translated(FLOW, "ar", dict.fromkeys(ARABIC, "x"))


def test_an_empty_cell_takes_no_translation_away() -> None:
    data = sheet_filled(3, {"flow/title": ""})
    assert apply_translations(FLOW, "fr", from_xlsx(data)) == (FLOW, [])


def test_a_po_file_names_flow_and_language_and_says_what_is_what() -> None:
    text = to_po(FLOW, "fr").decode()
    assert '"Language: fr\\n"' in text
    assert 'msgctxt "choice/kinds/candles/label"\nmsgid "Candles"\nmsgstr "Bougies"' in text
    assert '#. hint under the question "How many people came to the vigil?"' in text
    other = FLOW.model_copy(update={"key": "another"})
    (problem,) = apply_translations(other, "fr", from_po(text.encode()))[1]
    assert problem.wrong == "this is a translation of vigils"


def test_a_po_file_marks_what_is_outdated_and_does_not_take_it_back_unchanged() -> None:
    new = translated(FLOW, "en", {"choice/kinds/candles/label": "Candle light"})
    text = to_po(new, "fr", old=FLOW).decode()
    assert '#, fuzzy\nmsgctxt "choice/kinds/candles/label"' in text
    assert apply_translations(new, "fr", from_po(text.encode())) == (new, [])
    unsure = text.replace('msgstr "Bougies"', 'msgstr "Chandelles"')
    flow, (problem,) = apply_translations(new, "fr", from_po(unsure.encode()))
    assert flow == new
    assert "fuzzy" in problem.wrong


def test_a_wrong_language_is_refused_as_a_whole() -> None:
    def refused(language: str, back: HandedBack) -> str:
        flow, (problem,) = apply_translations(FLOW, language, back)
        assert flow is FLOW
        return problem.wrong

    assert refused("ar", from_po(to_po(FLOW, "fr"))) == "there is no translation into ar, only into fr"
    assert refused("es", handed("es")) == "the flow has no language es"
    assert refused("en", handed("en")) == "en is what is translated from"
    assert refused("fr", handed("fr")) == "most letters of this file are not those of fr"
    english = {each.key: Translation(each.words["en"]) for each in strings(FLOW)}
    assert refused("ar", HandedBack({"ar": english})) == "most letters of this file are not those of ar"
    assert refused("fr", HandedBack({"fr": english})) == "most of this file is what the flow says in en"
    spanish = "¿Cuántas personas vinieron a la vigilia del barrio, y qué cuentan las que están con los niños?"
    back = HandedBack({"fr": {"question/people/label": Translation(spanish)}})
    assert refused("fr", back) == "this file is not in fr, but seems to be in es"


def test_references_that_were_lost_or_are_foreign_are_named_and_left_out() -> None:
    flow, problems = apply_translations(FLOW, "ar", handed(question__kind__label="ماذا كانت ${personnes}؟"))
    assert [problem.wrong for problem in problems] == [
        "${people} was lost in the translation", "${personnes} is not in what it translates"
    ]  # fmt: skip
    assert "ar" not in list(flow.questions())[1].label
    assert next(flow.questions()).label["ar"] == ARABIC["question/people/label"]


def test_what_was_changed_since_the_export_is_left_out() -> None:
    data = sheet_filled(4, ARABIC)
    new = translated(FLOW, "en", {"question/people/label": "How many came?"})
    flow, (problem,) = apply_translations(new, "ar", from_xlsx(data))
    assert (problem.place, problem.wrong) == (
        "question/people/label", "what it translates was changed since: it says now 'How many came?'",
    )  # fmt: skip
    assert "ar" not in next(flow.questions()).label


def test_what_the_flow_no_longer_has_and_what_no_button_can_show_is_named() -> None:
    long = "شموع " * 20
    flow, problems = apply_translations(FLOW, "ar", handed(choice__kinds__candles__label=long, question__x__label="ن"))
    assert {(problem.place, problem.warning) for problem in problems} == {
        ("choice/kinds/candles/label", True), ("question/x/label", False)
    }  # fmt: skip
    assert flow.choice_lists["kinds"][0].label["ar"] == long


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00\xff" * 9, b"msgid", "ü".encode("latin-1"), b"a,b\n1,2"])
def test_any_other_file_is_refused_and_raises_nothing(data: bytes) -> None:
    for read in (from_po, from_xlsx):
        flow, problems = apply_translations(FLOW, "fr", read(data))
        assert flow is FLOW
        assert problems


def test_what_the_letters_and_small_words_tell() -> None:
    assert other_script("ar", ["Combien de personnes ?"])
    assert not other_script("ar", ["كم شخصًا حضر الوقفة في Berlin؟"])
    assert not other_script("fr", ["OK"])
    assert other_language("fr", ["¿Cuántas personas vinieron a la plaza y con qué, según los que están?"]) == "es"
    assert other_language("es", ["¿Cuántas personas vinieron a la plaza y con qué, según los que están?"]) is None
    assert other_language("ar", ["the and of was were"]) is None
