"""A bot's text on its way: length after parsing in UTF-16 units, HTML, entities, cleaning."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import cleaned, formatted, trimmed
from sandbox.errors import ApiError
from sandbox.markup import parse_html, utf16
from tests.sandbox.conftest import AMINA, Call, refusal

TOO_LONG = (400, "Bad Request: message is too long")


@pytest.mark.parametrize("text", ["x", "x" * 4095, "x" * 4096, "😀" * 2048, "ق" * 4096])
async def test_a_text_up_to_4096_units_is_sent(call: Call, text: str) -> None:
    assert (await call("sendMessage", chat_id=AMINA, text=text))["result"]["text"] == text


@pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2048 + "x", "ق" * 4097])
async def test_a_longer_text_is_too_long(call: Call, text: str) -> None:
    assert refusal(await call("sendMessage", chat_id=AMINA, text=text)) == TOO_LONG


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\u200b", "<b></b>"])
async def test_a_text_without_anything_to_see_is_empty(call: Call, text: str) -> None:
    body = await call("sendMessage", chat_id=AMINA, text=text, parse_mode="HTML")
    assert refusal(body) == (400, "Bad Request: message text is empty")


async def test_length_counts_after_parsing(call: Call) -> None:
    marked = "<b>" + "x" * 4095 + "</b>&amp;"
    assert (await call("sendMessage", chat_id=AMINA, text=marked, parse_mode="HTML"))["ok"]
    assert refusal(await call("sendMessage", chat_id=AMINA, text=marked)) == TOO_LONG
    assert refusal(await call("sendMessage", chat_id=AMINA, text=marked + "x", parse_mode="HTML")) == TOO_LONG


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>Hi</b>", "Hi", [("bold", 0, 2)]),
        ("😀<i>Hi</i>", "😀Hi", [("italic", 2, 2)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("a &lt; b &amp; c &#x41;&quot;", 'a < b & c A"', []),
        ('<a href="https://example.org/?a=1&amp;b=2">link</a>', "link", [("text_link", 0, 4)]),
        ("<u>a</u><s>b</s>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<code>/start</code> /help", "/start /help", [("code", 0, 6), ("bot_command", 7, 5)]),
        ("<STRONG>x</strong>", "x", [("bold", 0, 1)]),
    ],
)
def test_html(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = formatted(html, "HTML", None)
    assert plain == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


def test_a_link_and_a_language_are_kept() -> None:
    assert parse_html('<a href="https://example.org/?a=1&amp;b=2">x</a>')[1][0]["url"] == "https://example.org/?a=1&b=2"
    assert parse_html('<pre><code class="language-python">x</code></pre>')[1][0]["language"] == "python"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x <p>y</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<script>", 'Unsupported start tag "script" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", "unescaped '<' at byte offset 2"),
        ("2 > 1", "unescaped '>' at byte offset 2"),
        ("bread & roses", "unescaped '&' at byte offset 6"),
    ],
)
async def test_wrong_html_is_refused(call: Call, html: str, words: str) -> None:
    body = await call("sendMessage", chat_id=AMINA, text=html, parse_mode="HTML")
    assert refusal(body) == (400, f"Bad Request: can't parse entities: {words}")


async def test_other_parse_modes_are_refused(call: Call) -> None:
    body = await call("sendMessage", chat_id=AMINA, text="*x*", parse_mode="MarkdownV2")
    assert refusal(body)[0] == 400


async def test_entities_may_be_given(call: Call) -> None:
    bold = {"type": "bold", "offset": 2, "length": 2}
    assert (await call("sendMessage", chat_id=AMINA, text="😀Hi", entities=[bold]))["result"]["entities"] == [bold]


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (2, 3, "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 5"),
        (1, 2, "entity beginning at UTF-16 offset 1 begins in a middle of a UTF-16 symbol at byte offset 2"),
        (0, 1, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 2"),
        (-1, 1, "can't parse MessageEntity: offset and length must be positive integers"),
    ],
)
async def test_an_entity_outside_of_the_text_is_refused(call: Call, offset: int, length: int, words: str) -> None:
    entities = [{"type": "bold", "offset": offset, "length": length}]
    body = await call("sendMessage", chat_id=AMINA, text="😀Hi", entities=entities)
    assert refusal(body) == (400, f"Bad Request: {words}")


async def test_an_unknown_entity_is_refused(call: Call) -> None:
    entities = [{"type": "shiny", "offset": 0, "length": 1}]
    assert refusal(await call("sendMessage", chat_id=AMINA, text="Hi", entities=entities))[0] == 400


async def test_no_more_than_a_hundred_entities_count(call: Call) -> None:
    body = await call("sendMessage", chat_id=AMINA, text="<b>x</b> " * 101, parse_mode="HTML")
    assert len(body["result"]["entities"]) == 100


def test_white_space_around_a_text_goes_and_entities_follow() -> None:
    text, entities = formatted("\n  <b>Hi </b> ", "HTML", None)
    assert (text, entities) == ("Hi", [{"type": "bold", "offset": 0, "length": 2}])


def test_bidirectional_embeddings_are_taken_out_but_isolates_stay() -> None:
    text, entities = formatted("\u202b\u2067x\u2069\u202c <b>y</b>", "HTML", None)
    assert text == "\u2067x\u2069 y"
    assert entities == [{"type": "bold", "offset": 4, "length": 1}]


def test_control_characters_become_spaces() -> None:
    assert formatted("a\x00b\tc\r\nd", None, None)[0] == "a b c\nd"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start@afteraction_bot now", ["bot_command"]),
        ("see https://example.org/a_b, then t.me/x?start=1", ["url", "url"]),
        ("@amina_h and #freedom", ["mention", "hashtag"]),
        ("write to a.b@example.org", ["email"]),
        ("1/2 and a/b and 5@6", []),
        ("#1 of 10", []),
    ],
)
def test_commands_links_and_names_are_found(text: str, kinds: list[str]) -> None:
    assert [entity["type"] for entity in formatted(text, None, None)[1]] == kinds


async def test_a_caption_has_up_to_1024_units(call: Call, photo: str) -> None:
    send: dict[str, Any] = {"chat_id": AMINA, "photo": photo, "parse_mode": "HTML"}
    assert (await call("sendPhoto", **send))["ok"]
    assert (await call("sendPhoto", **send, caption="<b>" + "x" * 1023 + "</b>"))["ok"]
    body = await call("sendPhoto", **send, caption="<b>" + "😀" * 512 + "</b>")
    assert body["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1024}]
    body = await call("sendPhoto", **send, caption="😀" * 512 + "x")
    assert refusal(body) == (400, "Bad Request: message caption is too long")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS)
def test_an_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    assert parse_html(escape(text)) == (text, [])


@given(TEXTS, TEXTS, TEXTS)
def test_an_entity_covers_what_was_marked(before: str, marked: str, after: str) -> None:
    text, entities = parse_html(f"{escape(before)}<b>{escape(marked)}</b>{escape(after)}")
    units = text.encode("utf-16-le")
    found = [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in entities]
    assert found == ([marked] if marked else [])


@given(st.text(alphabet="<>/&;ab \"='", max_size=40))
def test_any_markup_is_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except ApiError:
        return
    assert all(entity["offset"] + entity["length"] <= utf16(text) for entity in entities)


@given(st.text(alphabet="a😀 \n\r\u202b\x00", max_size=30), st.integers(0, 20), st.integers(1, 20))
def test_entities_stay_inside_the_text_that_is_left(text: str, offset: int, length: int) -> None:
    plain, entities = trimmed(*cleaned(text, [{"type": "bold", "offset": offset, "length": length}]))
    if offset + length <= utf16(text):
        assert all(0 <= e["offset"] < e["offset"] + e["length"] <= utf16(plain) for e in entities)
