"""Small files that are what they seem: pictures, papers, and what is none."""

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
