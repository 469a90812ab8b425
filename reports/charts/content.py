"""What the picture of a digest tells: plain data, and how it is worded."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from reports.periods import Kind
from texts.locale import N_, Voice
from texts.numbers import Qualifier, qualified

MOST_ROWS = 6
Part = Literal["now", "last", "mean"]

PARTS: dict[Kind, dict[Part, str]] = {
    "day": {"now": N_("that day"), "last": N_("the day before"), "mean": N_("average of the four days before")},
    "week": {"now": N_("that week"), "last": N_("the week before"), "mean": N_("average of the four weeks before")},
    "month": {"now": N_("that month"), "last": N_("the month before"), "mean": N_("average of the four months before")},
}
"""What each bar stands for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure's value and how exact it is."""

    value: Decimal | int
    qualifier: Qualifier = "exactly"


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One thing that is counted (`label`: "signatures delivered") in the period, in the one before, and on average in
    the four before; None where nothing was counted yet, so that there is nothing to compare with."""

    label: str
    now: Amount
    last: Amount | None = None
    mean: Amount | None = None

    def amounts(self) -> Iterator[tuple[Part, Amount]]:
        """Those there are, in the order of the bars."""
        parts: tuple[tuple[Part, Amount | None], ...] = (("now", self.now), ("last", self.last), ("mean", self.mean))
        yield from ((part, amount) for part, amount in parts if amount is not None)

    @property
    def alone(self) -> bool:
        """Whether there is nothing to compare it with."""
        return self.last is None and self.mean is None


@dataclass(frozen=True, slots=True)
class ChartContent:
    """A digest's picture. `title`: the main point in words ("12 actions, one release"); `subtitle`: period and scope;
    `note`: as of when, and what else one must know of the numbers. One to MOST_ROWS rows, the most telling first: a
    period without any has no picture (ValueError).
    """

    title: str
    subtitle: str
    note: str
    rows: tuple[ChartRow, ...]
    kind: Kind = "week"

    def __post_init__(self) -> None:
        if not 1 <= len(self.rows) <= MOST_ROWS:
            raise ValueError(f"a picture has 1 to {MOST_ROWS} rows, not {len(self.rows)}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture (PNG), and what it shows in words for who cannot see it."""

    png: bytes
    alternative: str


def amount_words(amount: Amount, voice: Voice) -> str:
    """"over 41,000"; small means keep one decimal, larger ones none."""
    value = Decimal(amount.value)
    if value != value.to_integral_value():
        value = value.quantize(Decimal("0.1") if abs(value) < 10 else Decimal(1), ROUND_HALF_UP)
    return qualified(value, amount.qualifier, voice)


def part_words(part: Part, kind: Kind, voice: Voice) -> str:
    """What a bar stands for: "the week before"."""
    return voice(PARTS[kind][part])


def in_words(content: ChartContent, voice: Voice) -> str:
    """The whole picture as text, a line for each row."""
    rows = (row_words(row, content.kind, voice) for row in content.rows)
    return "\n".join([content.title, content.subtitle, *rows, content.note])


def alone_words(voice: Voice) -> str:
    """What stands where a row has nothing to be compared with."""
    return voice("nothing to compare it with yet")


def row_words(row: ChartRow, kind: Kind, voice: Voice) -> str:
    """"signatures delivered: over 41,000 (the week before: 12,300, mean of the four weeks before: 9,800)"."""
    now = amount_words(row.now, voice)
    before = [
        voice("{what}: {number}", what=part_words(part, kind, voice), number=amount_words(amount, voice))
        for part, amount in row.amounts()
        if part != "now"
    ]
    beside = voice.listed(before) if before else alone_words(voice)
    return voice("{what}: {number} ({before})", what=row.label, number=now, before=beside)
