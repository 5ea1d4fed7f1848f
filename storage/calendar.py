"""The working calendar as stored."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, delete, extract, func, select

from domain.calendar import Day, WorkCalendar
from storage import record, reference_changes
from storage.reference_changes import Changed
from storage.store import Store
from storage.tables import calendar_days


def load(store: Store) -> WorkCalendar:
    """The whole calendar."""
    rows = store.execute(select(calendar_days).order_by(calendar_days.c.date)).all()
    return WorkCalendar(Day(row.date, row.is_workday, row.name, row.source, row.confirmed) for row in rows)


def put(store: Store, days: Iterable[Day], now: datetime) -> int:
    """Sets days, amending those that are known; returns how many really changed."""
    wanted = {day.date: day for day in days}
    known = {
        row.date: Day(row.date, row.is_workday, row.name, row.source, row.confirmed)
        for row in store.execute(select(calendar_days).where(calendar_days.c.date.in_(list(wanted))))
    }
    changed = [day for date_, day in wanted.items() if known.get(date_) != day]
    if not changed:
        return 0
    store.execute(delete(calendar_days).where(calendar_days.c.date.in_([day.date for day in changed])))
    rows: list[dict[str, Any]] = [
        {
            "date": day.date,
            "is_workday": day.is_workday,
            "name": day.name,
            "source": day.source,
            "confirmed": day.confirmed,
        }
        for day in sorted(changed, key=lambda day: day.date)
    ]
    for _, some in groupby(rows, key=lambda row: row["date"].year):
        record.add_together(store, calendar_days, list(some), now)
    reference_changes.note(store, Changed.CALENDAR, ("",))
    return len(changed)


def years(store: Store) -> dict[int, bool]:
    """Stored years, and whether the year's notice is in."""
    year = extract("year", calendar_days.c.date)
    query = select(year, func.min(calendar_days.c.confirmed.cast(Integer))).group_by(year)
    return {int(row[0]): bool(row[1]) for row in store.execute(query)}
