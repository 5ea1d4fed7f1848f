"""What a red-headed paper and a letter have in common: title, body, signature, and how wide and high text gets."""

import math

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from documents.official import AREA_POINTS, CHARACTERS, HEAD, PLAIN, SIZE_2, TITLE, Look, free_of_grid, line, style
from documents.official_paper import OfficialPaper

CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
TITLE_LINE = 35.0


def write_title(document: WordDocument, paper: OfficialPaper, above: float) -> None:
    """The title in 2号, `above` points below what stands before it."""
    for at, part in enumerate(title_lines(paper.title)):
        title = line(document, part, align=CENTER, look=Look(TITLE, SIZE_2), spacing=Pt(TITLE_LINE))
        free_of_grid(title)
        title.paragraph_format.space_before = Pt(0 if at else above)


def write_body(document: WordDocument, paper: OfficialPaper, pitch: Pt) -> None:
    """The paragraphs, each headed in 黑体 where it has a heading."""
    for heading, text in paper.body:
        style(line(document, heading, indent=2, look=Look(HEAD), spacing=pitch).add_run(text), PLAIN)


def write_signature(document: WordDocument, paper: OfficialPaper, pitch: Pt) -> None:
    """Signer above the date, centred on it, the date four characters in: room for the seal. Then the notes."""
    line(document, spacing=pitch)
    date_width = width(paper.dated)
    inset = max(0.0, 4 + date_width / 2 - width(paper.signer) / 2)
    line(document, paper.signer, align=RIGHT, right=inset, spacing=pitch).paragraph_format.keep_with_next = True
    line(document, paper.dated, align=RIGHT, right=4, spacing=pitch)
    if paper.notes:
        line(document, f"（{paper.notes}）", indent=2, align=LEFT, spacing=pitch)


def lines_of_body(paper: OfficialPaper) -> int:
    """Lines of the body; rather more than fewer."""
    return sum(lines_of(f"{heading}{text}", indent=2) for heading, text in paper.body)


def lines_of(text: str, indent: int = 0) -> int:
    """Lines of 28 characters."""
    return max(1, math.ceil((width(text) + indent) / CHARACTERS))


# Behind and before these a title is cut best; between the letters of a word, a figure or a quotation it is not cut at all.
CLOSING, OPENING = "”》）、，的及和与", "“《（"
# What a cut elsewhere costs, in characters by which the lines may differ instead.
ANYWHERE = 3.0


def title_lines(title: str) -> list[str]:
    """A title too long for a line is cut behind its last 的, and what is too long still into lines of like length.

    GB/T 9704 wants words whole and lines in balance (词意完整、排列对称).
    """
    most = AREA_POINTS / SIZE_2
    head, word, tail = title.rpartition("的")
    if width(title) <= most:
        return [title]
    return [*_even(head + word, most), tail] if word else _even(title, most)


def _even(text: str, most: float) -> list[str]:
    """The text in as few lines of at most so many characters as it takes, cut where it reads best."""
    count = math.ceil(width(text) / most)
    if count < 2:
        return [text]
    wanted = width(text) / count
    places = [at for at in range(1, len(text)) if _may_be_cut(text, at) and width(text[:at]) <= most]
    if not places:
        return [text]
    at = min(places, key=lambda at: abs(width(text[:at]) - wanted) + (0.0 if _reads_well(text, at) else ANYWHERE))
    return [text[:at], *_even(text[at:], most)]


def _may_be_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return not (before.isascii() and after.isascii()) and before not in OPENING and after not in CLOSING


def _reads_well(text: str, at: int) -> bool:
    return text[at - 1] in CLOSING or text[at] in OPENING


def width(text: str) -> float:
    """Width in characters: figures and letters take half."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)
