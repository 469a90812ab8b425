"""How the small flows of staff end: what was answered is done, and the card it belongs to comes back."""

from collections.abc import Callable, Mapping

from bot.draft import Draft
from bot.handlers import flow_publishing, listening, section, section_lists, zone
from bot.handlers.filing import close
from bot.handlers.flows import adding, skipping, typed
from bot.tasks import Task
from bot.turn import Turn
from flows.effects import Filing
from flows.session import Session
from texts.cards import Card

ENDINGS: dict[Task, Callable[[Turn, Mapping[str, str]], Card | str]] = {
    Task.WRITE_DOWN: listening.written,
    Task.ZONE: section.zone_answered,
    Task.PERSON_ZONE: zone.answered,
    Task.BLOCK: section_lists.block_answered,
    Task.GROUP: section_lists.group_answered,
    Task.PUBLISH: flow_publishing.note_answered,
    Task.FLOW_WORDS: typed.answered,
    Task.FLOW_VALUE: skipping.value_answered,
    Task.FLOW_QUESTION: adding.answered,
}


def finish_task(draft: Draft, filing: Filing, before: Session) -> None:
    """Do it, within the rights that the person has now; where that can not be, the question stays, and why is said."""
    answers = {name: str(answer["value"]) for name, answer in filing.content.items()}
    ended = ENDINGS[Task(filing.kind)](draft.turn, answers)
    if isinstance(ended, Card):
        close(draft, ended)
    else:
        draft.session = before
        draft.show(ended)
