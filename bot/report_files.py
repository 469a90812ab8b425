"""Files of a report: their rows follow its answers. Those of repeats move up when an instance is taken out; a note that
was written down instead, or a picture taken out, is gone for good.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flows.effects import Filing
from flows.repeats import held
from storage.attachment_store import AttachmentRow
from storage.erasure import erase_attachments
from storage.stores import Stores

KEPT = ("pending", "stored")


def settle_files(stores: Stores, filing: Filing, rows: Sequence[AttachmentRow]) -> bool:
    """Bring the rows to what was filed; those that no answer holds are erased. Whether any were."""
    filed = {UUID(attachment): question for question, attachment in filing.attachments}
    for row in rows:
        if row.id in filed and row.question != filed[row.id]:
            stores.attachments.place(row.id, filed[row.id])
    gone = [row.id for row in rows if row.id not in filed and row.status in KEPT]
    erase_attachments(stores, gone)
    return bool(gone)


def put_files(content: dict[str, Any], files: list[AttachmentRow]) -> None:
    """Into the answers the files that are there now: the rows know also late parts of an album, and what failed."""
    for question in {each.question for each in files if each.question}:
        answers, name = held(content, question)
        if isinstance(answers.get(name, {}).get("value"), list):
            kept = [each for each in files if each.question == question and each.status in KEPT]
            answers[name] = {**answers[name], "value": [str(each.id) for each in kept]}
