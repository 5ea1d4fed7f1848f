"""Reports and what became of them. A correction is a new row; nothing is edited and nothing is deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import bindparam, insert, select, update

from domain.items import ItemId
from domain.people import PersonId
from domain.reports import LIVE_STATES, Report, ReportId, ReportState, ValueKind
from storage import record, standings
from storage.standings import LIVE
from storage.store import After, Fetched, Store, Unread, Writer
from storage.tables import items, report_events, reports

INSERT = insert(reports)
EVENTS = insert(report_events)
REPORTED = select(items.c.code).where(items.c.year == bindparam("year"), items.c.id.in_(select(reports.c.item_id)))
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
    caller: str | None = None
    forwarded: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step in a report's life."""

    at: datetime
    person: PersonId
    state: ReportState
    reason: str


def add(store: Store, new: NewReport, now: datetime) -> ReportId:
    """Stores a submitted report; the one it corrects is superseded in the same breath."""
    stands = standings.after(store, new.item, new.as_of, new.total, new.milestone)
    # At once: evidence may refer to it.
    row = record.add(store, reports, _row(new, now, ReportState.SUBMITTED), now, stands)
    id_ = ReportId(row["id"])
    _step(store, _event(id_, new.person, ReportState.SUBMITTED, "", now), now, stands)
    if new.supersedes is not None:
        move(
            store,
            new.supersedes,
            LIVE_STATES | {ReportState.RETURNED},
            ReportState.SUPERSEDED,
            new.person,
            "",
            now,
        )
    return id_


def add_later(store: Store, new: NewReport, now: datetime) -> ReportId:
    """Stores a submitted report that corrects none, with the transaction's last writes: nobody asks for the row before."""
    stands = standings.after(store, new.item, new.as_of, new.total, new.milestone)
    row = record.on_record(store, reports, _row(new, now, ReportState.SUBMITTED), now)
    store.later(LIFE, {REPORT: row}, stands)
    _step(store, _event(row["id"], new.person, ReportState.SUBMITTED, "", now), now, stands)
    return ReportId(row["id"])


@dataclass(frozen=True, slots=True)
class PastReport:
    """A report of the past with what became of it: `settled` is None while it still waits."""

    new: NewReport
    sent: datetime
    state: ReportState
    settled: datetime | None
    by: PersonId
    reason: str


def add_past(store: Store, past: Sequence[PastReport]) -> None:
    """Stores many past reports with their histories in two statements."""
    if not past:
        return
    rows, steps = [], []
    for each in past:
        row = record.on_record(store, reports, _row(each.new, each.sent, each.state), each.sent)
        rows.append(row)
        first = _event(row["id"], each.new.person, ReportState.SUBMITTED, "", each.sent)
        steps.append(record.on_record(store, report_events, first, each.sent))
        if each.settled is not None:
            last = _event(row["id"], each.by, each.state, each.reason, each.settled)
            steps.append(record.on_record(store, report_events, last, each.settled))
    store.execute(INSERT, rows)
    store.execute(EVENTS, steps)


def move(
    store: Store,
    report: ReportId,
    expected: Iterable[ReportState],
    state: ReportState,
    person: PersonId,
    reason: str,
    now: datetime,
) -> bool:
    """Takes a report to another state if it still stands in one of the expected; False if somebody was faster."""
    still = (reports.c.id == report) & reports.c.state.in_([each.value for each in expected])
    moved = update(reports).where(still).values(state=state.value).returning(reports.c.item_id)
    item = store.execute(moved).scalar_one_or_none()
    if item is None:
        return False
    _step(store, _event(report, person, state, reason, now), now, Unread(standings.KEPT, ItemId(item)))
    return True


def by_id(store: Store, report: ReportId) -> Report | None:
    row = store.execute(select(reports).where(reports.c.id == report)).one_or_none()
    return _report(row) if row else None


def events(store: Store, report: ReportId) -> tuple[Event, ...]:
    """A report's life, oldest first."""
    query = select(report_events).where(report_events.c.report_id == report).order_by(report_events.c.id)
    return tuple(
        Event(row.at, PersonId(row.person_id), ReportState(row.state), row.reason) for row in store.execute(query)
    )


def reported(store: Store, year: int) -> frozenset[str]:
    """The codes of a year's items that have reports."""
    return frozenset(store.execute(REPORTED, {"year": year}).scalars())


def of_item(store: Store, item: ItemId, limit: int = 20) -> tuple[Report, ...]:
    """An item's reports of every state, newest first."""
    query = select(reports).where(reports.c.item_id == item)
    return _reports(store.execute(query.order_by(reports.c.id.desc()).limit(limit)))


def sent_since(store: Store, item: ItemId, after: datetime) -> bool:
    """Whether a report that counts was sent on the item after a moment."""
    query = select(reports.c.id).where(
        reports.c.item_id == item, reports.c.state.in_(LIVE), reports.c.submitted_at > after
    )
    return store.execute(query.limit(1)).scalar_one_or_none() is not None


def of_person(store: Store, person: PersonId, limit: int = 10) -> tuple[Report, ...]:
    """What a person sent, newest first."""
    return _reports(store.execute(OF_PERSON, {"person": person, "most": limit}))


def of_person_or_told_by_phone(store: Store, person: PersonId, unit: str | None, limit: int = 10) -> tuple[Report, ...]:
    """What a person sent and what inspectors typed in for the person's unit, newest first."""
    told = (reports.c.unit == unit) & reports.c.caller.is_not(None)
    query = select(reports).where((reports.c.person_id == person) | told)
    return _reports(store.execute(query.order_by(reports.c.id.desc()).limit(limit)))


def latest_live(store: Store, items: Sequence[ItemId]) -> dict[ItemId, Report]:
    """The newest live report of each item, by as-of day and then by number."""
    query = select(reports).where(reports.c.item_id.in_(items), reports.c.state.in_(LIVE))
    rows = store.execute(query.order_by(reports.c.as_of, reports.c.id))
    return {ItemId(row.item_id): _report(row) for row in rows}


def waiting(store: Store, states: Iterable[ReportState], unit: str | None, excluding: PersonId) -> tuple[Report, ...]:
    """A queue, oldest first: reports in the states, of one unit (None: all), never one's own."""
    query = select(reports).where(
        reports.c.state.in_([state.value for state in states]), reports.c.person_id != excluding
    )
    if unit is not None:
        query = query.where(reports.c.unit == unit)
    return _reports(store.execute(query.order_by(reports.c.id)))


def _write(store: Store, rows: Sequence[dict[str, dict[str, object]]]) -> None:
    """Reports before their steps, which refer to them."""
    for name, statement in ((REPORT, INSERT), (STEP, EVENTS)):
        mine = [row[name] for row in rows if name in row]
        if mine:
            store.execute(statement, mine)


REPORT, STEP = "report", "step"
LIFE = Writer(_write, reports, report_events)


def _row(new: NewReport, sent: datetime, state: ReportState) -> dict[str, object]:
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
        "caller": new.caller,
        "forwarded": new.forwarded,
    }


def _event(report: int, person: PersonId, state: ReportState, reason: str, at: datetime) -> dict[str, object]:
    return {"report_id": report, "at": at, "person_id": person, "state": state.value, "reason": reason}


def _step(store: Store, event: dict[str, object], now: datetime, after: After) -> None:
    store.later(LIFE, {STEP: record.on_record(store, report_events, event, now)}, after)


def _reports(rows: Iterable[Fetched]) -> tuple[Report, ...]:
    return tuple(_report(row) for row in rows)


def _report(row: Fetched) -> Report:
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
        caller=row.caller,
        forwarded=row.forwarded,
    )
