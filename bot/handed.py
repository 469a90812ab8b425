"""Files of a flow that somebody sent to the bot: kept by Telegram's ids, read after the turn, and asked about until all
of it stands in the flow's draft. A session of its own (status `handed`), sealed as any, gone after a day.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from flows.definition import Flow
from flows.problems import Kind, Problem
from flows.xlsform.base import Base
from storage.ids import new_id
from storage.session_store import SessionRow
from storage.stores import Stores

HANDED = "handed"
HANDED_FOR = timedelta(days=1)
FILES_MAX = 60  # a spreadsheet and what its labels show


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file as Telegram knows it; `name` as the person's device called it."""

    file_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the files say. `missing`: names of files that the spreadsheet refers to and that were not sent.
    """

    flow: Flow | None
    problems: tuple[Problem, ...]
    base: Base | None
    missing: tuple[str, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Read":
        """What `bot.flow_reader` wrote."""
        return cls(
            None if data["flow"] is None else Flow.model_validate(data["flow"]),
            tuple(map(Problem.from_json, data["problems"])),
            None if data["base"] is None else Base(*data["base"]),
            tuple(data["missing"]),
        )

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stands in the way, besides files that are still to come."""
        return tuple(each for each in self.problems if not each.warning and each.kind is not Kind.FILE_MISSING)


@dataclass(slots=True)
class Handed:
    """The files of one flow in somebody's hands. `without`: it is to go on though files are missing."""

    row: SessionRow
    files: tuple[HandedFile, ...] = ()
    read: dict[str, Any] | None = None
    without: bool = False

    @classmethod
    def of(cls, row: SessionRow) -> "Handed":
        """Open a row that still has its state."""
        assert row.state is not None
        state = orjson.loads(row.state)
        files = tuple(HandedFile(*each) for each in state["files"])
        return cls(row, files, state["read"], state["without"])

    @property
    def name(self) -> str:
        """Of the spreadsheet."""
        return self.files[0].name

    @property
    def said(self) -> Read | None:
        """What was read; None before."""
        return None if self.read is None else Read.from_json(self.read)

    def save(self, stores: Stores) -> bool:
        """Keep it; False, and nothing is kept, if it was changed meanwhile."""
        files = [[each.file_id, each.name] for each in self.files]
        state = {"files": files, "read": self.read, "without": self.without}
        row = replace(self.row, state=orjson.dumps(state), version=self.row.version + 1, updated_at=stores.now)
        saved = stores.sessions.save(row, self.row.version)
        if saved:
            self.row = row
        return saved


def begin_handed(stores: Stores, person_id: UUID, code: str, revision_id: UUID, file: HandedFile) -> Handed:
    """The first file, stored; its revision stands for none."""
    now = stores.now
    row = SessionRow(
        id=new_id(now),
        person_id=person_id,
        revision_id=revision_id,
        code=code,
        key_id=stores.keyring.take(),
        status=HANDED,
        version=0,
        state=None,
        card_message_id=None,
        card_outbox_id=None,
        created_at=now,
        updated_at=now,
        expires_at=now + HANDED_FOR,
    )
    stores.sessions.add(row)
    handed = Handed(row, (file,))
    handed.save(stores)
    return handed
