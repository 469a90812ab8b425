"""The flows we ship, published when a database is new."""

from flows.definition import Flow
from flows.reading import catalog
from flows.revision import content_hash
from storage.flow_store import RevisionRow
from storage.stores import Stores


def publish_catalog(stores: Stores) -> None:
    """Publish every bundled flow; what is published already stays as it is."""
    for flow in catalog().values():
        publish(stores, flow, "bundled")


def publish(stores: Stores, flow: Flow, note: str | None = None) -> RevisionRow:
    """Freeze the flow as its next revision."""
    row = stores.flows.publish(
        flow.key, flow.model_dump_json(exclude_defaults=True), content_hash(flow), note, stores.now
    )
    stores.audit.add("publish", "flow", row.id, stores.now)
    return row
