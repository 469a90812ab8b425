"""Files that people send, noted by Telegram's id in the turn; they are fetched after its commit."""

from uuid import UUID

import orjson

from bot.incoming import Sent
from bot.turn import Turn
from bot.wording import MAX_DOWNLOAD_MB
from storage.attachment_store import AttachmentDraft

MAX_DOWNLOAD = MAX_DOWNLOAD_MB * 1024 * 1024  # bytes


def too_large(sent: Sent) -> bool:
    """Whether Telegram will not let the bot fetch it."""
    return sent.size is not None and sent.size > MAX_DOWNLOAD


def kind_of(sent: Sent) -> str:
    """What flows call it: a picture sent as a file is a photo."""
    picture = sent.kind == "document" and (sent.media_type or "").startswith("image/")
    return "photo" if picture else sent.kind


def album_of(turn: Turn, sent: Sent) -> bytes | None:
    """What its album is known by, if it is part of one."""
    return turn.stores.keyring.hash_code(sent.group) if sent.group else None


def keep_file(
    turn: Turn,
    sent: Sent,
    attachment_id: UUID,
    session_id: UUID,
    key_id: UUID | None,
    question: str | None,
    group: bytes | None,
) -> None:
    """Note the file; `question` None: which one it answers is still to be seen."""
    source = {"file_id": sent.file_id, "file_name": sent.file_name, "media_type": sent.media_type}
    turn.stores.attachments.add(
        AttachmentDraft(
            id=attachment_id,
            session_id=session_id,
            person_id=turn.active.id,
            key_id=key_id,
            question=question,
            kind=sent.kind,
            source=orjson.dumps(source),
            media_group=group,
            media_type=None,
            bot_id=turn.desk.bot_id,
        ),
        turn.now,
    )
    turn.wants_downloads = True
