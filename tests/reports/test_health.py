"""Question health: sums of sessions in words, the worst first, and as a plot."""

import pytest

from bot.health_picture import draw
from flows.health import REVIEW_CARD
from flows.reading import catalog
from reports.health import QuestionHealth, health_line, health_of, median, time_words
from storage.ids import new_id
from storage.question_health_store import HealthRow, bucket_of
from tests.support.engine_world import AFTERNOON
from texts.locale import LANGUAGES, voice

FLOW = catalog()["petition_delivery"]
REVISION = new_id(AFTERNOON)


def row(question: str, seconds: float | None = None, **counts: int) -> HealthRow:
    bucket = -1 if seconds is None else bucket_of(seconds)
    return HealthRow(REVISION, question, AFTERNOON.date(), bucket, shown=1, **counts)


ROWS = [
    *(row("signatures", seconds, answered=1) for seconds in (5, 12, 14, 15, 90)),
    *(row("target", 40, answered=1, refused=2, corrected=1) for _ in range(4)),
    row("target", abandoned=1),
    row("pictures", 7000, skipped=1),
    HealthRow(REVISION, REVIEW_CARD, AFTERNOON.date(), abandoned=2),
]


def test_the_question_with_most_trouble_comes_first() -> None:
    found = health_of(ROWS)
    assert [each.question for each in found] == ["target", REVIEW_CARD, "pictures", "signatures"]
    target = next(each for each in found if each.question == "target")
    assert (target.shown, target.answered, target.refused, target.corrected, target.abandoned) == (5, 4, 8, 4, 1)


def test_what_was_shown_once_does_not_come_before_what_fails_again_and_again() -> None:
    once, often = [row("pictures", abandoned=1)], [row("target", abandoned=1) for _ in range(9)]
    assert [each.question for each in health_of([*once, *often])] == ["target", "pictures"]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [([12] * 9, (8, 16)), ([1, 2, 600], (1, 4)), ([0], (0, 1)), ([20, 20, 3000, 3000, 3000], (2048, 4096))],
)
def test_a_median_is_right_but_for_a_factor_of_two(seconds: list[int], told: tuple[int, int]) -> None:
    times: dict[int, int] = {}
    for each in seconds:
        times[bucket_of(each)] = times.get(bucket_of(each), 0) + 1
    found = median(times)
    assert found is not None and told[0] <= found <= told[1]
    assert median({}) is None


def test_a_question_is_told_in_one_line() -> None:
    target = QuestionHealth("target", 50, 40, 0, 8, 4, 10, 12.4)
    assert health_line(target, FLOW, voice("en"), "en") == (
        f"{FLOW_LABEL}: shown 50, answered 40, refused 8, corrected 4, stopped here 10, about 12 s"
    )
    card = QuestionHealth(REVIEW_CARD, 2, 0, 0, 0, 0, 2, None)
    assert health_line(card, FLOW, voice("en"), "en") == "The review card: 2 stopped there without filing"
    assert [time_words(each, voice("en")) for each in (0.4, 100, 8000, 200_000)] == [
        "about 1 s", "about 2 min", "about 2 h", "about 2 days",
    ]  # fmt: skip


TARGET = next(each for each in FLOW.questions() if each.name == "target")
FLOW_LABEL = (TARGET.line or TARGET.label)["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plot_is_drawn_in_every_language(language: str) -> None:
    content = draw(health_of(ROWS), FLOW, voice(language), language)
    assert content.data.startswith(b"\x89PNG") and content.name == "health.png"


def test_the_plot_of_a_flow_nobody_used_is_empty_but_there() -> None:
    assert draw([], FLOW, voice("en"), "en").data.startswith(b"\x89PNG")
