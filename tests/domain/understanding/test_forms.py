"""The same thing written otherwise is read the same: widths, blanks, figures in words, slips, initials."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from bot.demo.sample import sample_items, sample_units
from domain.items import Kind
from domain.quantities import show
from domain.reports import ValueKind
from domain.understanding import AskReason, Catalogue, Context, as_json, understand
from domain.understanding.dates import time_words
from domain.understanding.figures import figures
from domain.understanding.sounds import SOUNDS
from tests.support.labelled import DATA

ITEMS = sample_items(2022)
CATALOGUE = Catalogue.build(ITEMS, sample_units())
COUNTED = [item for item in ITEMS if item.kind is not Kind.MILESTONE]
TODAY = date(2022, 9, 15)


def wide(text: str) -> str:
    """Every narrow sign as a full-width one."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def apart(text: str) -> str:
    """A blank between any two Han characters."""
    return re.sub(r"(?<=[一-鿿])(?=[一-鿿])", " ", text)


def around_figures(text: str) -> str:
    """Blanks between figures and Han characters, as some keyboards set them."""
    return re.sub(r"(?<=[一-鿿])(?=\d)|(?<=\d)(?=[一-鿿])", " ", text)


@pytest.mark.parametrize("rewrite", [wide, apart, around_figures], ids=["wide", "apart", "around figures"])
def test_widths_and_blanks_change_nothing_in_any_labelled_message(rewrite: Callable[[str], str]) -> None:
    differ = []
    for name in ("reports_dev.jsonl", "messages_own.jsonl", "messages_tune.jsonl", "messages_second.jsonl"):
        for line in (DATA / name).read_text("utf-8").splitlines():
            message = json.loads(line)
            context = Context(date.fromisoformat(message["today"]), message["sender_unit"])
            plain = as_json(understand(message["text"], CATALOGUE, context))
            if as_json(understand(rewrite(message["text"]), CATALOGUE, context)) != plain:
                differ.append(message["text"])
    assert differ == []


@given(st.sampled_from(COUNTED), st.decimals(Decimal("0.01"), Decimal(1), places=2))
@settings(max_examples=300, deadline=None)
def test_a_stored_figure_written_out_with_its_unit_is_read_back(item: object, share: Decimal) -> None:
    assert isinstance(item, type(COUNTED[0]))
    value = (item.target or Decimal(1)) * share
    text = f"{item.code} 累计{show(value)}{item.measure_unit}"
    (entry,) = understand(text, CATALOGUE, Context(TODAY, item.unit)).entries
    assert (entry.item, entry.value) == (item.code, value), text


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("累计一万四千二百人", "1.42", "万人"),
        ("18万3千平", "18.3", "万平"),
        ("到账3亿零500万美元", "30500", "万美元"),
        ("开工四公里半", "4.5", "公里"),
        ("资金十八个亿", "180000", "万"),
        ("又完工俩", "2", ""),
        ("交付俩千一百套", "2100", "套"),
        ("引了一打", "12", ""),
        ("覆盖到八成五", "85", "%"),
        ("百分之九十九点六", "99.6", "%"),
        ("增速负1.5%", "-1.5", "%"),
        ("接了1.2w", "1.2", "万"),
    ],
)
def test_figures_in_words_are_read(text: str, value: str, unit: str) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.unit, figure.vague) == (Decimal(value), unit, False)


@pytest.mark.parametrize(
    "text",
    [
        "十几个",
        "二十多家",
        "两三家",
        "5到6个",
        "近百家",
        "约18座",
        "超过2.4万户",
        "不到33万平",
        "28个以上",
        "2000余人",
        "快500户了",
    ],
)
def test_hedged_figures_are_known_as_such(text: str) -> None:
    assert figures(text)[0].vague


@pytest.mark.parametrize("text", ["一共", "统一推进", "一楼一策", "下午3点半开会", "进一步", "千佛山", "一是"])
def test_words_that_only_look_like_figures_are_none(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "day", "partial"),
    [
        ("截至3月底", "2022-03-31", False),
        ("上周五", "2022-09-09", False),
        ("本旬", "2022-09-15", True),
        ("6月上旬", "2022-06-10", True),
        ("今年前8个月", "2022-08-31", False),
        ("一至八月", "2022-08-31", False),
        ("9月1日至8日", "2022-09-08", True),
        ("截至9.5共", "2022-09-05", False),
        ("20220831", "2022-08-31", False),
        ("上月末", "2022-08-31", False),
        ("上月25号", "2022-08-25", False),
        ("今早", "2022-09-15", False),
        ("二季度末", "2022-06-30", False),
    ],
)
def test_days_and_periods_are_read(text: str, day: str, partial: bool) -> None:
    (when,) = time_words(text, TODAY)
    assert when.day is not None
    assert (when.day.isoformat(), when.partial) == (day, partial)


@pytest.mark.parametrize("text", ["压到4.9了", "比上旬低0.2", "昨天报的不算", "12345热线", "今年以来"])
def test_what_is_no_day_of_the_figure_is_left_out(text: str) -> None:
    assert [when for when in time_words(text, TODAY) if when.day is not None] == []


