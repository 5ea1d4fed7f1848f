"""Small files that are what they seem: pictures, films, papers, and what is none."""

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(number: int = 0, kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """A picture of one colour, other bytes for each number."""
    out = io.BytesIO()
    Image.new("RGB", size, (number % 256, number // 256 % 256, 90)).save(out, kind)
    return out.getvalue()


def package(*names: str) -> bytes:
    """A ZIP file with these names in it: an office document, or an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def film(*tracks: bytes, brand: bytes = b"isom", number: int = 0, size: int = 60, flat: bool = True) -> bytes:
    """An MP4 file with these tracks (`vide`, `soun`; a picture and a sound where none is named), other bytes for each number.

    `flat`: the list of tracks is in front, as of what was made for the web; telephones write it at the end.
    """
    described = b"".join(_track(each) for each in tracks or (b"vide", b"soun"))
    head = box(b"ftyp", brand + bytes(4) + brand)
    index, data = box(b"moov", box(b"mvhd", bytes(100)) + described), box(b"mdat", number.to_bytes(4) + bytes(size))
    return head + (index + data if flat else data + index)


def box(name: bytes, content: bytes) -> bytes:
    """A box of an ISO base media file."""
    return (8 + len(content)).to_bytes(4) + name + content


def _track(kind: bytes) -> bytes:
    handler = box(b"hdlr", bytes(8) + kind + bytes(12) + b"\0")
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"mdhd", bytes(24)) + handler + box(b"minf", b"")))
