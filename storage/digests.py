"""What digests are made of, counted where it is stored, and which were sent to whom.

Everything rests on the items' stored states, so a digest costs the same few queries whatever the number of items.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from sqlalchemy import ColumnElement, String, case, func, literal, literal_column, select, union_all

from domain.amendments import FieldChange, from_json
from domain.blockers import Blocker, BlockerState
from domain.colours import Light
from domain.digest import DigestKind, Scope, Tally, Turned
from domain.items import ItemId, Stage
from domain.keys.digests import DigestTerm, parse_term
from domain.people import PersonId
from storage import record
from storage.blockers import of_no_ended_item
from storage.blockers import read as read_blocker
from storage.store import Fetched, Query, Store
from storage.tables import blockers, digests, item_changes, item_states, items, light_changes, reports

OPEN = literal_column(f"'{Stage.OPEN.value}'", String)


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest a person was sent: of which scope, and the last turn of a light it knew of."""

    term: DigestTerm
    scope: str
    turns_through: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in order, and how many there are in all."""

    items: tuple[ItemId, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Amended:
    """A recorded change of an item, field by field."""

    item: ItemId
    at: datetime
    fields: tuple[FieldChange, ...]


def tallies(store: Store, scope: Scope, today: date, soon: date) -> tuple[Tally, ...]:
    """Open items by unit, board and light; reports due before `today` are late, those up to `soon` are due soon."""
    due = item_states.c.report_due
    late = case((due < today, 1), else_=0)
    query = select(
        items.c.unit,
        items.c.board,
        item_states.c.light,
        func.count(),
        func.sum(late),
        func.min(case((due < today, due))),
        func.sum(case((due.between(today, soon), 1), else_=0)),
    )
    key = (items.c.unit, items.c.board, item_states.c.light)
    query = _of(query, scope).group_by(*key).order_by(*key)
    return tuple(
        Tally(row[0], row[1], Light(row[2]), int(row[3]), int(row[4]), row[5], int(row[6]))
        for row in store.execute(query)
    )


def turned(store: Store, scope: Scope, after: int) -> tuple[Turned, ...]:
    """Items of the scope whose light now is another than before the first turn after a number."""
    first = select(light_changes.c.item_id, func.min(light_changes.c.id).label("id")).where(light_changes.c.id > after)
    begun = first.group_by(light_changes.c.item_id).subquery()
    # The first light of a new item is where it stood before it turned.
    before = func.coalesce(light_changes.c.old, light_changes.c.new)
    wanted = select(items.c.id, items.c.code, items.c.weight, before.label("before"), item_states.c.light)
    query = _of(wanted, scope).join(begun, begun.c.item_id == items.c.id)
    query = query.join(light_changes, light_changes.c.id == begun.c.id)
    query = query.where(before != item_states.c.light)
    return tuple(
        Turned(ItemId(row.id), row.code, row.weight, Light(row.before), Light(row.light))
        for row in store.execute(query)
    )


def newest_turn(store: Store) -> int:
    """The number of the newest turn of any light; 0 before the first."""
    return int(store.execute(select(func.coalesce(func.max(light_changes.c.id), 0))).scalar_one())


class Section(Enum):
    """A list behind a digest: items with a red light, an overdue report, a missed milestone, or under pressure."""

    RED = "red"
    LATE = "late"
    NODES = "nodes"
    PRESSING = "pressing"


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a section with what its place rests on; the fields are those of storage.states.ItemState."""

    item: ItemId
    gap: Decimal | None
    node_missed: date | None
    pressure: int | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the sections compare with: a report due before `today` is late, a pressure of at least `pressure` per cent counts.

    `weigh` says what is at stake on an item of the sections that are ordered by it: red ones, and those under pressure.
    """

    today: date
    pressure: int
    weigh: Callable[[Section, Listed], Decimal]


WEIGHED = (Section.RED, Section.PRESSING)


def section(store: Store, scope: Scope, which: Section, bounds: Bounds, limit: int, offset: int = 0) -> Page:
    """One page of a list, the gravest first, and how long the whole list is."""
    return sections(store, scope, [which], bounds, limit, offset)[which]


def sections(
    store: Store, scope: Scope, wanted: Sequence[Section], bounds: Bounds, limit: int, offset: int = 0
) -> dict[Section, Page]:
    """A page of each list; the scope's items are looked through once for all of them."""
    states = item_states.c
    figures = (states.light, states.report_due, states.node_missed, states.pressure, states.gap)
    seen = _of(select(items.c.id, items.c.code, *figures), scope).cte("seen").prefix_with("MATERIALIZED")
    lists = {
        Section.RED: (seen.c.light == Light.RED.value, seen.c.code),
        Section.LATE: (seen.c.report_due < bounds.today, seen.c.report_due.asc()),
        Section.NODES: (seen.c.node_missed.is_not(None), seen.c.node_missed.asc()),
        Section.PRESSING: (seen.c.pressure >= bounds.pressure, seen.c.code),
    }
    parts = []
    for each in wanted:
        chosen, order = lists[each]
        place = func.row_number().over(order_by=(order, seen.c.code)).label("place")
        shown = (seen.c.id, seen.c.gap, seen.c.node_missed, seen.c.pressure)
        one = select(literal(each.value).label("list"), *shown, place, func.count().over().label("total"))
        ranked = one.where(chosen).subquery()
        # What is weighed is ordered below, so all of it is read.
        within = () if each in WEIGHED else (ranked.c.place > offset, ranked.c.place <= offset + limit)
        parts.append(select(ranked).where(*within))
    rows = store.execute(union_all(*parts)).all()
    return {
        each: _page([row for row in rows if row.list == each.value], each, bounds, limit, offset) for each in wanted
    }


