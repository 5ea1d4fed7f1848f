"""What the ticks have to do: which items to judge, which items and notices to remind of, and what was set aside.

Rows are the schedule, a timer only knocks. A row of `judge_days` stands for an open item, and no other item has one. A row that
fails is set aside with its reason; one that works again stays until it has been told of what it missed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from domain.items import Item, ItemId, Stage
from domain.notices.names import NoticeId
from domain.set_aside import Kind
from storage import states
from storage.store import Fetched, Kept, Row, Store, Unread, Writer, filled, insert_once
from storage.tables import item_states, items, judge_days, notices, set_aside

# Of what was never judged: earlier than any day on which it could be.
AT_ONCE = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
# Of what has closed with its year.
NEVER = date.max
TO_JUDGE = (
    select(judge_days.c.item_id)
    .where(judge_days.c.year == bindparam("year"), judge_days.c.on <= bindparam("day"))
    .order_by(judge_days.c.on, judge_days.c.item_id)
    .limit(bindparam("most"))
)
JUDGED = (
    update(judge_days).where(judge_days.c.item_id.in_(bindparam("items", expanding=True))).values(on=bindparam("next"))
)
JUDGE_AGAIN = (
    update(judge_days)
    .where(judge_days.c.year == bindparam("wanted_year"), judge_days.c.on > bindparam("latest"))
    .values(on=bindparam("day"))
)
JUDGE_OPEN_AGAIN = JUDGE_AGAIN.where(judge_days.c.on < NEVER)
REMIND_ON = update(item_states).where(item_states.c.item_id.in_(bindparam("wanted_ids", expanding=True)))
REMIND_ON = REMIND_ON.values(remind_on=bindparam("moved_to"))
ASIDE: Kept[None, "dict[Key, SetAside]"] = Kept("set aside", set_aside)
EVERY_ASIDE = select(set_aside).order_by(set_aside.c.at, set_aside.c.kind, set_aside.c.ref)
Key = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row by its kind and number. `since` is the local day up to which it had been dealt with, `at` when it first failed (UTC).

    `again_at` is None for what works again (or never failed) and only owes what fell due after `since`.
    """

    kind: Kind
    ref: int
    reason: str
    attempts: int
    since: date
    at: datetime
    again_at: datetime | None
    told: bool = False


def follow(store: Store, id_: ItemId, item: Item) -> None:
    """An item was added or changed: an open one is judged from now on, another no more."""
    if item.stage is Stage.OPEN:
        store.later(FOLLOWED, {"item_id": id_, "year": item.year, "on": AT_ONCE})
    else:
        store.later(FOLLOWED, {"item_id": id_})


def to_judge(store: Store, year: int, day: date, most: int, without: Collection[int] = ()) -> tuple[ItemId, ...]:
    """Open items of a year's agreements that were judged on a day before `day` or never, but for some; the longest ago first."""
    query = TO_JUDGE.where(judge_days.c.item_id.not_in(without)) if without else TO_JUDGE
    rows = store.execute(query, {"year": year, "day": day, "most": most})
    return tuple(ItemId(row.item_id) for row in rows)


def judged(store: Store, wanted: Sequence[ItemId], day: date) -> None:
    """Items were judged on a day: they are judged again on the next."""
    if wanted:
        store.execute(JUDGED, {"items": wanted, "next": day + ONE_DAY})


def judged_no_more(store: Store, wanted: Sequence[ItemId]) -> None:
    """Items that closed with their year are not judged again."""
    if wanted:
        store.execute(JUDGED, {"items": wanted, "next": NEVER})


def judged_not_after(store: Store, year: int, day: date, *, closed_too: bool = False) -> None:
    """What was judged on a day later than `day` is judged again on it; so is what has closed, if that was on a later day."""
    query = JUDGE_AGAIN if closed_too else JUDGE_OPEN_AGAIN
    store.execute(query, {"wanted_year": year, "latest": day + ONE_DAY, "day": day})


def items_to_remind(store: Store, through: date, limit: int, without: Collection[int] = ()) -> tuple[ItemId, ...]:
    """Items whose next reminder falls on `through` or before, oldest first, but for some."""
    query = select(item_states.c.item_id).where(item_states.c.remind_on <= through)
    if without:
        query = query.where(item_states.c.item_id.not_in(without))
    rows = store.execute(query.order_by(item_states.c.remind_on, item_states.c.item_id).limit(limit))
    return tuple(ItemId(row.item_id) for row in rows)


