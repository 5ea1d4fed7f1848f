"""The day or period a clause speaks of, relative to today."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.understanding.figures import numeral
from domain.understanding.periods import (
    DAY,
    before_third,
    capped,
    day_of_week,
    last_third,
    month_end,
    past,
    third_of,
    year_of,
)

# Up to this month the end of last year is a day that reports are of.
LAST_YEARS_END = 2
BLANK = "~"
_N = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_D = r"(?:[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"(?:-|~|至|到)"
# 昨天报的: the day of an earlier message. 比上旬低0.2: a period that is only compared with.
_EARLIER_REPORT = re.compile(r"(?:上)?(?:报|填|说|写|发|统计|提供)(?:的|过|错|了(?!\d))")
_COMPARED = re.compile(r"(?:(?<!占)比|较|跟|和|与|同|环比|比起)$")
_UNTIL = re.compile(r"(?:截至|截止到?|截|到|至|止)$")
# 压到4.9 is a figure, 截至4.9 a day.
_AFTER_UNTIL = re.compile(r"(?:截至|截止到?|截)$")
_DEADLINE = re.compile(r"(?:之?前|以前|内)(?!\d)")
# 上上周, 去年5月: a figure of such a period is what it added.
_PERIOD_ALONE = re.compile(r"(?:周|星期|礼拜|月份?|季度?|旬|半年)$")
# Every word of time holds one of these, so that most clauses without one are left at once.
HINTS = re.compile(r"20\d{6}|[年月日号周旬季天昨今前近半底末节晚晨刻截初廿]|星期|礼拜|\d[./-]\d")


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A day, and whether the words name a period that does not begin on 1 January (its figure is an increment).

    `unclear`: the words name a day or period that is not understood whole (去年5月, 3天前, 2月30日); it has no `day`, and a
    figure of it is asked about: today never stands in for it.

    `day` is None for a period without a day (近两周). `until`: 截至 and the like stand before it. `deadline`: 8月底前.
    """

    day: date | None
    partial: bool
    start: int
    end: int
    text: str
    until: bool = False
    deadline: bool = False
    unclear: bool = False


def time_words(clause: str, today: date) -> list[TimeWord]:
    """The days and periods that a clause names, left to right, without those that are compared with or date an earlier report."""
    if not HINTS.search(clause):
        return []
    found: list[TimeWord] = []
    for start, end, read in _spans(clause, today):
        before, after = clause[:start], clause[end:]
        if _COMPARED.search(before) or _EARLIER_REPORT.match(after):
            continue
        until = bool(_UNTIL.search(before))
        if read[0] == "dot" and not _AFTER_UNTIL.search(before):
            continue
        head = _UNTIL.search(before)
        begin = head.start() if head else start
        deadline = bool(_DEADLINE.match(after)) and not until
        unclear = read[0] == UNCLEAR
        period = read[2] or (unclear and _PERIOD_ALONE.search(clause[start:end]) is not None)
        found.append(TimeWord(read[1], period and not until, begin, end, clause[start:end], until, deadline, unclear))
    return found


def time_spans(clause: str, today: date) -> list[tuple[int, int]]:
    """The places of all words of time, also of those that `time_words` leaves out: figures in them are no values."""
    if not HINTS.search(clause):
        return []
    spans = _spans(clause, today)
    return [(start, end) for start, end, read in spans if read[0] != "dot" or _AFTER_UNTIL.search(clause[:start])]


def without_days(clause: str, today: date) -> str:
    """The clause with its words of time blanked out, of the same length."""
    for start, end in time_spans(clause, today) if HINTS.search(clause) else ():
        clause = clause[:start] + BLANK * (end - start) + clause[end:]
    return clause


_Read = tuple[str, date | None, bool]


def _spans(clause: str, today: date) -> list[tuple[int, int, _Read]]:
    taken: list[tuple[int, int, _Read]] = []
    for name, pattern, read in _RULES:
        for match in pattern.finditer(clause):
            if any(match.start() < end and start < match.end() for start, end, _ in taken):
                continue
            try:
                day, partial = read(match, today)
            except ValueError:
                if name != "dot":
                    taken.append((match.start(), match.end(), (UNCLEAR, None, False)))
                continue
            taken.append((match.start(), match.end(), (name, day, partial)))
    return sorted(taken, key=lambda each: each[0])


_Rule = Callable[[re.Match[str], date], tuple[date | None, bool]]


