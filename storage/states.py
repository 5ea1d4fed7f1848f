"""Where each item stands today: its light, its next report, its next reminder. A projection, made anew at will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.items import ItemId
from domain.lights import Light
from storage.tables import item_states, items, light_changes


@dataclass(frozen=True, slots=True)
class ItemState:
    """A judged item. `remind_on` is the next local day with a reminder; `pack` names the rule pack and version that judged."""

    item: ItemId
    light: Light
    reason: str
    gap: Decimal | None
    provisional: bool
    judged_on: date
    pack: str
    report_due: date | None
    report_due_confirmed: bool
    remind_on: date | None


@dataclass(frozen=True, slots=True)
class LightChange:
    """One turn of a light."""

    item: ItemId
    on: date
    old: Light | None
    new: Light
    reason: str


def of_items(connection: Connection, wanted: Sequence[ItemId]) -> dict[ItemId, ItemState]:
    """The states of the items that have one."""
    rows = connection.execute(select(item_states).where(item_states.c.item_id.in_(wanted)))
    return {
        ItemId(row.item_id): ItemState(
            item=ItemId(row.item_id),
            light=Light(row.light),
            reason=row.reason,
            gap=row.gap,
            provisional=row.provisional,
            judged_on=row.judged_on,
            pack=row.pack,
            report_due=row.report_due,
            report_due_confirmed=row.report_due_confirmed,
            remind_on=row.remind_on,
        )
        for row in rows
    }


def put(connection: Connection, judged: Sequence[ItemState], now: datetime) -> dict[ItemId, Light | None]:
    """Stores judgements; every turn of a light is recorded for ever. Gives the light before, None at a first judgement."""
    wanted = [state.item for state in judged]
    query = select(item_states.c.item_id, item_states.c.light).where(item_states.c.item_id.in_(wanted))
    before = {ItemId(row.item_id): Light(row.light) for row in connection.execute(query)}
    fresh = [{"item_id": state.item, **_row(state)} for state in judged if state.item not in before]
    known = [{"wanted_id": state.item, **_row(state)} for state in judged if state.item in before]
    turns = [_turn(state, before.get(state.item), now) for state in judged if before.get(state.item) != state.light]
    if fresh:
        connection.execute(insert(item_states), fresh)
    if known:
        connection.execute(update(item_states).where(item_states.c.item_id == bindparam("wanted_id")), known)
    if turns:
        connection.execute(insert(light_changes), turns)
    return {item: before.get(item) for item in wanted}


def _row(state: ItemState) -> dict[str, Any]:
    return {
        "light": state.light.value,
        "reason": state.reason,
        "gap": state.gap,
        "provisional": state.provisional,
        "judged_on": state.judged_on,
        "pack": state.pack,
        "report_due": state.report_due,
        "report_due_confirmed": state.report_due_confirmed,
        "remind_on": state.remind_on,
    }


def _turn(state: ItemState, old: Light | None, now: datetime) -> dict[str, Any]:
    return {
        "item_id": state.item,
        "on": state.judged_on,
        "at": now,
        "old": old.value if old else None,
        "new": state.light.value,
        "reason": state.reason,
        "pack": state.pack,
    }


def due_for_reminder(connection: Connection, through: date, limit: int) -> tuple[ItemId, ...]:
    """Items whose next reminder falls on `through` or before, oldest first."""
    query = select(item_states.c.item_id).where(item_states.c.remind_on <= through)
    rows = connection.execute(query.order_by(item_states.c.remind_on, item_states.c.item_id).limit(limit))
    return tuple(ItemId(row.item_id) for row in rows)


def not_judged_since(connection: Connection, day: date, limit: int) -> tuple[ItemId, ...]:
    """Open items of running agreements whose light was last judged before `day` or never."""
    judged = item_states.c.judged_on
    query = select(items.c.id).outerjoin(item_states, item_states.c.item_id == items.c.id)
    query = query.where(items.c.stage == "open", judged.is_(None) | (judged < day))
    return tuple(ItemId(row.id) for row in connection.execute(query.order_by(items.c.id).limit(limit)))


def set_remind_on(connection: Connection, item: ItemId, day: date | None) -> None:
    """Moves an item's next reminder."""
    connection.execute(update(item_states).where(item_states.c.item_id == item).values(remind_on=day))


def turned_since(connection: Connection, wanted: Sequence[ItemId], after: date) -> tuple[LightChange, ...]:
    """Turns of the items' lights after a local day, oldest first."""
    query = select(light_changes).where(light_changes.c.item_id.in_(wanted), light_changes.c.on > after)
    return tuple(
        LightChange(ItemId(row.item_id), row.on, Light(row.old) if row.old else None, Light(row.new), row.reason)
        for row in connection.execute(query.order_by(light_changes.c.id))
    )


def turned_red(connection: Connection, since: date) -> tuple[LightChange, ...]:
    """Turns to red on the local day `since` or later, of items that are still red; a first judgement is no turn."""
    query = select(light_changes).join(item_states, item_states.c.item_id == light_changes.c.item_id)
    red = (light_changes.c.new == Light.RED.value) & (item_states.c.light == Light.RED.value)
    query = query.where(light_changes.c.on >= since, red, light_changes.c.old.is_not(None))
    return tuple(
        LightChange(ItemId(row.item_id), row.on, Light(row.old), Light(row.new), row.reason)
        for row in connection.execute(query.order_by(light_changes.c.id))
    )
