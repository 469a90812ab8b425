"""Texts are measured as Telegram measures them, and cut where it does no harm."""

import html
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.markup import parse_html
from texts.clipping import clip, clip_html, utf16_len
from texts.splitting import split_html


class Seen(HTMLParser):
    """The visible text, and whether every tag is closed in its turn."""

    def __init__(self, text_html: str) -> None:
        super().__init__()
        self.text, self.open, self.nested = "", list[str](), True
        self.feed(text_html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.nested = self.nested and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HTML = st.recursive(
    TEXTS.map(lambda text: html.escape(text, quote=False)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "code"]), inner).map(lambda both: f"<{both[0]}>{both[1]}</{both[0]}>"),
        inner.map(lambda part: f'<a href="https://example.org/?a=1&amp;b=2">{part}</a>'),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("سلام", 4), ("😀", 2), ("👩‍🎨", 5)])
def test_length_in_utf16_units(text: str, length: int) -> None:
    assert utf16_len(text) == length


def test_a_text_that_fits_is_left_alone() -> None:
    assert clip("x" * 60, 60) == "x" * 60
    assert clip_html("<b>" + "x" * 60 + "</b>", 60) == "<b>" + "x" * 60 + "</b>"


def test_a_longer_one_ends_in_dots() -> None:
    assert clip("x" * 61, 60) == "x" * 59 + "…"
    assert clip("😀" * 31, 60) == "😀" * 29 + "…"
    assert clip_html("a &amp; <b>bcdef</b>", 6) == "a &amp; <b>b…</b>"


@given(HTML, st.integers(2, 30))
def test_clipped_html_is_valid_and_short_enough(text_html: str, limit: int) -> None:
    seen = Seen(clip_html(text_html, limit))
    assert utf16_len(seen.text) <= limit
    assert seen.nested and not seen.open
    whole = Seen(text_html).text
    assert seen.text == whole or whole.startswith(seen.text[:-1])


def bare(text: str) -> str:
    """Without white space, which is left out at the cuts."""
    return "".join(text.split())


@given(HTML, st.integers(2, 30))
def test_parts_hold_the_whole_text_with_every_tag_closed_and_open_again(text_html: str, limit: int) -> None:
    parts = split_html(text_html, limit)
    if len(parts) == 1 and parts[0] == text_html:
        assert utf16_len(Seen(text_html).text) <= limit
        return
    seen = [Seen(part) for part in parts]
    assert all(each.nested and not each.open for each in seen)
    assert all(each.text.strip() and utf16_len(each.text) <= limit for each in seen)
    assert bare("".join(each.text for each in seen)) == bare(Seen(text_html).text)


@given(HTML, st.integers(2, 30))
def test_telegram_takes_each_part_and_marks_each_letter_as_before(text_html: str, limit: int) -> None:
    def marked(source: str) -> list[tuple[str, frozenset[str]]]:
        plain, entities = parse_html(source)
        units = plain.encode("utf-16-le")
        return [
            (units[2 * at : 2 * at + 2].hex(), frozenset(e["type"] for e in entities if e["offset"] <= at < ends(e)))
            for at in range(len(units) // 2)
            if units[2 * at : 2 * at + 2].decode("utf-16-le", "replace").strip()
        ]

    def ends(entity: dict[str, Any]) -> int:
        return int(entity["offset"] + entity["length"])

    assert [letter for part in split_html(text_html, limit) for letter in marked(part)] == marked(text_html)


def test_a_text_is_cut_between_paragraphs_else_lines_else_words() -> None:
    assert split_html("one two\nthree four\n\nfive", 20) == ["one two\nthree four", "five"]
    assert split_html("one two\nthree four five", 14) == ["one two", "three four", "five"]
    assert split_html("onetwothreefourfive", 6) == ["onetwo", "threef", "ourfiv", "e"]
    assert split_html(" " * 50, 6) == []


def test_tags_go_on_in_the_next_part() -> None:
    text_html = '<b>one <a href="https://example.org/?a=1&amp;b=2">two three</a></b> &lt;four'
    assert split_html(text_html, 8) == [
        '<b>one <a href="https://example.org/?a=1&amp;b=2">two</a></b>',
        '<b><a href="https://example.org/?a=1&amp;b=2">three</a></b>',
        "&lt;four",
    ]


def test_it_is_rather_not_cut_within_what_is_kept_apart() -> None:
    assert split_html("one two \u2068three four\u2069 five", 15)[0] == "one two"


def test_what_is_kept_apart_stays_so_when_it_is_cut() -> None:
    label = "نتج عن: \u2068وقفة · \u2068AR-7K3F9Q-2\u2069 · \u2068Stop Torture\u2069\u2069"
    cut = clip(label, 24)
    assert utf16_len(cut) <= 24
    assert cut.count("\u2068") == cut.count("\u2069") == 2
    assert cut.endswith("…\u2069\u2069")


@given(st.text(st.sampled_from("a\u2068\u2069")), st.integers(1, 20))
def test_isolates_never_make_it_longer_than_it_may_be(text: str, limit: int) -> None:
    assert utf16_len(clip(text, limit)) <= limit
