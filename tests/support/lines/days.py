"""Ways to name a day or period, and the day that each means."""

from datetime import date, timedelta

from tests.support.lines.figures import han
from tests.support.lines.parts import Part

DAY = timedelta(days=1)
NO_DAY = Part("no day", "")


def days_of(today: date) -> list[Part]:
    """Days of this year, told on `today`; without a year in the words unless it is the form's point."""
    back, week = today - 9 * DAY, today - (today.weekday() + 3) * DAY
    close, ahead = today.replace(day=1) - DAY, today + 20 * DAY
    sunday = today - (today.weekday() + 1) * DAY
    exact = [
        Part("day", f"截至{back.month}月{back.day}日", day=back),
        Part("day up to", f"截止到{back.month}月{back.day}号", day=back),
        Part("day alone", f"{back.month}月{back.day}日", day=back),
        Part("day in numerals", f"截至{han(back.month)}月{han(back.day)}日", day=back),
        Part("day with points", f"截至{back.month}.{back.day}", day=back),
        Part("day of this month", f"截至{back.day}号", day=back),
        Part("iso", f"截至{back.isoformat()}", day=back),
        Part("iso with points", f"截至{back.year}.{back.month}.{back.day}", day=back),
        Part("with its year", f"截至{back.year}年{back.month}月{back.day}日", day=back),
        Part("short year", f"截至{back:%y}.{back.month}.{back.day}", day=back),
        Part("yesterday", "截至昨天", day=today - DAY),
        Part("today", "截至今天", day=today),
        Part("last friday", "截至上周五", day=week),
        Part("month's end", f"截至{close.month}月底", day=close),
        Part("last month's end", "截至上月底", day=close),
        Part("last month", "上月", day=close, partial=True),
        Part("last week", "上周", day=sunday, partial=True),
        Part("this month", "本月", day=today, partial=True),
        Part("a month", f"{close.month}月份", day=close, partial=True),
    ]
    doubtful = [
        Part("days ago", "3天前"),
        Part("days ago in numerals", "五天前"),
        Part("weeks ago", "两周前"),
        Part("months ago", "一个月前"),
        Part("weeks back", "截至上上周"),
        Part("months back", "截至上上个月底"),
        Part("week number", f"截至第{today.isocalendar().week - 1}周"),
        Part("last year", f"去年{close.month}月"),
        Part("last year's end", "截至去年底"),
        Part("year before last", "前年"),
        Part("another year", f"{today.year - 1}年"),
        Part("another year's day", f"{today.year - 4}年{close.month}月{close.day}日"),
        Part("no such day", "截至2月30日"),
        Part("no such day of a month", "截至6月31日"),
        Part("no such month", "截至13月"),
        Part("feast", "端午节前"),
        Part("feast itself", "端午那天"),
        Part("lunar", "农历五月初五"),
        Part("to come", f"截至{ahead.month}月{ahead.day}日"),
        Part("a few days ago", "前几天"),
    ]
    return (
        [NO_DAY] * 10
        + exact
        + [Part(each.name, each.words, doubtful=True) for each in doubtful[:: 2 if today.day % 2 else 1]]
    )
