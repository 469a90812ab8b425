"""What of a photo or of words sent without a command fits which question, and what a copy of a report keeps."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.about import about
from flows.copying import staying
from flows.engine import start
from flows.opening import Offer, OfferedFile, Opened, open_with
from flows.reading import catalog
from flows.revision import Revision
from flows.session import Session
from flows.view import view
from tests.support.engine_world import world

DELIVERY = Revision.of(catalog()["petition_delivery"])
FLOWS = [Revision.of(flow) for flow in catalog().values()]


def opened(text: str, pictures: int = 0, language: str = "en", revision: Revision = DELIVERY) -> Opened:
    files = tuple(OfferedFile(f"picture-{number}", "photo", "album") for number in range(pictures))
    return open_with(revision, Offer((text,) if text else (), files), world(language))


def answers(found: Opened) -> dict[str, Any]:
    return {name: response.value for name, response in found.session.responses.items()}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "almost 2,000 signatures yesterday"),
        ("fr", "presque 2 000 signatures hier"),
        ("ar", "ما يقارب ٢٠٠٠ توقيع أمس"),
        ("es", "casi 2.000 firmas ayer"),
    ],
)
def test_a_number_keeps_the_qualifier_of_the_words(language: str, text: str) -> None:
    found = opened(text, language=language)
    assert answers(found) == {"signatures": 2000, "occurred_on": "2014-10-21"}
    assert found.session.responses["signatures"].qualifier == "almost"
    assert found.session.question == "target" and not found.untold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37181", {"signatures": 37181}),
        ("Embassy of Uzbekistan in Berlin: 37,181", {"signatures": 37181, "target": "embassy_uz_berlin"}),
        ("Embassy of Uzbekistan in Berlin, 3 days ago", {"target": "embassy_uz_berlin", "occurred_on": "2014-10-19"}),
        ("سلمنا ٤١٢ توقيعًا لسفارة أوزبكستان في برلين", {"signatures": 412, "target": "embassy_uz_berlin", "story": 0}),
        ("30 of us with 412 signatures", {"story": 0}),  # two numbers: which is meant is asked
        ("30, 412", {"story": 0}),
        ("Uzbekistan!", {"story": 0}),  # the embassy, in whatever city? Asked
        ("on 31 February", {"story": 0}),
        ("412 signatures tomorrow", {"signatures": 412, "story": 0}),  # a day still to come is no day of a delivery
    ],
)  # fmt: skip
def test_only_what_is_sure_is_read_off(text: str, expected: dict[str, Any]) -> None:
    expected = {name: text if name == "story" else value for name, value in expected.items()}
    assert answers(opened(text, language="ar" if "سلمنا" in text else "en")) == expected


def test_a_round_number_is_asked_about_first() -> None:
    found = opened("2,000 signatures")
    assert found.session.asking.check is not None and found.session.question == "signatures"
    assert answers(found) == {}


def test_pictures_are_the_answer_to_the_question_for_pictures() -> None:
    found = opened("", pictures=2)
    assert answers(found) == {"pictures": ["picture-0", "picture-1"]}
    assert found.placed == {"picture-0": "pictures", "picture-1": "pictures"}
    assert dict(found.session.albums) == {"album": "pictures"}


def test_what_has_no_place_is_named() -> None:
    bare = Revision.of(catalog()["petition_delivery"].model_copy(update={"items": DELIVERY.flow.items[:2]}))
    found = opened("412 signatures, and Maria cried", pictures=1, revision=bare)
    assert answers(found) == {"signatures": 412}
    assert found.homeless == ("picture-0",) and found.untold


@pytest.mark.parametrize("revision", FLOWS, ids=lambda revision: revision.flow.key)
@settings(max_examples=25)
@given(texts=st.lists(st.text(max_size=80), max_size=3), pictures=st.integers(0, 3))
def test_any_offer_opens_any_flow(revision: Revision, texts: list[str], pictures: int) -> None:
    files = tuple(OfferedFile(f"picture-{number}", "photo") for number in range(pictures))
    offer = Offer((), files)
    for text in texts:
        offer = offer.with_text(text) or offer
    assert Offer.from_json(offer.to_json()) == offer
    found = open_with(revision, offer, world("en"))
    assert Session.from_json(found.session.to_json()) == found.session
    assert set(found.placed) | set(found.homeless) == {file.attachment for file in files}
    assert set(found.filled) <= set(found.session.responses)
    assert view(revision, found.session, world("en")).title


def test_an_offer_holds_no_more_than_an_answer() -> None:
    offer = Offer()
    for number in range(20):
        offer = offer.with_file(OfferedFile(str(number), "photo")) or offer
    assert offer.with_file(OfferedFile("20", "photo")) is None
    assert Offer(("x" * 4000,)).with_text("y" * 200) is None


def test_a_copy_keeps_where_and_for_whom_and_nothing_of_what_happened() -> None:
    told = opened("412 to the Embassy of Uzbekistan in Berlin yesterday, and Maria cried", pictures=1).session
    content = {name: response.to_json() for name, response in told.responses.items()}
    content |= {"place": {"value": "Berlin", "at": ""}, "country": {"value": "UZ", "at": ""}}
    assert staying(DELIVERY, content, world("en")) == {"target": "embassy_uz_berlin"}, "the rest follows from it"
    content["place"] = {"value": "Potsdam", "at": ""}
    assert staying(DELIVERY, content, world("en")) == {"target": "embassy_uz_berlin", "place": "Potsdam"}


def test_what_a_draft_is_about() -> None:
    session = start(DELIVERY, world("en"), known={"target": "embassy_uz_berlin", "occurred_on": "2014-10-21"}).session
    assert about(DELIVERY, session, world("en")) == ("Embassy of Uzbekistan in Berlin", "Tue 21 Oct")
    assert about(DELIVERY, start(DELIVERY, world("en")).session, world("en")) == ()


def test_what_is_known_of_an_event_says_which_figure_the_number_is_and_is_surer_than_words() -> None:
    action = next(each for each in FLOWS if each.flow.key == "action")
    text = "43 people, I posted the pictures yesterday"
    planned = replace(world("en"), known={"activity": "training", "occurred_on": "2014-10-18"})
    found = open_with(action, Offer((text,), ()), planned)
    known = answers(found)
    assert (known["trained"], known["occurred_on"], known["story"]) == (43, "2014-10-18", text)
    assert "people" not in known and not found.untold


@pytest.mark.parametrize(
    "text", ["450 signatures yesterday", "450 on 21 October", "Embassy of Uzbekistan in Berlin: 450"]
)
def test_what_only_repeats_what_is_known_is_no_story(text: str) -> None:
    planned = replace(world("en"), known={"target": "embassy_uz_berlin", "occurred_on": "2014-10-21"})
    found = open_with(DELIVERY, Offer((text,), ()), planned)
    assert answers(found) == {"signatures": 450, "target": "embassy_uz_berlin", "occurred_on": "2014-10-21"}
    assert not found.untold
