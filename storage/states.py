"""Where each item stands today: its light, its next report, its next reminder. A projection, made anew at will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import bindparam, insert, select, update

from domain import reasons
from domain.colours import Light
from domain.items import ItemId
from domain.light_rules import LightTurn
from domain.reasons import Reason
from storage import record
from storage.store import Fetched, Kept, Now, Store, Writer
from storage.tables import item_states, light_changes, light_consequences

KEPT: Kept[ItemId, "ItemState"] = Kept("item states", item_states)
OF_ITEMS = select(item_states).where(item_states.c.item_id.in_(bindparam("items", expanding=True)))
INSERT = insert(item_states)
UPDATE = update(item_states).where(item_states.c.item_id == bindparam("wanted_id"))


@dataclass(frozen=True, slots=True)
class ItemState:
    """A judged item. `remind_on` is the next local day with a reminder; `pack` names the rule pack and version that judged.

    `pressure` and `node_missed` are domain.lights.Judgement's.
    """

    item: ItemId
    light: Light
    reason: Reason
    gap: Decimal | None
    provisional: bool
    judged_on: date
    pack: str
    report_due: date | None
    report_due_confirmed: bool
    remind_on: date | None
    pressure: int | None = None
    node_missed: date | None = None


@dataclass(frozen=True, slots=True)
class LightChange:
    """One turn of a light."""

    item: ItemId
    on: date
    old: Light | None
    new: Light
    reason: Reason


@dataclass(frozen=True, slots=True)
class LightRecord:
    """A consequence on a unit's record: the item turned to `light` for the `times`-th time on the local day `on`."""

    item: ItemId
    light: Light
    times: int
    record: str
    on: date
    unit: str
    text: str


def of_items(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, ItemState]:
    """States by item; an item that was never judged is left out."""

    def read(missing: list[ItemId]) -> dict[ItemId, ItemState]:
        return {ItemId(row.item_id): _state(row) for row in store.execute(OF_ITEMS, {"items": missing})}

    return store.recall(KEPT, wanted, read)


def put(store: Store, judged: Sequence[ItemState], now: datetime) -> dict[ItemId, Light | None]:
    """Stores judgements; every turn of a light is recorded for ever. Gives the light before, None at a first judgement."""
    before = of_items(store, [state.item for state in judged])
    fresh = [state for state in judged if state.item not in before]
    if fresh:
        rows = [{"item_id": state.item, **_row(state)} for state in fresh]
        store.execute(INSERT, rows, *(Now(KEPT, state.item, state) for state in fresh))
    for state in judged:
        old = before.get(state.item)
        if old is not None and old != state:
            store.later(UPDATES, {"wanted_id": state.item, **_row(state)}, Now(KEPT, state.item, state))
        if old is None or old.light != state.light:
            record.add_later(store, light_changes, _turn(state, old.light if old else None, now), now)
    return {state.item: before[state.item].light if state.item in before else None for state in judged}


def _update(store: Store, rows: Sequence[dict[str, object]]) -> None:
    last = {row["wanted_id"]: row for row in rows}
    store.execute(UPDATE, list(last.values()))


UPDATES = Writer(_update, item_states)


def _state(row: Fetched) -> ItemState:
    return ItemState(
        item=ItemId(row.item_id),
        light=Light(row.light),
        reason=reasons.from_json(row.reason),
        gap=row.gap,
        provisional=row.provisional,
        judged_on=row.judged_on,
        pack=row.pack,
        report_due=row.report_due,
        report_due_confirmed=row.report_due_confirmed,
        remind_on=row.remind_on,
        pressure=row.pressure,
        node_missed=row.node_missed,
    )


def _row(state: ItemState) -> dict[str, object]:
    return {
        "light": state.light.value,
        "reason": reasons.to_json(state.reason),
        "gap": state.gap,
        "provisional": state.provisional,
        "judged_on": state.judged_on,
        "pack": state.pack,
        "report_due": state.report_due,
        "report_due_confirmed": state.report_due_confirmed,
        "remind_on": state.remind_on,
        "pressure": state.pressure,
        "node_missed": state.node_missed,
    }


def _turn(state: ItemState, old: Light | None, now: datetime) -> dict[str, object]:
    return {
        "item_id": state.item,
        "on": state.judged_on,
        "at": now,
        "old": old.value if old else None,
        "new": state.light.value,
        "reason": reasons.to_json(state.reason),
        "pack": state.pack,
    }


def turned_to(store: Store, lights: Sequence[Light], after: date, before: date) -> tuple[ItemId, ...]:
    """Items whose light turned to one of `lights` after one local day and before another."""
    query = select(light_changes.c.item_id).where(light_changes.c.on > after, light_changes.c.on < before)
    query = query.where(light_changes.c.new.in_([light.value for light in lights])).distinct()
    return tuple(ItemId(row.item_id) for row in store.execute(query.order_by(light_changes.c.item_id)))


def turns_of(store: Store, wanted: Sequence[ItemId], before: date) -> dict[ItemId, list[LightTurn]]:
    """Every turn of the items' lights before a local day, oldest first."""
    query = select(light_changes).where(light_changes.c.item_id.in_(wanted), light_changes.c.on < before)
    found: dict[ItemId, list[LightTurn]] = {}
    for row in store.execute(query.order_by(light_changes.c.id)):
        turn = LightTurn(row.on, Light(row.old) if row.old else None, Light(row.new))
        found.setdefault(ItemId(row.item_id), []).append(turn)
    return found


def call_down(store: Store, turned: LightRecord, pack: str, now: datetime) -> None:
    """Puts what follows from a light on the unit's record, unless it stands there already."""
    row = {
        "item_id": turned.item,
        "light": turned.light.value,
        "times": turned.times,
        "record": turned.record,
        "on": turned.on,
        "unit": turned.unit,
        "text": turned.text,
        "pack": pack,
        "at": now,
    }
    record.add_once(store, light_consequences, row, now)


def records_of(store: Store, item: ItemId) -> tuple[LightRecord, ...]:
    """What followed from an item's lights, oldest first."""
    query = select(light_consequences).where(light_consequences.c.item_id == item)
    return tuple(
        LightRecord(ItemId(row.item_id), Light(row.light), row.times, row.record, row.on, row.unit, row.text)
        for row in store.execute(query.order_by(light_consequences.c.id))
    )


def turned_red(store: Store, since: date) -> tuple[LightChange, ...]:
    """Turns to red on the local day `since` or later, of items that are still red; a first judgement is no turn."""
    query = select(light_changes).join(item_states, item_states.c.item_id == light_changes.c.item_id)
    red = (light_changes.c.new == Light.RED.value) & (item_states.c.light == Light.RED.value)
    query = query.where(light_changes.c.on >= since, red, light_changes.c.old.is_not(None))
    return tuple(
        LightChange(ItemId(row.item_id), row.on, Light(row.old), Light(row.new), reasons.from_json(row.reason))
        for row in store.execute(query.order_by(light_changes.c.id))
    )
