"""What stands beside the figure that is meant: parts, what was before, shares, money, days of something else."""

from datetime import date
from decimal import Decimal

import pytest

from bot.demo.sample import sample_items, sample_units
from domain.reports import ValueKind
from domain.understanding import LONGEST, AskReason, Catalogue, Context, Intent, understand
from domain.understanding.figures import figures
from domain.understanding.model import Entry
from tests.support.districts import catalogue_of

CATALOGUE = Catalogue.build(sample_items(2022), sample_units())
DAY = date(2022, 10, 18)


def read(unit: str, text: str) -> Entry:
    """The one entry of a line of the sample district."""
    (entry,) = understand(text, CATALOGUE, Context(DAY, unit)).entries
    return entry


@pytest.mark.parametrize(
    "text",
    [
        "亲情e联6500户，其中新增200户",
        "亲情e联6500户（其中本季300户）",
        "亲情e联6500户，其中城区4500户、农村2000户",
        "亲情e联8000户里面完成了6500户",
        "亲情e联6500/8000户",
        "亲情e联原来6503户，退3户，现在6500户",
        "亲情e联本来6600户，后来核减到6500户",
        "亲情e联新增1户，累计6500户",
        "亲情e联6500户，注销12户",
        "亲情e联6500户，排查发现隐患3户",
        "亲情e联6500户，投资2600万",
        "亲情e联6500户，本月开会2次",
        "亲情e联6500户，3号楼手续齐全",
        "亲情e联6500户，完成率81.3%",
        "亲情e联6500户，存在问题：无",
        "亲情e联6500户，有问题随时联系",
        "各位同事辛苦了，亲情e联6500户",
        "亲情e联6500（户）",
        "更新一下进度，亲情e联6500户",
    ],
)
def test_what_stands_beside_a_figure_does_not_take_its_place(text: str) -> None:
    entry = read("BM14", text)
    assert (entry.item, entry.value, entry.value_kind) == ("MS-008", Decimal(6500), ValueKind.TOTAL)
    assert (entry.as_of, entry.ask) == (None, None)


@pytest.mark.parametrize(
    ("unit", "text", "reason", "figures"),
    [
        ("BM14", "亲情e联6500户，完成率91%", AskReason.CONTRADICTION, ("6500户", "91%")),
        ("BM14", "亲情e联6500户，其中本季7000户", AskReason.CONTRADICTION, ("6500户", "7000户")),
        ("BM14", "亲情e联又完成30户，投入车辆12户", AskReason.CONTRADICTION, ("30户", "12户")),
        ("BM04", "拆违1.1平方米", AskReason.UNIT_MISMATCH, ("1.1平方米",)),
        ("BM04", "拆违18.3万方", AskReason.UNIT_MISMATCH, ("18.3万方",)),
        ("BM09", "财政收入97.3万", AskReason.UNIT_MISMATCH, ("97.3万",)),
        ("BM14", "亲情e联六千五百户九", AskReason.FIGURE_UNCLEAR, ("六千五百户九",)),
        ("BM14", "国庆前亲情e联6500户", AskReason.DAY_UNCLEAR, ("国庆前",)),
        ("BM14", "截至去年底亲情e联6500户", AskReason.DAY_UNCLEAR, ("去年底",)),
        ("BM14", "2021年亲情e联6500户", AskReason.DAY_UNCLEAR, ("2021年",)),
        ("BM14", "截至上上周三千一百户亲情e联", AskReason.DAY_UNCLEAR, ("上上周",)),
    ],
)
def test_what_cannot_be_true_together_is_asked_about(
    unit: str, text: str, reason: AskReason, figures: tuple[str, ...]
) -> None:
    entry = read(unit, text)
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (reason, figures)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至10月8日亲情e联6500户，其中9月300户", date(2022, 10, 8)),
        ("那个，截至10月8日，亲情e联6500户", date(2022, 10, 8)),
        ("截至10月8日亲情e联本月新增1户，累计6500户", date(2022, 10, 8)),
        ("亲情e联6500户（10月8日18时）", date(2022, 10, 8)),
        ("9月亲情e联新增300户，累计6500户", None),
    ],
)
def test_a_day_is_of_the_figure_that_it_stands_with(text: str, day: date | None) -> None:
    entry = read("BM14", text)
    assert (entry.value, entry.as_of, entry.ask) == (Decimal(6500), day, None)


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("BM01", "固投增速回落到6.1%", "6.1"),
        ("BM01", "固投增速达到-6.3%", "-6.3"),
        ("BM01", "固投增速5.1‰", "0.51"),
    ],
)
def test_the_sign_of_a_rate_is_kept(unit: str, text: str, value: str) -> None:
    entry = read(unit, text)
    assert (entry.value, entry.ask) == (Decimal(value), None)


@pytest.mark.parametrize("text", ["亲情e联等政策", "亲情e联卡着，等上级批复", "亲情e联没法往下推", "亲情e联资金没到位"])
def test_an_obstacle_needs_no_word_that_asks(text: str) -> None:
    assert understand(text, CATALOGUE, Context(DAY, "BM14")).intent is Intent.BLOCKER


@pytest.mark.parametrize(
    "text", ["亲情e联到哪了", "亲情e联下个节点", "亲情e联是啥进度", "亲情e联排第几", "亲情e联报的几户"]
)
def test_a_question_is_known_by_its_form(text: str) -> None:
    assert understand(text, CATALOGUE, Context(DAY, "BM14")).intent is Intent.QUERY


def test_a_question_beside_a_report_is_known_and_a_complaint_is_none() -> None:
    context = Context(DAY, "BM14")
    assert understand("亲情e联6500户，排第几", CATALOGUE, context).asks
    assert not understand("亲情e联6500户，怎么还亮黄灯", CATALOGUE, context).asks


def test_an_item_is_read_in_a_unit_that_nobody_else_uses() -> None:
    (told,) = figures("158.6万箱", "万标箱")
    assert (told.value, told.unit) == (Decimal("158.6"), "万标箱")
    coast = catalogue_of("coast")
    (entry,) = understand("箱量158.6万箱", coast, Context(date(2024, 7, 2), "GS01")).entries
    assert (entry.item, entry.value, entry.ask) == ("GH-001", Decimal("158.6"), None)


def test_what_is_too_long_to_be_read_whole_must_be_asked_about() -> None:
    text = "亲情e联6500户。" + "好" * LONGEST
    assert understand(text, CATALOGUE, Context(DAY, "BM14")).must_ask
