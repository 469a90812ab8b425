"""What drafts, revisions and uploads hold."""

from uuid import UUID

from flows.definition import Flow
from flows.revision import content_hash
from flows.stored import content_of, parsed
from flows.xlsform.base import Base
from storage.flow_draft_store import FlowDraft
from storage.flow_store import RevisionRow
from storage.flow_upload_store import FlowUpload
from storage.stores import Stores


def flow_of(row: FlowDraft | RevisionRow | FlowUpload) -> Flow:
    """The flow that a row holds."""
    return parsed(row.content)


def base_of(row: RevisionRow) -> Base:
    """What a spreadsheet made from the revision carries."""
    return Base(row.flow_key, row.number, content_hash(flow_of(row)))


def freeze(stores: Stores, key: str, flow: Flow, person_id: UUID | None, note: str | None) -> RevisionRow:
    """Publish the content as the next revision under that key, and say so in the audit."""
    row = stores.flows.publish(key, content_of(flow), content_hash(flow), note, stores.now, person_id)
    stores.audit.add("publish", "flow", row.id, stores.now, person_id)
    return row
