"""PDF and Word documents: the pages stay, the author goes."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from storage.hygiene import NOT_CLEANED, Cleaned, clean
from storage.hygiene_errors import RefusedError
from tests.storage.test_hygiene import SECRETS, a_picture, exif, jpeg, png, saved
from tests.support.secrets import find_planted

AUTHOR = "Dilnoza Karimova, Tashkent"
TEMPLATE = "file:///C:/Users/dilnoza.karimova/letter.dotx"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def assert_says_nothing(cleaned: Cleaned, folder: Path) -> None:
    (folder / "cleaned").write_bytes(cleaned.data)
    assert find_planted(folder, [AUTHOR, "dilnoza", "Karimova", *SECRETS.values()]) == []


def a_pdf(**options: object) -> bytes:
    """One page with a photo and a remark, and an author wherever a PDF has room for one."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 100)).obj
    photo = pdf.make_stream(jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=48, Height=32)
    photo.write(jpeg(), filter=pikepdf.Name.DCTDecode)
    photo.Type, photo.Subtype, photo.Width, photo.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 48, 32
    photo.ColorSpace, photo.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    photo.Metadata = pdf.make_stream(AUTHOR.encode(), Type=pikepdf.Name.Metadata)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    page.Contents = pdf.make_stream(b"q 48 0 0 32 10 10 cm /Im0 Do Q")
    page.Thumb = pdf.make_stream(saved(a_picture(8, 8), "JPEG", comment=AUTHOR))
    page.PieceInfo = pikepdf.Dictionary(Editor=pikepdf.Dictionary(Private=pikepdf.String(AUTHOR)))
    remark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9])
    remark.T, remark.Contents, remark.M = pikepdf.String(AUTHOR), pikepdf.String("check this"), "D:20141021"
    page.Annots = pikepdf.Array([pdf.make_indirect(remark)])
    pdf.docinfo["/Author"] = AUTHOR
    pdf.docinfo["/Producer"] = AUTHOR
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [AUTHOR]
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{AUTHOR}')"))
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def test_a_pdf_loses_author_metadata_thumbnail_scripts_and_what_its_photos_carry(tmp_path: Path) -> None:
    cleaned = clean(a_pdf())
    assert (cleaned.media_type, cleaned.flag) == ("application/pdf", None)
    assert_says_nothing(cleaned, tmp_path)
    with pikepdf.open(io.BytesIO(cleaned.data)) as pdf:
        (page,) = pdf.pages
        photo = page.obj.Resources.XObject.Im0
        assert Image.open(io.BytesIO(photo.read_raw_bytes())).size == (48, 32)
        assert page.obj.Annots[0].Contents == "check this"
        assert "/OpenAction" not in pdf.Root
        pikepdf.PdfImage(photo).as_pil_image().load()


def test_what_a_pdf_said_before_it_was_changed_goes_too(tmp_path: Path) -> None:
    earlier = a_pdf()
    changed = earlier + b"\n1 0 obj\n(the old name: " + AUTHOR.encode() + b")\nendobj\n"
    assert_says_nothing(clean(changed), tmp_path)


def test_a_pdf_with_files_inside_is_flagged() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["list.txt"] = pikepdf.AttachedFileSpec(pdf, b"names")
    out = io.BytesIO()
    pdf.save(out)
    assert clean(out.getvalue()).flag == NOT_CLEANED


def test_a_pdf_that_asks_for_a_password_is_refused_and_one_without_is_opened(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="locked"):
        clean(a_pdf(encryption=pikepdf.Encryption(user="secret", owner="secret")))
    assert_says_nothing(clean(a_pdf(encryption=pikepdf.Encryption(user="", owner="owner"))), tmp_path)


def a_docx() -> bytes:
    """A letter with a photo and a comment, and an author wherever Word puts one."""
    document = docx.Document()
    paragraph = document.add_paragraph("37,181 signatures handed over.")
    document.add_picture(io.BytesIO(jpeg()))
    document.add_picture(io.BytesIO(png()))
    document.add_comment(paragraph.runs, "well done", author=AUTHOR, initials="Dilnoza")
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = properties.title = AUTHOR
    properties.created = datetime(2014, 10, 21, tzinfo=UTC)
    document.part._settings_part.relate_to(TEMPLATE, f"{RELATION}attachedTemplate", is_external=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes, content_type: str, relation: str) -> bytes:
    """The same document with one more part, related to the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            part = source.read(each)
            if each == "[Content_Types].xml":
                entry = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
                part = part.replace(b"</Types>", entry.encode())
            if each == "_rels/.rels":
                entry = f'<Relationship Id="rIdX" Type="{relation}" Target="{name}"/></Relationships>'
                part = part.replace(b"</Relationships>", entry.encode())
            target.writestr(each, part)
        target.writestr(name, content)
    return out.getvalue()


def test_a_word_document_loses_author_dates_template_and_what_its_photos_carry(tmp_path: Path) -> None:
    cleaned = clean(a_docx())
    assert (cleaned.media_type, cleaned.flag) == (WORD + "document", None)
    assert_says_nothing(cleaned, tmp_path)
    document = docx.Document(io.BytesIO(cleaned.data))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == ["37,181 signatures handed over."]
    assert len(document.inline_shapes) == 2
    assert [comment.text for comment in document.comments] == ["well done"]
    with zipfile.ZipFile(io.BytesIO(cleaned.data)) as archive:
        assert [name for name in archive.namelist() if name.startswith(("docProps", "customXml"))] == []


def test_custom_properties_and_custom_xml_go(tmp_path: Path) -> None:
    custom = with_part(
        a_docx(),
        "docProps/custom.xml",
        f"<Properties><property name='Owner'>{AUTHOR}</property></Properties>".encode(),
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f"{RELATION}custom-properties",
    )
    assert_says_nothing(clean(custom), tmp_path)


def test_a_word_document_with_another_inside_is_flagged() -> None:
    embedding = with_part(
        a_docx(),
        "word/embeddings/sheet.xlsx",
        b"PK",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"{RELATION}package",
    )
    assert clean(embedding).flag == NOT_CLEANED


@pytest.mark.parametrize("make", [a_pdf, a_docx])
def test_a_damaged_document_is_refused_or_mended_and_nothing_else(make: Callable[[], bytes]) -> None:
    data = make()
    for cut in range(0, len(data), max(1, len(data) // 40)):
        try:
            clean(data[:cut] + data[cut + 20 :])
        except RefusedError as error:
            assert error.code in {"empty", "broken", "type", "archive", "locked"}  # noqa: PT017


def test_the_picture_helpers_plant_what_they_say() -> None:
    assert SECRETS["artist"] in str(dict(exif()).values())