@given(
    st.dates(date(2022, 1, 1), date(2022, 12, 31)),
    st.text("截至上本周月旬季度年底前后0123456789-./日号第一二三四五六七八九十", max_size=20),
)
@settings(max_examples=400, deadline=None)
def test_any_heap_of_words_of_time_is_read_without_an_exception(today: date, words: str) -> None:
    found = time_words(words, today)
    assert all(one.end <= two.end for one, two in pairwise(found))
    assert all(when.day is None or abs(when.day - today) < timedelta(days=366 * 80) for when in found)


@pytest.mark.parametrize(
    ("unit", "text", "code"),
    [
        ("JD13", "规上工页2家", "JJ-035"),
        ("BM27", "热线满易率97.1%", "CG-008"),
        ("BM06", "首电12家", "JJ-011"),
        ("JD12", "dwzj 36.8亿", "ZS-026"),
        ("JD06", "ljxq完工4个", "JS-023"),
    ],
)
def test_slips_and_initials_find_the_item(unit: str, text: str, code: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(TODAY, unit)).entries
    assert (entry.item, entry.ask) == (code, None)


def test_initials_that_fit_two_items_are_asked_about() -> None:
    (entry,) = understand("gsqy 3家", CATALOGUE, Context(TODAY, "JD14")).entries
    assert (entry.item, entry.candidates) == (None, ("JJ-037", "JJ-038"))
    assert entry.ask is not None


def test_the_table_of_sounds_holds_the_characters_of_gb_2312_and_no_others() -> None:
    rows, cells = range(0xB0, 0xF8), range(0xA1, 0xFF)
    letters = {bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells} - {""}
    assert set(SOUNDS) == letters
    assert len(SOUNDS) == 6763


def test_the_table_of_sounds_agrees_with_the_dictionary() -> None:
    for han, sounds in SOUNDS.items():
        known = pinyin(han, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]
        assert known[0] in sounds, han
        assert set(sounds) <= set(known), han


def test_a_hundred_thousand_characters_of_anything_are_read_in_bounded_time() -> None:
    for text in ("一", "百分之", "8-9月", "请", "负", "二三", "是不是", "a b", "1.2万平"):
        understand(text * (100_000 // len(text)), CATALOGUE, Context(TODAY, "BM28"))


@pytest.mark.parametrize(
    ("unit", "text", "item", "value", "kind"),
    [
        ("JD10", "JS-027 +2", "JS-027", 2, ValueKind.INCREMENT),
        ("BM29", "泉道3/5", "JS-012", 3, ValueKind.TOTAL),
        ("BM30", "昨天报的视频点位1580打反了，是1850", "CG-011", 1850, ValueKind.TOTAL),
        ("BM13", "社区卫生服务中心标准化建设已经完成5家，第6家下周验收", "MS-004", 5, ValueKind.TOTAL),
        ("BM29", "泉道又通了一条，这样就是3条了", "JS-012", 3, ValueKind.TOTAL),
    ],
)
def test_what_clerks_write_is_read(unit: str, text: str, item: str, value: int, kind: ValueKind) -> None:
    (entry,) = understand(text, CATALOGUE, Context(TODAY, unit)).entries
    assert (entry.item, entry.value, entry.value_kind, entry.ask) == (item, Decimal(value), kind, None)


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("BM14", "亲情e联累计6,500户", "6500"),
        ("BM14", "亲情e联累计兩千三百五户", "2350"),
        ("BM14", "亲情e联累计壹百零壹萬壹千户", None),
        ("BM28", "楼宇累计交付拾捌座", "18"),
        ("BM28", "JS\u2060-010 18座", "18"),
        ("BM29", "JS-012\u200b 3条", "3"),
        ("BM01", "固投增速−6.3%", "-6.3"),
        ("BM01", "固投增速为-6.3%", "-6.3"),
        ("BM06", "社零额增速↓2.1%", "-2.1"),
        ("BM06", "社零额增速↑2.1%", "2.1"),
        ("BM01", "固投增长5‰", "0.5"),
        ("BM01", "固投增速千分之五", "0.5"),
        ("BM01", "固投增速.5%", "0.5"),
        ("BM01", "固投增速-.5%", "-0.5"),
        ("BM28", "JS-010，18座", "18"),
        ("BM28", "JS-010,18座", "18"),
        ("BM28", "楼宇交付18座，收拾现场", "18"),
        ("BM14", "亲情e联累计6500户，来自14个街道", "6500"),
    ],
)
def test_signs_widths_and_other_scripts_of_a_figure_are_read_whole(unit: str, text: str, value: str | None) -> None:
    understood = understand(text, CATALOGUE, Context(date(2022, 6, 24), unit))
    if value is None:
        # Beyond the target by far, and so asked about; the figure is whole all the same.
        assert (understood.entries[0].value, understood.must_ask) == (Decimal(1_011_000), True)
        return
    (entry,) = understood.entries
    assert (entry.value, entry.ask) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("unit", "text", "told"),
    [
        ("BM14", "亲情e联累计6，500户", "6,500户"),
        ("BM14", "亲情e联累计6 500户", "6 500户"),
        ("BM14", "亲情e联累计6\u00a0500户", "6 500户"),
        ("BM14", "亲情e联累计6,5000户", "6,5000户"),
        ("BM14", "亲情e联累计6.500户", "6.500户"),
        ("BM14", "亲情e联累计6.500.000户", "6.500.000户"),
        ("BM14", "亲情e联累计6.5e3户", "6.5e3户"),
        ("BM14", "亲情e联累计6.5×10³户", "6.5×10^3户"),
        ("BM14", "亲情e联累计两千三点一户", "两千三点一户"),
        ("BM14", "亲情e联累计10万万户", "10万万户"),
        ("BM14", "亲情e联累计三十两户", "三十两户"),
        ("BM14", "亲情e联累计五千二万户", "五千二万户"),
        ("BM14", "亲情e联累计半百户", "半百户"),
        ("BM28", "楼宇累计交付1 8座", "1 8座"),
        ("BM28", "楼宇交付.5座", "0.5座"),
        ("BM28", "JS-010 1X座", "1x座"),
        ("BM28", "JS-010：18座（=12+6）", "12+6"),
        ("BM28", "JS-011 净增-3万平", "-3万平"),
        ("BM01", "固投增速6.3%↓", "6.3%↓"),
        ("BM01", "固投增速2.5成", "2.5成"),
        ("JD02", "200强包联走访12+1家", "12+1家"),
        ("JD02", "200强包联走访1 2家", "1 2家"),
    ],
)
def test_a_figure_that_is_not_read_whole_is_asked_about_in_its_own_words(unit: str, text: str, told: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(date(2022, 6, 24), unit)).entries
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (AskReason.FIGURE_UNCLEAR, (told,))


