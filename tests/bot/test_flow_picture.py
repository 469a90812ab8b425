"""The picture of a flow: what stands on it, and that it can be read on a phone."""

import io

import pytest
from PIL import Image

from bot.flow_outline import completeness, outline
from bot.flow_picture import MARGIN, TALLEST, WIDTH, draw, laid_out
from flows.reading import catalog, read_flow
from reports.charts.pen import Pen
from texts.locale import LANGUAGES, voice

TEXT = """
key: training
title: {en: Training, fr: Formation}
default_language: en
files: action
items:
  - {type: text, name: what, label: {en: "What was it?", fr: "Qu’était-ce ?"}, required: yes}
  - type: group
    name: about
    label: {en: About it}
    relevant: ${what} != ''
    items:
      - {type: integer, name: people, label: {en: How many came?}, relevant: "${what} = 'x'", figure: people_trained}
      - type: repeat
        name: sessions
        label: {en: Session}
        items: [{type: note, name: thanks, label: {en: "So “${what}” it was"}}, {type: time, name: at, label: {en: At}}]
  - {type: text, name: old, label: {en: Old}}
  - {type: text, name: quiet, label: {en: Quiet}, ask: review, required: "${people} > 3"}
"""


def test_it_tells_questions_branches_repeats_and_what_must_be_answered() -> None:
    told = outline(read_flow(TEXT), voice("en"), 3)
    assert told.subtitle == "Revision 3 · 5 questions"
    assert [(each.kind, each.number, each.title, each.depth) for each in told.entries] == [
        ("question", "1", "What was it?", 0),
        ("group", "", "About it", 0),
        ("question", "2", "How many came?", 1),
        ("repeat", "", "Session", 1),
        ("note", "", "So ““What was it?”” it was", 2),
        ("question", "3", "At", 2),
        ("question", "4", "Old", 0),
        ("question", "5", "Quiet", 0),
    ]
    entries = told.entries
    assert [entries[0].required, entries[-1].required] == [True, "How many came? is more than 3"]
    conditions = ["Only if What was it? is answered", "Only if What was it? is x"]
    assert [each.condition for each in entries[1:3]] == conditions
    assert entries[2].detail == ("Whole number · counted: people_trained",)
    assert [each.faded for each in entries] == [False] * 7 + [True]


def test_it_says_how_much_of_it_each_language_has() -> None:
    assert completeness(read_flow(TEXT)) == {"en": 100, "fr": 22}
    assert set(completeness(catalog()["petition_delivery"]).values()) == {100}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_one_page_is_a_picture_as_wide_as_a_phone(language: str) -> None:
    drawn = draw(outline(catalog()["petition_delivery"], voice(language)))
    picture = Image.open(io.BytesIO(drawn.data)).convert("L")
    assert (drawn.media_type, picture.size[0]) == ("image/png", WIDTH)
    margins = [picture.crop((0, 0, 20, picture.size[1])), picture.crop((WIDTH - 20, 0, WIDTH, picture.size[1]))]
    assert [each.getextrema() for each in margins] == [(255, 255)] * 2  # nothing runs off the page
    ink = [sum(each < 128 for each in picture.crop(half).tobytes()) for half in halves(picture)]
    assert (ink[0] > ink[1]) is (language != "ar")  # Arabic begins at the right


def halves(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    width, height = picture.size
    return [(0, 0, width // 2, height), (width // 2, 0, width, height)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_flow_has_several_pages_and_no_line_is_too_long(language: str) -> None:
    told = outline(catalog()["action"], voice(language))
    pages = laid_out(told)
    assert len(pages) > 1
    assert all(page.height <= TALLEST for page in pages)
    assert [block.entry for page in pages for block in page.blocks] == list(told.entries)
    pen = Pen(told.direction == "rtl")
    for page in pages:
        for block in page.blocks:
            assert all(block.left + pen.width(line, style) <= WIDTH - MARGIN for line, style in block.lines)


def test_several_pages_are_a_pdf() -> None:
    items = "\n".join(f"  - {{type: text, name: q{n}, label: {{en: Question {n} 😀 {'w' * 90}}}}}" for n in range(40))
    flow = read_flow(f"key: long\ntitle: {{en: Long}}\ndefault_language: en\nfiles: action\nitems:\n{items}\n")
    drawn = draw(outline(flow, voice("en")))
    assert (drawn.name, drawn.media_type, drawn.data[:4]) == ("flow.pdf", "application/pdf", b"%PDF")
