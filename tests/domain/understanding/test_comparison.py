"""Questions that compare, in the words of a district that is not the sample."""

from dataclasses import replace
from datetime import date

import pytest

from domain.items import Item
from domain.understanding import Catalogue, Context, Intent, understand
from domain.understanding.comparison import Comparison, End, Ranked, Vocabulary, comparison_of
from domain.units import Unit, UnitKind
from tests.domain.examples import BUILDINGS

UNITS = (
    Unit("Z1", "青石镇", ("青石",), UnitKind.STREET),
    Unit("Z2", "柳河乡", ("柳河",), UnitKind.STREET),
    Unit("B1", "县水利局", ("水利局",), UnitKind.DEPARTMENT),
    Unit("G1", "清江城投公司", ("清江城投",), UnitKind.COMPANY),
)
TODAY = Context(date(2026, 6, 22))
KNOWN = Vocabulary(("生态立县", "工业强县"), (("NP", "北坪新区"),))


def promised(code: str, unit: str, name: str, aliases: tuple[str, ...] = ()) -> Item:
    return replace(BUILDINGS, code=code, unit=unit, name=name, aliases=aliases, board="生态立县")


ITEMS = (
    promised("A-001", "Z1", "高标准农田建成面积", ("高标准农田",)),
    promised("A-002", "Z2", "高标准农田建成面积", ("高标准农田",)),
    promised("A-003", "B1", "高标准农田建成面积（全县）", ("全县高标准农田",)),
    promised("A-004", "Z1", "农村危房改造户数", ("危房改造", "改造户数")),
    promised("A-005", "Z2", "户厕改造户数", ("户厕改造", "改造户数")),
    promised("A-006", "B1", "最低生活保障标准提升", ("低保标准",)),
)
CATALOGUE = Catalogue.build(ITEMS, UNITS)


def read(text: str) -> Comparison | None:
    return comparison_of(text, CATALOGUE, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("哪个镇最差", Comparison(Ranked.UNIT, UnitKind.STREET, End.WORST)),
        ("谁最快", Comparison(Ranked.UNIT, None, End.BEST)),
        ("工业强县哪家最慢", Comparison(Ranked.UNIT, None, End.WORST, board="工业强县")),
        ("工业强县板块哪个部门垫底", Comparison(Ranked.UNIT, UnitKind.DEPARTMENT, End.WORST, board="工业强县")),
        ("各单位完成率排名", Comparison(Ranked.UNIT, by_completion=True)),
        ("高标准农田各乡镇完成多少", Comparison(Ranked.UNIT, UnitKind.STREET, tasks=("A-001",))),
        ("北坪新区哪项最慢", Comparison(Ranked.ITEM, None, End.WORST, area="NP")),
        ("哪个板块最好", Comparison(Ranked.BOARD, None, End.BEST)),
        ("各片区进度怎么样", Comparison(Ranked.AREA)),
        ("青石和柳河哪个快", Comparison(Ranked.UNIT, None, End.BEST, units=("Z1", "Z2"))),
        ("清江城投哪项落后", Comparison(Ranked.ITEM, None, End.WORST, units=("G1",))),
        ("工业板块谁最慢", Comparison(Ranked.UNIT, None, End.WORST, board="工业强县")),
        ("后三名是谁", Comparison(Ranked.UNIT, None, End.WORST)),
    ],
)
def test_what_is_compared_is_read_from_the_words(text: str, expected: Comparison) -> None:
    assert understand(text, CATALOGUE, TODAY).intent is Intent.QUERY
    assert read(text) == expected


def test_words_that_several_tasks_share_name_them_all() -> None:
    found = read("改造户数各乡镇排名")
    assert found is not None
    assert found.tasks == ("A-004", "A-005")


def test_words_that_name_nothing_are_kept_to_be_told() -> None:
    found = read("上个月哪个镇最差")
    assert found is not None
    assert found.strange == "上月"
    stranger = read("养猪场哪家最慢")
    assert stranger is not None
    assert stranger.strange == "养猪场"


@pytest.mark.parametrize(
    "text",
    ["哪些红了", "本周谁没报", "青石还差多少", "危房改造完成多少", "最低生活保障标准提了多少", "哪些项目滞后"],
)
def test_other_questions_compare_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["高标准农田建成300座，全县最快", "青石高标准农田累计20座，排名第一", "各乡镇均已启动", "我镇工作全市领先"]
)
def test_a_report_that_boasts_stays_a_report(text: str) -> None:
    assert understand(text, CATALOGUE, TODAY).intent is not Intent.QUERY
