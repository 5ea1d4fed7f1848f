"""What a file is shows in its bytes, whatever it is called."""

import io

import pytest
from openpyxl import Workbook
from PIL import Image

from documents import content
from documents.content import DOCX, HEIC, JPEG, MP4, OFD, PDF, PNG, TEXT, UNKNOWN, WEBP, XLSX, Judged, judge
from domain.files import Trouble
from tests.support.pictures import PDF as PAPER
from tests.support.pictures import box, film, package, picture


def workbook() -> bytes:
    """A workbook as Excel saves it."""
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def media(brand: bytes) -> bytes:
    """The head of an ISO base media file."""
    return b"\x00\x00\x00\x18ftyp" + brand + b"\x00\x00\x00\x00" + brand + bytes(40)


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'

TAKEN = [
    ("a photo", picture(kind="JPEG"), JPEG),
    ("a screenshot", picture(), PNG),
    ("a picture of a web page", picture(kind="WEBP"), WEBP),
    ("an original of a telephone", media(b"heic"), HEIC),
    ("a film", film(), MP4),
    ("a film without sound", film(b"vide"), MP4),
    ("a film of a telephone, its tracks listed at the end", film(brand=b"qt  ", flat=False), MP4),
    ("a film whose data goes to the end", film(b"vide")[:-72] + bytes(4) + b"mdat" + bytes(64), MP4),
    ("a film with a long box", film() + bytes(3) + b"\x01free" + (20).to_bytes(8) + bytes(4), MP4),
    ("a paper", PAPER, PDF),
    ("a paper behind some bytes", b"\xef\xbb\xbf\n" + PAPER, PDF),
    ("a workbook", workbook(), XLSX),
    ("a document", package("[Content_Types].xml", "word/document.xml"), DOCX),
    ("an electronic paper", package("OFD.xml", "Doc_0/Document.xml"), OFD),
    ("a table as text", "日期,是否上班\n2027-01-01,休\n".encode(), TEXT),
    ("bytes", b"\x00\x01\x02\x03" * 9, UNKNOWN),
]
REFUSED = [
    ("a page called photo", HTML, Trouble.WEB_PAGE),
    ("a page behind blanks and a mark", b"\xef\xbb\xbf \n" + HTML, Trouble.WEB_PAGE),
    ("a page of two bytes a character", b"\xff\xfe" + HTML.decode().encode("utf-16-le"), Trouble.WEB_PAGE),
    ("a drawing that runs", SVG, Trouble.WEB_PAGE),
    ("a page with a paper in it", b"<html>%PDF-1.4</html>", Trouble.WEB_PAGE),
    ("a program of Windows", b"MZ" + bytes(100), Trouble.PROGRAM),
    ("a program of Linux", b"\x7fELF" + bytes(100), Trouble.PROGRAM),
    ("a script", b"#!/bin/sh\nrm -r /\n", Trouble.PROGRAM),
    ("a document with macros", package("word/document.xml", "word/vbaProject.bin"), Trouble.MACRO),
    ("a workbook with old macros", package("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), Trouble.MACRO),
    ("an archive", package("a.png", "b.png"), Trouble.ARCHIVE),
    ("an archive of another kind", b"Rar!\x1a\x07\x01\x00" + bytes(50), Trouble.ARCHIVE),
    ("half an archive", package("word/document.xml")[:-9], Trouble.BROKEN),
    ("the head of a film", media(b"isom"), Trouble.BROKEN),
    ("half a film", film(size=900)[:600], Trouble.BROKEN),
    ("a film without data", film()[:-72], Trouble.BROKEN),
    ("a film without tracks", box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", b"") + box(b"mdat", b""), Trouble.BROKEN),
    ("a film of boxes that never end", box(b"ftyp", b"isom") + box(b"free", b"") * 20_000, Trouble.BROKEN),
    ("a box that is shorter than its head", box(b"ftyp", b"isom") + b"\0\0\0\x02moov" + bytes(9), Trouble.BROKEN),
    ("a film of another kind", b"\x1a\x45\xdf\xa3" + b"\x42\x82\x88matroska" + bytes(50), Trouble.VIDEO),
    ("a sound in a film's box", film(b"soun"), Trouble.AUDIO),
    ("a sound", film(b"soun", brand=b"M4A "), Trouble.AUDIO),
    ("nothing", b"", Trouble.EMPTY),
    ("half a photo", picture(kind="JPEG", size=(900, 900))[:900], Trouble.BROKEN),
    ("the head of a picture", b"\x89PNG\r\n\x1a\nphoto", Trouble.BROKEN),
    ("the head of an old document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Trouble.BROKEN),
]


@pytest.mark.parametrize(("given", "kind"), [each[1:] for each in TAKEN], ids=[each[0] for each in TAKEN])
def test_what_may_be_shown_is_known_by_its_bytes(given: bytes, kind: str) -> None:
    assert judge(given) == Judged(kind)


@pytest.mark.parametrize(("given", "trouble"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_may_not_be_taken_has_its_trouble_by_name(given: bytes, trouble: Trouble) -> None:
    assert judge(given).trouble is trouble


def test_a_picture_of_too_many_pixels_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < 50_000
    monkeypatch.setattr(Image.Image, "load", None)
    assert judge(out.getvalue()) == Judged(PNG, Trouble.TOO_MANY_PIXELS)


def test_a_photo_of_the_best_telephones_is_taken() -> None:
    """108 million pixels, decoded at an eighth of the size."""
    out = io.BytesIO()
    Image.new("RGB", (12_000, 9_000)).save(out, "JPEG")
    assert judge(out.getvalue()) == Judged(JPEG)


@pytest.mark.parametrize(
    ("streams", "judged"),
    [
        (["WordDocument", "1Table"], Judged(content.DOC)),
        (["Workbook"], Judged(content.XLS)),
        (["Book"], Judged(content.XLS)),
        (["PowerPoint Document"], Judged(content.PPT)),
        (["WordDocument", "Macros"], Judged(content.DOC, Trouble.MACRO)),
        (["Workbook", "_VBA_PROJECT_CUR"], Judged(content.XLS, Trouble.MACRO)),
        (["EncryptionInfo", "EncryptedPackage"], Judged(UNKNOWN, Trouble.LOCKED)),
    ],
)
def test_compound_files_are_told_apart_by_their_streams(streams: list[str], judged: Judged) -> None:
    """Word and Excel of before 2007; WPS writes .wps and .et with the same streams."""
    assert judge(compound(streams)) == judged


def compound(streams: list[str]) -> bytes:
    """The smallest compound file with these streams: [MS-CFB] with one sector of FAT and as many of directory as it takes."""
    names = ["Root Entry", *streams]
    entries = b"".join(_entry(name, number, len(names)) for number, name in enumerate(names))
    entries += bytes(-len(entries) % 512)
    sectors = len(entries) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    fat = b"".join(each.to_bytes(4, "little") for each in chain)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(10)
    numbers = [1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0, *[0xFFFFFFFF] * 108]
    head += b"".join(each.to_bytes(4, "little") for each in numbers)
    return head + fat.ljust(512, b"\xff") + entries


def _entry(name: str, number: int, count: int) -> bytes:
    root = number == 0
    nothing = 0xFFFFFFFF
    right = number + 1 if not root and number + 1 < count else nothing
    raw = name.encode("utf-16-le") + b"\x00\x00"
    out = raw.ljust(64, b"\x00") + len(raw).to_bytes(2, "little") + bytes([5 if root else 2, 1])
    out += nothing.to_bytes(4, "little") + right.to_bytes(4, "little")
    out += (1 if root and count > 1 else nothing).to_bytes(4, "little")
    return out.ljust(116, b"\x00") + (0xFFFFFFFE).to_bytes(4, "little") + bytes(8)
