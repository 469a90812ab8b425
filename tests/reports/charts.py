"""A week told in four languages, for its picture. `python -m tests.reports.charts` draws the golden ones."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from PIL import Image

from reports.charts.content import Amount, ChartContent, ChartRow
from reports.charts.digest import draw
from reports.digest.content import Cell, Compared, Digest
from reports.digest.edition import Edition
from reports.digest.nouns import KIND
from reports.periods import week_of
from storage.scopes import Within
from texts.locale import Voice, voice

VOICES: dict[str, Voice] = {
    "en": voice("en", "GB"), "fr": voice("fr", "FR"), "ar": voice("ar", "MA"), "es": voice("es", "ES")
}  # fmt: skip

WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        "12 actions, one release", "20–26 Oct 2014 · Germany", "As of Mon 27 Oct at 09:00",
        "signatures delivered", "actions", "people reached", "training sessions",
    ),
    "fr": (
        "12 actions, une libération", "20–26 oct. 2014 · Allemagne", "Au lun. 27 oct. à 09:00",
        "signatures remises", "actions", "personnes touchées", "sessions de formation",
    ),
    "ar": (
        "\u206812\u2069 نشاطًا وإفراج واحد", "\u206820\u2069–\u206826\u2069 أكتوبر \u20682014\u2069 · ألمانيا",
        "حتى الاثنين \u206827\u2069 أكتوبر في الساعة \u206809:00\u2069",
        "توقيعات سُلّمت", "أنشطة", "أشخاص وصلنا إليهم", "دورات تدريبية",
    ),
    "es": (
        "12 acciones, una liberación", "20–26 oct. 2014 · Alemania", "A lun. 27 oct. a las 09:00",
        "firmas entregadas", "acciones", "personas alcanzadas", "sesiones de formación",
    ),
}  # fmt: skip
"""Title, subtitle, note, labels."""


def week(language: str) -> ChartContent:
    """Four things counted: one grew, one fell to nothing, one is rough, one has nothing before it but zero."""
    title, subtitle, note, *labels = WORDS[language]
    signatures, actions, reached, sessions = labels
    return ChartContent(
        title, subtitle, note,
        (
            ChartRow(signatures, Amount(41_181, "over"), Amount(12_300), Amount(9_840, "about")),
            ChartRow(actions, Amount(12), Amount(7), Amount(Decimal("8.25"))),
            ChartRow(reached, Amount(0), Amount(200_000, "almost"), Amount(50_000, "almost")),
            ChartRow(sessions, Amount(8), Amount(0), Amount(Decimal("0.5"))),
        ),
    )  # fmt: skip


def full(language: str) -> ChartContent:
    """As many rows as a picture holds, with long labels and no comparison in some."""
    rows = week(language).rows
    long = replace(rows[3], label=f"{rows[3].label} {rows[2].label} {rows[0].label}")
    return replace(week(language), rows=(*rows, long, replace(rows[0], last=None, mean=None)))


RARE_VOICES: dict[str, Voice] = {**VOICES, "ar": voice("ar", "EG")}
VIGIL: dict[str, str] = {
    "en": "people who took part in the vigil, the concert and the letter-writing evening",
    "fr": "personnes venues à la veillée, au concert et à la soirée d’écriture de lettres",
    "ar": "أشخاص شاركوا في الوقفة والحفل الموسيقي وأمسية كتابة الرسائل",
    "es": "personas que fueron a la vigilia, al concierto y a la tarde de escritura de cartas",
}
RUNS = datetime(2014, 10, 21, 14, tzinfo=UTC)


def rare(language: str) -> ChartContent:
    """A very large number, a label of many words, nothing to compare with, nothing at all, a word as wide as a line; of
    a week that runs, by the day it happened."""
    signatures, _, reached, _ = week(language).rows
    digest = Digest(Within("everything", ""), {}, week_of(RUNS.date()), RUNS, RUNS.date(), "occurred", True, (ACTION,))
    of_digest = Edition(UUID(int=1), digest, RARE_VOICES[language], ZoneInfo("UTC")).chart()
    assert of_digest is not None
    return replace(
        week(language),
        note=of_digest.note,
        rows=(
            replace(signatures, now=Amount(1_234_567_890, "at_least"), last=Amount(1_234_567)),
            ChartRow(VIGIL[language], Amount(12)),
            ChartRow(reached.label, Amount(0), Amount(0), Amount(0)),
            ChartRow("Donaudampfschifffahrtsgesellschaft", Amount(3), None, Amount(Decimal("0.25"))),
        ),
    )


ACTION = Compared(Cell(KIND, "action", "in_period", Decimal(1), "exactly", 1, {}))
GOLDEN = Path(__file__).parent / "golden"
SHOWN = Path(__file__).parents[2] / "docs" / "digest.png"
SHOWN_LANGUAGES, BETWEEN = ("en", "ar"), 24


def golden(language: str) -> Path:
    """The picture that somebody has looked at."""
    return GOLDEN / f"digest_{language}.png"


def main() -> None:
    """Draw the golden pictures anew, to be looked at before they are kept, and two of them for the documentation."""
    GOLDEN.mkdir(exist_ok=True)
    drawn = {}
    for language, spoken in VOICES.items():
        drawn[language] = Image.open(io.BytesIO(draw(week(language), spoken).png)).convert("RGB")
        drawn[language].quantize(48).save(golden(language), optimize=True)
    for language, spoken in RARE_VOICES.items():
        picture = Image.open(io.BytesIO(draw(rare(language), spoken).png)).convert("RGB")
        picture.quantize(48).save(golden(f"rare_{language}"), optimize=True)
    shown = [drawn[language] for language in SHOWN_LANGUAGES]
    width = sum(each.width for each in shown) + BETWEEN
    beside = Image.new("RGB", (width, max(each.height for each in shown)), "#d8dde3")
    left = 0
    for each in shown:
        beside.paste(each, (left, 0))
        left += each.width + BETWEEN
    beside.resize((beside.width // 2, beside.height // 2)).quantize(48).save(SHOWN, optimize=True)


if __name__ == "__main__":
    main()
