"""Figures and units: what people write, and what it comes to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantities import convert, plain, read_amount, read_numeral, show

AREAS = ("平方米", "㎡", "平米", "万平方米", "万㎡", "平方公里", "公顷", "万平")
COUNTERS = ("个", "家", "户", "座", "栋", "幢", "处", "条", "套", "项", "人", "名", "万户", "千人")
MONEY = ("元", "万元", "亿元", "千万元", "百万元")
FIGURES = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "written", "measure", "expected"),
    [
        ("12000", "平方米", "万平方米", "1.2"),
        ("12000", "平", "万平方米", "1.2"),
        ("1.2", "万平", "平方米", "12000"),
        ("95", "万", "万平方米", "95"),
        ("95", "万", "户", "950000"),
        ("3", "个亿", "亿元", "3"),
        ("5", "千万", "亿元", "0.5"),
        ("1500", "万元", "亿元", "0.15"),
        ("15", "亩", "公顷", "1"),
        ("1500", "亩", "平方公里", "1"),
        ("2", "里", "公里", "1"),
        ("6300", "米", "公里", "6.3"),
        ("6.3", "千米", "公里", "6.3"),
        ("3", "个百分点", "%", "3"),
        ("3", "个点", "%", "3"),
        ("8", "成", "%", "80"),
        ("26", "栋", "座", "26"),
        ("26", "栋楼", "座", "26"),
        ("5", "家企业", "个", "5"),
        ("4.2", "亿美元", "亿美元", "4.2"),
        ("44", "μg/m³", "微克/立方米", "44"),
        ("7", "", "万平方米", "7"),
        ("5200", "路", "路", "5200"),
    ],
)
def test_a_figure_is_converted_to_the_measure_unit(value: str, written: str, measure: str, expected: str) -> None:
    assert convert(Decimal(value), written, measure) == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "measure"),
    [
        ("座", "%"),
        ("%", "座"),
        ("亿元", "亿美元"),
        ("平方米", "户"),
        ("公里", "平方公里"),
        ("天", "个工作日"),
        ("万", "%"),
        ("标准箱", "个"),
    ],
)
def test_units_of_another_kind_do_not_fit(written: str, measure: str) -> None:
    assert convert(Decimal(3), written, measure) is None


def test_an_endless_result_is_rounded_to_six_places() -> None:
    assert convert(Decimal(1), "亩", "平方米") == Decimal("666.666667")


@given(FIGURES, st.sampled_from(AREAS), st.sampled_from(AREAS))
def test_converting_there_and_back_changes_no_area(value: Decimal, one: str, other: str) -> None:
    there = convert(value, one, other)
    assert there is not None
    assert convert(there, other, one) == value


@given(FIGURES, st.sampled_from(COUNTERS), st.sampled_from(COUNTERS))
def test_counters_stand_for_each_other(value: Decimal, one: str, other: str) -> None:
    there = convert(value, one, other)
    assert there is not None
    assert convert(there, other, one) == value


@given(FIGURES, FIGURES, st.sampled_from(MONEY), st.sampled_from(MONEY))
def test_conversion_keeps_sums(first: Decimal, second: Decimal, one: str, other: str) -> None:
    together, a, b = (convert(value, one, other) for value in (first + second, first, second))
    assert a is not None
    assert b is not None
    assert together == a + b


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("≥26座", "座", "26"),
        ("136万㎡", "万平方米", "136"),
        ("增长8%以上", "%", "8"),
        ("下降3.2％", "%", "3.2"),
        ("不高于44", "微克/立方米", "44"),
        ("PM2.5不高于44", "微克/立方米", "44"),
        ("3.2万户", "户", "32000"),
        ("１２０００平方米", "万平方米", "1.2"),
        ("12,000平方米", "万平方米", "1.2"),
        ("稳定在97%以上", "%", "97"),
        ("4.6%以下", "%", "4.6"),
        ("≤2.5个工作日", "个工作日", "2.5"),
        ("降至12件以内", "件", "12"),
        ("由38件降至12件", "件", "12"),
        ("从84%提高到100%", "%", "100"),
        ("2022年底前完成26座", "座", "26"),
        ("建成26座、面积136万㎡", "座", "26"),
        ("建成26座、面积136万㎡", "万平方米", "136"),
        ("1亿5千万元", "亿元", "1.5"),
        ("2万5千户", "户", "25000"),
        ("-6.3%", "%", "-6.3"),
        ("十二家", "家", "12"),
        ("百分之八十五以上", "%", "85"),
        ("两万三千户", "户", "23000"),
        ("26", "座", "26"),
        ("26座（含续建11座）", "座", "26"),
    ],
)
def test_an_amount_is_read_in_the_measure_unit(text: str, unit: str, expected: str) -> None:
    assert read_amount(text, unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("挂牌运营", "项"),
        ("", "座"),
        ("全速推进", "个"),
        ("26家", "%"),
        ("8%-10%", "%"),
        ("8-10家", "家"),
        ("26座，力争28座", "座"),
        ("2022-12-31", "家"),
        ("3月底前", "个"),
        ("4.2亿元", "亿美元"),
        ("一季度", "个"),
    ],
)
def test_what_is_not_one_fitting_amount_is_not_guessed(text: str, unit: str) -> None:
    assert read_amount(text, unit) is None


@given(FIGURES, st.sampled_from(("≥{}座", "不少于{}座", "{}座以上", "累计{}座", "{}", "{} 座")))
def test_bounds_and_blanks_do_not_change_an_amount(value: Decimal, form: str) -> None:
    assert read_amount(form.format(show(value)), "座") == value


@given(st.text(max_size=40), st.sampled_from(("座", "%", "万平方米", "亿元", "", "微克/立方米")))
def test_no_text_makes_reading_fail(text: str, unit: str) -> None:
    found = read_amount(text, unit)
    assert found is None or found.is_finite()


@given(st.text(max_size=10), st.text(max_size=10))
def test_no_unit_makes_conversion_fail(written: str, measure: str) -> None:
    found = convert(Decimal("1.5"), written, measure)
    assert found is None or found.is_finite()


@pytest.mark.parametrize("text", ["9" * 6000, "九" * 6000, "1" * 40 + "亩", "万" * 500 + "户", "3" + "万" * 500 + "户"])
def test_an_absurd_figure_does_not_make_reading_fail(text: str) -> None:
    found = read_amount(text, "平方米")
    assert found is None or found > 10**20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十二", 12),
        ("两万三千", 23000),
        ("两万三", 23000),
        ("一百零五", 105),
        ("三百五", 350),
        ("一亿二千万", 120_000_000),
        ("二〇二二", 2022),
        ("廿", None),
        ("万", None),
        ("点五", None),
        ("三点", None),
        ("", None),
    ],
)
def test_a_chinese_numeral_is_read(text: str, expected: int | None) -> None:
    assert read_numeral(text) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_a_shown_figure_is_the_same_figure_without_frills(value: Decimal) -> None:
    shown = show(value)
    assert Decimal(shown) == value
    assert "E" not in shown.upper()
    assert shown != "-0"
    assert "." not in shown or not shown.endswith(("0", "."))


def test_an_exponent_is_never_shown() -> None:
    assert show(Decimal("1E+3")) == "1000"
    assert show(Decimal("-0.0")) == "0"
    assert show(Decimal("15.00")) == "15"


def test_full_width_text_is_made_plain() -> None:
    assert plain(" １２ ％\n") == "12%"
