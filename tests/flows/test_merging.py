"""Two people changed the same revision."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.definition import Flow, Group
from flows.merging import ConflictKind, Merged, merge, resolve
from flows.parts import put_together, taken_apart
from flows.reading import catalog, read_flow
from tests.support.random_flows import changes, flows

BASE = """
key: vigils
title: {en: Vigils, fr: Veillées}
files: action
audience: [staff]
items:
  - {type: integer, name: people, label: {en: "How many?", fr: "Combien ?"}, required: yes}
  - {type: select_one kinds, name: kind, label: {en: "Which kind?", fr: "Quel genre ?"}}
  - {type: group, name: more, items: [{type: text, name: place, label: {en: "Where?", fr: "Où ?"}}]}
  - {type: text, name: story, label: {en: "Tell.", fr: "Racontez."}, relevant: "${people} > 3"}
choice_lists:
  kinds:
    - {name: candles, label: {en: Candles, fr: Bougies}}
    - {name: silent, label: {en: Silence, fr: Silence}}
"""


def edited(*replacements: tuple[str, str]) -> Flow:
    text = BASE
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return read_flow(text)


def questions(merged: Merged) -> dict[str, str]:
    return {each.name: each.label["en"] for each in merged.flow.questions()}


LINE = '  - {type: text, name: story, label: {en: "Tell.", fr: "Racontez."}, relevant: "${people} > 3"}\n'
base = read_flow(BASE)


def test_different_attributes_of_one_question_come_together() -> None:
    merged = merge(
        base, edited(('en: "How many?"', 'en: "How many came?"')), edited(("Combien ?", "Combien de gens ?"))
    )
    assert merged.conflicts == []
    people = next(merged.flow.questions())
    assert people.label == {"en": "How many came?", "fr": "Combien de gens ?"}


def test_the_same_wording_changed_twice_is_asked_and_ours_stands_until_then() -> None:
    merged = merge(base, edited(("How many?", "How many came?")), edited(("How many?", "How many people?")))
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.name, conflict.path) == (ConflictKind.VALUE, "people", ("label", "en"))
    assert (conflict.base, conflict.ours, conflict.theirs) == ("How many?", "How many came?", "How many people?")
    assert questions(merged)["people"] == "How many came?"
    assert questions(resolve(merged, {0: "theirs"}))["people"] == "How many people?"
    assert questions(resolve(merged, {0: "base"}))["people"] == "How many?"
    assert resolve(merged, {0: "ours"}).conflicts == []


def test_conflicts_can_be_decided_one_by_one() -> None:
    merged = merge(base, edited(("Tell.", "A"), ("Where?", "B")), edited(("Tell.", "C"), ("Where?", "D")))
    assert len(merged.conflicts) == 2
    merged = resolve(merged, {0: "theirs"})
    assert len(merged.conflicts) == 1
    merged = resolve(merged, {0: "ours"})
    assert merged.conflicts == []
    assert {questions(merged)["place"], questions(merged)["story"]} in ({"B", "C"}, {"A", "D"})


def test_taken_out_here_and_changed_there_is_asked_and_stays_until_then() -> None:
    merged = merge(base, edited((LINE, "")), edited(("Tell.", "Tell us.")))
    (conflict,) = merged.conflicts
    assert (conflict.kind, conflict.name) == (ConflictKind.TAKEN_OUT, "story")
    assert (conflict.ours, conflict.theirs) == (False, True)
    assert questions(merged)["story"] == "Tell us."
    assert "story" not in questions(resolve(merged, {0: "ours"}))
    assert questions(resolve(merged, {0: "theirs"}))["story"] == "Tell us."


def test_taken_out_here_and_untouched_there_is_taken_out() -> None:
    merged = merge(base, edited((LINE, "")), edited(("How many?", "Many?")))
    assert merged.conflicts == []
    assert list(questions(merged)) == ["people", "kind", "place"]


def test_a_renamed_question_keeps_what_others_changed_of_it_and_what_names_it_follows() -> None:
    ours = edited(("name: people", "name: participants, was: people"), ("${people}", "${participants}"))
    theirs = edited(("${people} > 3", "${people} > 5"), ("How many?", "How many came?"))
    merged = merge(base, ours, theirs)
    assert merged.conflicts == []
    first, *_, last = merged.flow.questions()
    assert (first.name, first.label["en"], last.relevant) == ("participants", "How many came?", "${participants} > 5")


def test_a_question_added_to_a_group_that_was_dissolved() -> None:
    ours = edited(
        ("  - {type: group, name: more, items: [{type: text,", "  - {type: text,"), ('"Où ?"}}]}', '"Où ?"}}')
    )
    city = "items: [{type: text, name: city, label: {en: City, fr: Ville}}, "
    theirs = edited(("items: [{type: text, name: place", city + "{type: text, name: place"))
    merged = merge(base, ours, theirs)
    assert [conflict.kind for conflict in merged.conflicts] == [ConflictKind.TAKEN_OUT]
    merged = resolve(merged, {0: "ours"})
    assert [item.name for item in merged.flow.items] == ["people", "kind", "city", "place", "story"]


def test_both_moved_other_questions() -> None:
    order = [item.name for item in merge(base, moved("people", 3), moved("story", 1)).flow.items]
    assert order == ["story", "kind", "more", "people"]


def test_orders_that_go_in_a_circle_are_asked() -> None:
    merged = merge(base, ordered("kind", "people", "more", "story"), ordered("people", "more", "kind", "story"))
    (conflict,) = merged.conflicts  # kind before people, people before more, more before kind
    assert (conflict.kind, conflict.ours) == (ConflictKind.ORDER, ["kind", "people", "more", "story"])
    chosen = resolve(merged, {0: "theirs"})
    assert [item.name for item in chosen.flow.items] == ["people", "more", "kind", "story"]


def test_languages_and_roles_of_both_sides_are_added() -> None:
    ours = base.model_copy(update={"audience": ("staff", "activist"), "languages": ("en", "fr", "es")})
    theirs = base.model_copy(update={"audience": ("staff", "admin"), "languages": ("en", "fr", "ar")})
    merged = merge(base, ours, theirs)
    assert merged.conflicts == []
    assert merged.flow.audience == ("staff", "activist", "admin")
    assert merged.flow.languages == ("en", "fr", "es", "ar")


def ordered(*names: str) -> Flow:
    items = {item.name: item for item in base.items}
    return base.model_copy(update={"items": tuple(items[name] for name in names)})


def moved(name: str, place: int) -> Flow:
    rest = [item.name for item in base.items if item.name != name]
    return ordered(*rest[:place], name, *rest[place:])


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(flows())
def test_any_flow_comes_apart_and_together(flow: Flow) -> None:
    assert put_together(taken_apart(flow)) == flow


def test_the_catalog_comes_apart_and_together() -> None:
    for flow in catalog().values():
        assert put_together(taken_apart(flow)) == flow


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_laws_of_merging(data: st.DataObject) -> None:
    base = data.draw(flows())
    ours, theirs = data.draw(changes(base)), data.draw(changes(base))
    assert merge(base, base, theirs).flow == theirs
    assert merge(base, base, theirs).conflicts == []
    assert merge(base, ours, base).flow == ours
    assert merge(base, ours, ours).flow == ours
    assert merge(base, ours, ours).conflicts == []
    there, back = merge(base, ours, theirs), merge(base, theirs, ours)
    assert {(each.key, str(each.ours), str(each.theirs)) for each in there.conflicts} == {
        (each.key, str(each.theirs), str(each.ours)) for each in back.conflicts
    }
    if not there.conflicts:
        assert taken_apart(there.flow).values == taken_apart(back.flow).values
    for side in ("ours", "theirs"):
        decided = resolve(there, dict.fromkeys(range(len(there.conflicts)), side))
        assert all(each.key not in {one.key for one in there.conflicts} for each in decided.conflicts)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_nothing_is_lost_silently(data: st.DataObject) -> None:
    """Each change of theirs is in the merged flow, or named in a conflict."""
    base = data.draw(flows())
    ours, theirs = data.draw(changes(base)), data.draw(changes(base))
    merged = merge(base, ours, theirs)
    asked = {conflict.key[1:] for conflict in merged.conflicts}
    told = taken_apart(base)
    result = taken_apart(merged.flow, told)
    for piece, values in taken_apart(theirs, told).values.items():
        for path, value in values.items():
            changed = value != told.values.get(piece, {}).get(path)
            if changed and "${" not in str(value) and not {(piece, path), (piece, ())} & asked:
                assert result.values[piece].get(path) == value, (piece, path)


def test_groups_that_each_side_moved_into_the_other_are_asked() -> None:
    text = """
