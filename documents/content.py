"""What a file is, by its bytes: its name and the label that a sender's program put on it are believed in nothing.

Pictures are decoded once, documents opened, so that what is taken can be shown later.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from documents import films
from domain.files import Trouble

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
PDF, OFD = "application/pdf", "application/ofd"
DOC, XLS, PPT = "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"
OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OOXML}.wordprocessingml.document"
XLSX = f"{OOXML}.spreadsheetml.sheet"
PPTX = f"{OOXML}.presentationml.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TEXT, UNKNOWN = "text/plain", "application/octet-stream"
# Also of QuickTime, which telephones write and players take as the same.
MP4 = "video/mp4"

PICTURES = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}
# A JPEG is decoded at an eighth of its size, others whole: four bytes a pixel.
MOST_PIXELS_JPEG, MOST_PIXELS = 170_000_000, 40_000_000
# A PDF may have some bytes before its header: ISO 32000-1, annex H.
HEAD = 1024
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams of compound files; WPS writes the same ones into .wps and .et.
OLE_MAIN = {"worddocument": DOC, "workbook": XLS, "book": XLS, "powerpoint document": PPT}
OLE_MACROS = frozenset({"macros", "_vba_project_cur", "vba"})
OLE_LOCKED = frozenset({"encryptedpackage", "encryptioninfo"})
ZIP_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX, "ofd.xml": OFD}
# Major brands of ISO base media files (ftyp): https://mp4ra.org/registered-types/brands
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n")
MARKUP = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<head", b"<body", b"<iframe")
ARCHIVES = ("rar", "7z", "gz", "bz2", "xz", "tar", "zst", "cab", "lzh", "iso")


@dataclass(frozen=True, slots=True)
class Judged:
    """The media type that the bytes show, and what is wrong with them, if anything."""

    media_type: str
    trouble: Trouble | None = None


def judge(content: bytes) -> Judged:
    """What the bytes are. May take a second for a large picture: never call it on an event loop."""
    if not content:
        return Judged(UNKNOWN, Trouble.EMPTY)
    for look in (_program, _picture, _pdf, _compound, _zip, _media, _markup):
        if (found := look(content)) is not None:
            return found
    return _otherwise(content)


def _program(content: bytes) -> Judged | None:
    return Judged("application/x-executable", Trouble.PROGRAM) if content.startswith(PROGRAM_HEADS) else None


def _picture(content: bytes) -> Judged | None:
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        # Beyond 178 million pixels the library refuses by itself; below, these limits hold.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                kind = PICTURES[picture.format or ""]
                most = MOST_PIXELS_JPEG if kind == JPEG else MOST_PIXELS
                if picture.width * picture.height > most:
                    return Judged(kind, Trouble.TOO_MANY_PIXELS)
                picture.draft(None, (max(picture.width // 8, 1), max(picture.height // 8, 1)))
                picture.load()
        except UnidentifiedImageError:
            return _broken_picture(content)
        except Image.DecompressionBombError:
            return Judged(JPEG, Trouble.TOO_MANY_PIXELS)
        except Exception:
            # Whatever a decoder raises for bytes that somebody made up.
            return Judged(JPEG, Trouble.BROKEN)
    return Judged(kind)


def _broken_picture(content: bytes) -> Judged | None:
    """Begins as a picture does, and is none."""
    heads = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"RIFF": WEBP}
    kind = next((kind for head, kind in heads.items() if content.startswith(head)), None)
    if kind is None or (kind == WEBP and content[8:12] != b"WEBP"):
        return None
    return Judged(kind, Trouble.BROKEN)


def _pdf(content: bytes) -> Judged | None:
    head = content[:HEAD]
    if b"%PDF-" not in head or head.lstrip()[:1] == b"<":
        return None
    return Judged(PDF)


def _compound(content: bytes) -> Judged | None:
    """Word, Excel and PowerPoint of before 2007, and WPS."""
    if not content.startswith(OLE_HEAD):
        return None
    import olefile

    try:
        with olefile.OleFileIO(content) as opened:
            parts = [str(part).lower() for path in opened.listdir(streams=True, storages=True) for part in path]
    except Exception:
        # The library raises many things for compound files that are none.
        return Judged(UNKNOWN, Trouble.BROKEN)
    kind = next((OLE_MAIN[part] for part in parts if part in OLE_MAIN), UNKNOWN)
    if not OLE_LOCKED.isdisjoint(parts):
        return Judged(kind, Trouble.LOCKED)
    return Judged(kind, Trouble.MACRO if not OLE_MACROS.isdisjoint(parts) else None)


def _zip(content: bytes) -> Judged | None:
    """Office of since 2007, OFD (GB/T 33190), or an archive."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = [name.lower().lstrip("/") for name in opened.namelist()]
            if "content.xml" in names and names[0] == "mimetype" and _is_ods(opened):
                return Judged(ODS, Trouble.MACRO if any(name.startswith("basic/") for name in names) else None)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Judged("application/zip", Trouble.BROKEN)
    kind = next((ZIP_MAIN[name] for name in names if name in ZIP_MAIN), None)
    if kind is None:
        return Judged("application/zip", Trouble.ARCHIVE)
    return Judged(kind, Trouble.MACRO if _has_macros(names) else None)


def _is_ods(opened: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument package says that it is a spreadsheet."""
    with opened.open(opened.infolist()[0]) as part:
        return part.read(len(ODS) + 1).decode("ascii", "replace").strip() == ODS


def _has_macros(names: Iterable[str]) -> bool:
    return any(name.rsplit("/", 1)[-1] in ("vbaproject.bin", "vbadata.xml") or "macrosheets/" in name for name in names)


def _media(content: bytes) -> Judged | None:
    """HEIC pictures, and films of the same family."""
    if content[4:8] != b"ftyp":
        return None
    brand = content[8:12]
    if brand in HEIC_BRANDS:
        return Judged(HEIC)
    if brand.startswith(b"avif"):
        return Judged("image/avif")
    match films.kind_of(content):
        case films.Kind.FILM:
            return Judged(MP4)
        case films.Kind.SOUND:
            return Judged("audio/mp4", Trouble.AUDIO)
        case films.Kind.BROKEN:
            return Judged(MP4, Trouble.BROKEN)


def _markup(content: bytes) -> Judged | None:
    """Pages and drawings that a browser would run, also behind a byte order mark, blanks, an XML head or comments."""
    head = content[: 4 * HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    is_markup = head.startswith(b"<") and any(mark in head for mark in MARKUP)
    return Judged("text/html", Trouble.WEB_PAGE) if is_markup else None


def _otherwise(content: bytes) -> Judged:
    """What no document is: named, so that a person can be told."""
    import puremagic

    try:
        found = puremagic.magic_string(content[: 64 * HEAD])
    except (puremagic.PureError, ValueError):
        found = []
    kinds = [each.mime_type for each in found]
    if any(kind.startswith("video/") for kind in kinds):
        return Judged("video/other", Trouble.VIDEO)
    if any(kind.startswith("audio/") for kind in kinds):
        return Judged("audio/other", Trouble.AUDIO)
    if any(each.extension.lstrip(".") in ARCHIVES for each in found):
        return Judged("application/x-archive", Trouble.ARCHIVE)
    return Judged(TEXT if _is_text(content) else UNKNOWN)


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[: 4 * HEAD]
