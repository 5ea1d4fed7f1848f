"""Reports and what became of them. A correction is a new row; nothing is edited and nothing is deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, case, func, insert, select, update

from domain.items import ItemId
from domain.people import PersonId
from domain.progress import Point, Standing
from domain.reports import LIVE_STATES, Report, ReportId, ReportState, ValueKind
from storage.items import StoredItem
from storage.ledger import ledger
from storage.tables import report_events, reports

MEMORY = "standings"
LIVE = [state.value for state in LIVE_STATES]
INSERT = insert(reports).returning(reports.c.id)
INSERT_MANY = insert(reports).returning(reports.c.id, sort_by_parameter_order=True)
EVENT = insert(report_events)
LIVE_OF_ITEMS = (
    select(
        reports.c.item_id, reports.c.as_of, reports.c.total, reports.c.state, reports.c.milestone, reports.c.unchanged
    )
    .where(reports.c.item_id.in_(bindparam("items", expanding=True)), reports.c.state.in_(LIVE))
    .order_by(reports.c.as_of, reports.c.id)
)
FINGERPRINTS = (
    select(
        reports.c.item_id,
        func.count(),
        func.sum(reports.c.id),
        func.sum(case((reports.c.state == ReportState.VERIFIED.value, reports.c.id), else_=0)),
    )
    .where(reports.c.item_id.in_(bindparam("items", expanding=True)), reports.c.state.in_(LIVE))
    .group_by(reports.c.item_id)
)
# By database: an item's standing, and the fingerprint of the reports it was read from.
_shelves: WeakKeyDictionary[Engine, dict[ItemId, tuple[tuple[date, int, int, int], Standing]]] = WeakKeyDictionary()
OF_PERSON = (
    select(reports)
    .where(reports.c.person_id == bindparam("person"))
    .order_by(reports.c.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class NewReport:
    """A confirmed report about to be stored; see domain.reports.Report for the units of its figures."""

    item: ItemId
    person: PersonId
    unit: str
    typed: str
    value: Decimal | None
    value_kind: ValueKind
    total: Decimal | None
    status: str | None
    as_of: date
    note: str = ""
    supersedes: ReportId | None = None
    unchanged: bool = False
    milestone: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step in a report's life."""

    at: datetime
    person: PersonId
    state: ReportState
    reason: str


def add(connection: Connection, new: NewReport, now: datetime) -> ReportId:
    """Stores a submitted report; the one it corrects is superseded in the same breath."""
    ledger(connection).flush(connection)
    row = _row(new, now, ReportState.SUBMITTED)
    id_ = ReportId(connection.execute(INSERT, row).scalar_one())
    _remember(connection, new)
    _record(connection, id_, new.person, ReportState.SUBMITTED, "", now)
    if new.supersedes is not None:
        move(
            connection,
            new.supersedes,
            LIVE_STATES | {ReportState.RETURNED},
            ReportState.SUPERSEDED,
            new.person,
            "",
            now,
        )
    return id_


def add_later(connection: Connection, new: NewReport, now: datetime) -> None:
    """Stores a submitted report that corrects none, with the transaction's last writes: nobody asks for its number before."""
    _remember(connection, new)
    ledger(connection).later(_add_many, _row(new, now, ReportState.SUBMITTED))


@dataclass(frozen=True, slots=True)
class PastReport:
    """A report of the past with what became of it: `settled` is None while it still waits."""

    new: NewReport
    sent: datetime
    state: ReportState
    settled: datetime | None
    by: PersonId
    reason: str


def add_past(connection: Connection, past: Sequence[PastReport]) -> None:
    """Stores many past reports with their histories in two statements."""
    if not past:
        return
    for each in past:
        _forget(connection, each.new.item)
    rows = [_row(each.new, each.sent, each.state) for each in past]
    ids = connection.execute(INSERT_MANY, rows).scalars().all()
    steps = []
    for id_, each in zip(ids, past, strict=True):
        steps.append(_event(ReportId(id_), each.new.person, ReportState.SUBMITTED, "", each.sent))
        if each.settled is not None:
            steps.append(_event(ReportId(id_), each.by, each.state, each.reason, each.settled))
    connection.execute(insert(report_events), steps)


