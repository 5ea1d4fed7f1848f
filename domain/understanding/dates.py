"""The day or period a clause speaks of, relative to today."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
_NUM = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_N = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_UNTIL = r"(?P<until>截至|截止|截止到|到|至|从)?"
WHEN = re.compile(
    _UNTIL + rf"(?:(?P<iso>\d{{4}})[-年./](?P<im>\d{{1,2}})[-月./](?P<id>\d{{1,2}})[日号]?"
    rf"|(?P<range>(?P<rm>{_N})月?(?:-|~|至|到)(?P<rn>{_N})月(?:份)?)(?!\d*[日号])"
    rf"|(?P<md>(?P<month>{_N})月(?P<day>\d{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])"
    rf"|(?P<dot>(?<![\d.])(?P<dm>1[0-2]|[1-9])\.(?P<dd>3[01]|[12]\d|[1-9])(?![\d.]|[万亿%座个户家平]))"
    rf"|(?P<third>(?P<tm>{_N})月(?P<tw>上|中|下)旬)|(?P<end>(?P<em>{_N})月(?:底|末))"
    rf"|(?P<whole>(?P<wm>{_N})月(?:份)?)(?!\d|[日号底末])"
    r"|(?P<half>上半年|下半年)|(?P<quarters>前(?P<qn>[二三两])季度?)"
    r"|(?P<quarter>(?P<q>[一二三四1-4])季度)"
    r"|(?P<word>今天|今日|昨天|昨日|前天|目前|上周末|本月底|上月底|月底|年底|本旬|上旬|中旬|下旬|上一旬|本周|这周|上周|本月|这个月|当月|上个月|上月|"
    r"本季度?|这个季度|上季度?|上个季度)(?P<weekday>[一二三四五六日天])?"
    r"|(?P<week>(?:周|星期|礼拜)(?P<wd>[一二三四五六日天]))"
    r"|(?P<only>(?<!\d)(?P<od>3[01]|[12]\d|[1-9])[号日](?!线)))"
)
# 昨天报的: the day of an earlier message. 比上旬低0.2: a period that is only compared with.
_TOLD_THEN = re.compile(r"(?:上)?(?:报|填|说|写|发)(?:的|过|错)")
_COMPARED = re.compile(r"(?:比|较|跟|和|与)$")
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class When:
    """A day, and whether the words name a period that does not begin on 1 January (its figure is an increment)."""

    day: date
    partial: bool
    start: int
    end: int
    text: str
    forced_total: bool = False


def whens(clause: str, today: date) -> list[When]:
    """Every day or period named in a clause."""
    found = []
    for match in WHEN.finditer(clause):
        before, after = clause[: match.start()], clause[match.end() :]
        if _COMPARED.search(before) or _TOLD_THEN.match(after) or (match.group("dot") and not match.group("until")):
            continue
        read = _read(match, today)
        if read is not None:
            day, partial = read
            until = bool(match.group("until")) and match.group("until") != "从"
            found.append(When(day, partial and not until, match.start(), match.end(), match.group(), until))
    return found


def _read(match: re.Match[str], today: date) -> tuple[date, bool] | None:
    group = match.groupdict()
    try:
        if group["iso"]:
            return date(int(group["iso"]), int(group["im"]), int(group["id"])), False
        if group["range"]:
            first, last = _n(group["rm"]), _n(group["rn"])
            return _cap(_month_end(today.year, last), today), first != 1
        if group["md"]:
            return _past(date(today.year, _n(group["month"]), _day(group["day"])), today), False
        if group["dot"]:
            return _past(date(today.year, int(group["dm"]), int(group["dd"])), today), False
        if group["third"]:
            return _third(_year(_n(group["tm"]), today), _n(group["tm"]), group["tw"]), True
        if group["end"]:
            return _month_end(_year(_n(group["em"]), today), _n(group["em"])), False
        if group["whole"]:
            month = _n(group["wm"])
            return _cap(_month_end(_year(month, today), month), today), month != 1
        if group["only"]:
            return _past_day(int(group["od"]), today), False
    except ValueError:
        return None
    return _words(group, today)


def _words(group: dict[str, str | None], today: date) -> tuple[date, bool] | None:
    if group["half"]:
        month = 6 if group["half"] == "上半年" else 12
        return _cap(_month_end(today.year, month), today), month != 6
    if group["quarters"]:
        count = 3 if group["qn"] == "三" else 2
        return _cap(_month_end(today.year, count * 3), today), False
    if group["quarter"]:
        number = _n(group["q"] or "1")
        return _cap(_month_end(_year(number * 3 - 2, today), number * 3), today), number != 1
    if group["week"]:
        return _weekday(today, group["wd"] or "一", weeks=0), False
    word, weekday = group["word"], group["weekday"]
    if word is None or word == "目前":
        return None
    if weekday and word in ("上周", "本周", "这周"):
        return _weekday(today, weekday, weeks=-1 if word == "上周" else 0), False
    return _relative(word, today)


def _relative(word: str, today: date) -> tuple[date, bool] | None:
    monday = today - timedelta(days=today.weekday())
    last_month = today.replace(day=1) - DAY
    quarter = (today.month - 1) // 3 * 3 + 1
    last_quarter = today.replace(month=quarter, day=1) - DAY
    table: dict[str, tuple[date, bool]] = {
        "今天": (today, False),
        "今日": (today, False),
        "昨天": (today - DAY, False),
        "昨日": (today - DAY, False),
        "前天": (today - 2 * DAY, False),
        "上周末": (monday - DAY, False),
        "月底": (_month_end(today.year, today.month), False),
        "本月底": (_month_end(today.year, today.month), False),
        "上月底": (last_month, False),
        "年底": (date(today.year, 12, 31), False),
        "上周": (monday - DAY, True),
        "上月": (last_month, True),
        "上个月": (last_month, True),
        "上季": (last_quarter, last_quarter.month != 3),
        "上旬": (_last_third(today, "上"), True),
        "中旬": (_last_third(today, "中"), True),
        "下旬": (_last_third(today, "下"), True),
        "上一旬": (_before_third(today), True),
    }
    word = word.removesuffix("度").replace("上个季", "上季").replace("这个季", "本季")
    if word in table:
        return table[word]
    return today, word != "本季" or today.month > 3


def _third(year: int, month: int, which: str) -> date:
    return date(year, month, {"上": 10, "中": 20}.get(which, monthrange(year, month)[1]))


def _last_third(today: date, which: str) -> date:
    day = _third(today.year, today.month, which)
    if day <= today or today.day > day.day - 10:
        return min(day, today) if day > today else day
    before = today.replace(day=1) - DAY
    return _third(before.year, before.month, which)


def _before_third(today: date) -> date:
    if today.day > 20:
        return today.replace(day=20)
    return today.replace(day=10) if today.day > 10 else today.replace(day=1) - DAY


def _weekday(today: date, word: str, weeks: int) -> date:
    number = WEEKDAYS.index("日" if word == "天" else word)
    return today - timedelta(days=today.weekday()) + timedelta(days=number, weeks=weeks)


def _cap(day: date, today: date) -> date:
    """A period that is not over means today."""
    return today if day > today and day - today < timedelta(days=200) else day


def _past(day: date, today: date) -> date:
    """A day of the year; far ahead means last year's."""
    return day.replace(year=day.year - 1) if day - today > timedelta(days=183) else day


def _past_day(number: int, today: date) -> date:
    if number <= today.day:
        return today.replace(day=number)
    before = today.replace(day=1) - DAY
    return before.replace(day=number) if number <= before.day else today.replace(day=number)


def _year(month: int, today: date) -> int:
    return today.year - 1 if month - today.month > 6 else today.year


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _n(text: str) -> int:
    return int(text) if text.isdigit() else _NUM[text]


def _day(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _NUM[text]
    return _NUM.get(tens, 1) * 10 + (_NUM[ones] if ones else 0)
