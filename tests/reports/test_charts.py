"""The picture of a digest: what a phone shows is whole, in its language's direction, and in proportion."""

import gc
import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb
from PIL import Image, ImageChops, ImageStat

from reports.charts.content import MOST_ROWS, Amount, ChartContent, ChartRow, in_words
from reports.charts.digest import LANES, LEGEND, NOTE, SUBTITLE, WIDTH, draw, drawn, share
from reports.charts.pen import ACCENT, PAPER, drawable
from tests.reports.charts import RARE_VOICES, VOICES, full, golden, rare, week
from texts.locale import Voice, voice
from texts.numbers import QUALIFIERS

LANGUAGES = pytest.mark.parametrize("language", VOICES)
TOLERANCE = 2.0  # of 255, on average: another machine's rounding, not another letter
CLOSE = 4  # dots by which the boxes of two lines may overlap: they have room for letters deeper than any in these words


def boxes(content: ChartContent, spoken: Voice) -> dict[str, Any]:
    """Where each bar and text of the picture lies, in dots; the lines of one label are told apart."""
    figure = drawn(content, spoken)
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = {f"{text.get_gid()} / {at}": text.get_window_extent(renderer) for at, text in enumerate(figure.texts)}
    assert all(text.get_text().strip(" \u200e\u200f") for text in figure.texts)
    found |= {bar.get_gid(): bar.get_window_extent(renderer) for bar in figure.artists if "bar" in bar.get_gid()}
    found["picture"] = figure.bbox
    return found


def whole_and_apart(found: dict[str, Any]) -> None:
    """Nothing reaches out of the picture, nothing lies on anything else."""
    picture = found.pop("picture")
    for name, box in found.items():
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= picture.x1 and box.y1 <= picture.y1, name
    for (one, a), (other, b) in combinations(found.items(), 2):
        apart = a.x1 <= b.x0 or b.x1 <= a.x0 or a.y1 <= b.y0 + CLOSE or b.y1 <= a.y0 + CLOSE
        assert apart, f"{one} lies on {other}"


def runs(png: bytes, colour: str) -> Iterator[tuple[int, int]]:
    """Where in the finished picture a bar of the colour begins and ends, from the left, one for each bar."""
    wanted = [round(255 * part) for part in to_rgb(colour)]
    found = (np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) == wanted).all(axis=2)
    tops = np.flatnonzero(np.diff(found.any(axis=1).astype(int)) == 1) + 1
    for top in tops:
        places = np.flatnonzero(found[top + 3])
        yield int(places[0]), int(places[-1])


@LANGUAGES
def test_it_looks_as_it_did_when_somebody_looked_at_it(language: str) -> None:
    now = Image.open(io.BytesIO(draw(week(language), VOICES[language]).png)).convert("RGB")
    kept = Image.open(golden(language)).convert("RGB")
    assert now.size == kept.size
    assert max(ImageStat.Stat(ImageChops.difference(now, kept)).mean) < TOLERANCE


@pytest.mark.parametrize(("language", "spoken"), RARE_VOICES.items())
def test_so_does_what_is_rare(language: str, spoken: Voice) -> None:
    now = Image.open(io.BytesIO(draw(rare(language), spoken).png)).convert("RGB")
    kept = Image.open(golden(f"rare_{language}")).convert("RGB")
    assert now.size == kept.size
    assert max(ImageStat.Stat(ImageChops.difference(now, kept)).mean) < TOLERANCE
    whole_and_apart(boxes(rare(language), spoken))


@LANGUAGES
def test_no_label_is_clipped_and_none_lies_on_another(language: str) -> None:
    whole_and_apart(boxes(week(language), VOICES[language]))
    whole_and_apart(boxes(full(language), VOICES[language]))


@settings(max_examples=8)
@given(
    language=st.sampled_from([*VOICES]),
    values=st.lists(st.tuples(*[st.integers(-99, 10**10)] * 3), min_size=1, max_size=MOST_ROWS),
    qualifier=st.sampled_from(QUALIFIERS),
)
def test_whatever_was_counted_has_room(language: str, values: list[tuple[int, ...]], qualifier: Any) -> None:
    rows = [
        ChartRow(f"{at} {week(language).rows[at % 4].label}", *(Amount(each, qualifier) for each in three))
        for at, three in enumerate(values)
    ]
    whole_and_apart(boxes(replace(week(language), rows=tuple(rows)), VOICES[language]))


def test_each_row_has_its_own_scale_and_bars_are_as_long_as_their_values() -> None:
    content = week("en")
    found = boxes(content, VOICES["en"])
    lengths = {name.removeprefix("bar "): box.width for name, box in found.items() if name.startswith("bar ")}
    longest = lengths["now 0"]
    for at, row in enumerate(content.rows):
        most = max(Decimal(each.value) for _, each in row.amounts())
        for part, each in row.amounts():
            asked = float(Decimal(each.value) / most) * longest
            assert lengths.get(f"{part} {at}", 0.0) == pytest.approx(asked, abs=2), (part, at)


def test_the_finished_picture_has_these_lengths_too() -> None:
    content = replace(week("en"), rows=(ChartRow("letters", Amount(400), Amount(100)),))
    letters, sample = runs(draw(content, VOICES["en"]).png, ACCENT)
    (grey, _) = runs(draw(content, VOICES["en"]).png, LANES["last"].face)
    assert (letters[1] - letters[0]) / (grey[1] - grey[0]) == pytest.approx(4, rel=0.03)
    assert sample[0] < 100, "the sample of the legend begins where reading begins"


