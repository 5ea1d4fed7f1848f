"""Single cells: time limits, milestones, cadences and units in the ways officials write them."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.workbook.dates import read_period
from documents.workbook.grid import Cell, as_cell, unbroken
from documents.workbook.milestones import read_milestones
from documents.workbook.values import Unreadable
from domain.items import Basis, Cadence, Direction, Milestone
from tests.documents.workbook.books import read_rows, row


@pytest.mark.parametrize(
    ("written", "start", "due"),
    [
        ("12月底前", None, "2022-12-31"),
        ("１２月底前", None, "2022-12-31"),
        ("十二月底前", None, "2022-12-31"),
        ("2月底", None, "2022-02-28"),
        ("2024年2月底", None, "2024-02-29"),
        ("11月", None, "2022-11-30"),
        ("2022年12月20日", None, "2022-12-20"),
        ("2022 年 12 月 20 日前", None, "2022-12-20"),
        ("2022.10.31", None, "2022-10-31"),
        ("2022/9/30", None, "2022-09-30"),
        ("2022-11-30", None, "2022-11-30"),
        ("2022-11", None, "2022-11-30"),
        ("10.31", None, "2022-10-31"),
        ("20221231", None, "2022-12-31"),
        (20221231, None, "2022-12-31"),
        (44926, None, "2022-12-31"),
        (datetime.fromisoformat("2022-12-31"), None, "2022-12-31"),
        ("12月31日24时前", None, "2022-12-31"),
        ("2022-12-31 00:00:00", None, "2022-12-31"),
        ("年底前", None, "2022-12-31"),
        ("2022年底", None, "2022-12-31"),
        ("今年年底前完成", None, "2022-12-31"),
        ("全年", None, "2022-12-31"),
        ("上半年", None, "2022-06-30"),
        ("三季度末", None, "2022-09-30"),
        ("第3季度", None, "2022-09-30"),
        ("9月上旬", None, "2022-09-10"),
        ("9月中旬前", None, "2022-09-20"),
        ("9月下旬", None, "2022-09-30"),
        ("9月30日（力争8月底）", None, "2022-09-30"),
        ("2022年3月—11月", "2022-03-01", "2022-11-30"),
        ("3-11月", "2022-03-01", "2022-11-30"),
        ("2022年3月至8月", "2022-03-01", "2022-08-31"),
        ("2022年6月至11月底", "2022-06-01", "2022-11-30"),
        ("3月23日起，11月底前", "2022-03-23", "2022-11-30"),
        ("３月２３日至１２月３１日", "2022-03-23", "2022-12-31"),
        ("2022年3月23日—11月30日", "2022-03-23", "2022-11-30"),
        ("2022.3.1-2022.10.31", "2022-03-01", "2022-10-31"),
        ("2022年11月至次年3月", "2022-11-01", "2023-03-31"),
        ("7月起至年底", "2022-07-01", "2022-12-31"),
        ("尽快", None, None),
        ("", None, None),
    ],
)
def test_a_time_limit_is_read_as_officials_write_it(written: Any, start: str | None, due: str | None) -> None:
    found = read_period(as_cell(written), 2022)
    assert (found.start and found.start.isoformat(), found.due and found.due.isoformat()) == (start, due)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms: tuple[Any, ...] = (
        day,
        serial,
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02}/{day.day:02}前",
        f"{day:%Y%m%d}",
    )
    assert {read_period(as_cell(form), 1999).due for form in forms} == {day}


@given(st.text(alphabet="0123456789年月日底前至起—-./季度上半一二三四 （）完成", max_size=20))
def test_no_text_makes_reading_a_limit_fail_but_by_saying_so(text: str) -> None:
    with suppress(Unreadable):
        found = read_period(Cell(text), 2022)
        assert found.due is None or found.due.year < 10_000


def steps(text: str, unit: str = "家") -> tuple[Milestone, ...]:
    return read_milestones(text, 2022, unit)


@pytest.mark.parametrize(
    "text",
    [
        "3月底：累计6家（计划值6）；\n6月底：累计16家（计划值16）",
        "1. 3月31日前累计6家【6】\n2. 6月30日前累计16家【16】",
        "1、3月31日前累计6家【6】；2、6月30日前累计16家【16】",
        "（1）3月31日前累计6家【6】（2）6月30日前累计16家【16】".replace("】（2", "】\n（2"),
        "①3月底前，累计6家（计划6家）②6月底前，累计16家（计划16家）".replace("②", "\n②"),
        "2022-03-31 累计6家（计划值 6）；\n2022-06-30 累计16家（计划值 16）",
        "2022-03-31 累计6家:6|2022-06-30 累计16家:16",
        "6月底：累计16家（计划值16）；3月底：累计6家（计划值6）",
        "１．３月３１日前累计６家【６】\n２．６月３０日前累计１６家【１６】",
        "一季度末：累计6家（6）；上半年：累计16家（16）",
        "3 月 31 日：累计6家（计划值：6）\n6 月 30 日：累计16家（计划值：16）",
    ],
)
def test_milestones_are_read_in_every_layout(text: str) -> None:
    assert steps(text) == (
        Milestone(date(2022, 3, 31), "累计6家", Decimal(6)),
        Milestone(date(2022, 6, 30), "累计16家", Decimal(16)),
    )


def test_a_figure_in_the_words_is_no_planned_value() -> None:
    assert steps("4月底：成立专班（不少于3人）；6月底：推荐申报200家") == (
        Milestone(date(2022, 4, 30), "成立专班（不少于3人）", None),
        Milestone(date(2022, 6, 30), "推荐申报200家", None),
    )


def test_a_clause_without_a_date_continues_the_step_before_it() -> None:
    assert steps("3月底：完成选址；取得批复\n6月底：开工")[0].text == "完成选址；取得批复"


def test_a_planned_value_is_converted_to_the_measure_unit() -> None:
    assert steps("6月底：拆除（计划值6000平方米）", "万平方米")[0].planned == Decimal("0.6")


def test_no_milestones_are_no_fault() -> None:
    assert steps("") == steps("—") == ()


@pytest.mark.parametrize(
    ("written", "cadence"),
    [
        ("月报", Cadence.MONTH),
        ("每月一报", Cadence.MONTH),
        ("每月5日前", Cadence.MONTH),
        ("每旬", Cadence.TEN_DAYS),
        ("每10天", Cadence.TEN_DAYS),
        ("季", Cadence.QUARTER),
        ("1次/月", Cadence.MONTH),
        ("按季度报送", Cadence.QUARTER),
    ],
)
def test_a_cadence_is_known_in_other_words(written: str, cadence: Cadence) -> None:
    assert read_rows(row(cadence=written)).items[0].item.cadence is cadence


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("住建局、解放路", ("BM03", "JD01")),
        ("区住房和城乡\n建设局，解放路街道", ("BM03", "JD01")),
        ("区住建局\n解放路街道", ("BM03", "JD01")),
        ("某某区住建局、解放路街道办事处", ("BM03", "JD01")),
        ("各街道", ("JD01", "JD02")),
        ("BM03|JD01", ("BM03", "JD01")),
        ("住建局（牵头）；解放路；住建局", ("BM03", "JD01")),
        ("区商务局、解放路", ("JD01",)),
        ("—", ()),
        (None, ()),
    ],
)
def test_co_units_are_known_by_any_name_each_once_and_without_the_lead(
    written: str | None, codes: tuple[str, ...]
) -> None:
    assert read_rows(row(co_units=written)).items[0].item.co_units == codes


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("PM2.5\n年均浓度降至", "PM2.5年均浓度降至"),
        ("７０个在建项目", "70个在建项目"),
        ("“１＋４＋４”体系（全区）", "“1+4+4”体系（全区）"),
        ("AI Park 二期\n建设", "AI Park二期建设"),
    ],
)
def test_a_name_broken_over_lines_is_one_name(written: str, name: str) -> None:
    assert unbroken(written) == name


@pytest.mark.parametrize(
    ("changes", "direction", "basis"),
    [
        ({"name": "信访积案存量压减至", "baseline": 38, "target": "降至12家以内"}, Direction.DOWN, Basis.LEVEL),
        ({"name": "闲置房产压减面积", "baseline": 200}, Direction.UP, Basis.FLOW),
        ({"name": "投诉件", "baseline": 300, "target": "≤120家"}, Direction.DOWN, Basis.RATE),
        ({"name": "投诉件", "baseline": 300, "target": "不低于120家"}, Direction.UP, Basis.FLOW),
        ({"name": "在册网格", "baseline": 20, "milestones": None}, Direction.UP, Basis.LEVEL),
        ({"name": "签约机构", "baseline": 20}, Direction.UP, Basis.LEVEL),
    ],
)
def test_direction_and_basis_are_guessed_from_general_words(
    changes: dict[str, Any], direction: Direction, basis: Basis
) -> None:
    steps = "3月底：60家（计划值60）" if changes.get("target") is None else None
    [each] = read_rows(row(**({"milestones": steps} | changes))).items
    assert (each.item.direction, each.item.basis) == (direction, basis)
    assert each.guessed == ("direction", "basis", "start")
