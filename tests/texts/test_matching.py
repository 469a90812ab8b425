"""Typed text finds the option it means."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.matching import MAX_SEVERAL, Option, match

TARGETS: list[Option] = [
    ("uz_berlin", "Embassy of Uzbekistan in Berlin", "Ambassade d’Ouzbékistan à Berlin", "سفارة أوزبكستان في برلين"),
    ("uz_paris", "Embassy of Uzbekistan in Paris", "Ambassade d’Ouzbékistan à Paris", "سفارة أوزبكستان في باريس"),
    ("justice", "Ministry of Justice", "Ministère de la Justice", "وزارة العدل"),
    ("yes", "Yes", "Oui", "نعم"),
    ("no", "No", "Non", "لا"),
    ("norway", "Norway", "Norvège", "النرويج"),
]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Embassy of Uzbekistan in Berlin", "uz_berlin"),
        ("embassy uzbekistan berlin", "uz_berlin"),
        ("uzbek embasy berlin", "uz_berlin"),
        ("berlin", "uz_berlin"),
        ("embassy of uzbekistan in berlin please", "uz_berlin"),
        ("l'ambassade d'ouzbekistan a paris", "uz_paris"),
        ("the ministry of justice", "justice"),
        ("minstry of justise", "justice"),
        ("ministere de la justice", "justice"),
        ("وزاره العدل", "justice"),
        ("وِزارة عدل", "justice"),
        ("سفاره اوزبكستان برلين", "uz_berlin"),
        ("نرويج", "norway"),
        ("no", "no"),
        ("NO", "no"),
        ("yes!", "yes"),
    ],
)
def test_one_fits(typed: str, key: str) -> None:
    assert match(typed, TARGETS).best == key


@pytest.mark.parametrize(("typed", "keys"), [("embassy", ("uz_berlin", "uz_paris")), ("n", ("no", "norway"))])
def test_several_fit_and_are_asked_back(typed: str, keys: tuple[str, ...]) -> None:
    result = match(typed, TARGETS)
    assert result.best is None
    assert result.several == keys


@pytest.mark.parametrize("typed", ["", " ", "xyz", "!!!", "😀", "37181", "\x00"])
def test_none_fits(typed: str) -> None:
    assert match(typed, TARGETS).keys == ()


def test_nothing_fits_where_there_are_no_options() -> None:
    assert match("yes", []).keys == ()


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=8, unique_by=str.strip))
def test_an_exact_label_matches_itself(labels: list[str]) -> None:
    options: list[Option] = [(str(at), label) for at, label in enumerate(labels)]
    for key, label in options:
        assert match(label, options).best == key


@given(st.text(), st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=5))
def test_no_text_and_no_options_break_it(typed: str, labels: list[list[str]]) -> None:
    result = match(typed, [(str(at), *each) for at, each in enumerate(labels)])
    assert len(result.keys) <= MAX_SEVERAL


def test_five_thousand_options_are_no_burden() -> None:
    options: list[Option] = [(str(at), f"Embassy of Country{at} in City{at * 7 % 5000}") for at in range(5000)]
    match("warm", options)
    began = time.process_time()
    assert match("embassy country77 city539", options).best == "77"
    assert match("embasy of contry77 city539", options).best == "77"
    assert time.process_time() - began < 0.5
