"""Evidence hygiene: what a file gives away besides what it shows is taken off before it is stored.

Types are told by content, never by name. Pictures, film, sound, PDF and Word documents lose location, device, author,
dates, comments and thumbnails. Kinds we cannot clean are stored flagged; kinds that hide others or could do harm are
refused.
"""

import io
import zipfile
from collections.abc import Callable
from functools import partial

from storage import hygiene_documents, hygiene_pictures
from storage.hygiene_errors import RefusedError
from storage.hygiene_gif import clean_gif
from storage.hygiene_media import CONTAINERS, clean_media
from storage.hygiene_outcome import NOT_CLEANED, Cleaned

LARGEST_UNPACKED = 300 * 1024 * 1024  # bytes inside a zipped document
MOST_PARTS = 5000  # files inside a zipped document

# A cleaner returns the cleaned bytes, their media type, and whether all of it could be cleaned.
Cleaner = Callable[[bytes], tuple[bytes, str, bool]]

CLEANERS: dict[str, Cleaner] = {
    "image/jpeg": hygiene_pictures.clean_jpeg,
    "image/png": hygiene_pictures.clean_png,
    "image/webp": hygiene_pictures.clean_webp,
    "image/heic": hygiene_pictures.clean_heic,
    "image/avif": hygiene_pictures.clean_heic,
    "image/gif": clean_gif,
    "application/pdf": hygiene_documents.clean_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": hygiene_documents.clean_docx,
    **{media_type: partial(clean_media, media_type) for media_type in CONTAINERS},
    "text/plain": lambda data: (data, "text/plain", True),
}

STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    *((start, "audio/mpeg") for start in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")),
    (b"fLaC", "audio/flac"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3g2a"), "video/3gpp"),
    b"qt  ": "video/quicktime",
}
OFFICE = (
    (b"wordprocessingml.document.main", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"spreadsheetml.sheet.main", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"presentationml.presentation.main", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
ACTIVE_TEXT = (b"<!doctype html", b"<html", b"<svg", b"<script", b"#!")


def clean(data: bytes) -> Cleaned:
    """Take off what a file gives away. RefusedError, with a code, for what is not to be kept at all.

    Takes up to some seconds for a large file, and runs libraries on whatever is in it: see `storage.hygiene_apart`.
    """
    media_type = sniff(data)
    cleaner = CLEANERS.get(media_type)
    if cleaner is None:
        return Cleaned(data, media_type, NOT_CLEANED)
    cleaned, media_type, wholly = cleaner(data)
    return Cleaned(cleaned, media_type, None if wholly else NOT_CLEANED)


def sniff(data: bytes) -> str:
    """The media type, by content. RefusedError for a type we do not keep."""
    if not data:
        raise RefusedError("empty")
    for start, media_type in STARTS:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] in RIFF:
        return RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "video/mp4")
    if b"%PDF-" in data[:1024]:  # Adobe's readers allow as much before it
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_PARTS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise RefusedError("too_large")
            names = {member.filename for member in members}
            if "[Content_Types].xml" in names:
                return _sniff_office(archive.read("[Content_Types].xml"))
            opening = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise RefusedError("broken") from error
    if opening.startswith(b"application/vnd.oasis.opendocument."):
        return opening.decode("ascii", "replace")
    raise RefusedError("archive")


def _sniff_office(content_types: bytes) -> str:
    if b"macroEnabled" in content_types or b"vbaProject" in content_types:
        raise RefusedError("macros")
    for sign, media_type in OFFICE:
        if sign in content_types:
            return media_type
    raise RefusedError("archive")


def _sniff_text(data: bytes) -> str:
    """Plain text in UTF-8 is kept; what a browser or a shell would run is not."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError("type") from None
    start = data[:2000].lower()
    if b"\x00" in data or any(sign in start for sign in ACTIVE_TEXT[:-1]) or start.startswith(ACTIVE_TEXT[-1]):
        raise RefusedError("type")
    return "text/plain"
