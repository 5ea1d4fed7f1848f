"""Zipped office files, unpacked no further than they promise: what they hold, and their parts packed anew."""

import io
import re
import zipfile
import zlib
from collections.abc import Collection
from enum import Enum

MAX_FILE = 10 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_PARTS = 500
PIECE = 64 * 1024
MAX_MERGED_CELLS = 200_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")


class Container(Enum):
    """What a package is."""

    EXCEL = "excel"
    WORD = "word"
    OPEN_DOCUMENT = "open_document"


# The part by which each is known.
_MAIN = {
    "xl/workbook.xml": Container.EXCEL,
    "word/document.xml": Container.WORD,
    "content.xml": Container.OPEN_DOCUMENT,
}
# ISO 29500 strict, which Excel writes on demand, and what it writes otherwise.
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}


class Refused(Exception):
    """The file cannot be read at all; the message is the sentence for the person."""


def sound_package(content: bytes) -> tuple[bytes, Container]:
    """The package packed anew of what its directory promises, and what it holds. Raises Refused for damaged and hostile ones.

    Each part is unpacked piece by piece and no further than its promised size: a directory may lie, and whoever reads a part
    whole unpacks all that is behind it (one of 9 MB came to 2 GB).
    """
    if len(content) > MAX_FILE:
        raise Refused("文件超过 10 MB，请删去图片等无关内容后再导入")
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as sound:
            parts = _parts(package)
            held = _held({part.filename for part in parts})
            for part in parts:
                unpacked = _unpacked(package, part)
                if part.filename.endswith((".xml", ".rels")):
                    _check_part(unpacked)
                    unpacked = _transitional(unpacked)
                sound.writestr(zipfile.ZipInfo(part.filename), unpacked)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zlib.error,
    ) as error:
        raise Refused("文件已损坏，请重新另存为 .xlsx") from error
    return made.getvalue(), held


def _parts(package: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts by the directory, of a name the last; refuses what it alone shows to be no workbook of a bearable size."""
    parts = list({part.filename: part for part in package.infolist()}.values())
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("文件已加密，请取消密码后另存为 .xlsx")
    if "xl/workbook.bin" in names:
        raise Refused("这是 .xlsb 格式，请另存为 .xlsx 后再导入")
    _held(names)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("工作簿展开后过大，请删去无关内容后再导入")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        # Excel packs by no other means, and these cannot be unpacked in pieces.
        raise Refused("文件已损坏，请重新另存为 .xlsx")
    return parts


def _held(names: Collection[str]) -> Container:
    """What a package holds by the names of its parts."""
    for part, held in _MAIN.items():
        if part in names:
            return held
    raise Refused("文件不是 Excel 工作簿，请提供 .xlsx 文件")


def _transitional(xml: bytes) -> bytes:
    """A part of a strict package in the names that everybody writes."""
    for strict, usual in _STRICT.items():
        xml = xml.replace(strict, usual)
    return xml


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes that the directory promises; raises BadZipFile where their check sum is another."""
    with package.open(part) as stream:
        return b"".join(iter(lambda: stream.read(PIECE), b""))


def _check_part(xml: bytes) -> None:
    """Refuses entity definitions and merged ranges that would unfold into millions of cells."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("工作簿含有不允许的内容，请在 Excel 中另存为 .xlsx")
    covered = 0
    for left, top, right, bottom in _MERGE.findall(xml):
        covered += (int(bottom) - int(top) + 1) * (_column(right) - _column(left) + 1)
    if covered > MAX_MERGED_CELLS:
        raise Refused("合并单元格范围过大，请取消整行整列的合并")


def _column(letters: bytes) -> int:
    """Column number of its letters, without a limit."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
