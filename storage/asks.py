"""How often units were asked, and what was not told and why."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from domain.keys.due import Owed
from storage.once import insert_each_once
from storage.store import Store
from storage.tables import asks, withheld


def count(store: Store, units: Sequence[str], on: date, now: datetime) -> None:
    """Each of the units was asked on a local day; a second time on the day counts no more."""
    insert_each_once(store, asks, [{"unit": unit, "on": on, "at": now} for unit in units], asks.c.unit)


def of_month(store: Store, day: date) -> dict[str, int]:
    """On how many days of the month of `day`, up to it, each unit was asked."""
    return between(store, day.replace(day=1), day)


def between(store: Store, first: date, last: date) -> dict[str, int]:
    """On how many days from `first` to `last`, both included, each unit was asked."""
    query = select(asks.c.unit, func.count()).where(asks.c.on >= first, asks.c.on <= last)
    return {row[0]: int(row[1]) for row in store.execute(query.group_by(asks.c.unit))}


def asked_on(store: Store, day: date) -> set[str]:
    """The units that were asked on a local day."""
    return set(store.execute(select(asks.c.unit).where(asks.c.on == day)).scalars())


def withhold(store: Store, untold: Iterable[Owed], reason: str, now: datetime) -> None:
    """Puts on record that what is owed was not told to those it was meant for."""
    rows = [
        {"item_id": each.item, "occurrence": each.occurrence.text(), "reason": reason, "at": now}
        for each in dict.fromkeys(untold)
    ]
    insert_each_once(store, withheld, rows, withheld.c.occurrence)
