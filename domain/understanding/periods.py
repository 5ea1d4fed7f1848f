"""The days on which periods end, as seen from a day."""

from calendar import monthrange
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"


def third_of(year: int, month: int, which: str) -> date:
    """The last day of a 旬 of a month."""
    return date(year, month, {"上": 10, "中": 20}.get(which, monthrange(year, month)[1]))


def last_third(today: date, which: str) -> date:
    """The last day of the 旬 of that name that has begun last; today if it is not over."""
    day = third_of(today.year, today.month, which)
    if day <= today or today.day > day.day - 10:
        return min(day, today) if day > today else day
    before = today.replace(day=1) - DAY
    return third_of(before.year, before.month, which)


def before_third(today: date) -> date:
    """The last day of the 旬 before."""
    if today.day > 20:
        return today.replace(day=20)
    return today.replace(day=10) if today.day > 10 else today.replace(day=1) - DAY


def day_of_week(today: date, word: str, weeks: int) -> date:
    """The day of that name in the week so many weeks on."""
    number = WEEKDAYS.index("日" if word == "天" else word)
    return today - timedelta(days=today.weekday()) + timedelta(days=number, weeks=weeks)


def capped(day: date, today: date) -> date:
    """The end of a period; today if it is not over."""
    return today if day > today and day - today < timedelta(days=200) else day


def past(day: date, today: date) -> date:
    """A day of this year; of last year if it lies more than half a year ahead."""
    return day.replace(year=day.year - 1) if day - today > timedelta(days=183) else day


def year_of(month: int, today: date) -> int:
    """The year of a month that is named without one: of two the nearer, and the past one of equals."""
    return today.year - 1 if month - today.month > 6 else today.year


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
