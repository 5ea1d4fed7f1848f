"""A supervision notice as a letter (信函格式, GB/T 9704-2012, 10.1): the organ's name, red double lines, most often one page."""

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from documents.official import (
    AREA_HEIGHT,
    AREA_POINTS,
    HEAD,
    LINE,
    RED,
    SIZE_4,
    TITLE,
    Border,
    Look,
    lay_out,
    line,
    rule,
    saved,
    style,
)
from documents.official_paper import OfficialPaper
from documents.official_parts import (
    CENTER,
    LEFT,
    TITLE_LINE,
    lines_of,
    lines_of_body,
    title_lines,
    write_body,
    write_signature,
    write_title,
)

MASTHEAD_SIZE = 48
# The name's upper edge and the foot's line, from the edges of the page; the double lines reach 7 mm beyond the type area: 170 mm.
NAME_DOWN, LINE_UP, BEYOND = Mm(30), Mm(20), Mm(7)
# Points that the name and its line take of the type area, which begins 37 mm down.
HEAD_HEIGHT = 64.0
UPPER, LOWER = Border(24, "E60012", "thickThinSmallGap"), Border(24, "E60012", "thinThickSmallGap")
PITCHES = (LINE.pt, 26.0, 24.0, 22.0)


def letter_document(paper: OfficialPaper) -> bytes:
    """The Word file; set closer where it stands on one page then. The same paper gives the same bytes."""
    document = Document()
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    pitch = Pt(fitting(paper))
    lay_out(document, pitch)
    # The name moves the text down by what is no whole line: on a grid each line would take two.
    document.sections[0]._sectPr.find(qn("w:docGrid")).set(qn("w:type"), "default")
    document.core_properties.title = f"{paper.number} {paper.title}"
    document.core_properties.author = paper.signer
    _first_page(document, paper)
    _number(document, paper, pitch)
    write_title(document, paper, pitch.pt * (2 if pitch == LINE else 1))
    line(document, spacing=pitch)
    line(document, f"{paper.addressee}：", align=LEFT, spacing=pitch)
    write_body(document, paper, pitch)
    write_signature(document, paper, pitch)
    if paper.copies:
        line(document, spacing=Pt(10))
        line(document, f"抄送：{paper.copies}。", look=Look(size=SIZE_4), align=LEFT, indent=1, right=1)
    return saved(document)


def fitting(paper: OfficialPaper) -> float:
    """The widest height of a line, in points, with which the letter stands on one page; the standard one where none does."""
    return next((pitch for pitch in PITCHES if _height(paper, pitch) <= AREA_HEIGHT), PITCHES[0])


def _height(paper: OfficialPaper, pitch: float) -> float:
    """How high the letter gets, in points; rather more than less."""
    above = 2 if pitch == LINE.pt else 1
    # Number, above the title, below it, addressee, body, above the signer, signer, date, notes.
    lines = 1 + above + 1 + lines_of(f"{paper.addressee}：") + lines_of_body(paper) + 3 + bool(paper.notes)
    copies = (LINE.pt + 10) * bool(paper.copies)
    return float(HEAD_HEIGHT + lines * pitch + len(title_lines(paper.title)) * TITLE_LINE + copies)


def _first_page(document: WordDocument, paper: OfficialPaper) -> None:
    """Name and double lines stand on the first page alone, which bears no number."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = NAME_DOWN, LINE_UP
    size = min(MASTHEAD_SIZE, int((AREA_POINTS - 6) / len(paper.masthead)))
    head = section.first_page_header.paragraphs[0]
    style(head.add_run(paper.masthead), Look(TITLE, size, RED))
    head.alignment = CENTER
    head.paragraph_format.space_after = Pt(10)
    rule(head, {"bottom": UPPER}, gap=11)
    foot = section.first_page_footer.paragraphs[0]
    rule(foot, {"top": LOWER})
    for paragraph in (head, foot):
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = -BEYOND
        _without_tabs(paragraph)


def _without_tabs(paragraph: Paragraph) -> None:
    """A header's own style brings lines of its own in some programs."""
    properties = paragraph._p.get_or_add_pPr()
    for named in properties.findall(qn("w:pStyle")):
        properties.remove(named)


def _number(document: WordDocument, paper: OfficialPaper, pitch: Pt) -> None:
    """The urgency on the left and the number on the right, on the first line below the double line."""
    made = line(document, "", align=LEFT, spacing=pitch)
    made.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    style(made.add_run(paper.urgency), Look(HEAD))
    style(made.add_run(f"\t{paper.number}"), Look())
