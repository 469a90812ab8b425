"""Sealed values open in their place, under our keys, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import OVERHEAD, Sealer, SealError, Secrets, SecretsError, derive, new_secret

KEY, OTHER = b"k" * 32, b"o" * 32


@given(data=st.binary(max_size=2000), context=st.text(max_size=50))
def test_what_is_sealed_opens_again(data: bytes, context: str) -> None:
    sealed = Sealer([KEY]).seal(data, context)
    assert Sealer([KEY]).open(sealed, context) == data
    assert len(sealed) == len(data) + OVERHEAD


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_noticed(place: int, flip: int) -> None:
    sealed = bytearray(Sealer([KEY]).seal(b"37,181 signatures", "here"))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(SealError):
        Sealer([KEY]).open(bytes(sealed), "here")


@given(length=st.integers(min_value=0, max_value=OVERHEAD + 3))
def test_a_cut_value_is_noticed(length: int) -> None:
    with pytest.raises(SealError):
        Sealer([KEY]).open(Sealer([KEY]).seal(b"word", "here")[:length], "here")


def test_a_value_moved_to_another_place_does_not_open() -> None:
    sealed = Sealer([KEY]).seal(b"Amina", "person.name:1")
    with pytest.raises(SealError):
        Sealer([KEY]).open(sealed, "person.name:2")


def test_the_same_text_never_looks_the_same() -> None:
    sealer = Sealer([KEY])
    assert sealer.seal(b"Amina", "name") != sealer.seal(b"Amina", "name")


def test_the_first_key_seals_and_all_open() -> None:
    before, after = Sealer([OTHER]), Sealer([KEY, OTHER])
    assert after.open(before.seal(b"old", ""), "") == b"old"
    assert Sealer([KEY]).open(after.seal(b"new", ""), "") == b"new"
    with pytest.raises(SealError):
        before.open(after.seal(b"new", ""), "")


def test_purposes_have_keys_of_their_own() -> None:
    keys = {derive(KEY, purpose) for purpose in ("data", "lookup", "invite", "file", "wrap")}
    assert len(keys) == 5
    assert KEY not in keys


def test_a_new_secret_can_be_used_at_once() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(Secrets.parse(f"{first}, {second}").keys) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (" , ", "is empty"),
        ("not base64!", "key 1 is not base64url"),
        ("c2hvcnQ", "key 1 has 5 bytes, not 32"),
        (f"{'A' * 43},{'A' * 43}", "the same key twice"),
    ],
)
def test_wrong_secrets_are_one_clear_line(text: str, says: str) -> None:
    with pytest.raises(SecretsError, match=says) as caught:
        Secrets.parse(text)
    assert "\n" not in str(caught.value)


def test_secrets_do_not_show_in_logs() -> None:
    secret = new_secret()
    assert secret not in repr(Secrets.parse(secret))
    assert str(Secrets.parse(secret).keys[0]) not in repr(Secrets.parse(secret))