def _page(rows: Sequence[Fetched], which: Section, bounds: Bounds, limit: int, offset: int) -> Page:
    total = int(rows[0].total) if rows else 0
    rows = sorted(rows, key=lambda row: row.place)
    found = [Listed(ItemId(row.id), row.gap, row.node_missed, row.pressure) for row in rows]
    if which in WEIGHED:
        # A stable order: of equal weight the codes decide.
        found = sorted(found, key=lambda each: -bounds.weigh(which, each))[offset : offset + limit]
    return Page(tuple(each.item for each in found), total)


def open_blockers(store: Store, scope: Scope) -> tuple[Blocker, ...]:
    """Blockers of the scope's items that wait for an answer, oldest first; those without an item only for the whole district."""
    query = select(blockers).outerjoin(items, items.c.id == blockers.c.item_id)
    query = query.where(blockers.c.state == BlockerState.OPEN.value, of_no_ended_item())
    if scope.key:
        query = query.where(*_within(scope))
    return tuple(read_blocker(row) for row in store.execute(query.order_by(blockers.c.id)))


def amended(store: Store, scope: Scope) -> tuple[Amended, ...]:
    """Every recorded change of the scope's open items, oldest first."""
    here = select(items.c.id).where(items.c.id == item_changes.c.item_id, *_within(scope), items.c.stage == OPEN)
    query = select(item_changes.c.item_id, item_changes.c.at, item_changes.c.changes).where(here.exists())
    return tuple(
        Amended(ItemId(row.item_id), row.at, tuple(filter(None, map(from_json, row.changes))))
        for row in store.execute(query.order_by(item_changes.c.id))
    )


def waiting_reports(store: Store, scope: Scope, states: Iterable[str]) -> int:
    """How many reports of the scope's items wait in the states."""
    query = select(func.count()).select_from(reports).join(items, items.c.id == reports.c.item_id)
    query = query.where(reports.c.state.in_(list(states)), *_within(scope))
    return int(store.execute(query).scalar_one())


def put(
    store: Store,
    person: PersonId,
    term: DigestTerm,
    scope: Scope,
    turns_through: int,
    now: datetime,
) -> bool:
    """Remembers that a person has this digest; False if it was so already."""
    told = {"kind": term.kind.value, "occurrence": term.text(), "scope": scope.key}
    row = {"person_id": person, **told, "at": now}
    return record.add_once(store, digests, row | {"turns_through": turns_through}, now) is not None


def last(store: Store, person: PersonId, kind: DigestKind, scope: Scope, before: datetime) -> SentDigest | None:
    """The newest digest of a kind and scope before a moment."""
    query = select(digests).where(digests.c.person_id == person, digests.c.kind == kind.value, digests.c.at < before)
    row = store.execute(query.where(digests.c.scope == scope.key).order_by(digests.c.at.desc()).limit(1)).first()
    return SentDigest(parse_term(row.occurrence), row.scope, row.turns_through, row.at) if row else None


def _within(scope: Scope) -> Sequence[ColumnElement[bool]]:
    named = ((items.c.leader, scope.leader), (items.c.board, scope.board), (items.c.unit, scope.unit))
    return [items.c.year == scope.year, *(column == value for column, value in named if value is not None)]


def _of(query: Query, scope: Scope) -> Query:
    """The scope's open items with their states."""
    joined = query.select_from(items).join(item_states, item_states.c.item_id == items.c.id)
    return joined.where(*_within(scope), items.c.stage == OPEN)