def _iso(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    if abs(int(match[1]) - today.year) > 1:
        raise ValueError(match[0])
    return date(int(match[1]), int(match[2]), int(match[3])), False


def _unclear(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    raise ValueError(match[0])


def _short_year(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    """22年9月20日, 22.9.20, 二零二二年九月; a year that is neither this one nor one beside it is not understood."""
    written = _number(match[1])
    year = written + 2000 if written < 100 else written
    if abs(year - today.year) > 1:
        raise ValueError(match[0])
    month = _number(match[2])
    return (date(year, month, _number(match[3])), False) if match[3] else (capped(month_end(year, month), today), True)


def _third_of_last_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    before = today.replace(day=1) - DAY
    return third_of(before.year, before.month, match[1]), True


def _year_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    year, month = int(match[1]), _number(match[2])
    if abs(year - today.year) > 1:
        raise ValueError(match[0])
    return capped(month_end(year, month), today), month != 1 and not match[3]


def _another_year(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    """A year by itself is no day; a figure of one that is over is not this year's."""
    if int(match[1]) < today.year:
        raise ValueError(match[0])
    return None, False


def _months(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    first, last = _number(match[1]), _number(match[2])
    return capped(month_end(today.year, last), today), first != 1


def _first_months(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return capped(month_end(today.year, _number(match[1])), today), False


def _days(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    first, last = (_number(match[1]), _number(match[2])), (_number(match[3] or match[1]), _number(match[4]))
    return past(date(today.year, *last), today), first != (1, 1)


def _month_day(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return past(date(today.year, _number(match[1]), _number(match[2])), today), False


def _third(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    month = _number(match[1])
    return third_of(year_of(month, today), month, match[2]), True


def _month_close(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    month = _number(match[1])
    return month_end(year_of(month, today), month), False


def _whole_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    month = _number(match[1])
    year = year_of(month, today)
    # A month that has not begun has no figure yet: its end is a day to come.
    end = month_end(year, month)
    return (end if date(year, month, 1) > today else capped(end, today)), month != 1


def _half(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    month = 6 if match[1] == "上" else 12
    return capped(month_end(today.year, month), today), month != 6


def _half_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    day = today.replace(day=15) if match[1] == "上" else month_end(today.year, today.month)
    return capped(day, today), True


def _quarters(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return capped(month_end(today.year, _number(match[1]) * 3), today), False


def _quarter(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    number = _number(match[1])
    return capped(month_end(year_of(number * 3 - 2, today), number * 3), today), number != 1 and not match[2]


def _near(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return None, True


def _undated(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return None, False


def _day_word(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    back = {"今": 0, "当": 0, "昨": 1, "前": 2}[match[1][-1]]
    return today - back * DAY - (DAY if match[1] == "大前" else 0 * DAY), False


def _weekday(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    lead = match[1] or ""
    day = day_of_week(today, match[2], weeks=-2 if lead.startswith("上上") else -1 if lead.startswith("上") else 0)
    # A bare weekday in a message about what was done is the last one.
    return (day - 7 * DAY if not lead and day > today else day), False


def _feast(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    month = {"元旦": 1, "五一": 5, "七一": 7, "国庆": 10, "十一": 10}[match[1]]
    return past(date(today.year, month, 1), today), False


def _this(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return today, match[1] not in ("季度", "季") or today.month > 3


def _this_close(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    if match[1] == "年":
        return date(today.year, 12, 31), False
    if match[1] in ("季度", "季"):
        return month_end(today.year, (today.month - 1) // 3 * 3 + 3), False
    return month_end(today.year, today.month), False


def _last(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    period, close = match[1], bool(match[2])
    monday = today - timedelta(days=today.weekday())
    if period.endswith(("周", "星期")):
        return monday - DAY, not close
    if period.endswith("月"):
        day = today.replace(day=1) - DAY
        return day, not close and day.month != 1
    if period.endswith("一旬"):
        return before_third(today), True
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - DAY
    return quarter, not close and quarter.month != 3


def _last_year(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    """The end of last year is told of last year's figures, and those are closed by March."""
    if today.month > LAST_YEARS_END:
        raise ValueError(match[0])
    return date(today.year - 1, 12, 31), False


def _bare_third(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return last_third(today, match[1]), True


def _day_of_last_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    return (today.replace(day=1) - DAY).replace(day=_number(match[1])), False


def _day_of_month(match: re.Match[str], today: date) -> tuple[date | None, bool]:
    number = _number(match[1])
    if number <= today.day or _DEADLINE.match(match.string[match.end() :]):
        return today.replace(day=number), False
    before = today.replace(day=1) - DAY
    return (before.replace(day=number) if number <= before.day else today.replace(day=number)), False


def _rule(name: str, pattern: str, read: _Rule) -> tuple[str, re.Pattern[str], _Rule]:
    return name, re.compile(pattern), read


_HAN_YEAR = r"[零〇一二三四五六七八九十]{2,4}"
# 上周三千一百: the numeral belongs to the figure, not to the week.
_NO_STEP = r"(?![十千万亿]|百(?!分之)|点[零一二三四五六七八九]|[一二三四五六七八九][十百千万])"
_COUNT = r"(?:\d{1,3}|[一两二三四五六七八九十半几数]{1,3})"
_PERIOD = (
    rf"(?:{_N}月份?(?:{_D}[日号]|[上中下]旬|底|末)?|第?[一二三四1-4]季度末?|[上下]半年|"
    rf"[本这当]月(?:{_D}[日号])?)"
)
_FEASTS = (
    r"(?:春节|中秋|端午|清明|重阳|国庆|元旦|元宵|五一|十一|六一|七一|八一|劳动节|儿童节|建军节|除夕|腊八|小年|古尔邦节?|"
    r"开斋节?|泼水节?|那达慕|火把节?|二月二|三月三|四月八|六月六|七月七|九月九(?![日号\d十]))节?"
)
_FEAST = rf"{_FEASTS}(?:前后?|后|期间|假期)?"
_NEAR_FEAST = rf"{_FEASTS}(?:之?前后?|以前|之?后|以后|期间|假期|长假|当[天日]|那天|那几天|前夕)"
# Days and periods that are not understood whole. What follows 截至 names a day, whatever it is.
_NOT_UNDERSTOOD = (
    rf"(?:去年|上年|大?前年|明年)的?{_PERIOD}|大?前年|^去年(?!同期|底|末|的)|"
    rf"(?:(?<![加算补])上上+个?|下下+个?)(?:周|星期|礼拜)(?![一二三四五六日天]{_NO_STEP})末?|下下+个?(?:周|星期|礼拜)[一二三四五六日天]|"
    rf"上个旬|(?:(?<![加算补])上上+|下下+)个?(?:月|季度?|旬)(?:底|末|初)?|(?<![\d第]){_COUNT}(?:个多?(?:月|星期|周|季度)|多?(?:天|周|星期|旬|年))(?:之|以)?前|"
    rf"前(?:几|两|三|些)天|前(?:段时间|阵子?|些日子)|第(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})个?(?:周(?![年岁边期])|星期)|"
    rf"(?:农历|阴历|旧历)(?:{_N}月|[正腊冬]月)?[初廿]?{_D}?|(?:{_N}月|[正腊冬]月)?(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]?)(?![期中高])|"
    rf"[一-鿿]{{2}}{_HAN_YEAR}年{_N}月|(?<!\d)(?:1\d{{3}}|2[1-9]\d\d)年{_N}月(?:{_D}[日号]?)?|"
    rf"(?<!\d)(?:1[3-9]|[2-9]\d)月(?!份额)|(?<!\d){_N}月(?:3[2-9]|[4-9]\d)[日号]|(?<![\d第.])(?:3[2-9]|[4-9]\d)[日号](?!线|楼(?!宇)|院|地块|店|路|桥)|"
    r"(?:上+个?|本|这个?)?(?:周|星期|礼拜)[一二三四五六日天](?=[万亿])|"
    r"(?:上个?|本|这个?)?周末(?!愉快|快乐)|"
    rf"(?:(?<=截至)|(?<=截止)){_FEAST}|(?<![一二三四五六七八九\d]){_NEAR_FEAST}|"
    # By the moon, as they are written: 三月三, and not 三月三日.
    r"(?<![一二三四五六七八九十\d])(?:二月二|三月三|四月八|六月六|七月七|九月九)(?![日号\d十到至])"
)
# 6.20 at the head of a clause that tells a figure behind it: a day, or a figure in front of its item's name.
_SHORT_AT_HEAD = rf"^(?:1[0-2]|0?[1-9])[./]{_D}(?![\d./万亿%座栋户家个套条处项人名件份期所平米亩元公吨倍成])(?=\D*\d)"
_DOCUMENT = r"[〔\[(【]20\d\d[〕\])】]第?\d+号[文令]?|第?\d+号(?:文|令|公告|决定|纪要|通知)"
_DAYS = rf"(?<!\d)({_N})(?:月|[./])({_D})[日号]?(?:起)?{_TO}(?:({_N})(?:月|[./]))?({_D})[日号]"
UNCLEAR = "unclear"
_RULES = (
    _rule("document", _DOCUMENT, _undated),
    _rule("short_year", rf"(?<![\d一-鿿])(\d\d)年({_N})月(?:({_D})[日号]?)?", _short_year),
    _rule("short_year", rf"(?<![\d.])(\d\d)[./](1[0-2]|0?[1-9])[./]({_D})(?![\d.])", _short_year),
    _rule("short_year", rf"(?<![\d一-鿿])([零〇一二三四五六七八九]{{4}})年({_N})月(?:({_D})[日号]?)?", _short_year),
    _rule("feast", r"(元旦|五一|七一|国庆|十一)(?:节)?(?:当天|那天|当日)", _feast),
    _rule(UNCLEAR, _NOT_UNDERSTOOD, _unclear),
    _rule(UNCLEAR, _SHORT_AT_HEAD, _unclear),
    _rule("iso", r"(?<!\d)(20\d{2})年(\d{1,2})月(\d{1,2})[日号]?", _iso),
    _rule("iso", r"(?<!\d)(20\d{2})(?:-(?=\d+-)|\.(?=\d+\.)|/(?=\d+/))(\d{1,2})[-./](\d{1,2})[日号]?", _iso),
    _rule("iso", r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)", _iso),
    _rule("year", rf"(?<!\d)(20\d{{2}})年({_N})月(?:份)?(底|末)?", _year_month),
    _rule("another_year", r"(?<!\d)(20\d\d)年度?(?!以来|起|至今|之?后|之?前|以前)", _another_year),
    _rule("days", _DAYS, _days),
    _rule("months", rf"(?<![\d.])({_N})月?{_TO}({_N})月(?:份)?(?!\d*[日号])", _months),
    _rule("first", rf"(?:今年)?前({_N}|两)个?月(?!\d*[日号])", _first_months),
    _rule("day", rf"(?<!\d)({_N})月({_D})(?:[日号]|(?![\d万亿%座栋个户家条套平米亩元]))", _month_day),
    _rule("day", rf"(?:(?<=截至)|(?<=截止)|(?<=截止到))(1[0-2]|0?[1-9])[./]({_D})(?!\d)", _month_day),
    _rule("dot", rf"(?<![\d.])(1[0-2]|0?[1-9])[./]({_D})(?![\d.]|[万亿%座个户家平])", _month_day),
    _rule("third", rf"(?<!\d)({_N})月份?(上|中|下)旬", _third),
    _rule("close", rf"(?<!\d)({_N})月份?(?:底|末)", _month_close),
    _rule("month", rf"(?<!\d)({_N})月(?:份)?(?!\d|[日号底末])", _whole_month),
    _rule("half", r"(上|下)半年", _half),
    _rule("half_month", r"(?:本月)?(上|下)半月", _half_month),
    _rule("quarters", r"前([二三两])个?季度?", _quarters),
    _rule("quarter", r"(?<!上)第?([一二三四1-4])季度(底|末)?", _quarter),
    _rule(
        "weekday",
        rf"(上上|上个?|本|这个?)?(?:周|星期|礼拜)([一二三四五六日天]){_NO_STEP}",
        _weekday,
    ),
    _rule("last_day", rf"上个?月({_D})[日号]", _day_of_last_month),
    _rule("third_of_last", r"上个?月(上|中|下)旬", _third_of_last_month),
    _rule("last", r"(上一?个?(?:周|星期|月|季度|季)|上一旬)(底|末)?", _last),
    _rule(
        "near",
        r"(?:最近|近|过去)(?:的)?(?:这)?(?:[一两二三几\d]+)个?(?:天|周|星期|旬|月)|这(?:几|两)天|近期|近日|最近",
        _near,
    ),
    _rule(
        "since", r"(?:今年|年初|年内|开年)(?:以来|至今|到现在)|全年|今年|年内|截至目前|目前|迄今|(?<!截)至今", _undated
    ),
    _rule("word", r"(大前|今|昨|前|当)(?:天|日|早|晚|晨|夜|(?<!当)儿(?![童子科女媳歌]))(?:上|间)?(?!内)", _day_word),
    _rule("this", r"(?:本|这个?|当)(旬|周|星期|月|季度|季)(?!底|末)", _this),
    _rule("last_year", r"(?:去年|上年)(?:底|末)", _last_year),
    _rule("this_close", r"(?:本|这个?|当)?(月|季度|季|年)(?:底|末)", _this_close),
    _rule("bare_third", r"(上|中|下)旬", _bare_third),
    _rule(
        "date",
        r"(?<=[截至止到月])([二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日](?!线|楼|院)",
        _day_of_month,
    ),
    _rule("date", r"(?<![\d第.])(3[01]|[12]\d|[1-9])[号日](?!线|楼|院|地块|店)", _day_of_month),
)


def _number(text: str) -> int:
    """A small number in digits or Han; raises ValueError for anything else."""
    value = numeral(text)
    if value is None:
        raise ValueError(text)
    return int(value)
