"""Labelled messages, and what must hold for any text at all."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.sample import sample_items, sample_units
from domain.quantities import show
from domain.reports import ValueKind
from domain.understanding import AskReason, Catalogue, Context, Intent, as_json, understand
from domain.understanding.dates import time_words
from tests.support.labelled import judge

CATALOGUE = Catalogue.build(sample_items(2022), sample_units())
CBD = Context(date(2022, 6, 24), "BM28")
LATER = date(2022, 9, 15)


@pytest.mark.parametrize("name", ["reports_dev.jsonl", "messages_own.jsonl", "messages_tune.jsonl"])
def test_labelled_messages_are_read_as_a_careful_reader_does(name: str) -> None:
    verdicts = list(judge(name, CATALOGUE))
    asked = [each for each in verdicts if each.asked]
    assert [each.id for each in verdicts if each.silent] == [], "no figure is stored that was not meant"
    assert [each.id for each in verdicts if each.should_ask and not each.asked] == []
    assert sum(each.should_ask for each in asked) / max(1, len(asked)) >= 0.85
    assert sum(each.intent for each in verdicts) / len(verdicts) >= 0.98
    assert sum(each.entries for each in verdicts) / len(verdicts) >= 0.97


@pytest.mark.parametrize("name", ["messages_second.jsonl", "messages_held.jsonl"])
def test_messages_nobody_tuned_on_are_never_stored_wrongly(name: str) -> None:
    verdicts = list(judge(name, CATALOGUE))
    asked = [each for each in verdicts if each.asked]
    assert [each.id for each in verdicts if each.silent] == []
    assert [each.id for each in verdicts if each.should_ask and not each.asked] == []
    assert sum(each.should_ask for each in asked) / len(asked) >= 0.85
    assert sum(each.intent for each in verdicts) / len(verdicts) >= 0.98
    assert sum(each.entries for each in verdicts) / len(verdicts) >= 0.9


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    assert isinstance(understand(text, CATALOGUE, CBD).intent, Intent)


@given(st.lists(st.sampled_from(list("楼宇交付18座平万亿累计新增截至6月底%.，；/ 一二十又第不是比")), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_report_words_is_read_without_an_exception(words: list[str]) -> None:
    as_json(understand("".join(words), CATALOGUE, CBD))


def test_a_hundred_thousand_characters_are_read_in_bounded_time() -> None:
    for text in ("楼宇交付18座，" * 15_000, "1" * 100_000, "一" * 100_000, "是不是" * 30_000):
        understand(text, CATALOGUE, CBD)


@pytest.mark.parametrize("text", ["26座楼宇累计交付18座，95万平", "JS-010 18座 截至6月20日", "楼宇交付约18座"])
def test_full_width_and_blanks_change_nothing(text: str) -> None:
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
    plain = as_json(understand(text, CATALOGUE, CBD))
    assert as_json(understand(wide, CATALOGUE, CBD)) == plain
    assert as_json(understand(f"  {text} ", CATALOGUE, CBD)) == plain


@given(st.decimals(Decimal("0.1"), Decimal(200), places=1))
@settings(max_examples=60, deadline=None)
def test_a_figure_written_out_is_read_back(value: Decimal) -> None:
    (entry,) = understand(f"JS-011 累计{show(value)}万平方米", CATALOGUE, CBD).entries
    assert (entry.item, entry.value, entry.value_kind) == ("JS-011", value, ValueKind.TOTAL)


def test_in_a_dialog_a_bare_figure_belongs_to_the_item_under_discussion() -> None:
    context = Context(date(2022, 6, 24), "BM28", focus="JS-010")
    for text in ("18", "18座", "改成18", "是18"):
        (entry,) = understand(text, CATALOGUE, context).entries
        assert (entry.item, entry.value) == ("JS-010", Decimal(18)), text


def test_a_doubt_names_its_reason_and_its_figures() -> None:
    context = Context(date(2022, 6, 24), "BM28", {"JS-010": Decimal(20)})
    (entry,) = understand("楼宇交付18座", CATALOGUE, context).entries
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (AskReason.TOTAL_FALLS, ("20", "18"))


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("BM28", "JS-010 18座，排名前三", "18"),
        ("BM28", "JS-010 18座，请查收", "18"),
        ("BM28", "JS-010 18座请查收", "18"),
        ("BM28", "楼宇交付18座，请审阅", "18"),
        ("BM28", "谢谢，楼宇交付十八座", "18"),
        ("BM28", "JS-010 十八座，辛苦了", "18"),
        ("BM28", "JS-010 18座，还有几座在收尾", "18"),
        ("BM28", "楼宇交付18座还差几座", "18"),
        ("BM28", "JS-010 18座，怎么还没人来验收呢", "18"),
        ("BM28", "JS-010 都18座了还不给过吗", "18"),
        ("BM28", "JS-010 18座了还不给过？", "18"),
        ("BM28", "JS-010 18座，全区第几", "18"),
        ("BM28", "JS-010 18座，怎么上传照片", "18"),
        ("BM14", "亲情e联6500户，几个街道还没报", "6500"),
        ("BM01", "固投增速6.3%，排名前几", "6.3"),
        ("JD02", "200强包联走访完成12家，请查阅", "12"),
        ("JD02", "200强包联走访完成12家，几家还没走访", "12"),
    ],
)
def test_a_clear_fact_outranks_the_word_of_a_question_or_a_courtesy(unit: str, text: str, value: str) -> None:
    understood = understand(text, CATALOGUE, Context(date(2022, 6, 24), unit))
    assert understood.intent is Intent.REPORT
    assert [(entry.value, entry.ask) for entry in understood.entries] == [(Decimal(value), None)]


def test_a_fact_beside_an_item_without_one_asks_for_the_other_figure() -> None:
    understood = understand("JS-010 18座，JS-011还没有", CATALOGUE, CBD)
    assert understood.intent is Intent.REPORT
    assert [(entry.item, entry.value) for entry in understood.entries] == [("JS-010", Decimal(18)), ("JS-011", None)]


def test_a_hedged_figure_is_a_report_and_asked_about() -> None:
    understood = understand("楼宇十几座", CATALOGUE, CBD)
    assert (understood.intent, understood.must_ask) == (Intent.REPORT, True)


@pytest.mark.parametrize(
    "text",
    [
        "楼宇交付18座了吗",
        "JS-010是26座吗",
        "JS-010 17座是哪天报的",
        "JS-010 目标26座吗",
        "楼宇交付几座了",
        "JS-010 18座？",
    ],
)
def test_who_asks_about_the_figure_itself_reports_nothing(text: str) -> None:
    assert understand(text, CATALOGUE, CBD).intent is Intent.QUERY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("楼宇交付无变化，等消防批复", "等消防批复"),
        ("等消防批复所以楼宇交付没变化", "等消防批复"),
        ("楼宇交付无变化", ""),
        ("JS-010无变化", ""),
        ("JS-010无变化因等审批", "等审批"),
        ("JS-010 无变化，因为等审批", "等审批"),
        ("JS-010，无变化，等审批", "等审批"),
        ("JS-010：无变化；原因：等审批、等资金", "等审批，等资金"),
        ("JS-010 因等审批，无变化", "等审批"),
        ("JS-010因等审批本月无变化", "等审批"),
        ("26座楼宇建成交付由于等审批暂无变化", "等审批"),
        ("楼宇交付没有变化，原因是方案在审", "方案在审"),
        ("楼宇交付没变化还在办手续", "还在办手续"),
        ("楼宇交付没有变化了", ""),
        ("楼宇交付与上期一样", ""),
    ],
)
def test_the_reason_of_no_change_is_told_without_code_name_and_the_words_themselves(text: str, reason: str) -> None:
    (entry,) = understand(text, CATALOGUE, CBD).entries
    assert entry.item == "JS-010"
    assert entry.unchanged
    assert entry.because == reason


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("JS-010、JS-011 都没变化", ["", ""]),
        ("JS-010，JS-011无变化", ["", ""]),
        ("JS-010和JS-011没有变化", ["", ""]),
        ("JS-010 JS-011无变化，等审批", ["等审批", "等审批"]),
        ("JS-010、JS-011，都没变化，因为下雨", ["下雨", "下雨"]),
        ("JS-010、JS-011无变化因等审批", ["等审批", "等审批"]),
        ("6月20日 JS-010、JS-011、JJ-024 都无变化", ["", "", ""]),
    ],
)
def test_no_change_is_said_of_every_item_that_is_named_before_it(text: str, reasons: list[str]) -> None:
    understood = understand(text, CATALOGUE, CBD)
    assert [entry.item for entry in understood.entries] == ["JS-010", "JS-011", "JJ-024"][: len(reasons)]
    assert all(entry.unchanged for entry in understood.entries)
    assert [entry.because for entry in understood.entries] == reasons


@pytest.mark.parametrize("text", ["JS-010 18座，JS-011没变化", "JS-010正在推进，JS-011没变化", "JS-010，JS-011 95万平"])
def test_what_is_told_of_one_item_is_not_told_of_the_one_before(text: str) -> None:
    first, second = understand(text, CATALOGUE, CBD).entries
    assert (first.item, first.unchanged) == ("JS-010", False)
    assert (second.item, second.unchanged) == ("JS-011", "变化" in text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("截至上一季度", "2022-06-30"),
        ("上一周", "2022-09-11"),
        ("上一个月", "2022-08-31"),
        ("上月中旬", "2022-08-20"),
        ("截至22.6.20", "2022-06-20"),
        ("22年6月20日", "2022-06-20"),
        ("二零二二年六月", "2022-06-30"),
        ("上上周五", "2022-09-02"),
        ("截止十二号", "2022-09-12"),
    ],
)
def test_words_before_a_known_day_are_read_with_it(text: str, day: str) -> None:
    (when,) = time_words(text, LATER)
    assert when.day is not None
    assert when.day.isoformat() == day


@pytest.mark.parametrize(
    "words",
    [
        "去年5月",
        "去年本月十日",
        "去年四季度",
        "前年",
        "上上周",
        "上上个月底",
        "下下周日",
        "3天前",
        "五天以前",
        "两周前",
        "半个月前",
        "前几天",
        "第36周",
        "2月29日",
        "2月30日",
        "9月31日",
        "32号",
        "13月",
        "6.20",
        "9/10",
        "1987年1月11日",
        "18年10月1日",
        "二零零四年八月十五",
        "康熙二十年9月",
        "三月初一",
        "农历十月初一",
    ],
)
@pytest.mark.parametrize(
    ("unit", "line"),
    [
        ("BM14", "{}亲情e联累计6500户"),
        ("BM28", "{} 楼宇交付18座"),
        ("JD02", "{}包联走访完成12家"),
        ("BM01", "{}固投增速6.3%"),
    ],
)
def test_a_day_that_is_not_understood_whole_is_asked_about_in_its_own_words(unit: str, line: str, words: str) -> None:
    (entry,) = understand(line.format(words), CATALOGUE, Context(LATER, unit)).entries
    assert entry.as_of is None
    assert entry.ask is not None
    assert (entry.ask.reason, entry.ask.figures) == (AskReason.DAY_UNCLEAR, (words,))


def test_a_day_at_the_head_of_a_list_that_is_not_understood_is_asked_about_for_every_item() -> None:
    understood = understand("五天前，JS-010 18座，JS-011 95万平", CATALOGUE, Context(LATER, "BM28"))
    assert [entry.ask and entry.ask.reason for entry in understood.entries] == [AskReason.DAY_UNCLEAR] * 2


@pytest.mark.parametrize(
    "text",
    [
        "亲情e联累计6500户，见鲁政办〔2022〕12号文",
        "亲情e联累计6500户（12号文件）",
        "亲情e联累计6500户，同比去年5月增长12%",
        "亲情e联累计6500户，比去年5月多500户",
        "亲情e联累计6500户，第12期",
        "亲情e联累计6500户，3号楼已入住",
    ],
)
def test_numbers_of_papers_and_days_that_are_compared_with_are_no_day_of_the_figure(text: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(LATER, "BM14")).entries
    assert (entry.value, entry.as_of, entry.ask) == (Decimal(6500), None, None)


@pytest.mark.parametrize(
    ("unit", "text"),
    [("BM28", "8月 26座楼宇累计交付18座"), ("JD02", "8月 200强包联走访完成12家"), ("BM28", "8月18座楼宇交付")],
)
def test_a_figure_behind_a_month_is_no_day_of_it(unit: str, text: str) -> None:
    (entry,) = understand(text, CATALOGUE, Context(LATER, unit)).entries
    assert entry.as_of in (None, date(2022, 8, 31))
