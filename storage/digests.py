"""What digests are made of, counted where it is stored, and which were sent to whom.

Everything rests on the items' stored states, so a digest costs the same few queries whatever the number of items.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, case, func, literal_column, select

from domain.blockers import Blocker, BlockerState
from domain.colours import Light
from domain.digest import DigestKind, Scope, Tally, Turned
from domain.items import ItemId, Stage
from domain.people import PersonId
from storage.blockers import read as read_blocker
from storage.ledger import ledger
from storage.once import insert_once
from storage.tables import blockers, digests, item_changes, item_states, items, light_changes, reports

OPEN = literal_column(f"'{Stage.OPEN.value}'", String)


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest a person was sent: of which scope, and the last turn of a light it knew of."""

    occurrence: str
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
    """A recorded change of an item: (field in Chinese, old text, new text) each, oldest change first."""

    item: ItemId
    at: datetime
    fields: tuple[tuple[str, str, str], ...]


def tallies(connection: Connection, scope: Scope, today: date, soon: date) -> tuple[Tally, ...]:
    """Open items by unit, board and light; reports due before `today` are late, those up to `soon` are due soon."""
    ledger(connection).flush(connection)
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
    query = _of(query, scope).group_by(items.c.unit, items.c.board, item_states.c.light)
    return tuple(
        Tally(row[0], row[1], Light(row[2]), int(row[3]), int(row[4]), row[5], int(row[6]))
        for row in connection.execute(query)
    )


def turned(connection: Connection, scope: Scope, after: int) -> tuple[Turned, ...]:
    """Items of the scope whose light now is another than before the first turn after a number."""
    ledger(connection).flush(connection)
    first = select(light_changes.c.item_id, func.min(light_changes.c.id).label("id")).where(light_changes.c.id > after)
    begun = first.group_by(light_changes.c.item_id).subquery()
    wanted = select(items.c.id, items.c.code, items.c.weight, light_changes.c.old, item_states.c.light)
    query = _of(wanted, scope).join(begun, begun.c.item_id == items.c.id)
    query = query.join(light_changes, light_changes.c.id == begun.c.id)
    query = query.where(light_changes.c.old.is_not(None), light_changes.c.old != item_states.c.light)
    return tuple(
        Turned(ItemId(row.id), row.code, row.weight, Light(row.old), Light(row.light))
        for row in connection.execute(query)
    )


def newest_turn(connection: Connection) -> int:
    """The number of the newest turn of any light; 0 before the first."""
    ledger(connection).flush(connection)
    return int(connection.execute(select(func.coalesce(func.max(light_changes.c.id), 0))).scalar_one())


def in_light(connection: Connection, scope: Scope, light: Light, limit: int, offset: int = 0) -> Page:
    """Items with a light, what is under the greatest pressure first."""
    query = select(items.c.id, func.count().over()).where(item_states.c.light == light.value)
    return _page(connection, _of(query, scope), (item_states.c.pressure.desc().nulls_last(),), limit, offset)


def late(connection: Connection, scope: Scope, today: date, limit: int, offset: int = 0) -> Page:
    """Items whose report is overdue, the oldest debt first."""
    query = select(items.c.id, func.count().over()).where(item_states.c.report_due < today)
    return _page(connection, _of(query, scope), (item_states.c.report_due,), limit, offset)


def with_missed_node(connection: Connection, scope: Scope, limit: int, offset: int = 0) -> Page:
    """Items with a missed milestone, the longest missed first."""
    query = select(items.c.id, func.count().over()).where(item_states.c.node_missed.is_not(None))
    return _page(connection, _of(query, scope), (item_states.c.node_missed,), limit, offset)


def pressing(connection: Connection, scope: Scope, at_least: int, limit: int, offset: int = 0) -> Page:
    """Items that need at least so many per cent of their observed rate, the greatest pressure first."""
    query = select(items.c.id, func.count().over()).where(item_states.c.pressure >= at_least)
    return _page(connection, _of(query, scope), (item_states.c.pressure.desc(),), limit, offset)


def open_blockers(connection: Connection, scope: Scope) -> tuple[Blocker, ...]:
    """Obstacles of the scope's items that wait for an answer, oldest first; those without an item only for the whole district."""
    query = select(blockers).outerjoin(items, items.c.id == blockers.c.item_id)
    query = query.where(blockers.c.state == BlockerState.OPEN.value)
    if scope.key:
        query = query.where(*_within(scope))
    return tuple(read_blocker(row) for row in connection.execute(query.order_by(blockers.c.id)))


def amended(connection: Connection, scope: Scope) -> tuple[Amended, ...]:
    """Every recorded change of the scope's open items, oldest first."""
    query = select(item_changes.c.item_id, item_changes.c.at, item_changes.c.changes)
    query = query.join(items, items.c.id == item_changes.c.item_id).where(*_within(scope), items.c.stage == OPEN)
    return tuple(
        Amended(ItemId(row.item_id), row.at, tuple((each[0], each[1], each[2]) for each in row.changes))
        for row in connection.execute(query.order_by(item_changes.c.id))
    )


def waiting_reports(connection: Connection, scope: Scope, states: Iterable[str]) -> int:
    """How many reports of the scope's items wait in the states."""
    query = select(func.count()).select_from(reports).join(items, items.c.id == reports.c.item_id)
    query = query.where(reports.c.state.in_(list(states)), *_within(scope))
    return int(connection.execute(query).scalar_one())


def put(
    connection: Connection,
    person: PersonId,
    kind: DigestKind,
    occurrence: str,
    scope: Scope,
    turns_through: int,
    now: datetime,
) -> bool:
    """Remembers that a person has this digest; False if it was so already."""
    row = {"person_id": person, "kind": kind.value, "occurrence": occurrence, "scope": scope.key, "at": now}
    return insert_once(connection, digests, row | {"turns_through": turns_through}, digests.c.id) is not None


def last(
    connection: Connection, person: PersonId, kind: DigestKind, scope: Scope, before: datetime
) -> SentDigest | None:
    """The newest digest of a kind and scope before a moment."""
    query = select(digests).where(digests.c.person_id == person, digests.c.kind == kind.value, digests.c.at < before)
    row = connection.execute(query.where(digests.c.scope == scope.key).order_by(digests.c.at.desc()).limit(1)).first()
    return SentDigest(row.occurrence, row.scope, row.turns_through, row.at) if row else None


def _within(scope: Scope) -> Sequence[ColumnElement[bool]]:
    named = ((items.c.leader, scope.leader), (items.c.board, scope.board), (items.c.unit, scope.unit))
    return [items.c.year == scope.year, *(column == value for column, value in named if value is not None)]


def _of(query: Select[Any], scope: Scope) -> Select[Any]:
    """The scope's open items with their states."""
    joined = query.select_from(items).join(item_states, item_states.c.item_id == items.c.id)
    return joined.where(*_within(scope), items.c.stage == OPEN)


def _page(
    connection: Connection, query: Select[Any], order: Sequence[ColumnElement[Any]], limit: int, offset: int
) -> Page:
    ledger(connection).flush(connection)
    rows = connection.execute(query.order_by(*order, items.c.code).limit(limit).offset(offset)).all()
    return Page(tuple(ItemId(row[0]) for row in rows), int(rows[0][1]) if rows else 0)
