"""Wishes for more time that were passed on: each is an entry of the record, found by its number."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.people import PersonId
from domain.record import MoreTimeAsked
from storage import marks
from storage.record import append
from storage.store import Store
from storage.tables import record

# With the year behind it how many there are; with year and number the entry of one.
WISHES = "more_time"
# So far back a list goes.
MOST = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """One of them; `item` is a code, `at` UTC."""

    year: int
    number: int
    unit: str
    person: PersonId
    item: str | None
    text: str
    at: datetime


def add(store: Store, year: int, unit: str, person: PersonId, item: str | None, text: str, now: datetime) -> int:
    """Puts a wish on record; gives its number in the year."""
    number = _count(store, year) + 1
    entry = append(store, MoreTimeAsked(year, number, unit, person, item, text), now)
    marks.put(store, f"{WISHES}:{year}:{number}", str(entry))
    marks.put(store, f"{WISHES}:{year}", str(number))
    return number


def of_year(store: Store, year: int, unit: str | None = None) -> Sequence[Wish]:
    """Those of a unit, or of all, the newest first."""
    last = _count(store, year)
    named = (marks.get(store, f"{WISHES}:{year}:{number}") for number in range(last, max(0, last - MOST), -1))
    entries = [int(each) for each in named if each is not None]
    if not entries:
        return ()
    rows = store.execute(select(record.c.facts, record.c.at).where(record.c.number.in_(entries)))
    found = [_wish(json.loads(row.facts), datetime.fromisoformat(row.at)) for row in rows]
    mine = (each for each in found if unit in (None, each.unit))
    return sorted(mine, key=lambda each: -each.number)


def _count(store: Store, year: int) -> int:
    return int(marks.get(store, f"{WISHES}:{year}") or 0)


def _wish(facts: dict[str, object], at: datetime) -> Wish:
    item = facts.get("item")
    return Wish(
        year=int(str(facts["year"])),
        number=int(str(facts["number"])),
        unit=str(facts["unit"]),
        person=PersonId(int(str(facts["person"]))),
        item=str(item) if item is not None else None,
        text=str(facts["text"]),
        at=at,
    )
