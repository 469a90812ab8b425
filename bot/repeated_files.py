"""Files of repeats: their rows follow the instances, which move up when one is taken out before the report is filed."""

from typing import Any
from uuid import UUID

from flows.effects import Filing
from flows.repeats import held
from storage.attachment_store import AttachmentRow
from storage.erasure import erase_attachments
from storage.stores import Stores


def settle_repeated(stores: Stores, report_id: UUID, filing: Filing) -> None:
    """Bring the rows of a report's files to what was filed; those of instances taken out are gone for good."""
    if not any(isinstance(told, list) for told in filing.content.values()):
        return
    filed = {UUID(attachment): question for question, attachment in filing.attachments}
    rows = [row for row in stores.attachments.of_session(report_id) if row.question and "[" in row.question]
    for row in rows:
        if row.id in filed and row.question != filed[row.id]:
            stores.attachments.place(row.id, filed[row.id])
    if gone := [row.id for row in rows if row.id not in filed]:
        erase_attachments(stores, gone)


def put_files(content: dict[str, Any], files: list[AttachmentRow]) -> None:
    """Into the answers the files that are there now: the rows know also late parts of an album, and what failed."""
    for question in {each.question for each in files if each.question}:
        answers, name = held(content, question)
        if isinstance(answers.get(name, {}).get("value"), list):
            kept = [each for each in files if each.question == question and each.status in ("pending", "stored")]
            answers[name] = {**answers[name], "value": [str(each.id) for each in kept]}
