"""Pictures and files: how large, in which shape, fetched within an hour; albums; menus of commands."""

from typing import Any

import pytest

from sandbox.limits import DOWNLOAD, PHOTO_UPLOAD, UPLOAD
from sandbox.pictures import jpeg
from sandbox.table import Upload
from sandbox.world import World
from tests.sandbox.conftest import AMINA, KARIM, Call, refusal


def picture(size: int | None = None) -> Upload:
    """A picture, made as large as wanted by what follows its end."""
    data = jpeg(200, 100)
    return Upload(data.ljust(size or 0, b"\0"), "photo.jpg", "image/jpeg")


async def test_a_photo_comes_in_sizes_the_largest_last(call: Call, world: World) -> None:
    message = (await call("sendPhoto", chat_id=AMINA, photo=picture(), caption="The embassy"))["result"]
    assert [(size["width"], size["height"]) for size in message["photo"]] == [(90, 45), (200, 100)]
    assert world.file(message["photo"][-1]["file_id"]).data == picture().data
    assert message["caption"] == "The embassy"


async def test_a_photo_has_up_to_10_megabytes(call: Call) -> None:
    assert (await call("sendPhoto", chat_id=AMINA, photo=picture(PHOTO_UPLOAD)))["ok"]
    status, text = refusal(await call("sendPhoto", chat_id=AMINA, photo=picture(PHOTO_UPLOAD + 1)))
    assert (status, text) == (
        400,
        "Bad Request: file of size 10000001 bytes is too big for a photo; the maximum size is 10000000 bytes",
    )


async def test_a_document_has_up_to_50_megabytes(call: Call) -> None:
    for size, ok in ((UPLOAD, True), (UPLOAD + 1, False)):
        upload = Upload(bytes(size), "list.bin", "application/octet-stream")
        body = await call("sendDocument", chat_id=AMINA, document=upload)
        assert body["ok"] is ok
    assert refusal(body) == (413, "Request Entity Too Large")


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (Upload(b"no picture", "x.jpg", "image/jpeg"), "IMAGE_PROCESS_FAILED"),
        (Upload(b"", "x.jpg", "image/jpeg"), "file must be non-empty"),
        (Upload(jpeg(9990, 11), "x.jpg", "image/jpeg"), "PHOTO_INVALID_DIMENSIONS"),
        ("never-sent", "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_what_is_no_photo_is_refused(call: Call, photo: Any, words: str) -> None:
    assert refusal(await call("sendPhoto", chat_id=AMINA, photo=photo)) == (400, f"Bad Request: {words}")


async def test_a_file_is_sent_again_by_its_id_as_what_it_is(call: Call, photo: str) -> None:
    assert (await call("sendPhoto", chat_id=AMINA, photo=photo))["result"]["photo"][-1]["file_id"] == photo
    body = await call("sendDocument", chat_id=AMINA, document=photo)
    assert refusal(body) == (400, "Bad Request: can't use file of type Photo as Document")


async def test_a_file_of_up_to_20_megabytes_can_be_fetched(call: Call, world: World) -> None:
    for size in (DOWNLOAD, DOWNLOAD + 1):
        world.send_document(AMINA, bytes(size), "list.bin", "application/octet-stream")
    fits, too_big = [message["document"]["file_id"] for message in world.history(AMINA)[-2:]]
    assert (await call("getFile", file_id=fits))["result"]["file_size"] == DOWNLOAD
    assert refusal(await call("getFile", file_id=too_big)) == (400, "Bad Request: file is too big")
    assert refusal(await call("getFile", file_id="never-sent"))[0] == 400


async def album(call: Call, items: list[dict[str, Any]]) -> dict[str, Any]:
    return await call("sendMediaGroup", chat_id=AMINA, media=items)


@pytest.mark.parametrize("count", [2, 10])
async def test_an_album_is_2_to_10_messages_of_one_group(call: Call, photo: str, count: int) -> None:
    messages = (await album(call, [{"type": "photo", "media": photo, "caption": "x"}] * count))["result"]
    assert len(messages) == count
    assert len({message["media_group_id"] for message in messages}) == 1
    assert len({message["message_id"] for message in messages}) == count


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "there are no messages to send"),
        (1, "too few messages to send as an album"),
        (11, "too many messages to send as an album"),
    ],
)
async def test_other_numbers_make_no_album(call: Call, photo: str, count: int, words: str) -> None:
    body = await album(call, [{"type": "photo", "media": photo}] * count)
    assert refusal(body) == (400, f"Bad Request: {words}")


