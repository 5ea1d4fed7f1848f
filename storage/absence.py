"""Leave and stand-ins. Days are local, both ends included."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from domain.absence import Leave, StandIn
from domain.people import PersonId
from storage import record
from storage.store import Store
from storage.tables import leaves, stand_ins


def take_leave(store: Store, person: PersonId, first: date, last: date, entered_by: PersonId, now: datetime) -> None:
    """Records leave; what overlaps it is cut, so that a day is in one leave at most."""
    end_leave(store, person, first, now)
    overlapping = (leaves.c.person_id == person) & (leaves.c.first >= first) & (leaves.c.first <= last)
    record.remove(store, leaves, overlapping, now)
    row = {"person_id": person, "first": first, "last": last, "entered_by": entered_by, "at": now}
    record.add(store, leaves, row, now)


def end_leave(store: Store, person: PersonId, back_on: date, now: datetime) -> bool:
    """The person is back on a day: a leave that covers it ends the day before. False if there was none."""
    covering = (leaves.c.person_id == person) & (leaves.c.first <= back_on) & (leaves.c.last >= back_on)
    found = record.amend(store, leaves, covering, {"last": back_on - timedelta(days=1)}, now)
    record.remove(store, leaves, (leaves.c.person_id == person) & (leaves.c.last < leaves.c.first), now)
    return bool(found)


def next_leave(store: Store, person: PersonId, after: date) -> Leave | None:
    """The person's next leave that begins after a day."""
    coming = (leaves.c.person_id == person) & (leaves.c.first > after)
    row = store.execute(select(leaves).where(coming).order_by(leaves.c.first, leaves.c.id).limit(1)).one_or_none()
    return Leave(PersonId(row.person_id), row.first, row.last) if row else None


def take_back(store: Store, leave: Leave, now: datetime) -> bool:
    """A leave that has not begun will not be; False if it is not as it was named any more."""
    same = (leaves.c.person_id == leave.person) & (leaves.c.first == leave.first) & (leaves.c.last == leave.last)
    return record.remove(store, leaves, same, now) > 0


def leaves_on(store: Store, day: date) -> tuple[Leave, ...]:
    """Leave that covers a day."""
    rows = store.execute(select(leaves).where(leaves.c.first <= day, leaves.c.last >= day).order_by(leaves.c.id))
    return tuple(Leave(PersonId(row.person_id), row.first, row.last) for row in rows)


def stand_in(
    store: Store,
    person: PersonId,
    deputy: PersonId,
    first: date,
    last: date | None,
    items: Sequence[str],
    entered_by: PersonId,
    now: datetime,
) -> None:
    """A deputy stands in from a day on, before those arranged earlier."""
    row = {"person_id": person, "deputy_id": deputy, "first": first, "last": last, "items": list(items)}
    record.add(store, stand_ins, row | {"entered_by": entered_by, "at": now}, now)


def end_stand_ins(store: Store, person: PersonId, today: date, now: datetime) -> int:
    """Nobody stands in for the person from today on; says how many arrangements ended."""
    live = (stand_ins.c.person_id == person) & (stand_ins.c.last.is_(None) | (stand_ins.c.last >= today))
    return len(record.amend(store, stand_ins, live, {"last": today - timedelta(days=1)}, now))


def stand_ins_on(store: Store, day: date) -> tuple[StandIn, ...]:
    """Arrangements that hold on a day, the newest first."""
    holding = (stand_ins.c.first <= day) & (stand_ins.c.last.is_(None) | (stand_ins.c.last >= day))
    rows = store.execute(select(stand_ins).where(holding).order_by(stand_ins.c.id.desc()))
    return tuple(
        StandIn(PersonId(row.person_id), PersonId(row.deputy_id), row.first, row.last, frozenset(row.items))
        for row in rows
    )
