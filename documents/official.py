"""The official layout of Chinese state organs (公文格式, GB/T 9704-2012): page, fonts, red line, page numbers."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# Type area (版心) 156 x 225 mm on A4: 22 lines of 28 characters.
TOP, BOTTOM, LEFT, RIGHT = Mm(37), Mm(35), Mm(28), Mm(26)
AREA_POINTS, AREA_HEIGHT = 156 / 25.4 * 72, 225 / 25.4 * 72
CHARACTERS = 28
LINE = Pt(28.95)
# 28 characters of 16 points are a little more than 156 mm: each gives up this much, in twentieths of a point.
TIGHTER = -5
# Sizes by their Chinese names, in points: 2号, 3号, 4号.
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
RED = RGBColor(0xE6, 0, 0x12)
BODY, TITLE, HEAD, LATIN = "仿宋_GB2312", "方正小标宋简体", "黑体", "Times New Roman"
# What Word takes on a machine without the font (every Windows has these), and its kind, for everything else.
FALLBACKS = {BODY: ("仿宋", "modern"), TITLE: ("华文中宋", "roman"), HEAD: ("SimHei", "swiss")}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# The schema fixes the order of a paragraph's properties; those that are used here.
PROPERTIES = ("keepNext", "framePr", "widowControl", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "rPr")
FIXED_DATE = (2000, 1, 1, 0, 0, 0)


def lay_out(document: Document, pitch: Pt = LINE) -> None:
    """A4, margins, lines of that height (22 a page), fonts with their fallbacks, page numbers outside on odd and even pages."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    # The page number stands 7 mm below the type area.
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(pitch.pt * 20)))
    normal = document.styles["Normal"]
    normal.font.size = Pt(SIZE_3)
    properties = normal.element.get_or_add_rPr()
    _name_fonts(properties, BODY)
    language = OxmlElement("w:lang")
    for key, code in (("val", "zh-CN"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{key}"), code)
    properties.append(language)
    _declare_fallbacks(document)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


@dataclass(frozen=True, slots=True)
class Look:
    """The font of Chinese text, its size in points, its colour if not black."""

    font: str = BODY
    size: float = SIZE_3
    color: RGBColor | None = None


PLAIN = Look()
PAGE_NUMBER = Look("宋体", SIZE_4)


def line(
    document: Document,
    text: str = "",
    *,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    indent: float = 0,
    right: float = 0,
    look: Look = PLAIN,
    spacing: Pt | None = LINE,
) -> Paragraph:
    """A paragraph; `indent` (of its first line) and `right` are in characters, `spacing` None leaves the height to the font."""
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = align
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = False
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY if spacing else WD_LINE_SPACING.SINGLE
    if spacing:
        shape.line_spacing = spacing
    shape.first_line_indent = Pt(indent * look.size) if indent else None
    shape.right_indent = Pt(right * look.size) if right else None
    if text:
        style(paragraph.add_run(text), look)
    return paragraph


def style(run: Run, look: Look) -> Run:
    """Gives a run its look; Latin letters and figures are always in Times New Roman."""
    run.font.size, run.font.bold = Pt(look.size), False
    if look.color is not None:
        run.font.color.rgb = look.color
    properties = run._r.get_or_add_rPr()
    _name_fonts(properties, look.font)
    if look.size == SIZE_3:
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), str(TIGHTER))
        properties.insert_element_before(tighter, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u")
    return run


@dataclass(frozen=True, slots=True)
class Border:
    """A line across the type area; thickness in eighths of a point, `kind` as Word names it."""

    eighths: int
    color: str = "000000"
    kind: str = "single"


RED_LINE, THICK = Border(12, "E60012"), Border(8)


def rule(paragraph: Paragraph, sides: Mapping[str, Border], gap: int = 0) -> None:
    """Lines on sides of a paragraph ("top", "bottom"), `gap` points from its text."""
    borders = OxmlElement("w:pBdr")
    for side, border in sides.items():
        element = OxmlElement(f"w:{side}")
        for key, value in (("val", border.kind), ("sz", border.eighths), ("space", gap), ("color", border.color)):
            element.set(qn(f"w:{key}"), str(value))
        borders.append(element)
    _put(paragraph, borders)


def at_foot(paragraph: Paragraph) -> None:
    """The paragraph stands in a frame on the lower edge of the type area.

    Several that follow each other share the frame if their borders are the same.
    """
    frame = OxmlElement("w:framePr")
    width = str(round(AREA_POINTS * 20))
    for key, value in (
        ("w", width),
        ("wrap", "notBeside"),
        ("hAnchor", "margin"),
        ("vAnchor", "margin"),
        ("xAlign", "left"),
        ("yAlign", "bottom"),
    ):
        frame.set(qn(f"w:{key}"), value)
    _put(paragraph, frame)


def free_of_grid(paragraph: Paragraph) -> None:
    """Lines of this paragraph do not snap to the page's grid."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    _put(paragraph, snap)


def _put(paragraph: Paragraph, element: BaseOxmlElement) -> None:
    """Puts a property in the place the schema wants."""
    tag = element.tag.split("}")[1]
    after = PROPERTIES[PROPERTIES.index(tag) + 1 :]
    paragraph._p.get_or_add_pPr().insert_element_before(element, *(f"w:{name}" for name in after))


def saved(document: Document) -> bytes:
    """The file's bytes, the same for the same content: no clock goes into them."""
    raw, fixed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, FIXED_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _name_fonts(properties: BaseOxmlElement, font: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{key}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _declare_fallbacks(document: Document) -> None:
    """The font table names what stands in for a font that is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{kind}"/><w:pitch w:val="fixed"/></w:font>'
        for name, (other, kind) in FALLBACKS.items()
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>'
    for part in document.part.package.iter_parts():
        if part.partname.endswith("fontTable.xml"):
            part._blob = xml.encode("utf-8")


def _page_number(paragraph: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in 4号, one character in from the outer edge."""
    paragraph.alignment = align
    indent = Pt(SIZE_4)
    if align is WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    style(paragraph.add_run("— "), PAGE_NUMBER)
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = style(paragraph.add_run(), PAGE_NUMBER)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)
    style(paragraph.add_run(" —"), PAGE_NUMBER)
