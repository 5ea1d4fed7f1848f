"""Days as the yearly notice on holidays writes them: one day, lists, and spans with weekdays in brackets."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from documents.workbook.grid import unbroken
from documents.workbook.values import Unreadable
from domain.quoting import quoted

_REMARK = re.compile(r"[（(][^）)]*[）)]")
_POINT = r"(?:(?P<year{0}>20\d\d)[年./-])?(?:(?P<month{0}>\d{{1,2}})[月./-])?(?P<day{0}>\d{{1,2}})[日号]?"
_SPAN = re.compile(_POINT.format("") + r"(?:(?:至|到|-|—|–|~|～)+" + _POINT.format("2") + r")?")
_BETWEEN = re.compile(r"[、,，和及;；\s]*")
_HOLIDAY = re.compile(
    r"[一二三四五六七八九十]+[、.．](\S{2,8}?)[:：](.*?)(?=[一二三四五六七八九十]+[、.．]\S{2,8}?[:：]|$)", re.S
)
_CLAUSE = re.compile(r"((?:20\d\d年)?\d{1,2}月\d{1,2}日[\d月日年至到、和及—–~～-]*)[^\d。；;]{0,6}?(放假|上班|休息)")
# No notice gives so many days in a row.
_LONGEST = 16


def read_days(text: str, year: int | None) -> tuple[date, ...]:
    """Every day a text names, in its order. A day without a year or month has that of the one before, the first one `year`.

    Raises Unreadable for what is not days alone, for a day that the calendar lacks, and for a span that does not run forward.
    """
    plain = _REMARK.sub("", unbroken(text))
    found: list[date] = []
    at = 0
    last: tuple[int | None, int | None] = (year, None)
    while at < len(plain):
        match = _SPAN.match(plain, at)
        if match is None:
            raise Unreadable(f"读不出日期{quoted(text)}")
        first = _day(match, "", last, text)
        end = _day(match, "2", (first.year, first.month), text) if match["day2"] else first
        if not first <= end <= first + timedelta(days=_LONGEST):
            raise Unreadable(f"日期{quoted(text)}的起止不对")
        found += [first + timedelta(days=step) for step in range((end - first).days + 1)]
        last = (end.year, end.month)
        gap = _BETWEEN.match(plain, match.end())
        at = gap.end() if gap else match.end()
    return tuple(found)


def read_notice(text: str) -> Iterator[tuple[date, bool, str]]:
    """The days of a notice in running text, whether people work, and the holiday's name.

    一、元旦：1月1日（周四）至3日（周六）放假调休。1月4日（周日）上班。 Raises Unreadable for a holiday whose days cannot be read.
    """
    titled = re.search(r"(20\d\d)年", text)
    year = int(titled[1]) if titled else None
    for name, told in _HOLIDAY.findall(unbroken(text)):
        plain = _REMARK.sub("", told)
        clauses = _CLAUSE.findall(plain)
        if not clauses:
            raise Unreadable(f"{quoted(name)}没有读出放假或上班的日期")
        for days, works in clauses:
            for day in read_days(days, year):
                yield day, works == "上班", name


def _day(match: re.Match[str], which: str, last: tuple[int | None, int | None], text: str) -> date:
    year = int(match[f"year{which}"]) if match[f"year{which}"] else last[0]
    month = int(match[f"month{which}"]) if match[f"month{which}"] else last[1]
    if year is None:
        raise Unreadable(f"日期{quoted(text)}没有年份")
    if month is None:
        raise Unreadable(f"日期{quoted(text)}没有月份")
    if which and last[1] is not None and month < last[1] and not match[f"year{which}"]:
        year += 1
    try:
        return date(year, month, int(match[f"day{which}"]))
    except ValueError as error:
        raise Unreadable(f"日历上没有 {year}年{month}月{match[f'day{which}']}日") from error
