"""Calls that show cards with pictures, as data; one picture made of several."""

import io

import pytest
from PIL import Image

from bot import media, tiles
from sandbox.pictures import jpeg
from texts.cards import Card, Picture

MAP = Picture("photo", media.source_of([(0, "aa")]))
SONG = Picture("audio", media.source_of([(0, "bb")]))
WORDS, SHORT, LONG = Card("Where?"), Card("Where?", pictures=(SONG, MAP)), Card("Where? " * 200, pictures=(MAP,))


def test_a_picture_carries_words_that_are_short_enough_for_it() -> None:
    assert (SHORT.picture, SHORT.ahead) == (MAP, (SONG,))
    assert (LONG.picture, LONG.ahead) == (None, (MAP,))
    assert media.sending(1, LONG)[0] == "sendMessage"
    assert media.sending(1, SHORT) == (
        "sendPhoto", {"chat_id": 1, "photo": "media://0:aa", "caption": "Where?", "parse_mode": "HTML"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("card", "pictured", "same", "way"),
    [
        (WORDS, False, False, media.WORDS),
        (WORDS, True, False, None),  # a picture never becomes a text
        (Card("Where?", pictures=(MAP,)), False, False, media.PICTURE),
        (Card("Where?", pictures=(MAP,)), True, False, media.PICTURE),
        (Card("Where?", pictures=(MAP,)), True, True, media.CAPTION),
        (SHORT, True, False, None),  # what goes ahead can only come first
        (SHORT, True, True, media.CAPTION),
        (LONG, False, True, media.WORDS),
        (LONG, False, False, None),
    ],
)
def test_how_a_message_becomes_a_card(card: Card, pictured: bool, same: bool, way: str | None) -> None:
    assert media.way_to_edit(card, pictured, same) == way


def test_an_edit_is_made_anew_and_a_picture_left_out() -> None:
    card = Card("Where?", pictures=(MAP,))
    for way, method in ((media.PICTURE, "sendPhoto"), (media.CAPTION, "sendMessage")):
        made, params = media.anew(*media.editing(1, card, way))
        assert made == method and params.get("caption", params.get("text")) == "Where?"
    text = {"chat_id": 1, "text": "Where?", "parse_mode": "HTML"}
    assert media.in_words(*media.sending(1, card)) == ("sendMessage", text)
    assert media.in_words(*media.editing(1, card, media.PICTURE)) == (
        "editMessageText", {**text, "reply_markup": {"inline_keyboard": []}}
    )  # fmt: skip
    assert media.in_words(*media.alone(1, SONG)) is None


def test_the_files_of_a_source() -> None:
    assert media.files_of(media.source_of([(0, "aa"), (2, "bb")])) == [(0, "aa"), (2, "bb")]


@pytest.mark.parametrize("count", [1, 3, 8])
def test_pictures_are_put_together_with_their_numbers(count: int) -> None:
    made = tiles.composed([(0, jpeg(400, 100)), *((number, jpeg(90, 300)) for number in range(1, count + 1))])
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size[0] == tiles.WIDTH and picture.format == "JPEG"
    assert not tiles.must_be_fitted("image/jpeg", made)


def test_what_telegram_would_refuse_is_fitted() -> None:
    thin = jpeg(2100, 100)
    assert tiles.must_be_fitted("image/jpeg", thin) and tiles.must_be_fitted("image/gif", jpeg())
    assert not tiles.must_be_fitted("image/jpeg", tiles.composed([(0, thin)]))
    assert not tiles.must_be_fitted("audio/mpeg", b"ID3")
