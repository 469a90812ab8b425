"""Flows that come in from a file: held against what was changed meanwhile, and taken into the draft.

What only one side changed is taken, what both changed is asked, one by one (`flows.merging`). Until all is decided the
flow waits as an upload, and the draft stays as it is; whatever is changed there meanwhile is merged, too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from bot.flow_life.contents import flow_of
from flows.definition import Flow
from flows.merging import Conflict, ConflictKind, Key, Merged, Side, merge, resolve
from flows.revision import content_hash
from flows.stored import content_of
from flows.xlsform.base import Base
from flows.xlsform.tables import table_files
from storage.flow_draft_store import FlowDraft
from storage.flow_store import RevisionRow
from storage.flow_upload_store import FlowUpload
from storage.stores import Stores


@dataclass(frozen=True, slots=True)
class Arrival:
    """An upload held against what there is. `standing`: what the draft holds, or what is published while there is none
    (None: a new flow). `merged`: with `conflicts` that are still to be decided."""

    upload: FlowUpload
    draft: FlowDraft | None
    standing: Flow | None
    merged: Merged

    @property
    def flow(self) -> Flow:
        """What the draft would hold; conflicts are left as the draft has them."""
        return self.merged.flow

    @property
    def conflicts(self) -> list[Conflict]:
        return self.merged.conflicts


def take_in(stores: Stores, flow: Flow, base: Base | None, person_id: UUID | None) -> Arrival:
    """Keep a flow that came from a file. `base`: the revision it says that it was made from."""
    made_from = None if base is None else _revision(stores, flow.key, base)
    base_id = None if made_from is None else made_from.id
    return _arrival(stores, stores.flow_uploads.add(flow.key, base_id, content_of(flow), person_id, stores.now))


def known_files(stores: Stores, flow_key: str, missing: Iterable[str]) -> dict[str, bytes]:
    """Files that a spreadsheet names and that did not come with it, as far as the flow has them already."""
    row = stores.flow_drafts.get(flow_key) or stores.flows.published_of(flow_key)
    if row is None:
        return {}
    standing, wanted = flow_of(row), set(missing)
    media = {name: stores.flow_media.get(digest) for name, digest in standing.media.items() if name in wanted}
    tables = {name: data for name, data in table_files(standing).items() if name in wanted}
    return tables | {name: each.content for name, each in media.items() if each is not None}


def renew(stores: Stores, draft: FlowDraft, person_id: UUID | None) -> Arrival | None:
    """Take what was published since the draft was begun into it, as if it had been sent; None if nothing was."""
    published = stores.flows.published_of(draft.flow_key)
    if published is None or published.id == draft.base_id:
        return None
    upload = stores.flow_uploads.add(draft.flow_key, draft.base_id, published.content, person_id, stores.now)
    return _arrival(stores, upload)


def arrival_of(stores: Stores, upload_id: UUID) -> Arrival | None:
    """The upload as it stands against what there is now; None if it was taken in, dropped or purged."""
    upload = stores.flow_uploads.get(upload_id)
    return None if upload is None else _arrival(stores, upload)


def decide(stores: Stores, arrival: Arrival, decisions: Mapping[int, Side]) -> Arrival | None:
    """Take a side in some of the conflicts, by index; None if something was decided meanwhile."""
    merged = resolve(arrival.merged, decisions)
    upload = stores.flow_uploads.decide(arrival.upload, _told(merged.decided))
    return None if upload is None else Arrival(upload, arrival.draft, arrival.standing, merged)


def settle(stores: Stores, arrival: Arrival, person_id: UUID | None) -> FlowDraft | None:
    """Put the merged flow into the draft; None if something is still to be decided or the draft was changed meanwhile.
    """
    if arrival.conflicts:
        return None
    upload, content = arrival.upload, content_of(arrival.flow)
    draft = arrival.draft or stores.flow_drafts.begin(upload.flow_key, person_id, stores.now, content)
    published = stores.flows.published_of(upload.flow_key)
    renewed = published is not None and upload.content == published.content and upload.base_id == draft.base_id
    what = json.dumps({"renewed" if renewed else "upload": str(upload.id)})
    base_id = published.id if published is not None and renewed else None
    saved = stores.flow_drafts.save(draft, content, what, person_id, stores.now, base_id)
    if saved is not None:
        stores.flow_uploads.drop(upload)
        stores.audit.add("upload", "flow_draft", saved.id, stores.now, person_id)
    return saved


def merged_with_published(stores: Stores, flow: Flow, base: Base | None) -> Merged:
    """A flow that is to be published past the draft, with what was published since the revision it was made from."""
    published = stores.flows.published_of(flow.key)
    made_from = None if base is None else _revision(stores, flow.key, base)
    standing = flow if published is None else flow_of(published)
    return merge(standing if made_from is None else flow_of(made_from), standing, flow)


def _arrival(stores: Stores, upload: FlowUpload) -> Arrival:
    draft, published = stores.flow_drafts.get(upload.flow_key), stores.flows.published_of(upload.flow_key)
    theirs = flow_of(upload)
    row = draft or published
    standing = None if row is None else flow_of(row)
    base = _base(stores, upload, published) if draft or upload.base_id else standing
    merged = merge(base or standing or theirs, standing or theirs, theirs)
    for index in _decided(merged, upload.decided):
        merged = resolve(merged, index)
    return Arrival(upload, draft, standing, merged)


def _base(stores: Stores, upload: FlowUpload, published: RevisionRow | None) -> Flow | None:
    """What both sides began from. A file that does not say is held against what is published: it replaces that."""
    made_from = None if upload.base_id is None else stores.flows.revision(upload.base_id)
    row = made_from or published
    return None if row is None else flow_of(row)


def _revision(stores: Stores, key: str, base: Base) -> RevisionRow | None:
    rows = stores.flows.revisions(key) if base.key == key else []
    return next((each for each in rows if content_hash(flow_of(each)) == base.hash), None)


def _told(decided: Mapping[Key, Side]) -> str:
    return json.dumps([[kind.value, piece, path, side] for (kind, piece, path), side in decided.items()])


def _decided(merged: Merged, decided: str) -> list[dict[int, Side]]:
    """What was decided, of the conflicts that there still are."""
    sides: dict[Key, Side] = {
        (ConflictKind(kind), tuple(piece), tuple(path)): side for kind, piece, path, side in json.loads(decided)
    }
    found = {index: sides[each.key] for index, each in enumerate(merged.conflicts) if each.key in sides}
    return [found] if found else []
