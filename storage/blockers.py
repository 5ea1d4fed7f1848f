"""Blockers that units raised, and their answers. The answer is written once; what was told changes with its message."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from domain.blockers import Blocker, BlockerId, BlockerState
from domain.items import ItemId, Stage
from domain.people import PersonId
from storage import record
from storage.store import Fetched, Store
from storage.tables import blockers, items


def add(
    store: Store,
    item: ItemId | None,
    unit: str,
    person: PersonId,
    text: str,
    needs: Sequence[str],
    now: datetime,
) -> BlockerId:
    """Stores an open blocker."""
    row = {
        "item_id": item,
        "unit": unit,
        "person_id": person,
        "text": text,
        "needs": list(needs),
        "raised_at": now,
        "state": BlockerState.OPEN.value,
        "answer": "",
    }
    return BlockerId(record.add(store, blockers, row, now)["id"])


def answer(store: Store, blocker: BlockerId, state: BlockerState, person: PersonId, words: str, now: datetime) -> bool:
    """Writes the answer of an open blocker; False if somebody was faster."""
    still = (blockers.c.id == blocker) & (blockers.c.state == BlockerState.OPEN.value)
    values = {"state": state.value, "answer": words, "answered_by": person, "answered_at": now}
    return bool(record.amend(store, blockers, still, values, now))


def amend(
    store: Store, blocker: BlockerId, item: ItemId | None, text: str, needs: Sequence[str], now: datetime
) -> bool:
    """Tells an open blocker in other words, as its message was; what it said stays on record. False if it is answered."""
    still = (blockers.c.id == blocker) & (blockers.c.state == BlockerState.OPEN.value)
    values = {"item_id": item, "text": text, "needs": list(needs)}
    return bool(record.amend(store, blockers, still, values, now))


def by_id(store: Store, blocker: BlockerId) -> Blocker | None:
    row = store.execute(select(blockers).where(blockers.c.id == blocker)).one_or_none()
    return read(row) if row else None


def open_ones(store: Store) -> tuple[Blocker, ...]:
    """Every blocker that waits for an answer, oldest first; those of items that have ended wait for none."""
    query = select(blockers).where(blockers.c.state == BlockerState.OPEN.value, of_no_ended_item())
    return _blockers(store.execute(query.order_by(blockers.c.id)))


def of_no_ended_item() -> ColumnElement[bool]:
    """The condition that a blocker's item, if it has one, goes on."""
    ended = exists().where(items.c.id == blockers.c.item_id, items.c.stage == Stage.CLOSED.value)
    return ~ended.correlate(blockers)


def of_item(store: Store, item: ItemId, limit: int) -> tuple[Blocker, ...]:
    """An item's blockers, newest first."""
    query = select(blockers).where(blockers.c.item_id == item)
    return _blockers(store.execute(query.order_by(blockers.c.id.desc()).limit(limit)))


def _blockers(rows: Iterable[Fetched]) -> tuple[Blocker, ...]:
    return tuple(read(row) for row in rows)


def read(row: Fetched) -> Blocker:
    """A row as a value."""
    return Blocker(
        id=BlockerId(row.id),
        item=None if row.item_id is None else ItemId(row.item_id),
        unit=row.unit,
        person=PersonId(row.person_id),
        text=row.text,
        needs=tuple(row.needs),
        raised_at=row.raised_at,
        state=BlockerState(row.state),
        answer=row.answer,
        answered_by=None if row.answered_by is None else PersonId(row.answered_by),
        answered_at=row.answered_at,
    )
