"""Dates as officials write them: 12月底前, 2022年3月—11月, 3月23日起，11月底前, 2022.10.31, real dates and serial numbers."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from documents.workbook.grid import Cell, unbroken
from documents.workbook.values import Unreadable
from domain.quantities import read_numeral
from domain.quoting import quoted

_RELATIVE = "本年|今年|当年|次年|明年|翌年"
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|(?<!\d)\d{{2}})年|(?P<relative>{_RELATIVE}))?度?(?P<month>\d{{1,2}})月份?"
    r"(?:(?P<day>\d{1,2})(?:[日号]|(?=[前止起:：]|之前|以前|$))|(?P<part>上旬|中旬|下旬|底|末|中|初))?"
    r"|(?P<year2>\d{4})(?P<mark>[-./])(?P<month2>\d{1,2})(?:(?P=mark)(?P<day2>\d{1,2}))?日?(?!\d)"
    r"|(?<!\d)(?P<year3>20\d\d)(?P<month3>\d\d)(?P<day3>\d\d)(?!\d)"
    rf"|(?:(?P<year4>\d{{4}})年?|(?P<relative4>{_RELATIVE}))?"
    r"(?P<span>年?年[底末内]|年?[上下]半年|年?第?[一二三四1-4]季度[底末]?|全年|年度|(?<=年)[底末内])"
    r"|(?<![\d.])(?P<month5>\d{1,2})[./](?P<day5>\d{1,2})(?![\d.%个家座])"
)
_REMARK = re.compile(r"[（(][^）)]*[）)]")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})(?:-|—|–|~|至|到)(\d{1,2})月")
# 3月-8月：, 1-2月：; what follows the first group is the end.
_SPAN = re.compile(
    r"((?:(?:20)?\d{2}年)?\d{1,2}月?(?:[上中下]旬|[底末初]|\d{1,2}日)?[-—–~至到])(?:20\d{2}年)?\d{1,2}月"
)
_HAN_DAY = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日])")
_VAGUE = re.compile(r"尽快|尽早|适时|待定|另定|另行|长期|持续|常态|按计划|按进度|视情|适当|分阶段|分步")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PARTS = {"上旬": 10, "中旬": 20, "中": 15}
_FIRST_DAYS = {"上旬": 1, "中旬": 11, "下旬": 21, "中": 15}
# A comma alone joins two limits, not the ends of one.
_LINK = re.compile(r"日?[,，、]*(?:[-—–~至到起]|开始|启动)(?:[-—–~至到起,，、]|开始|启动)*")
_CLOCK = re.compile(r"T?\d{1,2}:\d\d(?::\d\d)?|\d{1,2}[时点]整?")
_SHORT_YEAR, _CENTURY = 100, 2000
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000 to 2099


@dataclass(frozen=True, slots=True)
class Period:
    """A time limit: `start` where one is written, `due` or None where the limit is open (尽快, empty)."""

    start: date | None
    due: date | None


def read_period(cell: Cell, year: int) -> Period:
    """The limit of a cell. A date without a year lies in `year`; a month alone starts on its first and ends on its last day.

    Raises Unreadable for anything that is not one date or one span.
    """
    if (known := _known_date(cell)) is not None:
        return Period(None, known)
    text = _REMARK.sub("", _in_digits(unbroken(_CLOCK.sub("", cell.text))))
    text = _MONTHS.sub(r"\1月至\2月", text)
    if cell.is_blank or not text:
        return Period(None, None)
    found = list(_DATE.finditer(text))
    rest = _DATE.sub("", text)
    if not found:
        if _VAGUE.search(text):
            return Period(None, None)
        raise Unreadable(f"读不出时限{quoted(cell.text)}，请写成如“12月底前”或“2022年12月20日”")
    if len(found) > 2 or re.search(r"\d", rest):
        raise Unreadable(f"时限{quoted(cell.text)}含有多个日期，请只写起止日期")
    if len(found) == 1:
        only = text[found[0].end() :].lstrip("日")
        if only.startswith("起") or (only.startswith("开始") and "完成" not in only):
            return Period(_resolve(found[0], year, first=True), None)
        return Period(None, _resolve(found[0], year))
    if not _LINK.fullmatch(text[found[0].end() : found[1].start()]):
        raise Unreadable(f"时限{quoted(cell.text)}含有多个日期，请只写起止日期")
    start = _resolve(found[0], year, first=True)
    return Period(start, _resolve(found[1], start.year))


def read_day(cell: Cell, year: int) -> date | None:
    """One date of a cell (start, holiday); None when blank. Raises Unreadable."""
    if (known := _known_date(cell)) is not None:
        return known
    if cell.is_blank:
        return None
    found = _DATE.match(_in_digits(unbroken(cell.text)))
    if found is None:
        raise Unreadable(f"读不出日期{quoted(cell.text)}")
    return _resolve(found, year, first=True)


def leading_date(text: str, year: int) -> tuple[date, int] | None:
    """The date `text` begins with and where it ends; a month alone means its last day, of a span its end. Raises Unreadable for
    2月30日.
    """
    if span := _SPAN.match(text):
        text = " " * span.end(1) + text[span.end(1) :]
        found = _DATE.match(text, span.end(1))
    else:
        found = _DATE.match(text)
    return (_resolve(found, year), found.end()) if found else None


def _in_digits(text: str) -> str:
    """十二月二十日 as 12月20日."""
    return _HAN_DAY.sub(lambda found: str(read_numeral(found.group())), text)


def _known_date(cell: Cell) -> date | None:
    """A real date, an Excel serial number or 20221231; None for text."""
    if isinstance(cell.value, date):
        return cell.value
    if not isinstance(cell.value, Decimal):
        return None
    number = int(cell.value)
    if cell.value == number and number in _SERIALS:
        return _EPOCH + timedelta(days=number)
    if cell.value == number and re.fullmatch(r"20\d{6}", str(number)):
        return _day(number // 10000, number // 100 % 100, number % 100)
    raise Unreadable(f"{quoted(cell.text)}是数字而不是日期，请写成如“2022年12月20日”")


def _resolve(found: re.Match[str], year: int, *, first: bool = False) -> date:
    """The day a written date means: the last day of what it names, or the first when it begins a span."""
    group = found.groupdict()
    relative = group["relative"] or group["relative4"]
    own = next((int(group[key]) for key in ("year", "year2", "year3", "year4") if group[key]), None)
    own = own + _CENTURY if own is not None and own < _SHORT_YEAR else own
    at = own or (year + 1 if relative in ("次年", "明年", "翌年") else year)
    if group["span"]:
        return _span(group["span"], at, first=first)
    month = next(int(group[key]) for key in ("month", "month2", "month3", "month5") if group[key])
    day = next((int(group[key]) for key in ("day", "day2", "day3", "day5") if group[key]), None)
    if day is not None:
        return _day(at, month, day)
    part = group["part"]
    if part == "初":
        raise Unreadable(f"{quoted(found.group())}没有确切日期，请写明几月几日")
    if part in _FIRST_DAYS and first:
        return _day(at, month, _FIRST_DAYS[part])
    if part in _PARTS:
        return _day(at, month, _PARTS[part])
    return _day(at, month, 1) if first and part is None else _month_end(at, month)


def _span(span: str, year: int, *, first: bool) -> date:
    """First or last day of 上半年, 三季度, 年底."""
    if "季度" in span:
        quarter = next(_QUARTERS[mark] for mark in span if mark in _QUARTERS)
        months = (quarter * 3 - 2, quarter * 3)
    elif "半年" in span:
        months = (1, 6) if "上" in span else (7, 12)
    else:
        months = (1, 12)
    return _day(year, months[0], 1) if first else _month_end(year, months[1])


def _month_end(year: int, month: int) -> date:
    """Last day of the month."""
    if not 1 <= month <= 12:
        raise Unreadable(f"没有 {month} 月")
    return _day(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date:
    """The day, refused in words when the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unreadable(f"日历上没有 {year}年{month}月{day}日") from error
