"""Tables: choices that live outside a flow."""

from hypothesis import given
from hypothesis import strategies as st

from flows.context import Row, Table
from flows.countries import countries
from texts.buttons import Tap, pack, unpack

NAMES = st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=40)


def table(names: list[str]) -> Table:
    return Table("sample", {name: Row({"en": name.upper()}) for name in names})


@given(NAMES, st.randoms())
def test_a_number_means_the_same_row_after_rows_are_added_and_reordered(names: list[str], chance: object) -> None:
    before = table(names)
    shuffled = [*names, "one more"]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    after = table(shuffled)
    for name in names:
        assert after.at(before.index(name)) == name
        tap = unpack(pack(Tap("c", "abc123", 7, before.index(name))))
        assert tap is not None and tap.index == before.index(name)


def test_two_rows_of_one_number_are_not_taken_for_each_other() -> None:
    class Crowded(Table):
        def index(self, name: str) -> int:
            return 7 if name in ("a", "b") else super().index(name)

    crowded = Crowded("crowded", {name: Row({"en": name}) for name in "abc"})
    assert crowded.at(7) is None
    assert crowded.at(crowded.index("c")) == "c"


def test_what_is_near_comes_first_and_the_rest_keeps_its_order() -> None:
    rows = {"far": {}, "about": {"country": "SN"}, "here": {"seat": "SN"}, "away": {"seat": "FR"}}
    near = Table("near", {name: Row({"en": name}, columns) for name, columns in rows.items()})
    assert near.likely("SN") == ("here", "about", "far", "away")
    assert near.likely(None) == ("far", "about", "here", "away")


def test_a_label_falls_back_to_english_and_then_to_any() -> None:
    rows = {"a": Row({"en": "A", "fr": "Ah"}), "b": Row({"ar": "باء"}), "c": Row({})}
    labels = Table("labels", rows)
    assert [labels.label("a", "fr"), labels.label("a", "ar"), labels.label("b", "fr")] == ["Ah", "A", "باء"]
    assert labels.label("gone", "en") == "gone"


def test_the_countries_are_named_in_every_language() -> None:
    known = countries()
    labels = [known.label("UZ", language) for language in ("en", "fr", "ar")]
    assert labels == ["Uzbekistan", "Ouzbékistan", "أوزبكستان"]
    assert 240 < len(known.choices()) < 260
    assert "EU" not in known and "XK" in known
