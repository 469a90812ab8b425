"""A message's picture, film or recording is changed for another, or comes into a text's place; never the way back."""

from typing import Any

from sandbox.pictures import jpeg
from sandbox.table import Upload
from sandbox.world import World
from tests.sandbox.conftest import AMINA, Call, refusal

KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def picture(colour: str = "teal") -> Upload:
    return Upload(jpeg(64, 48, colour), "photo.jpg", "image/jpeg")


async def said(call: Call, method: str, **params: Any) -> dict[str, Any]:
    message: dict[str, Any] = (await call(method, chat_id=AMINA, **params))["result"]
    return message


async def test_a_text_becomes_a_picture_and_never_a_text_again(call: Call, world: World) -> None:
    text = await said(call, "sendMessage", text="Which way?", reply_markup=KEYBOARD)
    edit = {"chat_id": AMINA, "message_id": text["message_id"]}
    media = {"type": "photo", "media": picture(), "caption": "<b>Which</b> way?", "parse_mode": "HTML"}
    shown = (await call("editMessageMedia", **edit, media=media, reply_markup=KEYBOARD))["result"]
    assert shown["caption"] == "Which way?" and "text" not in shown and shown["reply_markup"] == KEYBOARD
    same = {**media, "media": shown["photo"][-1]["file_id"]}
    _, words = refusal(await call("editMessageMedia", **edit, media=same, reply_markup=KEYBOARD))
    assert "message is not modified" in words
    _, words = refusal(await call("editMessageText", **edit, text="Which way?"))
    assert words == "Bad Request: there is no text in the message to edit"


async def test_a_picture_becomes_a_film_or_a_recording(call: Call) -> None:
    shown = await said(call, "sendPhoto", photo=picture())
    edit = {"chat_id": AMINA, "message_id": shown["message_id"]}
    film = await said(call, "sendVideo", video=Upload(b"film", "film.mp4", "video/mp4"), caption="See")
    song = await said(call, "sendAudio", audio=Upload(b"song", "song.mp3", "audio/mpeg"))
    for kind, sent in (("video", film), ("audio", song)):
        media = {"type": kind, "media": sent[kind]["file_id"]}
        assert (await call("editMessageMedia", **edit, media=media))["result"][kind] == sent[kind]
    assert (await call("editMessageCaption", **edit, caption="Hear"))["result"]["caption"] == "Hear"


async def test_what_is_no_media_is_refused(call: Call) -> None:
    edit = {"chat_id": AMINA, "message_id": (await said(call, "sendPhoto", photo=picture()))["message_id"]}
    for media in ({"type": "poem"}, {"type": "photo"}, {"type": "photo", "media": "x", "reply_markup": {}}):
        status, words = refusal(await call("editMessageMedia", **edit, media=media))
        assert status == 400 and "can't parse InputMedia" in words
    long = {"type": "photo", "media": picture(), "caption": "x" * 1025}
    assert refusal(await call("editMessageMedia", **edit, media=long))[1].endswith("message caption is too long")
    thin = Upload(jpeg(2100, 100), "thin.jpg", "image/jpeg")
    assert refusal(await call("sendPhoto", chat_id=AMINA, photo=thin))[1] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
