"""Figures by place, by stage, by day and in units of their own; what is no progress is named."""

from datetime import date
from decimal import Decimal

import pytest

from domain.reports import ValueKind
from domain.understanding import AskReason, Context, Intent, Understanding, understand
from tests.support.districts import catalogue_of

HILLS, OASIS = catalogue_of("hills"), catalogue_of("oasis")
TODAY = date(2026, 7, 6)


def read(unit: str, text: str) -> Understanding:
    """A line of the county in the hills."""
    return understand(text, HILLS, Context(TODAY, unit))


@pytest.mark.parametrize(
    "text",
    [
        "周转房建成44套（那隆20套、岜盆24套）",
        "周转房44套，其中那隆20套，岜盆乡24套",
        "那隆20套、岜盆24套，合计周转房44套",
        "周转房那隆20套、岜盆24套，共44套",
    ],
)
def test_places_that_add_up_to_the_whole_are_passed_over(text: str) -> None:
    (entry,) = read("BM05", text).entries
    assert (entry.item, entry.value, entry.ask) == ("JY-002", Decimal(44), None)


def test_places_that_do_not_add_up_are_asked_about() -> None:
    assert read("BM05", "周转房建成45套（那隆20套、岜盆24套）").must_ask


@pytest.mark.parametrize(
    ("unit", "text", "value", "asked"),
    [
        ("BM06", "卫生室改造完工22间在建9间", 22, False),
        ("BM07", "危房改造竣工162户、在建96户", 162, False),
        ("BM07", "危房改造竣工162户开工288户", 162, True),
        ("BM07", "危房改造162户在建", None, True),
    ],
)
def test_a_stage_between_two_counts_is_of_the_second(unit: str, text: str, value: int | None, asked: bool) -> None:
    understood = read(unit, text)
    assert (understood.entries[0].value, understood.must_ask) == (value, asked)


@pytest.mark.parametrize(
    ("text", "value", "day"),
    [
        ("周转房5月底38套，6月底44套", 44, date(2026, 6, 30)),
        ("周转房6月底44套，5月底38套", 44, date(2026, 6, 30)),
        ("周转房上半年44套，一季度20套", 44, date(2026, 6, 30)),
    ],
)
def test_of_totals_of_several_days_the_last_counts(text: str, value: int, day: date) -> None:
    (entry,) = read("BM05", text).entries
    assert (entry.value, entry.as_of, entry.ask) == (Decimal(value), day, None)


@pytest.mark.parametrize("text", ["通关时间6.1小时", "通关时间压到6.1个小时", "通关时长从7.2小时降到6.1小时"])
def test_hours_of_an_item_that_counts_hours_are_its_figure(text: str) -> None:
    """A service of 24小时 is none; 6.1小时 was read as 6."""
    (entry,) = read("BM04", text).entries
    assert (entry.item, entry.value, entry.ask) == ("KA-003", Decimal("6.1"), None)


@pytest.mark.parametrize(
    ("unit", "text", "reason"),
    [
        ("BM07", "老旧小区23栋完工", AskReason.UNIT_MISMATCH),
        ("BM12", "适老化三月三那天做完214户", AskReason.DAY_UNCLEAR),
        ("BM12", "适老化三月三做完214户", AskReason.DAY_UNCLEAR),
    ],
)
def test_what_counts_something_else_or_names_a_day_by_the_moon_is_asked_about(
    unit: str, text: str, reason: AskReason
) -> None:
    (entry,) = read(unit, text).entries
    assert entry.ask is not None
    assert entry.ask.reason is reason


def test_a_holiday_is_no_figure() -> None:
    (entry,) = read("BM11", "五一加上端午，游客累计216.8万人次").entries
    assert (entry.item, entry.value, entry.ask) == ("WL-001", Decimal("216.8"), None)


def test_what_was_added_is_added_although_a_name_begins_with_new() -> None:
    (entry,) = read("BM08", "油茶新增6000亩").entries
    assert (entry.value, entry.value_kind) == (Decimal("0.6"), ValueKind.INCREMENT)


def test_what_a_thing_cost_is_no_item_of_investment_unasked() -> None:
    first, second = read("BM10", "上规企业9家，投资1200万元").entries
    assert (first.item, first.value, first.ask) == ("GX-003", Decimal(9), None)
    assert second.ask is not None


def test_the_sum_of_what_stands_before_it_is_not_doubted() -> None:
    understood = read("BM01", "撂荒整治1.2千亩，加上上个月400亩，一共1600亩")
    assert (understood.entries[0].value, understood.must_ask) == (Decimal(1600), False)


def test_what_is_left_of_a_stock_counts_beside_what_was_worked_off() -> None:
    understood = read("BM15", "积案化解了17件，还剩17件")
    assert (understood.entries[0].value, understood.must_ask) == (Decimal(17), False)


def test_why_one_item_is_red_is_a_question_about_it() -> None:
    understood = read("BM12", "适老化为啥亮红灯")
    assert (understood.intent, [each.item for each in understood.entries]) == (Intent.QUERY, ["MZ-002"])


@pytest.mark.parametrize(
    ("text", "named"), [("屯级路完成500余万平方米", "500余万平方米"), ("屯级路还差70公里", "70公里")]
)
def test_figures_that_are_no_progress_are_named_in_the_question(text: str, named: str) -> None:
    (entry,) = read("BM03", text).entries
    assert entry.ask is not None
    assert (entry.value, entry.ask.reason, entry.ask.figures) == (None, AskReason.NO_VALUE, (named,))


def test_a_right_figure_without_a_name_is_a_correction_beside_a_question() -> None:
    understood = read("BM03", "错了，是51，排第几")
    assert (understood.intent, understood.asks, understood.entries[0].value) == (Intent.CORRECTION, True, Decimal(51))
    assert read("BM03", "是51吗，排第几").intent is Intent.QUERY


@pytest.mark.parametrize(
    ("unit", "text", "item", "value"),
    [
        ("BM04", "高效节水已铺3.2万亩在铺1.1万亩", "SW-001", "3.2"),
        ("BM13", "食品抽检512批次，不合格9批次", "SJ-002", "512"),
    ],
)
def test_what_is_being_done_and_what_failed_are_no_rivals(unit: str, text: str, item: str, value: str) -> None:
    understood = understand(text, OASIS, Context(date(2025, 7, 8), unit))
    (entry,) = understood.entries
    assert (entry.item, entry.value, entry.ask) == (item, Decimal(value), None)


@pytest.mark.parametrize("text", ["治沙苗木不够", "治沙5.3万亩，苗木不够", "口岸货值86.3亿，越方限流"])
def test_what_runs_short_or_is_held_up_is_an_obstacle(text: str) -> None:
    unit, catalogue = ("BM03", OASIS) if "治沙" in text else ("BM04", HILLS)
    assert understand(text, catalogue, Context(TODAY, unit)).intent is Intent.BLOCKER


def test_what_there_is_of_a_stock_is_no_increment_of_the_month() -> None:
    west = catalogue_of("west")
    (entry,) = understand("本月肉牛存栏2.8万头", west, Context(date(2025, 6, 24), "BM01")).entries
    assert (entry.value, entry.value_kind) == (Decimal("2.8"), ValueKind.TOTAL)
