"""A story with its picture: of an outcome only if all who told of the event let everybody hear of it."""

from uuid import UUID

import pytest

from reports.digest import stories
from reports.digest.stories import Told, publishable
from storage.attachment_store import AttachmentDraft
from storage.database import Database
from storage.ids import new_id
from storage.report_store import ReportRow
from storage.stores import Stores
from tests.reports.digest.test_numbers import gathered, no_flows
from tests.reports.filing import GERMANY, WEEK, file, home, withdraw

__all__ = ["home", "no_flows"]


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are stored without flows here: every report that may be told has words."""
    monkeypatch.setattr(stories, "told", lambda _, row: Told(row, "They are free.", UUID(int=1), ""))


def pictured(stores: Stores, telling: str | None, kind: str = "outcome", first: ReportRow | None = None) -> ReportRow:
    """A report with a picture that may be published."""
    row = file(stores, kind=kind, first=first)
    said = {"safe_to_tell": [telling]} if telling else {}
    stores.reports.put_fields(row.id, {"publication": ["credit_me"], **said})
    picture = AttachmentDraft(new_id(stores.now), row.id, row.person_id, row.key_id, "pictures", "photo", b"{}")
    stores.attachments.add(picture, stores.now)
    assert stores.attachments.stored(picture.id, "name", "image/jpeg", 3)
    return row


def another(stores: Stores, first: ReportRow, telling: str | None, kind: str = "outcome") -> ReportRow:
    """Another section's report of the event."""
    row = file(stores, kind=kind, first=first, section="fr")
    stores.reports.put_fields(row.id, {"safe_to_tell": [telling]} if telling else {})
    return row


def shown(stores: Stores, row: ReportRow) -> bool:
    """Whether it is its section's story; then its button opens it, and only then."""
    offered = gathered(stores, GERMANY, WEEK).story
    assert (offered is not None and offered.report_id == row.id) == (publishable(stores, row.id) is not None)
    return offered is not None


@pytest.mark.parametrize(
    ("own", "others", "told"),
    [
        ("yes", [], True),
        ("yes", ["yes"], True),
        ("yes", ["yes", "no"], False),
        ("yes", ["without_names"], False),
        ("yes", [None], False),
        ("yes", ["later"], False),
        (None, [], False),
        ("without_names", ["yes"], False),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_outcome_is_a_story_only_if_all_who_told_of_it_let_everybody_hear(
    database: Database, home: None, own: str | None, others: list[str | None], told: bool
) -> None:
    def look(stores: Stores) -> bool:
        row = pictured(stores, own)
        for each in others:
            another(stores, row, each)
        return shown(stores, row)

    assert await database.run(look) == told


async def test_whoever_withdrew_a_report_and_whoever_told_of_another_kind_is_not_asked(
    database: Database, home: None
) -> None:
    def look(stores: Stores) -> list[bool]:
        delivery = pictured(stores, None, "petition_delivery")
        another(stores, delivery, "no")
        found = [shown(stores, delivery)]
        withdraw(stores, delivery)
        outcome = pictured(stores, "yes")
        hidden = another(stores, outcome, "no")
        found.append(shown(stores, outcome))
        withdraw(stores, hidden)
        return [*found, shown(stores, outcome)]

    assert await database.run(look) == [True, False, True]