def test_arabic_is_mirrored() -> None:
    english, arabic = boxes(week("en"), VOICES["en"]), boxes(week("ar"), VOICES["ar"])
    assert english["bar now 0"].x0 == pytest.approx(english["bar now 1"].x0)
    assert arabic["bar now 0"].x1 == pytest.approx(arabic["bar now 1"].x1), "bars grow from the right"
    for name, box in arabic.items():
        if name.startswith(("title", "label", "note")):
            assert box.x1 == pytest.approx(WIDTH - 56, abs=8), name


def test_numbers_are_written_as_the_country_writes_them() -> None:
    content = replace(week("ar"), rows=(ChartRow("توقيعات", Amount(41_000, "over")),))
    told = {country: draw(content, voice("ar", country)).alternative for country in ("EG", "MA")}
    assert "٤١٬٠٠٠" in told["EG"] and "41.000" in told["MA"]


def test_in_words_it_says_every_number_with_its_qualifier() -> None:
    assert draw(week("en"), VOICES["en"]).alternative.splitlines() == [
        "12 actions, one release",
        "20–26 Oct 2014 · Germany",
        "signatures delivered: over 41,181 (the week before: 12,300, average of the four weeks before: about 9,840)",
        "actions: 12 (the week before: 7, average of the four weeks before: 8.3)",
        "people reached: 0 (the week before: almost 200,000, average of the four weeks before: almost 50,000)",
        "training sessions: 8 (the week before: 0, average of the four weeks before: 0.5)",
        "As of Mon 27 Oct at 09:00",
    ]


def test_where_there_is_nothing_to_compare_with_picture_and_words_say_so() -> None:
    content = replace(week("en"), rows=(ChartRow("letters", Amount(3)),), kind="month")
    assert "\nletters: 3 (nothing to compare it with yet)\n" in draw(content, VOICES["en"]).alternative
    found = boxes(content, VOICES["en"])
    assert not any("last" in name or "mean" in name for name in found)
    assert any(name.startswith("words alone 0") for name in found)


@pytest.mark.parametrize("language", [*VOICES])
def test_the_words_tell_all_that_the_picture_shows(language: str) -> None:
    for content in (week(language), rare(language)):
        told = flat(in_words(content, VOICES[language]))
        for each in drawn(content, VOICES[language]).texts:
            only_its_name = str(each.get_gid()) == "legend now"
            assert only_its_name or flat(each.get_text()) in told, each.get_text()


def test_what_was_taken_back_has_a_number_and_no_bar() -> None:
    content = replace(week("en"), rows=(ChartRow("letters", Amount(-3), Amount(0)),))
    found = boxes(content, VOICES["en"])
    assert [name for name in found if name.startswith("bar")] == ["bar sample now", "bar sample last"]
    whole_and_apart(found)


@pytest.mark.parametrize("rows", [0, MOST_ROWS + 1])
def test_an_empty_week_has_no_picture_and_none_has_too_many_rows(rows: int) -> None:
    with pytest.raises(ValueError, match="1 to 6 rows"):
        replace(week("en"), rows=week("en").rows[:1] * rows)


def test_what_the_font_lacks_is_left_out_instead_of_drawn_as_a_box() -> None:
    content = replace(week("en"), title="🎉 12 actions 東京", rows=(ChartRow("東京", Amount(3)),))
    figure = drawn(content, VOICES["en"])
    written = [text.get_text().strip("\u200e") for text in figure.texts]
    assert written[0] == "12 actions" and "…" in written
    draw(content, VOICES["en"])  # a missing letter would be a warning, and warnings are errors


def test_a_title_in_two_lines_keeps_numbers_with_their_nouns() -> None:
    figure = drawn(replace(week("en"), title="37,181 signatures delivered · 1 change"), VOICES["en"])
    lines = [text.get_text().strip("\u200e") for text in figure.texts if text.get_gid() == "title"]
    assert lines == ["37,181 signatures", "delivered · 1 change"]


def test_dollars_are_no_formula() -> None:
    whole_and_apart(boxes(replace(week("en"), title="$50 and $60_x raised, 100% sure"), VOICES["en"]))


def test_equal_content_makes_equal_files() -> None:
    assert draw(week("fr"), VOICES["fr"]).png == draw(week("fr"), VOICES["fr"]).png


def test_nothing_drawn_is_kept() -> None:
    gc.collect()
    for language, spoken in VOICES.items():
        draw(week(language), spoken)
    assert sum(type(each) is RendererAgg for each in gc.get_objects()) <= 1, "each holds six megabytes"


def test_it_can_be_read_on_a_phone_and_on_its_own_ground() -> None:
    for style in (LEGEND, NOTE, SUBTITLE, *(lane.style for lane in LANES.values())):
        assert style.height / 1.32 * 330 / WIDTH > 8, "points on a screen 330 wide"
        assert contrast(style.colour, PAPER) > 4.5
    for lane in LANES.values():
        assert contrast(lane.edge, PAPER) > 3


def test_bars_are_told_apart_without_colours() -> None:
    assert len({(lane.thickness, lane.face == PAPER) for lane in LANES.values()}) == len(LANES)


def test_shares_are_of_the_longest_in_the_row() -> None:
    row = ChartRow("letters", Amount(5), Amount(10), Amount(-1))
    assert [share(amount, row) for _, amount in row.amounts()] == [0.5, 1.0, 0.0]


def flat(text: str) -> str:
    """Without spaces and marks of direction, and what the font lacks."""
    return "".join(drawable(text).split()).strip("\u200e\u200f")


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, 1 to 21."""
    darker, lighter = sorted(_luminance(each) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
