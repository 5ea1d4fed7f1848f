"""The working calendar: Chinese public holidays and make-up working days (调休) as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar table. `confirmed` is False while the yearly notice of the State Council is not out."""

    date: date
    is_workday: bool
    name: str
    source: str
    confirmed: bool


class WorkCalendar:
    """Working-day arithmetic over stored days; a day that is not stored counts Monday to Friday, unconfirmed."""

    def __init__(self, days: Iterable[Day]) -> None:
        self._days = {day.date: day for day in days}

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
            day += timedelta(days=1)
        return day

    def add(self, day: date, workdays: int) -> date:
        """The date `workdays` working days after (before, if negative) `day`; 0 gives `day` itself."""
        step = timedelta(days=1 if workdays > 0 else -1)
        left = abs(workdays)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        days = (end - start).days
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, days + 1))

    def confirmed_through(self, start: date, end: date) -> bool:
        """Whether every day from `start` to `end` inclusive rests on a published notice."""
        days = (end - start).days
        return all(self.is_confirmed(start + timedelta(days=n)) for n in range(days + 1))
