"""Erasing whoever made an invitation."""

import sqlalchemy as sa

from storage.database import Database
from storage.erasure import erase_person
from storage.tables import invite
from tests.support.planted import Planted


async def test_invitations_of_an_erased_person_lead_nowhere_and_name_nobody(
    database: Database, planted: Planted
) -> None:
    kept = sa.select(invite.c.created_by, invite.c.uses_left)
    assert await database.read(lambda stores: stores.connection.execute(kept).all()) == [(planted.person, 5)]
    await database.run(erase_person, planted.person)
    assert await database.read(lambda stores: stores.connection.execute(kept).all()) == [(None, 0)]
