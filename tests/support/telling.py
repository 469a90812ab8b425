"""Telling a flow in any language: what is tapped is named by the flow's own words, so one script serves all."""

from dataclasses import astuple
from typing import Any

from bot.render import TICK
from flows.definition import Flow
from flows.reading import catalog
from storage.report_filter import ReportFilter
from storage.report_store import ReportRow
from storage.stores import Stores
from tests.support.chat import Respondent, Town
from texts.locale import voice

FLOWS = catalog()


class Teller:
    """A person who tells one flow of the catalog, from /report on."""

    def __init__(self, person: Respondent, flow: str) -> None:
        self.person = person
        self.flow: Flow = FLOWS[flow]

    async def begins(self) -> "Teller":
        """/report, and the flow: two acts."""
        self.person.acts = 0
        await self.person.says("/report")
        await self.person.taps(self.flow.title[self.person.language])
        return self

    async def chooses(self, choice: str) -> None:
        """Taps a choice of one of the flow's lists, by name."""
        await self._taps(self.label(choice))

    async def names(self, choice: str) -> None:
        """Types a choice's label."""
        await self.person.says(self.label(choice))

    async def taps_ours(self, label: str) -> None:
        """Taps a button that the bot words, by its English."""
        speaker = self.person
        await self._taps(voice(speaker.language, "DE").button(label))

    async def opens(self, question: str) -> None:
        """Taps a line of the review card, turning pages until it is there."""
        line = next(each.line or each.label for each in self.flow.questions() if each.name == question)
        while True:
            labels = [button["text"] for row in self.rows() for button in row]
            found = next((label for label in labels if label.removeprefix("＋ ").startswith(self.words(line))), None)
            if found is not None:
                return await self.person.taps(found)
            await self.taps_ours("Next ›")

    async def finishes(self, question: str) -> None:
        """Taps the button that leaves this question empty and files."""
        asked = next(each for each in self.flow.questions() if each.name == question)
        await self._taps(self.words(asked.finish))

    async def files(self) -> None:
        """The last tap."""
        await self.taps_ours("File the report")

    async def _taps(self, label: str) -> None:
        """Taps the button of the newest card that says just this: "تم" stands within many an Arabic word."""
        (found,) = (each for row in self.rows() for each in row if each["text"].removeprefix(TICK) == label)
        await self.person.taps_data(self.person.card["message_id"], found["callback_data"])

    def label(self, choice: str) -> str:
        """A choice's label in the person's language."""
        found = (each for choices in self.flow.choice_lists.values() for each in choices if each.name == choice)
        return self.words(next(found).label)

    def words(self, words: dict[str, str]) -> str:
        return words[self.person.language]

    def rows(self) -> list[list[dict[str, Any]]]:
        """The buttons of the card that stands."""
        return self.person.card.get("reply_markup", {}).get("inline_keyboard", [])


async def stored(town: Town, kind: str) -> tuple[ReportRow, dict[str, list[str]], dict[str, tuple[Any, ...]]]:
    """The last report of a kind: its row, further coded fields, and figures by question."""

    def read(stores: Stores) -> tuple[ReportRow, dict[str, list[str]], dict[str, tuple[Any, ...]]]:
        rows = [each.report for each in stores.reports.for_export(ReportFilter())]
        row = [each for each in rows if each.kind == kind][-1]
        figures = {each.question: astuple(each)[1:] for each in stores.figures.of(row.id)}
        return row, stores.reports.fields_of([row.id])[row.id], figures

    found: tuple[ReportRow, dict[str, list[str]], dict[str, tuple[Any, ...]]] = await town.service.database.read(read)
    return found
