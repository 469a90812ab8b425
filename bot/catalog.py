"""The flows we ship, published when a database is new."""

from bot.flow_life.notes import BUNDLED
from bot.flow_life.publishing import publish_flow
from flows.definition import Flow
from flows.reading import catalog
from storage.flow_store import RevisionRow
from storage.stores import Stores


def publish_catalog(stores: Stores) -> None:
    """Publish every bundled flow; what is published already stays as it is."""
    for flow in catalog().values():
        publish(stores, flow, BUNDLED)


def publish(stores: Stores, flow: Flow, note: str | None = None) -> RevisionRow:
    """Freeze the flow as its next revision, and compose the add-ons of sections with it anew."""
    return publish_flow(stores, flow, None, note).row