def units_to_remind(store: Store, through: date, after: str, limit: int) -> tuple[str, ...]:
    """Units that come after a code and lead an item whose next reminder falls on `through` or before."""
    query = select(items.c.unit).join(item_states, items.c.id == item_states.c.item_id).distinct()
    query = query.where(item_states.c.remind_on <= through, items.c.unit > after)
    return tuple(store.execute(query.order_by(items.c.unit).limit(limit)).scalars())


def items_of_units(store: Store, through: date, units: Sequence[str]) -> tuple[ItemId, ...]:
    """All items that these units lead and whose next reminder falls on `through` or before."""
    query = select(item_states.c.item_id).join(items, items.c.id == item_states.c.item_id)
    query = query.where(item_states.c.remind_on <= through, items.c.unit.in_(units))
    rows = store.execute(query.order_by(item_states.c.remind_on, item_states.c.item_id)).scalars()
    return tuple(ItemId(item) for item in rows)


def remind_on(store: Store, days: Mapping[ItemId, date | None]) -> None:
    """Moves the next reminder of several items."""
    by_day: dict[date | None, list[ItemId]] = {}
    for item, day in days.items():
        by_day.setdefault(day, []).append(item)
    for day, moved in by_day.items():
        store.execute(
            REMIND_ON, {"wanted_ids": filled(moved), "moved_to": day}, *(Unread(states.KEPT, item) for item in moved)
        )


def notices_to_remind(store: Store, through: date, limit: int, without: Collection[int] = ()) -> tuple[NoticeId, ...]:
    """Notices the tick must look at on `through` or before, oldest first, but for some."""
    query = select(notices.c.id).where(notices.c.remind_on <= through)
    if without:
        query = query.where(notices.c.id.not_in(without))
    rows = store.execute(query.order_by(notices.c.remind_on, notices.c.id).limit(limit))
    return tuple(NoticeId(row.id) for row in rows)


def aside(store: Store) -> dict[Key, SetAside]:
    """All rows that were set aside; read once a transaction."""

    def read(_none: list[None]) -> dict[None, dict[Key, SetAside]]:
        return {None: {(each.kind, each.ref): each for each in map(_read, store.execute(EVERY_ASIDE))}}

    return store.recall(ASIDE, (None,), read)[None]


def put_aside(store: Store, row: SetAside) -> None:
    """Stores a row in the place of what stood under its key."""
    known, key = aside(store), (row.kind, row.ref)
    values = {
        "reason": row.reason,
        "attempts": row.attempts,
        "since": row.since,
        "at": row.at,
        "again_at": row.again_at,
        "told": row.told,
    }
    if key in known:
        store.execute(update(set_aside).where(_is(key)).values(values))
    else:
        store.execute(insert(set_aside).values(kind=row.kind.value, ref=row.ref, **values))


def owe(store: Store, keys: Iterable[Key], since: date, now: datetime) -> None:
    """Notes what owes everything that fell due after `since`, or after an earlier day that was noted before."""
    for key in dict.fromkeys(keys):
        fresh = SetAside(*key, "", 0, since, now, None, told=True)
        before = aside(store).get(key)
        if before is not None:
            rests = before.again_at is not None and before.again_at > now
            again_at = before.again_at if rests else None
            fresh = replace(before, since=min(since, before.since), at=now, again_at=again_at)
        put_aside(store, fresh)


def forget_aside(store: Store, key: Key) -> None:
    """Forgets a row that works again and owes nothing."""
    store.execute(delete(set_aside).where(_is(key)))


def count_aside(store: Store) -> dict[Kind, int]:
    """How many rows of each kind are set aside."""
    query = select(set_aside.c.kind, func.count()).where(set_aside.c.again_at.is_not(None))
    return {Kind(kind): count for kind, count in store.execute(query.group_by(set_aside.c.kind))}


def _write_followed(store: Store, rows: Sequence[Row]) -> None:
    """The last word on each item: a row with a day is open, one without is judged no more."""
    last = {row["item_id"]: row for row in rows}
    for row in last.values():
        if "on" in row:
            insert_once(store, judge_days, row, judge_days.c.item_id)
    ended = [{"ended": item} for item, row in last.items() if "on" not in row]
    if ended:
        store.execute(delete(judge_days).where(judge_days.c.item_id == bindparam("ended")), ended)


# One writer for both: writers write one after the other, so with two the order of what happened would be lost.
FOLLOWED = Writer(_write_followed, judge_days)


def _is(key: Key) -> ColumnElement[bool]:
    return (set_aside.c.kind == key[0].value) & (set_aside.c.ref == key[1])


def _read(row: Fetched) -> SetAside:
    return SetAside(Kind(row.kind), row.ref, row.reason, row.attempts, row.since, row.at, row.again_at, row.told)
