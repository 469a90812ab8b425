"""Cards keep Telegram's limits and our manners."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.buttons import Tap
from texts.cards import LABEL_LIMIT, PAGE_SIZE, Button, Card, calendar, keyboard, page, pages
from texts.clipping import utf16_len


def buttons(*labels: str) -> list[Button]:
    return [Button(label, Tap("c", "s", 1, index)) for index, label in enumerate(labels)]


def labels(card: Card) -> list[list[str]]:
    return [[button["text"] for button in row] for row in card.reply_markup()["inline_keyboard"]]


def test_a_card_as_the_bot_api_wants_it() -> None:
    card = Card("Published?", (tuple(buttons("Yes", "No")), (Button("Why?", url="https://example.org/why"),)))
    assert card.reply_markup() == {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "c:s:1:0"}, {"text": "No", "callback_data": "c:s:1:1"}],
            [{"text": "Why?", "url": "https://example.org/why"}],
        ]
    }


def test_a_card_without_buttons_strips_those_of_the_message() -> None:
    assert Card("Filed.").reply_markup() == {"inline_keyboard": []}


def test_short_choices_stand_in_pairs_above_paging_and_manners() -> None:
    rows = keyboard(buttons("Yes", "No", "Perhaps"), buttons("◀ Page 1", "Page 3 ▶"), buttons("Back", "Skip", "More"))
    assert labels(Card("?", rows)) == [["Yes", "No"], ["Perhaps"], ["◀ Page 1", "Page 3 ▶"], ["Back", "Skip", "More"]]


def test_what_only_directs_a_label_takes_no_room() -> None:
    directed = "\u200f\u206837.181\u2069 " + "م" * 9  # 16 letters are seen
    assert [len(row) for row in keyboard(buttons(directed, directed))] == [2]


def test_one_long_choice_gives_each_its_own_row() -> None:
    rows = keyboard(buttons("Embassy of Uzbekistan in Berlin", "Other"), manners=buttons("Back"))
    assert [len(row) for row in rows] == [1, 1, 1]


def test_a_calendar_has_seven_a_row() -> None:
    weeks = [buttons(*map(str, range(week, week + 7))) for week in range(1, 29, 7)]
    assert [len(row) for row in calendar(weeks, buttons("◀", "▶"), buttons("Back"))] == [7, 7, 7, 7, 2, 1]


def test_more_choices_than_a_page_are_a_mistake() -> None:
    with pytest.raises(ValueError):
        keyboard(buttons(*"abcdefghi"))


@pytest.mark.parametrize("both", [{}, {"tap": Tap("a"), "url": "https://example.org"}])
def test_a_button_is_a_tap_or_a_link(both: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Button("x", **both)


@given(st.lists(st.integers()), st.integers(-3, 30))
def test_pages_hold_everything_once(items: list[int], number: int) -> None:
    assert [item for at in range(pages(items)) for item in page(items, at)] == items
    assert len(page(items, number)) <= PAGE_SIZE
    assert page(items, number) or not items


@given(st.text(min_size=1))
def test_a_label_is_clipped(text: str) -> None:
    assert utf16_len(Button(text, Tap("a")).markup()["text"]) <= LABEL_LIMIT