def move(
    connection: Connection,
    report: ReportId,
    expected: Iterable[ReportState],
    state: ReportState,
    person: PersonId,
    reason: str,
    now: datetime,
) -> bool:
    """Takes a report to another state if it still stands in one of the expected; False if somebody was faster."""
    ledger(connection).flush(connection)
    still = (reports.c.id == report) & reports.c.state.in_([each.value for each in expected])
    moved = update(reports).where(still).values(state=state.value).returning(reports.c.item_id)
    item = connection.execute(moved).scalar_one_or_none()
    if item is None:
        return False
    _forget(connection, ItemId(item))
    _record(connection, report, person, state, reason, now)
    return True


def by_id(connection: Connection, report: ReportId) -> Report | None:
    """One report."""
    ledger(connection).flush(connection)
    row = connection.execute(select(reports).where(reports.c.id == report)).one_or_none()
    return _report(row) if row else None


def events(connection: Connection, report: ReportId) -> tuple[Event, ...]:
    """A report's life, oldest first."""
    ledger(connection).flush(connection)
    query = select(report_events).where(report_events.c.report_id == report).order_by(report_events.c.id)
    return tuple(
        Event(row.at, PersonId(row.person_id), ReportState(row.state), row.reason) for row in connection.execute(query)
    )


def of_item(connection: Connection, item: ItemId, limit: int = 20) -> tuple[Report, ...]:
    """An item's reports of every state, newest first."""
    ledger(connection).flush(connection)
    query = select(reports).where(reports.c.item_id == item)
    return _reports(connection.execute(query.order_by(reports.c.id.desc()).limit(limit)))


def of_person(connection: Connection, person: PersonId, limit: int = 10) -> tuple[Report, ...]:
    """What a person sent, newest first."""
    ledger(connection).flush(connection)
    return _reports(connection.execute(OF_PERSON, {"person": person, "most": limit}))


def latest_live(connection: Connection, items: Sequence[ItemId]) -> dict[ItemId, Report]:
    """The newest live report of each item, by as-of day and then by number."""
    ledger(connection).flush(connection)
    query = select(reports).where(reports.c.item_id.in_(items), reports.c.state.in_(LIVE))
    rows = connection.execute(query.order_by(reports.c.as_of, reports.c.id))
    return {ItemId(row.item_id): _report(row) for row in rows}


def waiting(
    connection: Connection, states: Iterable[ReportState], unit: str | None, excluding: PersonId
) -> tuple[Report, ...]:
    """A queue, oldest first: reports in the states, of one unit (None: all), never one's own."""
    ledger(connection).flush(connection)
    query = select(reports).where(
        reports.c.state.in_([state.value for state in states]), reports.c.person_id != excluding
    )
    if unit is not None:
        query = query.where(reports.c.unit == unit)
    return _reports(connection.execute(query.order_by(reports.c.id)))


def standings(connection: Connection, items: Sequence[StoredItem]) -> dict[ItemId, Standing]:
    """Where each item stands by its live reports, in one query for all that the transaction has not read yet."""
    known = ledger(connection).memory(MEMORY)
    missing = [stored for stored in items if stored.id not in known]
    if missing:
        known.update(_read_standings(connection, missing))
    return {stored.id: known[stored.id] for stored in items}


