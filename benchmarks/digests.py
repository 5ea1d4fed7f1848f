"""A digest over very many items: the sample year copied until there are so many, one light in eleven turned since the last."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event, text

from benchmarks.district import open_house
from benchmarks.ticks import NOW, OFF_THE_RECORD, Noon
from bot.demo.sample import sample_items, sample_units
from bot.road.dispatch import Dispatch
from domain.digest import DigestKind, Scope
from domain.keys.digests import term_on
from domain.people import Person, Role
from handlers.digests import cards, views
from handlers.kernel.turn import Moment
from handlers.lights import judging
from storage import digests, items, people, units
from storage.store import Store

ROUNDS = 5
LAST = datetime(2026, 6, 22, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    """The median of a digest from the first query to its card in the outbox's form (ms), and how many queries it took."""

    ms: float
    queries: int


async def digest(url_of: Callable[[Path], str], wanted: int) -> Cost:
    """An inspector's digest of everything. Units, items and words are in memory, as in a running service."""
    with tempfile.TemporaryDirectory() as name:
        house = await open_house(url_of(Path(name)), Noon())
        dispatch = Dispatch(house)
        try:
            await dispatch.moment(_fill)
            await house.database.write(lambda store: _copy(store, wanted))
            inspector = await dispatch.moment(_had_one)
            await dispatch.look(lambda moment: len(moment.reference.items))
            costs = [await dispatch.moment(lambda moment: _cost(moment, inspector)) for _ in range(ROUNDS)]
        finally:
            await house.database.close()
        return Cost(statistics.median(cost.ms for cost in costs), max(cost.queries for cost in costs))


def _cost(moment: Moment, inspector: Person) -> Cost:
    found = 0

    def count(*_: object) -> None:
        nonlocal found
        found += 1

    event.listen(Engine, "before_cursor_execute", count)
    began = time.perf_counter()
    read = views.Run(moment).read(inspector, DigestKind.WEEKLY, Scope(moment.reference.year))
    card = cards.card(moment, inspector, read)
    ms = (time.perf_counter() - began) * 1000
    event.remove(Engine, "before_cursor_execute", count)
    if not read.digest.turned_red or len(card.lines) < 5:
        raise RuntimeError(f"the digest says nothing: {card.lines}")
    return Cost(ms, found)


def _fill(moment: Moment) -> None:
    units.put(moment.store, sample_units(), moment.now)
    items.add(moment.store, sample_items(NOW.year), "区人民政府", date(NOW.year, 1, 1), NOW - timedelta(days=100))
    while judging.judge(moment):
        pass


def _copy(store: Store, wanted: int) -> None:
    """The items with their states again and again; one in eleven was green a week ago."""
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {wanted // 160})"
        if store.dialect == "sqlite"
        else f"WITH n AS (SELECT generate_series(1, {wanted // 160}) AS i)"
    )
    row = dict(store.execute(text("SELECT * FROM items LIMIT 1")).mappings().one())
    listed = ", ".join(f'"{name}"' for name in row if name not in ("id", "code", "entry"))
    qualified = ", ".join(f'o."{name}"' for name in row if name not in ("id", "code", "entry"))
    store.execute(
        text(  # numbers and names of our own, no input
            f"{numbers} INSERT INTO items (code, entry, {listed}) "
            f"SELECT o.code || '-' || n.i, {OFF_THE_RECORD} + n.i * 1000 + o.id, {qualified} FROM n, items AS o"
        )
    )
    state = dict(store.execute(text("SELECT * FROM item_states LIMIT 1")).mappings().one())
    kept = [f'"{name}"' for name in state if name != "item_id"]
    original = "JOIN items AS o ON o.code = substr(i.code, 1, 6) AND o.year = i.year"
    store.execute(
        text(
            f"INSERT INTO item_states (item_id, {', '.join(kept)}) SELECT i.id, {', '.join('s.' + name for name in kept)} "
            f"FROM items AS i {original} JOIN item_states AS s ON s.item_id = o.id WHERE length(i.code) > 6"
        )
    )
    if store.dialect == "postgresql":
        for table in ("items", "item_states"):
            store.execute(text(f"ANALYZE {table}"))


def _had_one(moment: Moment) -> Person:
    """An inspector who had last week's digest; since then one item in eleven turned."""
    store = moment.store
    person = people.add(store, "督查员", Role.INSPECTOR, None, "", LAST)
    through = digests.newest_turn(store)
    digests.put(store, person, term_on(DigestKind.WEEKLY, LAST.date()), Scope(NOW.year), through, LAST)
    store.execute(
        text(
            'INSERT INTO light_changes (item_id, "on", at, old, new, reason, pack, entry) '
            f"SELECT s.item_id, s.judged_on, :at, 'green', s.light, s.reason, s.pack, {OFF_THE_RECORD} + s.item_id "
            "FROM item_states AS s "
            "WHERE s.item_id % 11 = 0 AND s.light <> 'green'"
        ),
        {"at": NOW.replace(tzinfo=None)},
    )
    found = people.by_id(store, person)
    if found is None:
        raise RuntimeError("the inspector is gone")
    return found
