"""Over HTTP: python-telegram-bot unchanged, every way to give parameters, and no way in for other web pages."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.request import HTTPXRequest

from sandbox.clock import ManualClock
from sandbox.pictures import jpeg
from sandbox.server import Server
from sandbox.world import World
from tests.sandbox.conftest import AMINA, KARIM
from tests.support.patience import PATIENCE

LIMITS = ("connect_timeout", "read_timeout", "write_timeout", "pool_timeout", "media_write_timeout")


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    calls, polls = (HTTPXRequest(**dict.fromkeys(LIMITS, PATIENCE)) for _ in range(2))
    urls = {"base_url": f"{server.url}/bot", "base_file_url": f"{server.url}/file/bot"}
    async with Bot(server.token, **urls, request=calls, get_updates_request=polls) as bot:
        yield bot


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE, verify=False) as client:
        yield client


async def test_a_conversation(bot: Bot, world: World) -> None:
    [start] = await bot.get_updates(timeout=5)
    assert start.message is not None and start.message.text == "/start"
    question = await start.message.reply_html("How <b>many</b>?")
    assert question.text == "How many?"
    world.say(AMINA, "37,181")
    [answer] = await bot.get_updates(offset=start.update_id + 1, timeout=5)
    assert answer.message is not None and answer.message.text == "37,181"
    await question.edit_text("Thank you")
    assert [message["text"] for message in world.history(AMINA)] == ["/start", "Thank you", "37,181"]


async def test_files_go_up_and_down(bot: Bot, world: World, clock: ManualClock) -> None:
    picture = jpeg(300, 200)
    await bot.send_photo(AMINA, picture, caption="The embassy")
    await bot.send_document(AMINA, b"a;b", filename="liste.csv")
    await bot.send_media_group(AMINA, [InputMediaPhoto(picture), InputMediaPhoto(picture)], caption="Two of them")
    photo, document, first, second = world.history(AMINA)[1:]
    assert world.file(photo["photo"][-1]["file_id"]).data == picture
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == ("liste.csv", "text/csv")
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("Two of them", False)
    world.send_photos(AMINA, [picture])
    incoming = (await bot.get_updates())[-1].message
    assert incoming is not None
    file = await incoming.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == picture
    clock.forward(timedelta(hours=1, seconds=1))
    with pytest.raises(InvalidToken):  # the library's word for 404
        await file.download_as_bytearray()


async def test_the_library_recognises_the_errors(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(KARIM, "Hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "Hello")
    for _ in range(5):
        await bot.send_message(AMINA, "Hello")
    with pytest.raises(RetryAfter) as too_fast:
        await bot.send_message(AMINA, "Hello")
    assert too_fast.value.retry_after == timedelta(seconds=1)


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [("7000000001:wrong", 401, "Unauthorized"), ("nonsense", 404, "Not Found"), (":", 404, "Not Found")],
)
async def test_a_wrong_token_is_refused(http: httpx.AsyncClient, token: str, status: int, words: str) -> None:
    answer = await http.post(f"/bot{token}/getMe")
    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": words}
    assert (await http.get(f"/file/bot{token}/photos/file_1.jpg")).status_code == status


async def test_parameters_may_stand_in_query_form_multipart_or_json(http: httpx.AsyncClient, server: Server) -> None:
    address = f"/bot{server.token}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    text = {"chat_id": str(AMINA), "text": "Salut & bonjour"}
    form = {**text, "reply_markup": json.dumps(markup)}
    answers = [
        await http.get(address, params=form),
        await http.post(address, data=form),
        await http.post(address, files={name: (None, value) for name, value in form.items()}),
        await http.post(address, json={"chat_id": AMINA, "text": "Salut & bonjour", "reply_markup": markup}),
    ]
    for answer in answers:
        assert answer.json()["result"]["text"] == "Salut & bonjour"
        assert answer.json()["result"]["reply_markup"] == markup


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("application/json", b'{"chat_id": 501, "text": "\\ud800"}', "can't parse JSON object"),
        ("application/json", b"[]", "can't parse JSON object"),
        ("application/x-www-form-urlencoded", b"chat_id=501&text=%ff", "strings must be encoded in UTF-8"),
    ],
)
async def test_what_can_not_be_read_is_refused(
    http: httpx.AsyncClient, server: Server, kind: str, body: bytes, words: str
) -> None:
    answer = await http.post(f"/bot{server.token}/sendMessage", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["description"]) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"])
async def test_the_server_answers_to_its_own_address(http: httpx.AsyncClient, server: Server, host: str) -> None:
    headers = {"Host": host.format(port=server.port)}
    assert (await http.get(f"/bot{server.token}/getMe", headers=headers)).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1.example:{port}"])
@pytest.mark.parametrize("path", ["/bot{token}/getMe", "/", "/sandbox/faults", "/file/bot{token}/x"])
async def test_the_server_refuses_other_hosts(http: httpx.AsyncClient, server: Server, host: str, path: str) -> None:
    headers = {"Host": host.format(port=server.port)}
    assert (await http.get(path.format(token=server.token), headers=headers)).status_code == 403


async def test_other_pages_of_a_browser_are_refused(http: httpx.AsyncClient, server: Server, world: World) -> None:
    headers = {"Origin": "http://evil.example"}
    assert (await http.post("/sandbox/faults", json={"kind": "drop"}, headers=headers)).status_code == 403
    picture = {"Sec-Fetch-Site": "cross-site"}
    assert (await http.get(f"/bot{server.token}/getMe", headers=picture)).status_code == 403
    headers = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    assert (await http.post("/sandbox/faults", json={"kind": "drop"}, headers=headers)).status_code == 200
    assert [fault["kind"] for fault in world.faults.listed()] == ["drop"]


async def test_the_chat_page_is_served_beside_the_bot_api(http: httpx.AsyncClient) -> None:
    answer = await http.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