def _read_standings(connection: Connection, items: Sequence[StoredItem]) -> dict[ItemId, Standing]:
    """From the database, or from an earlier transaction if nothing has happened to an item's reports since.

    Reports are never edited and their numbers grow, so how many live ones there are, the sum of their numbers and of those
    verified tell one history from every later one. Only what is committed is kept: a number taken back is given again.
    """
    ledger(connection).flush(connection)
    marks = dict.fromkeys((stored.id for stored in items), (0, 0, 0))
    for row in connection.execute(FINGERPRINTS, {"items": list(marks)}):
        marks[row[0]] = (row[1], int(row[2]), int(row[3]))
    shelf = _shelves.setdefault(connection.engine, {})
    found: dict[ItemId, Standing] = {}
    for stored in items:
        kept = shelf.get(stored.id)
        if kept is not None and kept[0] == (stored.tracked_from, *marks[stored.id]):
            found[stored.id] = kept[1]
    changed = [stored for stored in items if stored.id not in found]
    rows: dict[ItemId, list[Any]] = {stored.id: [] for stored in changed}
    wanted = [id_ for id_ in rows if marks[id_][0]]
    for row in connection.execute(LIVE_OF_ITEMS, {"items": wanted}) if wanted else ():
        rows[row.item_id].append(row)
    committed = not ledger(connection).changes
    for stored in changed:
        standing = found[stored.id] = _standing(stored.tracked_from, rows[stored.id])
        if committed:
            shelf[stored.id] = ((stored.tracked_from, *marks[stored.id]), standing)
    return found


def _remember(connection: Connection, new: NewReport) -> None:
    known = ledger(connection).memory(MEMORY)
    if new.item in known:
        known[new.item] = known[new.item].after(new.as_of, new.total, new.milestone)


def _add_many(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    ids = connection.execute(INSERT_MANY, rows).scalars().all()
    steps = [
        _event(ReportId(id_), row["person_id"], ReportState.SUBMITTED, "", row["submitted_at"])
        for id_, row in zip(ids, rows, strict=True)
    ]
    _record_events(connection, steps)


def _forget(connection: Connection, item: ItemId) -> None:
    ledger(connection).memory(MEMORY).pop(item, None)


def _standing(tracked_from: date, rows: list[Any]) -> Standing:
    points = {row.as_of: Point(row.as_of, row.total) for row in rows if row.total is not None}
    verified = [row for row in rows if row.state == ReportState.VERIFIED.value]
    verified_points = [Point(row.as_of, row.total) for row in verified if row.total is not None]
    return Standing(
        tracked_from=tracked_from,
        history=tuple(points[day] for day in sorted(points)),
        reported_as_of=rows[-1].as_of if rows else None,
        verified=verified_points[-1] if verified_points else None,
        reached=frozenset(row.milestone for row in rows if row.milestone is not None),
        verified_reached=frozenset(row.milestone for row in verified if row.milestone is not None),
    )


def _row(new: NewReport, sent: datetime, state: ReportState) -> dict[str, Any]:
    return {
        "item_id": new.item,
        "person_id": new.person,
        "unit": new.unit,
        "typed": new.typed,
        "value": new.value,
        "value_kind": new.value_kind.value,
        "total": new.total,
        "status": new.status,
        "as_of": new.as_of,
        "note": new.note,
        "submitted_at": sent,
        "state": state.value,
        "supersedes": new.supersedes,
        "unchanged": new.unchanged,
        "milestone": new.milestone,
    }


def _event(report: ReportId, person: PersonId, state: ReportState, reason: str, at: datetime) -> dict[str, Any]:
    return {"report_id": report, "at": at, "person_id": person, "state": state.value, "reason": reason}


def _record(
    connection: Connection, report: ReportId, person: PersonId, state: ReportState, reason: str, now: datetime
) -> None:
    ledger(connection).later(_record_events, _event(report, person, state, reason, now))


def _record_events(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    connection.execute(EVENT, rows)


def _reports(rows: Iterable[Any]) -> tuple[Report, ...]:
    return tuple(_report(row) for row in rows)


def _report(row: Any) -> Report:
    return Report(
        id=ReportId(row.id),
        item=ItemId(row.item_id),
        person=PersonId(row.person_id),
        unit=row.unit,
        typed=row.typed,
        value=row.value,
        value_kind=ValueKind(row.value_kind),
        total=row.total,
        status=row.status,
        as_of=row.as_of,
        note=row.note,
        submitted_at=row.submitted_at,
        state=ReportState(row.state),
        supersedes=None if row.supersedes is None else ReportId(row.supersedes),
        unchanged=row.unchanged,
        milestone=row.milestone,
    )
