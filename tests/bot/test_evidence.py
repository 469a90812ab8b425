"""Whatever kind of file is sent: what is stored shows and sounds as before, and tells nothing else."""

from typing import Any

from sqlalchemy import select

from storage.tables import attachment
from tests.bot.test_secrets import on_line
from tests.support import media
from tests.support.chat import Respondent, Town


async def at_the_documents(town: Town) -> Respondent:
    """Someone on the review card's line for files."""
    amina = await town.member()
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.taps("Skip")
    await on_line(amina, "Documents")
    return amina


async def rows(town: Town) -> list[Any]:
    found = select(attachment).order_by(attachment.c.created_at)
    return await town.service.database.read(lambda stores: stores.connection.execute(found).all())


async def test_a_film_sent_as_a_file_is_stored_without_its_place(town: Town) -> None:
    amina = await at_the_documents(town)
    film = media.film(keys=True, turned=90)
    await amina.does(town.world.send_document, film, "IMG_2204.mov", "video/quicktime", None)
    await town.downloaded()
    (row,) = await rows(town)
    assert (row.status, row.media_type, row.flag) == ("stored", "video/mp4", None), "told by content, not by name"
    stored = await town.service.files.read(row.id)
    assert media.shape(stored.data) == media.shape(film)
    assert [text for text in media.SECRETS if text.encode() in stored.data] == []


async def test_what_can_not_be_kept_is_refused_kindly(town: Town) -> None:
    amina = await at_the_documents(town)
    await amina.does(town.world.send_document, b"MZ\x90\x00 a program", "photo.jpg", "image/jpeg", None)
    await town.downloaded()
    (row,) = await rows(town)
    assert (row.status, row.flag) == ("refused", "type")
    await town.stop()
    await town.start()
    await town.marked()
    assert "files of that kind may hide others" in amina.screen()


async def test_what_can_not_be_cleaned_is_stored_flagged(town: Town) -> None:
    amina = await at_the_documents(town)
    await amina.does(town.world.send_document, b"II*\x00\x08\x00\x00\x00" + bytes(40), "scan.tif", "image/tiff", None)
    await town.downloaded()
    (row,) = await rows(town)
    assert (row.status, row.media_type, row.flag) == ("stored", "image/tiff", "not_cleaned")


async def test_a_voice_message_in_place_of_words_is_stored_playable_and_bare(town: Town) -> None:
    amina = await at_the_documents(town)
    await amina.taps("Skip")
    await on_line(amina, "Story")
    spoken = media.voice()
    await amina.does(town.world.send_voice, spoken)
    await town.downloaded()
    (row,) = await rows(town)
    assert (row.kind, row.status, row.media_type, row.flag) == ("voice", "stored", "audio/ogg", None)
    stored = await town.service.files.read(row.id)
    assert media.shape(stored.data) == media.shape(spoken)
    assert [text for text in media.SECRETS if text.encode() in stored.data] == []


class TestWhatNoAnswerHolds:
    """Files whose answer was given anew are gone for good once the report is filed or changed."""

    async def test_a_note_written_down_instead_is_gone_with_the_filing(self, town: Town) -> None:
        amina = await at_the_documents(town)
        await amina.taps("Skip")
        await tells(amina, media.voice())
        await on_line(amina, "Story")
        await amina.says("Thirty of us sang in the rain")
        await amina.taps("File the report")
        await is_gone(town)

    async def test_so_is_one_of_a_change(self, town: Town) -> None:
        amina = await at_the_documents(town)
        await amina.taps("Skip")
        await amina.taps("File the report")
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await tells(amina, media.voice())
        await on_line(amina, "Story")
        await amina.says("Thirty of us sang in the rain")
        await amina.taps("Save the changes")
        await is_gone(town)

    async def test_so_is_one_that_was_filed(self, town: Town) -> None:
        amina = await at_the_documents(town)
        await amina.taps("Skip")
        await tells(amina, media.voice())
        await amina.taps("File the report")
        (row,) = await rows(town)
        assert row.status == "stored"
        await amina.taps("Open this report")
        await amina.taps("Change something")
        await on_line(amina, "Story")
        await amina.says("Thirty of us sang in the rain")
        await amina.taps("Save the changes")
        await is_gone(town)

    async def test_so_is_a_picture_taken_out_before_filing(self, town: Town) -> None:
        amina = await at_the_documents(town)
        await amina.sends_photos(1)
        await town.downloaded()
        await on_line(amina, "Documents")
        await amina.taps("Skip")
        await amina.taps("File the report")
        await is_gone(town)


async def tells(amina: Respondent, spoken: bytes) -> None:
    """The story, by voice."""
    await on_line(amina, "Story")
    await amina.does(amina.world.send_voice, spoken)
    await amina.town.downloaded()


async def is_gone(town: Town) -> None:
    assert [row.status for row in await rows(town)] == ["erased"]
    assert list((town.folder / "files").iterdir()) == []
