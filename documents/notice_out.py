"""A supervision notice (督办单) or a 通报 on paper: a Word document in the official layout (GB/T 9704-2012)."""

from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt

from documents.letter_out import letter_document
from documents.official import (
    AREA_HEIGHT,
    AREA_POINTS,
    HEAD,
    LINE,
    RED,
    RED_LINE,
    SIZE_4,
    THICK,
    TITLE,
    Look,
    at_foot,
    lay_out,
    line,
    rule,
    saved,
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

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The masthead's largest size; a longer name gets smaller so that it stays on one line.
MASTHEAD_SIZE = 60


@dataclass(frozen=True, slots=True)
class Fit:
    """How closely a paper is set, in points: the height of a line, what stands free above the masthead, and how many lines do
    above the number, above the title, above the addressee.
    """

    pitch: float
    above: float
    number: int = 1
    title: int = 1
    addressee: int = 0


# The standard first (the masthead begins 35 mm below the type area's edge, with a line for the urgency above it). A paper that is
# short enough is set closer, so that it stands on one page; one that is not keeps to the standard.
STANDARD = Fit(LINE.pt, 35 / 25.4 * 72 - LINE.pt, 2, 2, 1)
CLOSER = (Fit(26, 30), Fit(24, 20), Fit(22, 12))


def notice_document(paper: OfficialPaper) -> bytes:
    """The Word file, a letter where the paper is one; the same paper gives the same bytes."""
    if paper.letter:
        return letter_document(paper)
    document = Document()
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    fit = fitting(paper)
    pitch = Pt(fit.pitch)
    lay_out(document, pitch)
    document.core_properties.title = f"{paper.number} {paper.title}"
    document.core_properties.author = paper.signer
    _head(document, paper, fit)
    for _ in range(fit.addressee):
        line(document, spacing=pitch)
    line(document, f"{paper.addressee}：", align=LEFT, spacing=pitch)
    write_body(document, paper, pitch)
    write_signature(document, paper, pitch)
    _imprint(document, paper)
    return saved(document)


def fitting(paper: OfficialPaper) -> Fit:
    """The widest setting in which the paper stands on one page; the standard one where none does."""
    return next((fit for fit in (STANDARD, *CLOSER) if _height(paper, fit) <= AREA_HEIGHT), STANDARD)


def _height(paper: OfficialPaper, fit: Fit) -> float:
    """How high the paper gets, in points; rather more than less."""
    body = lines_of_body(paper)
    # Urgency, number, addressee, a line above the signer, signer, date, notes.
    lines = (
        1 + fit.number + 1 + fit.title + fit.addressee + lines_of(f"{paper.addressee}：") + body + 3 + bool(paper.notes)
    )
    masthead = fit.above + _masthead_size(paper) * 1.4
    # The red line stands 11 points below the number.
    title = len(title_lines(paper.title)) * TITLE_LINE + 12
    imprint = (1 + bool(paper.copies)) * LINE.pt + 8
    return float(lines * fit.pitch + masthead + title + imprint)


def _masthead_size(paper: OfficialPaper) -> int:
    return min(MASTHEAD_SIZE, int((AREA_POINTS - 6) / len(paper.masthead)))


def _head(document: WordDocument, paper: OfficialPaper, fit: Fit) -> None:
    """Urgency, red masthead, number, red line, title."""
    pitch, size = Pt(fit.pitch), _masthead_size(paper)
    line(document, paper.urgency, align=LEFT, look=Look(HEAD), spacing=pitch)
    masthead = line(document, paper.masthead, align=CENTER, look=Look(TITLE, size, RED), spacing=None)
    masthead.paragraph_format.space_before = Pt(fit.above)
    number = line(document, paper.number, align=CENTER, spacing=pitch)
    number.paragraph_format.space_before = Pt(fit.number * fit.pitch)
    rule(number, {"bottom": RED_LINE}, gap=11)
    write_title(document, paper, fit.title * fit.pitch)


def _imprint(document: WordDocument, paper: OfficialPaper) -> None:
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
