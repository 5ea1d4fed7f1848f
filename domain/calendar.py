"""The working calendar: Chinese public holidays and make-up working days (调休) as data."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# Statutory rest days a year: 11 up to 2024, 13 since (国务院《全国年节及纪念日放假办法》).
STATUTORY_RESTS = 11
# A message that is older was not held up: its platform's clock is wrong. Telegram keeps what it cannot deliver for 24 hours and
# lets people edit for 48.
LONGEST_UNDERWAY = timedelta(days=7)


def day_written(sent: datetime, now: datetime, zone: ZoneInfo) -> date:
    """The local day a message was written, by its platform's clock (UTC); today by a clock that cannot be right."""
    at = sent if now - LONGEST_UNDERWAY <= sent <= now else now
    return at.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar table. `confirmed` is False while the yearly notice of the State Council is not out."""

    date: date
    is_workday: bool
    name: str
    source: str
    confirmed: bool


MOST_ADDED = 50_000


class WorkCalendar:
    """Working-day arithmetic over stored days; a day that is not stored counts Monday to Friday, unconfirmed.

    Never changes once made. Counting costs the same however many years lie between two days.
    """

    def __init__(self, days: Iterable[Day]) -> None:
        self._days = {day.date: day for day in days}
        self._confirmed = sorted(day.date.toordinal() for day in self._days.values() if day.confirmed)
        # Days that are not what their weekday says, and how far the count of working days is off after each of them.
        shifted = sorted(
            (day.date.toordinal(), 1 if day.is_workday else -1)
            for day in self._days.values()
            if day.is_workday != (day.date.weekday() < 5)
        )
        self._shifts = [ordinal for ordinal, _ in shifted]
        self._offsets = list(accumulate((shift for _, shift in shifted), initial=0))
        # Thousands of items ask for the same few days.
        self._added: dict[tuple[date, int], date] = {}

    def is_workday(self, day: date) -> bool:
        """Whether people work on this local day."""
        known = self._days.get(day)
        return known.is_workday if known else day.weekday() < 5

    def is_confirmed(self, day: date) -> bool:
        """Whether the day rests on a published notice; if not, every date computed on it must say 未公布."""
        known = self._days.get(day)
        return known is not None and known.confirmed

    def name_of(self, day: date) -> str:
        """Name of the holiday, or an empty string."""
        known = self._days.get(day)
        return known.name if known else ""

    def on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add(self, day: date, workdays: int) -> date:
        """The date `workdays` working days after (before, if negative) `day`; 0 gives `day` itself."""
        known = self._added.get((day, workdays))
        if known is None:
            if len(self._added) >= MOST_ADDED:
                self._added.clear()
            known = self._added[day, workdays] = self._add(day, workdays)
        return known

    def _add(self, day: date, workdays: int) -> date:
        if workdays == 0:
            return day
        start = day.toordinal()
        if workdays > 0:
            return date.fromordinal(self._find(self._count(start) + workdays))
        return date.fromordinal(self._find(self._count(start - 1) + workdays + 1))

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        return self._count(end.toordinal()) - self._count(start.toordinal())

    def late_by(self, due: date | None, today: date) -> int:
        """Working days by which what was due on a day is late today; 0 when it is not, or when nothing was due."""
        return max(0, self.between(due, today)) if due is not None else 0

    def confirmed_through(self, start: date, end: date) -> bool:
        """Whether every day from `start` to `end` inclusive rests on a published notice."""
        first, last = start.toordinal(), end.toordinal()
        known = bisect_right(self._confirmed, last) - bisect_left(self._confirmed, first)
        return known == max(0, last - first + 1)

    def _count(self, ordinal: int) -> int:
        """Working days up to and including a day (1 January of year 1, a Monday, is day 1)."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) + self._offsets[bisect_right(self._shifts, ordinal)]

    def _find(self, count: int) -> int:
        """The working day that brings the count to `count`: the inverse of `_count`."""
        # A guess by weekdays and the shifts up to there, then nearer by what it is off: a few rounds at most.
        near = count * 7 // 5
        weeks, rest = divmod(count - self._offsets[bisect_right(self._shifts, near)] - 1, 5)
        ordinal = weeks * 7 + rest + 1
        while missing := count - self._count(ordinal):
            ordinal += missing
        while self._count(ordinal - 1) == count:
            ordinal -= 1
        return ordinal


def years_announced(named: Iterable[Day]) -> tuple[int, ...]:
    """The years whose whole notice the days are: it names at least the rest days the law gives; less is an amendment."""
    rests = Counter(day.date.year for day in named if not day.is_workday)
    return tuple(sorted(year for year, count in rests.items() if count >= STATUTORY_RESTS))


def ordinary_days(year: int, named: Iterable[Day], known: WorkCalendar, source: str) -> tuple[Day, ...]:
    """What the whole notice of a year does not name, and nothing else confirms: worked Monday to Friday."""
    spoken_for = {day.date for day in named}
    first = date(year, 1, 1)
    days = (first + number * DAY for number in range((date(year + 1, 1, 1) - first).days))
    left = (day for day in days if day not in spoken_for and not known.is_confirmed(day))
    return tuple(Day(day, day.weekday() < 5, "", source, confirmed=True) for day in left)


@dataclass(frozen=True, slots=True)
class YearRule:
    """The section `[year]` of a rule pack: the agreements of a year begin on `month` and `day` of it.

    `closing_workdays`: working days after the day of an item's last report in which late ones still come in and all of them are
    verified; then the item closes.
    """

    month: int = 1
    day: int = 1
    closing_workdays: int = 10

    def begins(self, year: int) -> date:
        """The first local day of a year's agreements."""
        return date(year, self.month, self.day)

    def ends(self, year: int) -> date:
        """The last local day of a year's agreements."""
        return self.begins(year + 1) - DAY

    def of(self, day: date) -> int:
        """The year whose agreements run on a local day, if there are any."""
        return day.year if day >= self.begins(day.year) else day.year - 1

    def running(self, years: Iterable[int], day: date) -> int:
        """Of the years with agreements the newest that has begun; before all of them the first. Without any that of the day."""
        known = sorted(years)
        begun = [year for year in known if self.begins(year) <= day]
        return begun[-1] if begun else known[0] if known else self.of(day)
