"""The paper of a notice keeps to the official layout (GB/T 9704-2012), and is the same for the same values."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from documents.letter_out import fitting as letter_fitting
from documents.notice_out import STANDARD, fitting, notice_document
from documents.official_paper import OfficialPaper

PAPER = OfficialPaper(
    masthead="示例区人民政府督查室文件",
    number="示督〔2026〕1号",
    title="关于中央商务区26座楼宇建成交付的蓝色督办单",
    addressee="中央商务区发展服务中心",
    body=(("一、督办事项。", "JS-010 中央商务区26座楼宇建成交付。"), ("二、督办事由。", "已逾期5个工作日未报送。")),
    signer="示例区人民政府督查室",
    dated="2026年7月10日",
    notes="联系人：督查员甲",
    urgency="加急",
    copies="分管副区长（城建）",
    issued="2026年7月10日印发",
)


def opened(paper: OfficialPaper) -> WordDocument:
    """The Word file, read again."""
    return Document(io.BytesIO(notice_document(paper)))


def texts(paper: OfficialPaper) -> list[str]:
    """Its paragraphs that say something."""
    return [each.text for each in opened(paper).paragraphs if each.text.strip()]


def fonts(document: WordDocument, text: str) -> tuple[str, float]:
    """Chinese font and size of the first run that begins so."""
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    run = next(run for run in runs if run.text.startswith(text))
    assert run.font.size is not None
    (named,) = run._r.xpath("./w:rPr/w:rFonts")
    return named.get(qn("w:eastAsia")), run.font.size.pt


def test_everything_stands_in_the_order_of_an_official_paper() -> None:
    assert texts(PAPER) == [
        "加急",
        "示例区人民政府督查室文件",
        "示督〔2026〕1号",
        "关于中央商务区26座楼宇建成交付的",
        "蓝色督办单",
        "中央商务区发展服务中心：",
        "一、督办事项。JS-010 中央商务区26座楼宇建成交付。",
        "二、督办事由。已逾期5个工作日未报送。",
        "示例区人民政府督查室",
        "2026年7月10日",
        "抄送：分管副区长（城建）。",
        "示例区人民政府督查室\t2026年7月10日印发",
        "（联系人：督查员甲）",
    ]


def test_page_and_margins_are_those_of_the_standard() -> None:
    section = opened(PAPER).sections[0]
    for found, wanted in (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.bottom_margin, 35),
        (section.left_margin, 28),
        (section.right_margin, 26),
    ):
        assert found is not None
        assert abs(found - Mm(wanted)) < Mm(0.1)


def test_fonts_and_sizes_are_those_of_the_standard() -> None:
    document = opened(PAPER)
    assert fonts(document, "示例区人民政府督查室文件") == ("方正小标宋简体", 36)
    assert fonts(document, "示督") == ("仿宋_GB2312", 16)
    assert fonts(document, "关于") == ("方正小标宋简体", 22)
    assert fonts(document, "一、督办事项") == ("黑体", 16)
    assert fonts(document, "JS-010") == ("仿宋_GB2312", 16)
    assert fonts(document, "抄送") == ("仿宋_GB2312", 14)


def test_a_font_that_is_not_installed_has_a_stand_in() -> None:
    with zipfile.ZipFile(io.BytesIO(notice_document(PAPER))) as file:
        table = file.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="华文中宋"/>' in table


def test_the_masthead_is_red_and_fits_one_line_however_long() -> None:
    long = replace(PAPER, masthead="示例市示例区人民政府督查室（区委区政府督查考核中心）文件")
    for paper in (PAPER, long, replace(PAPER, masthead="督办单")):
        document = opened(paper)
        run = next(run for each in document.paragraphs for run in each.runs if run.text == paper.masthead)
        assert run.font.size is not None
        assert run.font.size.pt * len(paper.masthead) <= 156 / 25.4 * 72
        assert str(run.font.color.rgb) == "E60012"
    assert fonts(opened(replace(PAPER, masthead="督办单")), "督办单")[1] == 60


def test_the_signer_is_centred_over_the_date_which_ends_four_characters_in() -> None:
    document = opened(PAPER)
    signer, dated = document.paragraphs[-6:-4]
    assert (signer.text, dated.text) == (PAPER.signer, PAPER.dated)
    assert dated.paragraph_format.right_indent == Pt(4 * 16)
    # The date is 6.5 characters wide (figures take half), the signer 10: 4 + 6.5 / 2 - 10 / 2 = 2.25 in.
    assert signer.paragraph_format.right_indent == Pt(2.25 * 16)


@pytest.mark.parametrize(
    ("changes", "gone"),
    [({"urgency": ""}, "加急"), ({"notes": ""}, "（联系人"), ({"copies": ""}, "抄送")],
)
def test_what_is_empty_is_not_printed(changes: dict[str, str], gone: str) -> None:
    assert not any(text.startswith(gone) for text in texts(replace(PAPER, **changes)))  # type: ignore[arg-type]


def test_the_same_values_give_the_same_bytes_also_over_json() -> None:
    assert notice_document(OfficialPaper.from_json(PAPER.as_json())) == notice_document(PAPER)
    assert notice_document(replace(PAPER, number="示督〔2026〕2号")) != notice_document(PAPER)


LONG = tuple((heading, text * 40) for heading, text in PAPER.body)
ITEM = "JS-006 二环东路以西、经十路以北视廊内区域连片开发方案报批，年度目标1项，2026年10月15日前完成；"
OBJECTION = "对承办事项有异议的，由单位主要负责人签字后于2026年6月25日前提出。"
USUAL = replace(
    PAPER,
    body=(
        ("一、督办事项。", f"{ITEM}责任领导：分管副区长（城建）。"),
        ("二、督办事由。", "应于4月7日报送进度，已逾期47个工作日未报送。"),
        ("三、办理要求。", "请查明原因，制定整改措施，明确完成时限和责任人，按期书面回复。"),
        ("四、办理时限。", f"请于2026年7月6日前书面回复。{OBJECTION}首次回复后，每月5日前反馈整改进展，直至销号。"),
    ),
)


def test_a_notice_of_four_paragraphs_is_set_to_stand_on_one_page() -> None:
    fit = fitting(USUAL)
    assert fit != STANDARD
    document = opened(USUAL)
    body = next(each for each in document.paragraphs if each.text.startswith("四、"))
    assert body.paragraph_format.line_spacing == Pt(fit.pitch)
    assert fit.pitch >= 22, "16 points need room"
    assert points(document) <= 225 / 25.4 * 72


def test_what_does_not_fit_on_one_page_keeps_to_the_standard() -> None:
    assert fitting(replace(PAPER, body=LONG)) == STANDARD


def test_what_fits_by_the_standard_is_not_set_closer() -> None:
    short = replace(PAPER, title="关于楼宇的督办单", body=(("一、", "请办理。"),), urgency="", notes="", copies="")
    assert fitting(short) == STANDARD


def points(document: WordDocument) -> float:
    """How high its paragraphs stand together, as they are set."""
    height = 0.0
    for each in document.paragraphs:
        shape = each.paragraph_format
        size = max((run.font.size.pt for run in each.runs if run.font.size), default=16)
        width = sum(0.5 if letter.isascii() else 1 for letter in each.text) * size
        # Each character of 16 points gives up a quarter of a point, so 28 stand in a line.
        room = 28 * 16 if size == 16 else 156 / 25.4 * 72
        spacing = shape.line_spacing.pt if isinstance(shape.line_spacing, Length) else size * 1.4
        height += (
            max(1, -(-int(width + (2 * size if size == 16 else 0)) // int(room))) * spacing
            + (shape.space_before or Pt(0)).pt
        )
    return height


LETTER = replace(PAPER, masthead="示例区人民政府督查室", letter=True)


def test_a_letter_bears_the_organ_s_name_between_double_lines_and_no_imprint() -> None:
    document = opened(LETTER)
    section = document.sections[0]
    head, foot = section.first_page_header.paragraphs[0], section.first_page_footer.paragraphs[0]
    assert head.text == "示例区人民政府督查室"
    borders = [each._p.xpath(f"./w:pPr/w:pBdr/w:{side}/@w:val") for each, side in ((head, "bottom"), (foot, "top"))]
    assert borders == [["thickThinSmallGap"], ["thinThickSmallGap"]]
    assert section.header_distance is not None
    assert abs(section.header_distance - Mm(30)) < Mm(0.1)
    assert texts(LETTER)[0] == "加急\t示督〔2026〕1号"
    assert not any("印发" in line for line in texts(LETTER))
    assert texts(LETTER)[-1] == "抄送：分管副区长（城建）。"


def test_a_letter_of_usual_length_stands_on_one_page_and_a_long_one_keeps_to_the_standard() -> None:
    usual = replace(LETTER, body=tuple((f"{number}、事项。", "请按期办结并书面回复。" * 5) for number in "一二三四"))
    assert letter_fitting(usual) < STANDARD.pitch
    assert letter_fitting(replace(LETTER, body=(("一、", "很长的要求。" * 300),))) == STANDARD.pitch
