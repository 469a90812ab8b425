"""What must be remembered a little longer, or counted otherwise, than the rest: cards, albums, tries."""

from dataclasses import replace
from datetime import datetime, timedelta

from storage.attachment_store import AttachmentDraft
from storage.database import Database
from storage.ids import new_id
from storage.outbox_store import Sent
from storage.session_store import SessionRow
from storage.stores import Stores
from tests.support.databases import Hands
from tests.support.stored import BOT, begun, joined, reply


def with_card(stores: Stores, status: str = "open") -> tuple[SessionRow, int]:
    """A draft whose card was sent, and the call that sent it."""
    row = begun(stores, joined(stores, 1), status)
    [card] = stores.outbox.add([reply(b"a", "To whom?")], None, None, stores.now)
    stores.outbox.mark([Sent(card, 77)], stores.now)
    stores.sessions.save(replace(row, card_outbox_id=card), row.version)
    return row, card


def purge(stores: Stores, before: datetime) -> int:
    return stores.outbox.purge(before)


async def test_the_call_that_made_a_drafts_card_stays_while_the_draft_does(database: Database, hands: Hands) -> None:
    row, card = await database.run(with_card)
    assert await database.run(purge, hands.move(hours=49)) == 0
    assert await database.read(lambda stores: stores.outbox.message_id_of(card)) == 77
    await database.run(lambda stores: stores.sessions.close(row.id, "filed"))
    assert await database.run(purge, hands.move(hours=1)) == 1


async def test_an_album_is_first_once_in_each_chat(database: Database, hands: Hands) -> None:
    def note(stores: Stores, album: bytes) -> bool:
        return stores.messages.first_of_album(BOT, album, stores.now)

    assert [await database.run(note, album) for album in (b"one", b"one", b"other")] == [True, False, True]
    await database.run(lambda stores: stores.messages.purge(stores.now + timedelta(seconds=1)))
    assert await database.run(note, b"one")


async def test_only_tries_that_count_are_counted(database: Database, hands: Hands) -> None:
    def accept(stores: Stores) -> AttachmentDraft:
        session = begun(stores, joined(stores, 1))
        draft = AttachmentDraft(
            new_id(stores.now), session.id, session.person_id, session.key_id, "pictures", "photo", b"{}"
        )
        stores.attachments.add(draft, stores.now)
        return draft

    draft = await database.run(accept)
    for counts in (False, True, False):
        await database.run(lambda stores, counts=counts: stores.attachments.retry(draft.id, stores.now, counts))
    row = await database.read(lambda stores: stores.attachments.get(draft.id))
    assert row is not None
    assert row.attempts == 1


async def test_the_first_section_is_kept(database: Database) -> None:
    from storage.setup import SAMPLE, apply, read_organisation

    await database.run(apply, read_organisation(SAMPLE.read_text("utf-8")))

    def settle(stores: Stores, key: str) -> str:
        person = stores.people.find(stores.keyring.lookups(1)) or joined(stores, 1)
        section = stores.organisation.section(key)
        assert section is not None
        stores.people.set_first_section(person.id, section.id)
        settled = stores.people.get(person.id)
        assert settled is not None
        assert settled.section is not None
        return settled.section.key

    assert [await database.run(settle, key) for key in ("germany", "france")] == ["germany", "germany"]
