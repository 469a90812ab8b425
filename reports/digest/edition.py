"""A digest ready to be shown: its message as data, its picture, and what is stored of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from reports.charts.content import MOST_ROWS, Amount, ChartContent, ChartRow, Picture
from reports.digest.buttons import rows
from reports.digest.content import Cell, Compared, Digest, one_of_several
from reports.digest.nouns import label
from reports.digest.words import caption, reservations, summary, title
from reports.periods import kind_of
from storage.digest_store import CellRow, DigestRow
from storage.stores import Stores
from texts.cards import Card, Row
from texts.cards import Picture as Shown
from texts.dates import datetime_words
from texts.locale import Html, Voice

PART = "part"  # in the filter of a stored cell


@dataclass(frozen=True, slots=True)
class Edition:
    """A digest in a language, read in a zone. `id`: under which it is stored, and which its buttons carry."""

    id: UUID
    digest: Digest
    voice: Voice
    zone: ZoneInfo

    def caption(self) -> Html:
        """What stands below the picture."""
        return caption(self.digest, self.voice).text

    def card(self, picture: str | None, further: Sequence[Row] = ()) -> Card:
        """The one message; `picture`: where its bytes are, as a stored call names it."""
        buttons = rows(self.digest, self.id, self.voice, kind_of(self.digest.covered), further)
        return Card(self.caption(), buttons, (Shown("photo", picture),) if picture else ())

    def drawn(self) -> Picture | None:
        """The picture, if there is anything to draw. Takes a while: not for the event loop, nor for a transaction."""
        content = self.chart()
        if content is None:
            return None
        from reports.charts.digest import draw

        return draw(content, self.voice)

    def chart(self) -> ChartContent | None:
        """What the picture tells: the weightiest of the numbers in the caption."""
        digest, voice = self.digest, self.voice
        told = [each for each in caption(digest, voice).told if not one_of_several(each.cell, digest.scope)]
        compared = [each for each in told if each.cell.value >= 0][:MOST_ROWS]
        if not compared:
            return None
        # A picture is handed on and looked at on other days: no "today" in it.
        instant = datetime_words(digest.as_of.astimezone(self.zone), voice, date.max)
        return ChartContent(
            title=summary(compared, voice),
            subtitle=title(digest, voice),
            note=" ".join([voice("As of {instant}.", instant=instant), *reservations(digest, voice)]),
            rows=tuple(_row(each, voice) for each in compared),
            kind=kind_of(digest.covered),
        )

    def store(self, stores: Stores, person_id: UUID | None, subscription_id: UUID | None, due_at: datetime) -> None:
        """Keep it with its numbers, so that they open. IntegrityError if the subscription has one of the period."""
        digest = self.digest
        row = DigestRow(
            id=self.id,
            subscription_id=subscription_id,
            person_id=person_id,
            scope=digest.scope.scope,
            scope_key=digest.scope.key,
            period=digest.covered.name,
            since=digest.covered.since,
            until=digest.covered.until,
            as_of=digest.as_of,
            due_at=due_at,
        )
        stores.digests.add(row, [stored(at, cell) for at, (cell, _) in enumerate(digest.numbers())])


def stored(position: int, cell: Cell) -> CellRow:
    """A cell as it is kept."""
    filter = {**cell.filter, PART: cell.part}
    return CellRow(position, cell.key, cell.basis, cell.measure, cell.value, cell.qualifier, cell.reports, filter)


def cell_of(row: CellRow) -> Cell:
    """A cell as it was counted."""
    filter = {name: value for name, value in row.filter.items() if name != PART}
    return Cell(row.key, row.basis, row.measure, row.value, row.qualifier, row.reports, filter, row.filter[PART])


def _row(each: Compared, voice: Voice) -> ChartRow:
    before = Amount(each.before.value, each.before.qualifier) if each.before else None
    mean = Amount(each.mean, each.four.qualifier) if each.four and each.mean is not None else None
    return ChartRow(label(each.cell, each.names, voice), Amount(each.cell.value, each.cell.qualifier), before, mean)
