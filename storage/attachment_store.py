"""Attachments: accepted by file id in the turn, fetched and stored afterwards by a worker with a lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, LargeBinary, and_, bindparam, delete, insert, null, or_, select, update

from storage.keys import KeyGone
from storage.store import Store, in_batches, purge_of
from storage.tables import attachment

CLAIM_LOCK = 0x66696C65  # "file"


@dataclass(frozen=True, slots=True)
class AttachmentDraft:
    """An accepted file; `source` is what is needed to fetch it (Telegram's file id, its name), as JSON. Only the bot
    that it was sent to can fetch it.
    """

    id: UUID
    session_id: UUID | None
    person_id: UUID | None
    key_id: UUID | None
    question: str | None
    kind: str
    source: bytes
    media_group: bytes | None = None
    media_type: str | None = None
    bot_id: int | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment; status `pending`, `stored`, `failed`, `refused` or `erased`. `source` only while pending."""

    id: UUID
    session_id: UUID | None
    person_id: UUID | None
    key_id: UUID | None
    question: str | None
    kind: str
    status: str
    source: bytes | None
    file_name: str | None
    media_type: str | None
    size: int | None
    flag: str | None
    media_group: bytes | None
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a voice note, as somebody wrote them down, and the question it answers."""

    attachment_id: UUID
    question: str | None
    words: str


COLUMNS = tuple(attachment.c[name] for name in AttachmentRow.__dataclass_fields__)
THIS = attachment.c.id == bindparam("attachment")
PENDING = attachment.c.status == "pending"
UNLEASED = {"leased_by": null(), "leased_until": null()}
ADD = insert(attachment)
GET = select(*COLUMNS).where(THIS)
OF_SESSION = (
    select(*COLUMNS)
    .where(attachment.c.session_id == bindparam("session"))
    .order_by(attachment.c.created_at, attachment.c.id)
)
OF_ALBUM = OF_SESSION.where(attachment.c.media_group == bindparam("of_group"))
MOVE = (
    update(attachment)
    .where(attachment.c.session_id == bindparam("session"))
    .values(session_id=bindparam("report"))
)
LATEST_OF_ALBUM = (
    select(*COLUMNS)
    .where(attachment.c.person_id == bindparam("person"), attachment.c.media_group == bindparam("of_group"))
    .order_by(attachment.c.created_at.desc(), attachment.c.id.desc())
    .limit(1)
)


def claiming(which: ColumnElement[bool]) -> Any:
    """Lease those that are due."""
    due = (
        select(attachment.c.id)
        .where(
            PENDING,
            which,
            attachment.c.due_at <= bindparam("now"),
            or_(attachment.c.leased_until.is_(None), attachment.c.leased_until <= bindparam("now")),
        )
        .order_by(attachment.c.due_at, attachment.c.id)
        .limit(bindparam("limit", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    return (
        update(attachment)
        .where(attachment.c.id.in_(due.scalar_subquery()))
        .values(leased_by=bindparam("worker"), leased_until=bindparam("until"))
        .returning(*COLUMNS)
    )


MADE = attachment.c.session_id.is_(None)  # what the bot makes itself (a spreadsheet, ...) belongs to no session
OF_KIND = attachment.c.kind == bindparam("of_kind")
OF_BOT = or_(attachment.c.bot_id.is_(None), attachment.c.bot_id == bindparam("bot"))
CLAIM, CLAIM_MADE = claiming(and_(~MADE, OF_BOT)), claiming(and_(MADE, OF_KIND, OF_BOT))
STORED = (
    update(attachment)
    .where(THIS, PENDING)
    .values(
        UNLEASED
        | {
            "status": "stored",
            "source": null(),
            "file_name": bindparam("to_file_name"),
            "media_type": bindparam("to_media_type"),
            "size": bindparam("to_size"),
            "flag": bindparam("to_flag"),
        }
    )
)
GIVEN_UP = (
    update(attachment)
    .where(THIS, PENDING)
    .values(UNLEASED | {"status": bindparam("to_status"), "source": null(), "flag": bindparam("to_flag")})
)
RETRY = (
    update(attachment)
    .where(THIS, PENDING)
    .values(UNLEASED | {"due_at": bindparam("at"), "attempts": attachment.c.attempts + bindparam("tries")})
)
RELEASE = update(attachment).where(PENDING, attachment.c.leased_by == bindparam("worker")).values(UNLEASED)
WRITTEN = select(attachment.c.transcript).where(THIS)
WRITE_DOWN = (
    update(attachment)
    .where(
        THIS,
        attachment.c.status == "stored",
        attachment.c.transcript.is_not_distinct_from(bindparam("before", type_=LargeBinary)),
    )
    .values(transcript=bindparam("sealed_transcript", type_=LargeBinary))
)
TRANSCRIPTS = (
    select(*(attachment.c[name] for name in ("id", "session_id", "key_id", "question", "transcript")))
    .where(attachment.c.session_id.in_(bindparam("sessions", expanding=True)), attachment.c.transcript.is_not(None))
    .order_by(attachment.c.created_at, attachment.c.id)
)
MAKING = select(attachment.c.id).where(PENDING, MADE, OF_KIND, attachment.c.person_id == bindparam("person"))
FORGET_MADE = purge_of(attachment, MADE, attachment.c.status == "stored", attachment.c.created_at < bindparam("before"))
DROP_MADE = delete(attachment).where(
    attachment.c.id.in_(bindparam("made", expanding=True)), attachment.c.session_id.is_(None)
)
PLACE = update(attachment).where(THIS).values(question=bindparam("to_question"))
FILE_NAMES = select(attachment.c.file_name).where(attachment.c.status == "stored", attachment.c.file_name.is_not(None))


class AttachmentStore(Store):
    """pending → stored, failed (could not be fetched) or refused (not a type we keep)."""

    def add(self, draft: AttachmentDraft, now: datetime) -> None:
        """A file accepted in this turn, to be fetched after it."""
        values = {name: getattr(draft, name) for name in AttachmentDraft.__dataclass_fields__}
        values["source"] = self.seal(draft.key_id, draft.source, context(draft.id))
        fixed = {"status": "pending", "attempts": 0, "due_at": now, "created_at": now}
        self.connection.execute(ADD, values | fixed)

    def add_made(
        self,
        attachment_id: UUID,
        person_id: UUID | None,
        key_id: UUID | None,
        media_type: str,
        size: int,
        now: datetime,
    ) -> None:
        """A file of the bot's own, already durable in FILES, that is about to be sent to the person (None: a group)."""
        values = {"id": attachment_id, "person_id": person_id, "key_id": key_id, "media_type": media_type, "size": size}
        name = self.keyring.file_name(attachment_id)
        fixed = {"kind": "document", "status": "stored", "attempts": 0, "due_at": now, "created_at": now}
        self.connection.execute(ADD, values | {"file_name": name} | fixed)

    def drop_made(self, attachment_ids: Sequence[UUID]) -> int:
        """Those of them that the bot made were sent: nothing names their files any more, so they are swept."""
        return self.connection.execute(DROP_MADE, {"made": list(attachment_ids)}).rowcount

    def forget_made(self, before: datetime) -> int:
        """Those that nobody has read since then; PURGED at most; how many."""
        return self.connection.execute(FORGET_MADE, {"before": before}).rowcount

    def making(self, person_id: UUID, kind: str) -> bool:
        """Whether a file of that kind is being made for the person."""
        return self.connection.execute(MAKING, {"person": person_id, "of_kind": kind}).first() is not None

    def get(self, attachment_id: UUID) -> AttachmentRow | None:
        """The attachment of that id."""
        row = self.connection.execute(GET, {"attachment": attachment_id}).one_or_none()
        return None if row is None else self._record(row)

    def of_session(self, session_id: UUID) -> list[AttachmentRow]:
        """All of a session or its report, in the order they came."""
        return self._records(self.connection.execute(OF_SESSION, {"session": session_id}))

    def of_album(self, session_id: UUID, media_group: bytes) -> list[AttachmentRow]:
        """Those that came as parts of one album."""
        return self._records(self.connection.execute(OF_ALBUM, {"session": session_id, "of_group": media_group}))

    def latest_of_album(self, person_id: UUID, media_group: bytes) -> AttachmentRow | None:
        """The last part of the person's album that has come, wherever it was added."""
        wanted = {"person": person_id, "of_group": media_group}
        row = self.connection.execute(LATEST_OF_ALBUM, wanted).one_or_none()
        return None if row is None else self._record(row)

    def move(self, session_id: UUID, report_id: UUID) -> None:
        """What was accepted while a report was changed belongs to the report from now on; the key is the same."""
        self.connection.execute(MOVE, {"session": session_id, "report": report_id})

    def writing(self, attachment_id: UUID) -> str:
        """A mark of what is written down of a voice note, another one after each writing; '' if nothing is."""
        return _mark(self._written(attachment_id))

    def write_down(self, row: AttachmentRow, words: str, over: str = "") -> bool:
        """What is said in a voice note, in place of what `over` marks (see `writing`). False if something else is
        written down by now, or the note is gone.
        """
        before = self._written(row.id)
        if _mark(before) != over:
            return False
        sealed = self.seal(row.key_id, words.encode(), transcript_context(row.id))
        values = {"attachment": row.id, "before": before, "sealed_transcript": sealed}
        return bool(self.connection.execute(WRITE_DOWN, values).rowcount)

    def _written(self, attachment_id: UUID) -> bytes | None:
        sealed: bytes | None = self.connection.scalar(WRITTEN, {"attachment": attachment_id})
        return sealed

    def transcripts(self, session_ids: Sequence[UUID]) -> dict[UUID, list[Transcript]]:
        """What was written down of each session's voice notes, in the order they came."""
        found: dict[UUID, list[Transcript]] = {each: [] for each in session_ids}
        for some in in_batches(session_ids):
            for row in self.connection.execute(TRANSCRIPTS, {"sessions": list(some)}):
                words = self.open(row.key_id, row.transcript, transcript_context(row.id))
                found[row.session_id].append(Transcript(row.id, row.question, (words or b"").decode()))
        return found

    def claim(
        self,
        worker: str,
        limit: int,
        now: datetime,
        lease: timedelta,
        made: str | None = None,
        bot_id: int | None = None,
    ) -> list[AttachmentRow]:
        """Lease files to be fetched by the bot, or of those to be made the ones of kind `made` that need not be made by
        another, to `worker`; each goes to one worker only, until its lease runs out.
        """
        self.one_at_a_time(CLAIM_LOCK)
        wanted = {"worker": worker, "limit": limit, "now": now, "until": now + lease, "bot": bot_id}
        if made is not None:
            claimed = self.connection.execute(CLAIM_MADE, wanted | {"of_kind": made})
        else:
            claimed = self.connection.execute(CLAIM, wanted)
        return sorted(self._records(claimed), key=lambda row: row.id)

    def stored(self, attachment_id: UUID, file_name: str, media_type: str, size: int, flag: str | None = None) -> bool:
        """The file is durable in FILES; False if the attachment was erased or finished meanwhile: delete the file."""
        values = {
            "attachment": attachment_id,
            "to_file_name": file_name,
            "to_media_type": media_type,
            "to_size": size,
            "to_flag": flag,
        }
        return bool(self.connection.execute(STORED, values).rowcount)

    def give_up(self, attachment_id: UUID, status: str, flag: str | None = None) -> bool:
        """`failed` or `refused`, `flag` saying why; False if it was finished before."""
        values = {"attachment": attachment_id, "to_status": status, "to_flag": flag}
        return bool(self.connection.execute(GIVEN_UP, values).rowcount)

    def retry(self, attachment_id: UUID, due_at: datetime, counts: bool = True) -> None:
        """Try again, not before then; `counts` says whether this try is one of those it has."""
        self.connection.execute(RETRY, {"attachment": attachment_id, "at": due_at, "tries": int(counts)})

    def place(self, attachment_id: UUID, question: str) -> None:
        """Which question it answers, where that was not known when it came."""
        self.connection.execute(PLACE, {"attachment": attachment_id, "to_question": question})

    def release(self, worker: str) -> int:
        """Give back all that `worker` has leased."""
        return self.connection.execute(RELEASE, {"worker": worker}).rowcount

    def file_names(self) -> set[str]:
        """Names of all files that belong to a row; others in FILES are orphans."""
        return set(self.connection.execute(FILE_NAMES).scalars())

    def _records(self, found: Any) -> list[AttachmentRow]:
        return [self._record(row) for row in found]

    def _record(self, row: Any) -> AttachmentRow:
        values = row._asdict()
        try:
            values["source"] = self.open(row.key_id, row.source, context(row.id))
        except KeyGone:  # being erased: there is nothing to fetch any more
            values["source"] = None
        return AttachmentRow(**values)


def _mark(sealed: bytes | None) -> str:
    """No two sealed texts are alike, be the words the same."""
    return "" if sealed is None else blake2b(sealed, digest_size=8).hexdigest()


def context(attachment_id: UUID) -> str:
    """What a source is bound to."""
    return f"attachment.source:{attachment_id}"


def transcript_context(attachment_id: UUID) -> str:
    """What a transcript is bound to."""
    return f"attachment.transcript:{attachment_id}"
