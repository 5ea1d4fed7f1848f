"""我周五再报: a report that is promised, and the day it is promised for."""

import re
from datetime import date, timedelta

from domain.understanding.text import clean

_DAYS = {"今天": 0, "今晚": 0, "下班前": 0, "明天": 1, "明早": 1, "后天": 2, "大后天": 3}
_WEEKDAYS = "一二三四五六日"
FRIDAY = 4
# The words of the day, the widest first.
_DAY = re.compile(
    r"(?P<near>大后天|后天|明天|明早|今天|今晚|下班前)|"
    r"(?P<next>下个?)?(?:这|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])|(?P<week>下个?|这|本)(?:周|星期|礼拜)(?:末|内)?|"
    r"(?:(?P<month>\d{1,2})月)?(?P<number>\d{1,2})[日号]|(?P<later>\d{1,2})天(?:后|以后|之后)|(?P<end>下?)个?月底"
)
# A report that is to come, at the end of the line. 报了 is done, 报几座 is asked.
PROMISED = re.compile(
    r"(?:再|补|前|内|底|末|天|晚|早|[一二三四五六日号后])(?:我们?|这边)?(?:会|就|来|再|一并|统一)*(?:补报|上报|填报|报送|报)(?:上来|数据?|一下)?(?:吧|哈|啊|啦|的|给您)*$"
)
_AROUND = re.compile(
    r"(?:能|要)?(?:完成|交付|签约|开工)?(?:多少|几)[座个家条户处件项份名栋]?|过[一两二三四五几\d]{1,2}天|能|我们?|这边|到时候?|再|等|[,。.!~、\s]|之?前|以?内"
)


def name_in(cleaned: str) -> str:
    """What is left of a promise without its day and its verb: the words that may name an item."""
    verb = PROMISED.search(cleaned)
    bare = cleaned if verb is None else cleaned[: verb.start() + 1]
    return _AROUND.sub("", _DAY.sub("", bare)).rstrip("再补")


def day_promised(text: str, today: date) -> date | None:
    """The day that the words name, today or later; None if they name none, or one that is over."""
    found = _DAY.search(clean(text))
    day = _day(found, today) if found is not None else None
    return day if day is not None and day >= today else None


def _day(found: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    if found["near"]:
        return today + timedelta(days=_DAYS[found["near"]])
    if found["weekday"]:
        at = monday + timedelta(days=_WEEKDAYS.index(found["weekday"].replace("天", "日")))
        return at + timedelta(days=7) if found["next"] or at < today else at
    if found["week"]:
        friday = monday + timedelta(days=FRIDAY)
        return max(today, friday) if found["week"] in "这本" else friday + timedelta(days=7)
    if found["later"]:
        return today + timedelta(days=int(found["later"]))
    if found["number"]:
        return _of_month(today, int(found["month"] or 0), int(found["number"]))
    first = _months_on(today.replace(day=1), 2 if found["end"] else 1)
    return first - timedelta(days=1)


def _of_month(today: date, month: int, number: int) -> date | None:
    """The next such day; None where no month has it."""
    for ahead in range(14):
        first = _months_on(today.replace(day=1), ahead)
        if month not in (0, first.month) or number < 1:
            continue
        at = first + timedelta(days=number - 1)
        if at.month == first.month and at >= today:
            return at
    return None


def _months_on(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
