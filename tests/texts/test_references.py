"""A reference can be read out, typed back, and a slip is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.references import ALPHABET, read_reference, reference

REFERENCES = st.binary(min_size=4, max_size=8).map(reference)


def test_its_form() -> None:
    assert reference(bytes(4)) == "AR-000000-0"
    assert reference(b"\xff" * 4) == "AR-ZZZZZZ-6"
    with pytest.raises(ValueError):
        reference(b"abc")


@given(REFERENCES)
def test_it_is_read_however_it_is_typed(written: str) -> None:
    assert read_reference(written) == written
    for typed in (written.lower(), written.replace("-", ""), written.replace("-", " "), f" {written}\n"):
        assert read_reference(typed) == written
    assert read_reference("AR" + written[2:].replace("0", "o").replace("1", "l")) == written


@given(REFERENCES, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(written: str, place: int, char: str) -> None:
    code = written.removeprefix("AR-").replace("-", "")
    changed = code[:place] + char + code[place + 1 :]
    assert (read_reference("AR" + changed) == written) == (changed == code)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    read = read_reference(text)
    assert read is None or read_reference(read) == read


@pytest.mark.parametrize("text", ["", "AR", "AR-7K3F9Q", "XX-000000-0", "AR-00000U-0", "AR-0000000-0", "37181"])
def test_what_is_no_reference(text: str) -> None:
    assert read_reference(text) is None
