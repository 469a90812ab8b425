"""Small flows with which staff tell the bot something that no button can: a name, a day, what a voice note says.

They run through the same engine and are stored as any session, so nothing lives in memory only. They are no reports:
nobody finds them in a menu or on the shelf of drafts, and the last answer ends them.
"""

from enum import StrEnum

from bot.draft import Draft, begin_draft
from bot.turn import Turn
from flows.engine import Advance, advance
from flows.inputs import Tapped, Verb
from flows.internal import tasks
from flows.revision import Revision, content_hash
from flows.session import State
from storage.ids import short_code


class Task(StrEnum):
    """Keys of the flows, which is what they file."""

    WRITE_DOWN = "write_down"
    ZONE = "section_zone"
    PERSON_ZONE = "person_zone"
    BLOCK = "section_block"
    GROUP = "group_name"
    PUBLISH = "publish_note"
    FLOW_WORDS = "flow_words"
    FLOW_VALUE = "flow_value"
    FLOW_QUESTION = "flow_question"


def begin(turn: Turn, task: Task, subject: str, **known: str) -> None:
    """Ask its first question. `subject` says what it is about; rights are asked again at the end."""
    flow = tasks()[task.value]
    content = flow.model_dump_json(exclude_defaults=True)
    row = turn.stores.flows.keep(flow.key, content, content_hash(flow), turn.now)
    begin_draft(turn, short_code(), row.id, {"subject": subject, **known}).show()


def is_task(revision: Revision) -> bool:
    """Whether it is one of these flows."""
    return revision.flow.files in set(Task)


def ended(draft: Draft, advanced: Advance) -> Advance:
    """A task needs no review: once everything is answered it is filed in the same turn."""
    session = advanced.session
    if not is_task(draft.revision) or session.state is not State.REVIEW:
        return advanced
    return advance(draft.revision, session, Tapped(Verb.FILE, session.version, 0), draft.context)