@pytest.mark.parametrize(
    ("unit", "text", "told"),
    [
        ("BM14", "亲情e联累计500余万", "500余万"),
        ("BM14", "亲情e联累计五百 余萬", "五百余万"),
        ("BM14", "亲情e联累计千三户", "千三户"),
        ("BM14", "亲情e联累计百八十户", "百八十户"),
        ("BM14", "亲情e联累计上百户", "百户"),
        ("BM14", "亲情e联累计三十来户", "三十来户"),
        ("BM14", "亲情e联累计6500+户", "6500+户"),
        ("BM14", "亲情e联累计6500户+", "6500户"),
        ("BM14", "亲情e联>6500户", "6500户"),
        ("BM14", "亲情e联≥6500户", "6500户"),
        ("BM14", "亲情e联~6500户", "6500户"),
        ("BM14", "亲情e联≈6500户", "6500户"),
        ("BM28", "楼宇交付三五座", "三五座"),
        ("BM28", "JS-011 95万平+", "95万平"),
    ],
)
def test_a_hedged_figure_is_asked_about_as_such(unit: str, text: str, told: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(date(2022, 6, 24), unit)).entries
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (AskReason.VAGUE, (told,))


@pytest.mark.parametrize(
    ("unit", "text", "told"),
    [
        ("BM28", "JS-010 18座 共2个标段", ("2个", "18座")),
        ("BM14", "亲情e联累计6500、6600户", ("6500", "6600户")),
        ("JD02", "200强包联走访12家，共3个", ("3个", "12家")),
    ],
)
def test_a_second_number_does_not_take_the_place_of_the_one_in_the_items_unit(
    unit: str, text: str, told: tuple[str, ...]
) -> None:
    (entry,) = understand(text, CATALOGUE, Context(date(2022, 6, 24), unit)).entries
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (AskReason.CONTRADICTION, told)


@pytest.mark.parametrize("text", ["JS-010~JS-012 18座", "JS-010—JS-012 18座", "JS-010/012 18座"])
def test_one_figure_for_a_span_of_codes_is_asked_about(text: str) -> None:
    assert understand(text, CATALOGUE, Context(TODAY, "BM28")).must_ask


@pytest.mark.parametrize("text", ["固投与去年持平", "固投增速和上年同期一样"])
def test_as_a_year_ago_is_not_as_at_the_last_report(text: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(TODAY, "BM01")).entries
    assert not entry.unchanged
    assert entry.ask is not None


def test_a_figure_for_several_items_is_asked_about() -> None:
    understood = understand("规上服业工业各1家", CATALOGUE, Context(TODAY, "JD13"))
    assert understood.must_ask


@pytest.mark.parametrize("text", ["规上工业3家", "新增规上工业企业3家", "规上工业企业累计3家"])
def test_a_street_that_has_only_the_twin_is_asked(text: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(TODAY, "JD07")).entries
    assert (entry.item, entry.candidates) == (None, ("JJ-030",))
    assert entry.ask is not None


def test_a_street_is_not_asked_whether_it_means_the_districts_whole() -> None:
    (entry,) = understand("200强包联走访完成12家", CATALOGUE, Context(TODAY, "JD02")).entries
    assert (entry.item, entry.ask) == ("ZS-019", None)
