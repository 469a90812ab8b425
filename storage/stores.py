"""All stores of one transaction."""

from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from storage.attachment_store import AttachmentStore
from storage.audit_store import AuditStore
from storage.digest_store import DigestStore
from storage.event_store import EventStore
from storage.figure_store import FigureStore
from storage.flow_draft_store import FlowDraftStore
from storage.flow_media_store import FlowMediaStore
from storage.flow_store import FlowStore
from storage.flow_upload_store import FlowUploadStore
from storage.health_store import HealthStore
from storage.invite_store import InviteStore
from storage.keys import Keyring
from storage.leader_store import LeaderStore
from storage.link_store import LinkStore
from storage.member_store import MemberStore
from storage.message_store import MessageStore
from storage.organisation_store import OrganisationStore
from storage.outbox_store import OutboxStore
from storage.parked_store import ParkedStore
from storage.people_store import PeopleStore
from storage.question_health_store import QuestionHealthStore
from storage.rate_store import RateStore
from storage.recoding import RecodingStore
from storage.reminder_store import ReminderStore
from storage.report_store import ReportStore
from storage.role_store import RoleStore
from storage.running_store import RunningStore
from storage.safety_store import SafetyStore
from storage.session_store import SessionStore
from storage.store import TAKE_LOCK
from storage.subscription_store import SubscriptionStore
from storage.update_store import UpdateStore


class Stores:
    """What a transaction's function works with. `now` is read from the clock once, when the function begins."""

    def __init__(self, connection: Connection, keyring: Keyring, now: datetime) -> None:
        self.connection = connection
        self.keyring = keyring
        self.now = now

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def one_at_a_time(self, key: int) -> None:
        """Wait until no other transaction holds lock `key`, and hold it to the end; SQLite has one writer anyway."""
        if self.dialect == "postgresql":
            self.connection.execute(TAKE_LOCK, {"key": key})

    @cached_property
    def attachments(self) -> AttachmentStore:
        return AttachmentStore(self)

    @cached_property
    def audit(self) -> AuditStore:
        return AuditStore(self)

    @cached_property
    def digests(self) -> DigestStore:
        return DigestStore(self)

    @cached_property
    def events(self) -> EventStore:
        return EventStore(self)

    @cached_property
    def figures(self) -> FigureStore:
        return FigureStore(self)

    @cached_property
    def flow_drafts(self) -> FlowDraftStore:
        return FlowDraftStore(self)

    @cached_property
    def flow_media(self) -> FlowMediaStore:
        return FlowMediaStore(self)

    @cached_property
    def flow_uploads(self) -> FlowUploadStore:
        return FlowUploadStore(self)

    @cached_property
    def flows(self) -> FlowStore:
        return FlowStore(self)

    @cached_property
    def health(self) -> HealthStore:
        return HealthStore(self)

    @cached_property
    def invites(self) -> InviteStore:
        return InviteStore(self)

    @cached_property
    def leaders(self) -> LeaderStore:
        return LeaderStore(self)

    @cached_property
    def links(self) -> LinkStore:
        return LinkStore(self)

    @cached_property
    def members(self) -> MemberStore:
        return MemberStore(self)

    @cached_property
    def messages(self) -> MessageStore:
        return MessageStore(self)

    @cached_property
    def organisation(self) -> OrganisationStore:
        return OrganisationStore(self)

    @cached_property
    def outbox(self) -> OutboxStore:
        return OutboxStore(self)

    @cached_property
    def parked(self) -> ParkedStore:
        return ParkedStore(self)

    @cached_property
    def people(self) -> PeopleStore:
        return PeopleStore(self)

    @cached_property
    def question_health(self) -> QuestionHealthStore:
        return QuestionHealthStore(self)

    @cached_property
    def rates(self) -> RateStore:
        return RateStore(self)

    @cached_property
    def recoding(self) -> RecodingStore:
        return RecodingStore(self)

    @cached_property
    def reminders(self) -> ReminderStore:
        return ReminderStore(self)

    @cached_property
    def reports(self) -> ReportStore:
        return ReportStore(self)

    @cached_property
    def roles(self) -> RoleStore:
        return RoleStore(self)

    @cached_property
    def running(self) -> RunningStore:
        return RunningStore(self)

    @cached_property
    def safety(self) -> SafetyStore:
        return SafetyStore(self)

    @cached_property
    def sessions(self) -> SessionStore:
        return SessionStore(self)

    @cached_property
    def subscriptions(self) -> SubscriptionStore:
        return SubscriptionStore(self)

    @cached_property
    def updates(self) -> UpdateStore:
        return UpdateStore(self)
