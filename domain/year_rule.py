"""The section `[year]` of a rule pack: when a year's agreements begin, and how long they stay open after the last report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.calendar import DAY


@dataclass(frozen=True, slots=True)
class YearRule:
    """The agreements of a year begin on `month` and `day` of it. `closing_workdays`: working days after the day of an item's
    last report in which late ones still come in and all of them are verified; then the item closes.
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