key: nested
title: {en: Nested}
files: action
items:
  - {type: group, name: one, items: [{type: text, name: a, label: {en: A}}]}
  - {type: group, name: two, items: [{type: text, name: b, label: {en: B}}]}
"""
    start = read_flow(text)
    one, two = start.items
    assert isinstance(one, Group)
    assert isinstance(two, Group)
    ours = start.model_copy(update={"items": (two.model_copy(update={"items": (*two.items, one)}),)})
    theirs = start.model_copy(update={"items": (one.model_copy(update={"items": (*one.items, two)}),)})
    merged = merge(start, ours, theirs)
    assert {conflict.kind for conflict in merged.conflicts} == {ConflictKind.PLACE}
    assert sorted(questions(merged)) == ["a", "b"]
    for side, expected in (("ours", ours), ("theirs", theirs)):
        decided = merged
        while decided.conflicts:
            decided = resolve(decided, dict.fromkeys(range(len(decided.conflicts)), side))
        assert decided.flow == expected


def test_a_list_that_was_taken_out_stays_with_the_choice_that_was_changed() -> None:
    ours = read_flow(BASE.replace("select_one kinds", "text").partition("choice_lists")[0])
    merged = merge(base, ours, edited(("Candles", "Candle light")))
    (conflict,) = merged.conflicts
    assert conflict.piece == ("choice", "kinds", "candles")
    assert [choice.name for choice in merged.flow.choice_lists["kinds"]] == ["candles"]
    assert resolve(merged, {0: "ours"}).flow == ours
