"""PDF and Word documents without author, device, dates and thumbnails; their text and pages stay as they are."""

import io
from collections.abc import Iterator

import pikepdf
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.package import OpcPackage
from docx.opc.part import Part, XmlPart
from docx.oxml.parser import parse_xml
from lxml import etree  # type: ignore[import-untyped]
from pikepdf import Dictionary, Name, Object, Stream

from storage.hygiene_errors import RefusedError
from storage.hygiene_pictures import BAD_PICTURE, strip_jpeg, strip_png

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

ANYWHERE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA")
OF_ROOT = ("/OpenAction", "/Legal", "/Perms", "/SpiderInfo")
OF_ANNOTATION = ("/T", "/M", "/CreationDate", "/NM")
OF_ACTIONS = ("/A", "/Next")  # what happens on a tap
RUNNING = (Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData)
DEEPEST = 50  # objects written within each other

BAD_PACKAGE = (ValueError, KeyError, OSError, AttributeError, etree.XMLSyntaxError)
TELLING_RELATIONS = frozenset(
    [
        RELATIONSHIP_TYPE.CORE_PROPERTIES,
        RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        RELATIONSHIP_TYPE.CUSTOM_PROPERTIES,
        RELATIONSHIP_TYPE.THUMBNAIL,
        RELATIONSHIP_TYPE.CUSTOM_XML,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",  # a path with a name
    ]
)
TELLING_ELEMENTS = frozenset(["rsids", "attachedTemplate", "presenceInfo"])
TELLING_ATTRIBUTES = frozenset(["author", "initials", "userId", "providerId", "date", "dateUtc"])
EMBEDDED = frozenset([RELATIONSHIP_TYPE.PACKAGE, RELATIONSHIP_TYPE.OLE_OBJECT])
PICTURES = {"image/jpeg": strip_jpeg, "image/jpg": strip_jpeg, "image/png": strip_png}
DRAWN = frozenset(["image/x-emf", "image/x-wmf", "image/emf", "image/wmf", "image/gif"])  # bear next to nothing


def clean_pdf(data: bytes) -> tuple[bytes, str, bool]:
    """Write the PDF anew without its metadata; earlier states that it carried along are gone too.

    Files embedded in it stay, and then it counts as not wholly cleaned.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for name in ("/Info", "/ID"):
                _drop(pdf.trailer, name)
            for name in OF_ROOT:
                _drop(pdf.Root, name)
            embeds = _drop_scripts(pdf)
            for thing in pdf.objects:
                for part in _within(thing):
                    embeds |= _clean_object(part)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise RefusedError("locked") from error
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError("broken") from error
    return out.getvalue(), PDF, not embeds


def _drop(holder: Object, name: str) -> None:
    if name in holder:
        del holder[name]


def _drop_scripts(pdf: pikepdf.Pdf) -> bool:
    """Take out what would run on opening; returns whether the document has files embedded."""
    names = pdf.Root.get("/Names")
    if not isinstance(names, Dictionary):
        return False
    _drop(names, "/JavaScript")
    return "/EmbeddedFiles" in names


def _within(thing: Object, depth: int = 0) -> Iterator[Object]:
    """The object and those written directly in it; others come by themselves."""
    yield thing
    if depth < DEEPEST and isinstance(thing, (Dictionary, Stream, pikepdf.Array)):
        children = thing if isinstance(thing, pikepdf.Array) else [value for _, value in thing.items()]
        for child in list(children):
            if isinstance(child, Object) and not child.is_indirect:
                yield from _within(child, depth + 1)


def _clean_object(thing: Object) -> bool:
    """Clean one object in place; returns whether it is an embedded file."""
    if not isinstance(thing, (Dictionary, Stream)):
        return False
    for name in ANYWHERE:
        _drop(thing, name)
    for name in OF_ACTIONS:
        if isinstance(action := thing.get(name), Dictionary) and action.get("/S") in RUNNING:
            _drop(thing, name)
    if thing.get("/Type") == Name.Annot or "/Rect" in thing:
        for name in OF_ANNOTATION:
            if not (name == "/T" and "/FT" in thing):  # a form field's name, not an author
                _drop(thing, name)
    if isinstance(thing, Stream) and thing.get("/Filter") in (Name.DCTDecode, pikepdf.Array([Name.DCTDecode])):
        _clean_picture(thing)
    return thing.get("/Type") == Name.EmbeddedFile


def _clean_picture(picture: Stream) -> None:
    """A JPEG inside keeps the EXIF it had outside."""
    try:
        stripped = strip_jpeg(picture.read_raw_bytes())
    except BAD_PICTURE:
        return  # not a JPEG in spite of its filter: nothing shows it, so nothing shows what it carries
    parameters = picture.get("/DecodeParms")
    kept = parameters if isinstance(parameters, (Dictionary, pikepdf.Array)) else None
    picture.write(stripped, filter=Name.DCTDecode, decode_parms=kept)


def clean_docx(data: bytes) -> tuple[bytes, str, bool]:
    """Write the document anew without properties, thumbnail, custom XML, authors, times and what its pictures carry.

    Other documents embedded in it stay, and then it counts as not wholly cleaned.
    """
    try:
        package = OpcPackage.open(io.BytesIO(data))
        wholly = _drop_relations(package)
        for part in package.iter_parts():
            wholly = _drop_relations(part) and _clean_part(part) and wholly
        out = io.BytesIO()
        package.save(out)
    except BAD_PACKAGE as error:
        raise RefusedError("broken") from error
    return out.getvalue(), DOCX, wholly


def _drop_relations(holder: OpcPackage | Part) -> bool:
    """A part that nothing refers to is not saved. Returns whether nothing is embedded."""
    relations = holder.rels
    for key in [key for key, relation in relations.items() if relation.reltype in TELLING_RELATIONS]:
        del relations[key]
    return not any(relation.reltype in EMBEDDED for relation in relations.values())


def _clean_part(part: Part) -> bool:
    """Clean one part in place; returns whether that could be done."""
    if isinstance(part, XmlPart):
        _clean_tree(part.element)
    elif part.content_type.endswith("+xml"):
        root = parse_xml(part.blob)
        _clean_tree(root)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    elif part.content_type in PICTURES:
        part._blob = PICTURES[part.content_type](part.blob)
    elif part.content_type.startswith("image/"):
        return part.content_type in DRAWN
    return True


def _clean_tree(root: etree._Element) -> None:
    for element in list(_elements(root)):
        if etree.QName(element).localname in TELLING_ELEMENTS and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for attribute in list(element.attrib):
            local = etree.QName(attribute).localname
            if local.startswith("rsid") or (local in TELLING_ATTRIBUTES and attribute.startswith("{")):
                _blank_attribute(element, attribute)


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _blank_attribute(element: etree._Element, attribute: str) -> None:
    """Word wants an author on a comment or change, if only an empty one."""
    if etree.QName(attribute).localname == "author":
        element.set(attribute, "")
    else:
        del element.attrib[attribute]
