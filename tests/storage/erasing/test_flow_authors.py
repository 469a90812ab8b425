"""Erasing whoever wrote and published flows: the flows stay, and nothing says whose they were."""

import sqlalchemy as sa

from storage.database import Database
from storage.erasure import erase_person
from storage.stores import Stores
from storage.tables import flow_approval, flow_draft, flow_edit, flow_upload, revision
from tests.support.planted import Planted

TABLES = (revision, flow_draft, flow_edit, flow_approval, flow_upload)


def named(stores: Stores, person: object) -> set[str]:
    return {
        f"{table.name}.{name}"
        for table in TABLES
        for row in stores.connection.execute(sa.select(table)).mappings()
        for name, value in row.items()
        if value == person
    }


async def test_flows_that_an_erased_person_wrote_name_nobody(database: Database, planted: Planted) -> None:
    assert await database.read(named, planted.person) == {
        "revision.person_id",
        "flow_draft.updated_by",
        "flow_edit.person_id",
        "flow_edit.undone_by",
        "flow_approval.asked_by",
        "flow_approval.approved_by",
        "flow_upload.person_id",
    }
    await database.run(erase_person, planted.person)
    assert await database.read(named, planted.person) == set()
    assert [each.flow_key for each in await database.read(lambda stores: stores.flow_drafts.history("vigil"))] == [
        "vigil",
        "vigil",
    ]
