"""The yearly notice on holidays, as a table."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from documents.calendar_in import read_calendar
from domain.calendar import Day


def read(text: str) -> tuple[tuple[Day, ...], list[tuple[str, str]]]:
    result = read_calendar(text.encode(), "2027.csv")
    return result.days, [(fault.cell, fault.reason) for fault in result.faults]


def test_days_are_read_in_order_and_confirmed_with_their_source() -> None:
    days, faults = read("日期,是否上班,名称\n2027年1月2日,班,元旦调休\n2027-01-01,休,元旦\n")
    assert faults == []
    assert days == (
        Day(date(2027, 1, 1), False, "元旦", "2027.csv", True),
        Day(date(2027, 1, 2), True, "元旦调休", "2027.csv", True),
    )


def test_a_workbook_in_any_order_of_columns_is_read() -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(["2027年部分节假日安排"])
    page.append(["节日", "休/班", "日期"])
    page.append(["春节", "休", datetime.fromisoformat("2027-02-06")])
    stream = io.BytesIO()
    made.save(stream)
    result = read_calendar(stream.getvalue(), "2027.xlsx")
    assert result.faults == ()
    assert result.days == (Day(date(2027, 2, 6), False, "春节", "2027.xlsx", True),)


@pytest.mark.parametrize(
    ("line", "cell", "words"),
    [
        ("1月1日,休,元旦", "A2", "没有年份"),
        ("2027-02-30,休,春节", "A2", "日历上没有"),
        ("2027-01-01,调,元旦", "B2", "“休”或“班”"),
        ("2027-01-01,,元旦", "B2", "为空"),
        (",休,元旦", "A2", "为空"),
    ],
)
def test_a_bad_day_is_a_fault_at_its_cell(line: str, cell: str, words: str) -> None:
    days, faults = read(f"日期,是否上班,名称\n{line}\n")
    assert days == ()
    [(at, reason)] = faults
    assert at == cell
    assert words in reason


def test_a_day_twice_is_a_fault() -> None:
    _, faults = read("日期,是否上班,名称\n2027-01-01,休,元旦\n2027-01-01,班,元旦\n")
    assert faults == [("A3", "2027-01-01 重复")]


def test_another_table_is_no_calendar() -> None:
    _, faults = read("姓名,电话\n甲,1\n")
    assert "没有找到日历" in faults[0][1]


@pytest.mark.parametrize(
    ("written", "first", "count"),
    [
        ("2027年2月5日至11日", date(2027, 2, 5), 7),
        ("2027年5月1日（周六）至5日（周三）", date(2027, 5, 1), 5),
        ("2027年9月30日—10月7日", date(2027, 9, 30), 8),
        ("2027年1月31日、2月13日", date(2027, 1, 31), 2),
        ("2027年12月31日至1月2日", date(2027, 12, 31), 3),
    ],
)
def test_a_span_and_a_list_are_every_day_they_name(written: str, first: date, count: int) -> None:
    days, faults = read(f"日期,是否上班,名称\n{written},休,节\n")
    assert faults == []
    assert (days[0].date, len(days)) == (first, count)


@pytest.mark.parametrize(
    "written", ["2027年2月11日至5日", "2027年2月5日至30日", "2027年2月5日至若干日", "2月5日至11日"]
)
def test_a_span_that_cannot_be_is_refused_whole(written: str) -> None:
    days, faults = read(f"日期,是否上班,名称\n{written},休,节\n")
    assert days == ()
    assert [cell for cell, _ in faults] == ["A2"]


def test_the_notice_is_read_as_it_is_published() -> None:
    text = (
        "关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n"
        "二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。\n"
        "三、清明节：4月5日（周一）放假1天，与周末连休。\n"
    )
    days, faults = read(text)
    assert faults == []
    worked = [day.date for day in days if day.is_workday]
    assert worked == [date(2027, 1, 31), date(2027, 2, 13)]
    assert len(days) == 3 + 7 + 2 + 1
    assert {day.name for day in days} == {"元旦", "春节", "清明节"}
