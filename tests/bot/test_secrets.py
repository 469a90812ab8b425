"""Everything free that people tell, searched for in everything that lies on disk; and what is left after /forget."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from reports.export import ExportRequest, export
from storage import backup as archives
from tests.support.chat import Respondent, Town
from tests.support.secrets import find_planted

ID = 7_310_042_917
TOLD = {
    "Place": "behind the bakery in Chorsu",
    "Received by": "the guard Rustam Aliev",
    "Story": "Her brother told me where he hides: в старом городе",
    "What comes next": "we meet Dilnoza on Monday",
    "Credit": "Zulfiya of Samarkand",
}
NAMED = {"name": "Amina Yusupova", "id": str(ID)}
PHOTO = {"artist": "Sanjar the photographer", "description": "taken from Dilnoza's balcony"}
CAPTION = "the man in the blue coat is Bahrom"
FILE_NAME = "letter-of-Gulnara-Karimova.jpg"
DRAFT = "embassy where my cousin Temur works"
STRANGER = "Rustam was beaten in the yard"
SECRETS = [*TOLD.values(), *NAMED.values(), *PHOTO.values(), CAPTION, FILE_NAME, DRAFT, STRANGER]


def photo_with_exif() -> bytes:
    picture, data = Image.new("RGB", (64, 48), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = PHOTO["artist"], PHOTO["description"]
    picture.save(data, "JPEG", exif=exif)
    return data.getvalue()


async def tells_all(town: Town) -> Respondent:
    """A report with a secret in every free field, a draft with one, a stranger's message with another."""
    amina = await town.member(ID, name=NAMED["name"])
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("37,181 petitions")
    await amina.says("embassy of Uzbekistan in Berlin")
    await amina.taps("Yesterday")
    await amina.does(town.world.send_photos, [photo_with_exif()], CAPTION)
    await amina.taps("Yes, other credit")
    for line, text in TOLD.items():
        await on_line(amina, line)
        await amina.says(text)
    await on_line(amina, "Documents")
    await amina.does(town.world.send_document, photo_with_exif(), FILE_NAME, "image/jpeg", CAPTION)
    await town.downloaded()
    await amina.taps("File the report")
    await amina.says("/report")
    await amina.taps("Petition delivery")
    await amina.says("412")
    await amina.says(DRAFT)
    await town.person(503).says(STRANGER)
    return amina


async def on_line(amina: Respondent, label: str) -> None:
    """Tap a line of the review card, on whichever page it is."""
    if not any(label in button["text"] for row in markup(amina) for button in row):
        await amina.taps("Next ›")
    await amina.taps(label)


def markup(amina: Respondent) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = amina.card.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def on_disk(town: Town) -> list[Path]:
    """Everything the bot has written, while it runs: database, write-ahead log, key store, attachments, log."""
    return [path for path in town.folder.iterdir() if path.name not in ("clock", "export")]


def found(places: Iterable[Path], secrets: Iterable[str] = SECRETS) -> list[Any]:
    return find_planted(list(places), secrets)


async def test_nothing_that_was_told_can_be_read_on_disk_or_in_the_log(town: Town, logged: Path) -> None:
    amina = await tells_all(town)
    assert all(text in amina.screen() or text in str(town.world.people) for text in [*TOLD.values(), DRAFT])
    assert (town.folder / "main.db-wal").exists()
    assert len(list((town.folder / "files").iterdir())) == 2
    assert found(on_disk(town)) == []
    await town.stop()
    assert found(on_disk(town)) == []
    await town.start()


async def test_pictures_come_back_without_what_they_gave_away(town: Town) -> None:
    amina = await tells_all(town)
    await amina.says("/myreports")
    await amina.taps("AR-")
    await amina.taps("Show pictures")
    shown = [message for message in amina.history if message["from"]["is_bot"] and "photo" in message]
    assert len(shown) == 2
    for message in shown:
        content = town.world.file(message["photo"][-1]["file_id"]).data
        assert not any(text.encode() in content for text in PHOTO.values())


async def test_the_default_export_names_nobody(town: Town) -> None:
    await tells_all(town)
    for name in ("reports.xlsx", "reports.csv"):
        path = town.folder / "export" / name
        path.parent.mkdir(exist_ok=True)
        await export(town.service.database, path, ExportRequest())
    private = [*NAMED.values(), *PHOTO.values(), TOLD["Credit"], FILE_NAME, DRAFT, STRANGER]
    assert found([town.folder / "export"], private) == []


async def test_after_backup_forget_and_restore_nothing_can_be_read(town: Town, tmp_path: Path) -> None:
    amina = await tells_all(town)
    archive = tmp_path / "backup.zip"
    await archives.backup(town.service.database, town.service.files, archive)
    assert found([archive]) == []
    await amina.says("/forget")
    await amina.taps("Erase everything")
    await amina.taps("Yes, erase everything")
    await archives.restore(town.service.database, town.service.files, archive)
    await town.stop()
    await town.start()

    await amina.says("/myreports")
    amina.sees("To join")
    contents = await town.service.database.read(readable)
    assert contents == []
    assert list((town.folder / "files").iterdir()) == []


def readable(stores: Any) -> list[Any]:
    """Whatever of people and reports can still be opened."""
    from sqlalchemy import select

    from storage.tables import person, report, session

    people = stores.connection.execute(select(person.c.id).where(person.c.lookup.is_not(None))).all()
    states = stores.connection.execute(select(session.c.id).where(session.c.state.is_not(None))).all()
    reports = [
        stores.reports.content(row) for (id,) in stores.connection.execute(select(report.c.id))
        if (row := stores.reports.get(id)) is not None
    ]
    return [*people, *states, *(each for each in reports if each is not None)]
