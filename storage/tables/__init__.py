"""Every table.

Coded fields and figures are plain, so that they can be filtered and added up. Everything free (answers, names, exact
places, addresses, payloads) is a `sealed` column: bytes encrypted under the key named beside it (`storage.keys`).
`chat` and `lookup` columns hold keyed hashes (HMAC) of Telegram ids: equal ids compare, nobody can read them.
"""

from storage.tables.base import metadata
from storage.tables.figures import NOT_ADDITIVE, RARE, RUNNING, THING, figure, figure_delta, running_total
from storage.tables.flows import (
    HEALTH_COUNTS,
    flow_approval,
    flow_draft,
    flow_edit,
    flow_media,
    flow_upload,
    question_health,
)
from storage.tables.messages import chat_message, outbox, update
from storage.tables.organisation import campaign, case, event, event_section, group, installation, section, target
from storage.tables.people import audit, event_person, invite, person, role, tombstone
from storage.tables.reports import (
    ACROSS,
    DIFFERS,
    UNWRITTEN,
    attachment,
    flow,
    link,
    report,
    report_field,
    report_version,
    revision,
    session,
)
from storage.tables.schedule import digest, digest_cell, leader, rate, reminder, subscription

__all__ = [
    "ACROSS",
    "DIFFERS",
    "HEALTH_COUNTS",
    "NOT_ADDITIVE",
    "RARE",
    "RUNNING",
    "THING",
    "UNWRITTEN",
    "attachment",
    "audit",
    "campaign",
    "case",
    "chat_message",
    "digest",
    "digest_cell",
    "event",
    "event_person",
    "event_section",
    "figure",
    "figure_delta",
    "flow",
    "flow_approval",
    "flow_draft",
    "flow_edit",
    "flow_media",
    "flow_upload",
    "group",
    "installation",
    "invite",
    "leader",
    "link",
    "metadata",
    "outbox",
    "person",
    "question_health",
    "rate",
    "reminder",
    "report",
    "report_field",
    "report_version",
    "revision",
    "role",
    "running_total",
    "section",
    "session",
    "subscription",
    "target",
    "tombstone",
    "update",
]
