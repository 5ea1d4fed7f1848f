"""When each open item is judged next. A row stands for an open item, and no other item has one."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, select, update

from domain.items import Item, ItemId, Stage
from storage.once import insert_once
from storage.store import Row, Store, Writer
from storage.tables import judge_days

# Of what was never judged: earlier than any day on which it could be.
AT_ONCE = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
# Of what has closed: it is judged no more.
NEVER = date.max
DUE = (
    select(judge_days.c.item_id)
    .where(judge_days.c.year == bindparam("year"), judge_days.c.on <= bindparam("day"))
    .order_by(judge_days.c.on, judge_days.c.item_id)
    .limit(bindparam("most"))
)
MOVE = (
    update(judge_days).where(judge_days.c.item_id.in_(bindparam("items", expanding=True))).values(on=bindparam("next"))
)
BACK = (
    update(judge_days)
    .where(judge_days.c.year == bindparam("wanted_year"), judge_days.c.on > bindparam("latest"))
    .values(on=bindparam("day"))
)
BACK_BUT_CLOSED = BACK.where(judge_days.c.on < NEVER)


def follow(store: Store, id_: ItemId, item: Item) -> None:
    """An item was added or changed: an open one is judged from now on, another no more."""
    if item.stage is Stage.OPEN:
        store.later(FOLLOWED, {"item_id": id_, "year": item.year, "on": AT_ONCE})
    else:
        store.later(FOLLOWED, {"item_id": id_})


def due(store: Store, year: int, day: date, most: int, without: Collection[int] = ()) -> tuple[ItemId, ...]:
    """Open items of a year's agreements that were judged on a day before `day` or never, but for some; the longest ago first."""
    query = DUE.where(judge_days.c.item_id.not_in(without)) if without else DUE
    rows = store.execute(query, {"year": year, "day": day, "most": most})
    return tuple(ItemId(row.item_id) for row in rows)


def judged(store: Store, wanted: Sequence[ItemId], day: date) -> None:
    """Items were judged on a day: they are judged again on the next."""
    if wanted:
        store.execute(MOVE, {"items": wanted, "next": day + ONE_DAY})


def closed(store: Store, wanted: Sequence[ItemId]) -> None:
    """Items have closed with their year: they are judged no more."""
    if wanted:
        store.execute(MOVE, {"items": wanted, "next": NEVER})


def not_after(store: Store, year: int, day: date, *, closed_too: bool = False) -> None:
    """What was judged on a day later than `day` is judged again on it; so is what has closed, if that was on a later day."""
    query = BACK if closed_too else BACK_BUT_CLOSED
    store.execute(query, {"wanted_year": year, "latest": day + ONE_DAY, "day": day})


def _write(store: Store, rows: Sequence[Row]) -> None:
    """The last word on each item: a row with a day is open, one without is judged no more."""
    last = {row["item_id"]: row for row in rows}
    for row in last.values():
        if "on" in row:
            insert_once(store, judge_days, row, judge_days.c.item_id)
    ended = [{"ended": item} for item, row in last.items() if "on" not in row]
    if ended:
        store.execute(delete(judge_days).where(judge_days.c.item_id == bindparam("ended")), ended)


# One writer for both: writers write one after the other, so with two the order of what happened would be lost.
FOLLOWED = Writer(_write, judge_days)
