"""The calendar table's seed: published years from one package, a cautious guess from another for the rest."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib.metadata import version

from domain.calendar import Day
from storage import calendar
from storage.store import Store

GUESSED = "未公布：按周一至周五减法定节假日推算，不含调休"


def seed_days(years: Iterable[int]) -> tuple[Day, ...]:
    """Every day of the years. A year whose notice the package does not know is guessed and marked unconfirmed."""
    return tuple(day for year in years for day in (_published(year) or _guessed(year)))


def seed(store: Store, today: date, now: datetime, *, again: bool = False) -> int:
    """Days of the years around today that are not stored yet; an amended or imported day is never touched.

    `again` also looks whether a year that was only guessed is published by now.
    """
    known = calendar.years(store)
    year = today.year
    around = range(year - 1, year + 2)
    wanted = [each for each in around if (not known.get(each) if again else each not in known)]
    if not wanted:
        return 0
    missing = [each for each in wanted if each not in known]
    seeded = seed_days(wanted)
    fresh = [day for day in seeded if day.date.year in missing or day.confirmed]
    return calendar.put(store, fresh, now)


def _published(year: int) -> list[Day]:
    import chinese_calendar

    source = f"国务院办公厅节假日安排（chinesecalendar {version('chinesecalendar')}）"
    days = []
    for day in _days(year):
        try:
            is_workday = chinese_calendar.is_workday(day)
            _, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return []
        days.append(Day(day, is_workday, _chinese(name, is_workday=is_workday, day=day), source, True))
    return days


def _guessed(year: int) -> list[Day]:
    import holidays

    statutory = holidays.country_holidays("CN", years=year, language="zh_CN")
    days = []
    for day in _days(year):
        # Not the package's own working days: its make-up Saturdays are those of 2001-2011.
        name = statutory.get(day, "")
        days.append(Day(day, day.weekday() < 5 and not name, str(name), GUESSED, False))
    return days


def _chinese(name: str | None, *, is_workday: bool, day: date) -> str:
    import chinese_calendar

    known = {each.value: each.chinese for each in chinese_calendar.Holiday}
    if name in known:
        return f"{known[name]}调休上班" if is_workday else str(known[name])
    return "" if is_workday == (day.weekday() < 5) else "调休"


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
