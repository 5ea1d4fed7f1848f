"""A supervision notice (督办单) on paper: a Word document in the official layout (GB/T 9704-2012)."""

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt

from documents.notice_paper import NoticePaper
from documents.official import (
    AREA_POINTS,
    HEAD,
    LINE,
    PLAIN,
    RED,
    RED_LINE,
    SIZE_2,
    SIZE_4,
    THICK,
    TITLE,
    Look,
    at_foot,
    free_of_grid,
    lay_out,
    line,
    rule,
    saved,
    style,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
# The masthead begins 35 mm below the type area's edge; the first line above it is for the urgency.
ABOVE_MASTHEAD = Pt(35 / 25.4 * 72 - LINE.pt)
# The masthead's largest size; a longer name gets smaller so that it stays on one line.
MASTHEAD_SIZE = 60


def notice_document(paper: NoticePaper) -> bytes:
    """The Word file; the same paper gives the same bytes."""
    document = Document()
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    lay_out(document)
    document.core_properties.title = f"{paper.number} {paper.title}"
    document.core_properties.author = paper.signer
    _head(document, paper)
    line(document)
    line(document, f"{paper.addressee}：", align=LEFT)
    for heading, text in paper.body:
        style(line(document, heading, indent=2, look=Look(HEAD)).add_run(text), PLAIN)
    _signature(document, paper)
    _imprint(document, paper)
    return saved(document)


def _head(document: WordDocument, paper: NoticePaper) -> None:
    """Urgency, red masthead, number, red line, title."""
    line(document, paper.urgency, align=LEFT, look=Look(HEAD))
    size = min(MASTHEAD_SIZE, int((AREA_POINTS - 6) / len(paper.masthead)))
    masthead = line(document, paper.masthead, align=CENTER, look=Look(TITLE, size, RED), spacing=None)
    masthead.paragraph_format.space_before = ABOVE_MASTHEAD
    number = line(document, paper.number, align=CENTER)
    number.paragraph_format.space_before = Pt(2 * LINE.pt)
    rule(number, {"bottom": RED_LINE}, gap=11)
    for at, part in enumerate(_title_lines(paper.title)):
        title = line(document, part, align=CENTER, look=Look(TITLE, SIZE_2), spacing=Pt(35))
        free_of_grid(title)
        title.paragraph_format.space_before = Pt(0 if at else 2 * LINE.pt)


def _signature(document: WordDocument, paper: NoticePaper) -> None:
    """Signer above the date, centred on it, the date four characters in: room for the seal. Then the notes."""
    line(document)
    date_width = _width(paper.dated)
    inset = max(0.0, 4 + date_width / 2 - _width(paper.signer) / 2)
    line(document, paper.signer, align=RIGHT, right=inset).paragraph_format.keep_with_next = True
    line(document, paper.dated, align=RIGHT, right=4)
    if paper.notes:
        line(document, f"（{paper.notes}）", indent=2, align=LEFT)


def _imprint(document: WordDocument, paper: NoticePaper) -> None:
    """版记 at the foot of the last page: copies, then who issued it and when, thick lines above and below, thin between."""
    last = document.paragraphs[-1]
    made = []
    if paper.copies:
        made.append(line(document, f"抄送：{paper.copies}。", look=Look(size=SIZE_4), align=LEFT, indent=1, right=1))
        # The thin line is a tab's leader: with a border of its own the block would fall apart in some programs.
        made.append(line(document, "\t", look=Look(size=4), align=LEFT, spacing=Pt(4)))
        made[-1].paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    made.append(
        line(document, f"{paper.signer}\t{paper.issued}", look=Look(size=SIZE_4), align=LEFT, indent=1, right=1)
    )
    made[-1].paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(SIZE_4), WD_TAB_ALIGNMENT.RIGHT)
    for paragraph in made:
        at_foot(paragraph)
        rule(paragraph, {"top": THICK, "bottom": THICK})
        # A frame belongs to the paragraph after it: both stand on one page.
        last._p.addprevious(paragraph._p)


def _title_lines(title: str) -> list[str]:
    """A title too long for a line is cut behind its last 的, so that no word is torn."""
    head, word, tail = title.rpartition("的")
    if _width(title) * SIZE_2 <= AREA_POINTS or not word:
        return [title]
    return [head + word, tail]


def _width(text: str) -> float:
    """Width in characters: figures and letters take half."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)
