"""How the small flows of staff end: what was answered is done, and the card it belongs to comes back."""

from collections.abc import Callable, Mapping

from bot.draft import Draft
from bot.handlers import listening, section, section_lists
from bot.handlers.filing import close
from bot.tasks import Task
from bot.turn import Turn
from flows.effects import Filing
from texts.cards import Card

ENDINGS: dict[Task, Callable[[Turn, Mapping[str, str]], Card]] = {
    Task.WRITE_DOWN: listening.written,
    Task.ZONE: section.zone_answered,
    Task.BLOCK: section_lists.block_answered,
    Task.GROUP: section_lists.group_answered,
}


def finish_task(draft: Draft, filing: Filing) -> None:
    """Do it, within the rights that the person has now."""
    answers = {name: str(answer["value"]) for name, answer in filing.content.items()}
    close(draft, ENDINGS[Task(filing.kind)](draft.turn, answers))