async def test_an_album_is_all_photos_or_all_documents(call: Call, world: World, photo: str) -> None:
    world.send_document(AMINA, b"x", "list.txt", "text/plain")
    document = world.history(AMINA)[-1]["document"]["file_id"]
    files = [{"type": "document", "media": document}] * 2
    assert (await album(call, files))["ok"]
    body = await album(call, [{"type": "photo", "media": photo}, *files])
    assert refusal(body) == (400, "Bad Request: document can't be mixed with other media types")
    assert refusal(await album(call, [{"type": "photo", "media": photo, "buttons": []}] * 2))[0] == 400
    assert refusal(await album(call, [{"type": "dance", "media": photo}] * 2))[0] == 400


async def test_a_caption_in_an_album_has_its_limit(call: Call, photo: str) -> None:
    items = [{"type": "photo", "media": photo}, {"type": "photo", "media": photo, "caption": "x" * 1025}]
    assert refusal(await album(call, items)) == (400, "Bad Request: message caption is too long")


def command(name: str = "report", description: str = "Tell what happened") -> dict[str, str]:
    return {"command": name, "description": description}


async def test_a_menu_has_up_to_100_commands(call: Call) -> None:
    menu = [command(f"c{number}") for number in range(101)]
    assert (await call("setMyCommands", commands=menu[:100]))["ok"]
    assert refusal(await call("setMyCommands", commands=menu)) == (400, "Bad Request: BOT_COMMANDS_TOO_MUCH")


@pytest.mark.parametrize("name", ["a", "a" * 32, "my_reports2"])
async def test_a_command_has_a_name_of_1_to_32(call: Call, name: str) -> None:
    assert (await call("setMyCommands", commands=[command(name)]))["ok"]


@pytest.mark.parametrize("name", ["", "a" * 33, "Report", "/report", "effaçer"])
async def test_other_names_are_invalid(call: Call, name: str) -> None:
    body = await call("setMyCommands", commands=[command(name)])
    assert refusal(body) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_a_command_is_described_in_1_to_256_characters(call: Call) -> None:
    assert (await call("setMyCommands", commands=[command(description="x")]))["ok"]
    assert (await call("setMyCommands", commands=[command(description="x" * 256)]))["ok"]
    assert refusal(await call("setMyCommands", commands=[command(description="x" * 257)]))[0] == 400
    assert refusal(await call("setMyCommands", commands=[command(description=" ")]))[0] == 400


async def test_each_person_sees_the_narrowest_menu_in_their_language(call: Call, world: World) -> None:
    arabic = [command(description="أخبرنا")]
    mine = [command("digest")]
    assert (await call("setMyCommands", commands=[command()]))["ok"]
    assert (await call("setMyCommands", commands=arabic, language_code="ar"))["ok"]
    assert world.commands_for(AMINA) == arabic
    assert world.commands_for(KARIM) == [command()]
    own = {"type": "chat", "chat_id": AMINA}
    assert (await call("setMyCommands", commands=mine, scope=own))["ok"]
    assert world.commands_for(AMINA) == mine
    assert (await call("getMyCommands", scope=own))["result"] == mine
    assert (await call("deleteMyCommands", scope=own))["ok"]
    assert world.commands_for(AMINA) == arabic


@pytest.mark.parametrize(
    "scope",
    [
        {"type": "default"},
        {"type": "all_private_chats"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": AMINA},
        {"type": "chat_administrators", "chat_id": -77},
        {"type": "chat_member", "chat_id": -77, "user_id": AMINA},
    ],
)
async def test_there_are_seven_scopes(call: Call, scope: dict[str, Any]) -> None:
    assert (await call("setMyCommands", commands=[command()], scope=scope))["ok"]
    assert (await call("getMyCommands", scope=scope))["result"] == [command()]
    assert (await call("getMyCommands", scope=scope, language_code="fr"))["result"] == []


@pytest.mark.parametrize("scope", [{"type": "planet"}, {"type": "chat"}, {"type": "chat", "chat_id": 999}])
async def test_another_scope_is_refused(call: Call, scope: dict[str, Any]) -> None:
    assert refusal(await call("setMyCommands", commands=[command()], scope=scope))[0] == 400


async def test_a_language_has_two_letters(call: Call) -> None:
    assert refusal(await call("setMyCommands", commands=[command()], language_code="fra"))[0] == 400


async def test_the_bot_knows_itself_and_who_wrote_to_it(call: Call, world: World) -> None:
    assert (await call("getMe"))["result"]["username"] == "afteraction_bot"
    assert (await call("getChat", chat_id=AMINA))["result"]["first_name"] == "Amina"
    assert refusal(await call("getChat", chat_id=KARIM)) == (400, "Bad Request: chat not found")
