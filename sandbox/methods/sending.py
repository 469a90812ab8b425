"""sendMessage, sendPhoto, sendDocument, sendVideo, sendAudio, sendVoice, sendMediaGroup, sendChatAction."""

from typing import Any

from sandbox.entities import format_caption, format_text
from sandbox.errors import bad_request, too_large
from sandbox.ground import Ground, Message
from sandbox.limits import ALBUM, PHOTO_RATIO, PHOTO_SIDES, PHOTO_UPLOAD, UPLOAD
from sandbox.methods.chats import Content, Params, check_topic, reach, send
from sandbox.table import Upload

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ALBUM_FIELDS = {
    "photo": {"show_caption_above_media", "has_spoiler"},
    "document": {"thumbnail", "disable_content_type_detection"},
}
ALBUM_COMMON = {"type", "media", "caption", "parse_mode", "caption_entities"}


def send_message(world: Ground, params: Params) -> Message:
    """A text of 1 to 4096 characters after parsing."""
    return send(world, params, lambda: [text_content(params)])[0]


def text_content(params: Params) -> Content:
    """The fields of a text message."""
    text, entities = format_text(params["text"], params.get("parse_mode"), params.get("entities"))
    content: Content = {"text": text}
    if entities:
        content["entities"] = entities
    if options := params.get("link_preview_options"):
        content["link_preview_options"] = options
    return content


def caption_content(params: Params) -> Content:
    """The fields of a caption, none if it is empty."""
    caption, entities = format_caption(
        params.get("caption"), params.get("parse_mode"), params.get("caption_entities")
    )
    content: Content = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    if caption and params.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def send_photo(world: Ground, params: Params) -> Message:
    """A picture of at most 10 MB, or one sent before."""
    return send(world, params, lambda: [photo_content(world, params, params["photo"])])[0]


def send_document(world: Ground, params: Params) -> Message:
    """A file of at most 50 MB, or one sent before."""
    return send(world, params, lambda: [document_content(world, params, params["document"])])[0]


def send_video(world: Ground, params: Params) -> Message:
    """A film of at most 50 MB, or one sent before."""
    return send(world, params, lambda: [video_content(world, params, params["video"])])[0]


def send_audio(world: Ground, params: Params) -> Message:
    """A recording or a piece of music of at most 50 MB, or one sent before."""
    return send(world, params, lambda: [audio_content(world, params, params["audio"])])[0]


def send_voice(world: Ground, params: Params) -> Message:
    """A voice note of at most 50 MB, or one sent before."""
    return send(world, params, lambda: [voice_content(world, params, params["voice"])])[0]


def send_media_group(world: Ground, params: Params) -> list[Message]:
    """An album: 2 to 10 pictures, or as many files; they arrive as messages with one media_group_id."""
    items = params["media"]
    check_album(items)
    make = {"photo": photo_content, "document": document_content}
    album = world.new_album()
    return send(
        world,
        params,
        lambda: [{"media_group_id": album, **make[item["type"]](world, item, item.get("media"))} for item in items],
    )


def check_album(items: list[Any]) -> None:
    """ApiError 400 for a wrong number or mixture."""
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) not in ALBUM:
        raise bad_request(f"too {'few' if len(items) < ALBUM.start else 'many'} messages to send as an album")
    for item in items:
        if not isinstance(item, dict) or item.get("type") not in ALBUM_FIELDS:
            raise bad_request("can't parse InputMedia: this server sends albums of photos or documents")
        if unknown := set(item) - ALBUM_COMMON - ALBUM_FIELDS[item["type"]]:
            raise bad_request(f"can't parse InputMedia: unknown field {sorted(unknown)[0]!r}")
    if len({item["type"] for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")


def photo_content(world: Ground, params: Params, photo: Upload | str | None) -> Content:
    """The fields of a picture with its caption."""
    content = caption_content(params)
    if params.get("has_spoiler"):
        content["has_media_spoiler"] = True
    if not isinstance(photo, Upload):
        return {**known_media(world, photo, "photo"), **content}
    size = len(photo.data)
    check_upload(photo)
    if size > PHOTO_UPLOAD:
        text = f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_UPLOAD} bytes"
        raise bad_request(text)
    try:
        sizes = world.keep_photo(photo.data)
    except ValueError as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    sides = sizes[-1]["width"], sizes[-1]["height"]
    if sum(sides) > PHOTO_SIDES or max(sides) > PHOTO_RATIO * min(sides):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"photo": sizes, **content}


def document_content(world: Ground, params: Params, document: Upload | str | None) -> Content:
    """The fields of a file with its caption."""
    content = caption_content(params)
    if not isinstance(document, Upload):
        return {**known_media(world, document, "document"), **content}
    check_upload(document)
    return {"document": world.keep_document(document.data, document.name, document.mime_type), **content}


def video_content(world: Ground, params: Params, video: Upload | str | None) -> Content:
    """The fields of a film with its caption; how long and large it is, this server does not look for."""
    content = caption_content(params)
    if not isinstance(video, Upload):
        return {**known_media(world, video, "video"), **content}
    check_upload(video)
    told = {name: params.get(name) or 0 for name in ("width", "height", "duration")}
    return {"video": world.keep_sent("video", video, told), **content}


def audio_content(world: Ground, params: Params, audio: Upload | str | None) -> Content:
    """The fields of a recording with its caption."""
    content = caption_content(params)
    if not isinstance(audio, Upload):
        return {**known_media(world, audio, "audio"), **content}
    check_upload(audio)
    return {"audio": world.keep_sent("audio", audio, {"duration": params.get("duration") or 0}), **content}


def voice_content(world: Ground, params: Params, voice: Upload | str | None) -> Content:
    """The fields of a voice note with its caption."""
    content = caption_content(params)
    if not isinstance(voice, Upload):
        return {**known_media(world, voice, "voice"), **content}
    check_upload(voice)
    kept = world.keep_file(voice.data, "voice", "voice.oga", voice.mime_type)
    return {"voice": {**kept, "duration": params.get("duration") or 0, "mime_type": voice.mime_type}, **content}


def check_upload(upload: Upload) -> None:
    """Neither empty nor over 50 MB."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD:
        raise too_large()


def known_media(world: Ground, name: str | None, kind: str) -> Content:
    """What was sent before under this file_id; ApiError 400 if it is not known or another kind."""
    media = world.media.get(name or "")
    if media is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kind not in media:
        raise bad_request(f"can't use file of type {next(iter(media)).title()} as {kind.title()}")
    return {kind: media[kind]}


def send_chat_action(world: Ground, params: Params) -> bool:
    """Show "typing" or the like for a few seconds; not counted as a send."""
    reach(world, params["chat_id"])
    check_topic(world, params)
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.show("action", params["chat_id"], action=params["action"])
    return True
