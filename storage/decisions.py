"""What was decided about items, as stored; never changed and never taken away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from domain.decisions import Decided, Decision, DecisionId
from domain.items import ItemId
from domain.people import PersonId
from storage import record
from storage.store import Fetched, Store
from storage.tables import item_decisions

OF_YEAR = select(item_decisions).where(item_decisions.c.year == bindparam("year")).order_by(item_decisions.c.id)


def add(store: Store, made: Sequence[Decision], now: datetime) -> list[DecisionId]:
    """Puts decisions on record; gives their numbers."""
    rows = [
        {
            "item_id": each.item,
            "year": each.year,
            "decided": each.decided.value,
            "on": each.on,
            "at": now,
            "person_id": each.person,
            "unit": each.unit,
            "to_unit": each.to_unit,
            "into": list(each.into),
            "reason": each.reason,
        }
        for each in made
    ]
    return [DecisionId(row["id"]) for row in record.add_many(store, item_decisions, rows, now)]


def of_year(store: Store, year: int) -> tuple[Decision, ...]:
    """Everything that was decided about a year's items, oldest first: there is little of it."""
    return tuple(_decision(row) for row in store.execute(OF_YEAR, {"year": year}))


def _decision(row: Fetched) -> Decision:
    return Decision(
        item=ItemId(row.item_id),
        year=row.year,
        decided=Decided(row.decided),
        on=row.on,
        reason=row.reason,
        unit=row.unit,
        person=None if row.person_id is None else PersonId(row.person_id),
        to_unit=row.to_unit,
        into=tuple(ItemId(id_) for id_ in row.into),
        id=DecisionId(row.id),
    )
