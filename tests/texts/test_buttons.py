"""What buttons carry goes out and comes back unharmed; nothing else comes in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.buttons import MAX_BYTES, Tap, pack, unpack

NUMBERS = st.integers(0, 36**8 - 1)
TAPS = st.builds(
    Tap,
    st.from_regex(re.compile("[a-z]{1,3}", re.ASCII), fullmatch=True),
    st.from_regex(re.compile("[A-Za-z0-9_-]{0,40}", re.ASCII), fullmatch=True),
    NUMBERS,
    NUMBERS,
)


def test_a_tap_is_short_words_and_base_36() -> None:
    assert pack(Tap("a", "7Kq_", 71, 3)) == "a:7Kq_:1z:3"
    assert unpack("a:7Kq_:1z:3") == Tap("a", "7Kq_", 71, 3)


@given(TAPS)
def test_what_is_packed_is_unpacked(tap: Tap) -> None:
    data = pack(tap)
    assert len(data.encode()) <= MAX_BYTES
    assert unpack(data) == tap


@given(st.text())
def test_whatever_is_forged_is_nothing_or_what_we_would_have_written(data: str) -> None:
    tap = unpack(data)
    assert tap is None or pack(tap) == data


@pytest.mark.parametrize(
    "data",
    ["", "a", "a:b", "a:b:1", "a:b:1:2:3", "A:b:1:2", "abcd:b:1:2", "a:b c:1:2", "a:b:01:2", "a:b:1:-2", "a:b:1:2\n",
     "a:b:1:A", "a:b:1:", f"a:{'x' * 41}:1:2", "a:b:999999999:2", "a:б:1:2", "a:b:١:2"],
)  # fmt: skip
def test_forged_data(data: str) -> None:
    assert unpack(data) is None


@pytest.mark.parametrize(
    "tap",
    [Tap("", "x"), Tap("abcd", "x"), Tap("A", "x"), Tap("a", "é"), Tap("a", "x" * 41), Tap("a", "x", -1),
     Tap("a", "x", 0, 36**8), Tap("a", "x:y")],
)  # fmt: skip
def test_what_cannot_come_back_is_not_sent(tap: Tap) -> None:
    with pytest.raises(ValueError):
        pack(tap)
