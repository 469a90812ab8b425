"""XLSForm's markdown in Telegram's HTML, and in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.markup import parse_html
from texts.emphasis import Marked, emphasised, filled, plain
from texts.locale import voice


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("*at last*", "<i>at last</i>"),
        ("_at last_", "<i>at last</i>"),
        ("**now** or __never__", "<b>now</b> or <b>never</b>"),
        ("***both***", "<b><i>both</i></b>"),
        ("**all *of* it**", "<b>all <i>of</i> it</b>"),
        ("# Who?\nTell us.", "<b>Who?</b>\nTell us."),
        ("See [us](https://example.org/?a=1&b=2).", 'See <a href="https://example.org/?a=1&amp;b=2">us</a>.'),
        ('<span style="color:red">Red</span> & **bold**', "Red &amp; <b>bold</b>"),
        (r"**1** \* 2", "<b>1</b> * 2"),
        ("*a &lt; b*", "<i>a &lt; b</i>"),
        ("*${a_b}* and _${c_d}_", "<i>${a_b}</i> and <i>${c_d}</i>"),
        ("**one<br>two**<p>three</p>", "<b>one\ntwo</b>three\n"),
    ],
)
def test_emphasis_is_told_in_html(written: str, html: str) -> None:
    told = emphasised(written)
    assert isinstance(told, Marked) and told.html == html
    assert told == parse_html(html)[0]


@pytest.mark.parametrize(
    "written",
    [
        "snake_case_name", "5 * 3 * 2", "a < b", "Write <first name>", "* one\n* two", "#1 of 3", "[sic]", "AT&T",
        "2 ** 3", "[x](javascript:alert)", "**", "*a\nb*", "${_a} and ${_b}", "__", "Kim & Co; more",
    ],
)
def test_what_is_no_emphasis_stays_as_it_is(written: str) -> None:
    assert emphasised(written) == written and not isinstance(emphasised(written), Marked)


def test_buttons_and_spreadsheets_have_the_words_alone() -> None:
    assert plain("# **Who** are [you](https://example.org)?<br/>*Say*&nbsp;so.") == "Who are you?\nSay\xa0so."


def test_answers_are_told_just_as_they_are() -> None:
    told = filled("**${who}** came, *${who}*.", lambda name: "<b>*A & B*")
    assert isinstance(told, Marked) and told == "<b>*A & B* came, <b>*A & B*."
    assert parse_html(told.html)[0] == told


def test_a_voice_keeps_the_emphasis_of_a_label_in_html_only() -> None:
    said = voice("en")
    label = emphasised("a *b* & c")
    assert said.html("<b>{question}</b>", question=label) == "<b>a <i>b</i> &amp; c</b>"
    assert said("{label}: {answer}", label=label, answer="d") == "a b & c: d"


PIECES = [*"ab*_#[]()<>/\\&;x\n ${}\"'p", "[a](https://e.org)", "<span>", "</p>", "**", "&lt;", "ع", "🙂"]
SIGNS = st.lists(st.sampled_from(PIECES)).map("".join)


@given(SIGNS | st.text())
def test_whatever_is_written_telegram_can_read(written: str) -> None:
    told = filled(written, lambda name: "<*_")
    if isinstance(told, Marked):
        words, _ = parse_html(told.html)
        assert words == told


def test_signs_without_end_take_no_time() -> None:
    for written in ("*_" * 2000, "**a" * 1300, "[" * 4000, "__a _b " * 600, "\\" * 4001, "<span " * 700):
        emphasised(written)
