"""Where items stand by their live reports: read once a transaction, and kept from one transaction to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, select

from domain.cadence import Return
from domain.items import ItemId
from domain.progress import Point, Standing
from domain.reports import LIVE_STATES, Report, ReportId, ReportState
from storage.items import StoredItem
from storage.store import After, Kept, Now, Store, Unread
from storage.tables import report_events, reports

KEPT: Kept[ItemId, Standing] = Kept("standings", reports, report_events)
LIVE = [state.value for state in LIVE_STATES]
RETURNED = ReportState.RETURNED.value
# When a returned report was returned: looked up for those few alone.
RETURNED_AT = (
    select(func.max(report_events.c.at))
    .where(report_events.c.report_id == reports.c.id, report_events.c.state == RETURNED)
    .scalar_subquery()
)
# Live reports, and what was returned and not sent anew.
LIVE_OF_ITEMS = (
    select(
        reports.c.item_id,
        reports.c.as_of,
        reports.c.total,
        reports.c.state,
        reports.c.milestone,
        reports.c.unchanged,
        case((reports.c.state == RETURNED, RETURNED_AT)).label("returned_at"),
    )
    .where(reports.c.item_id.in_(bindparam("items", expanding=True)), reports.c.state.in_([*LIVE, RETURNED]))
    .order_by(reports.c.as_of, reports.c.id)
)
# One report's own view: nothing of a later day, nor of its day and sent after it.
LIVE_UP_TO = LIVE_OF_ITEMS.where(
    (reports.c.as_of < bindparam("as_of"))
    | ((reports.c.as_of == bindparam("as_of")) & (reports.c.id <= bindparam("report")))
)
LAST_EVENT = select(func.max(report_events.c.id))
# From an event on, that event included: without it this transaction's view is older than who saw it.
TOUCHED_SINCE = (
    select(report_events.c.id, reports.c.item_id)
    .join(reports, reports.c.id == report_events.c.report_id)
    .where(report_events.c.id >= bindparam("seen"))
)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Standings as committed up to and with one event, each with the day its item's reports are owed from."""

    seen: int
    zone: ZoneInfo
    standings: dict[ItemId, tuple[date, Standing]]


class _Shelves:
    """The newest shelf of a database; nothing before the first reading."""

    def __init__(self) -> None:
        self.newest: _Shelf | None = None


# By database. A shelf is never emptied, but replaced: who reads beside a writer may still fill the old one, which harms nobody.


def standings_of(store: Store, items: Sequence[StoredItem], zone: ZoneInfo) -> dict[ItemId, Standing]:
    """Where each item stands by its live reports, in one query for all that the transaction has not read yet.

    `zone` is the district's, one for all of a transaction: the day of a return is counted in it.
    """
    wanted = {stored.id: stored for stored in items}
    return store.recall(KEPT, wanted, lambda missing: _read(store, [wanted[item] for item in missing], zone))


def standing_by(store: Store, stored: StoredItem, report: Report, zone: ZoneInfo) -> Standing:
    """Where an item stood by one report, if it is live, and those before it, by as-of day and then by number."""
    bounds = {"items": [stored.id], "as_of": report.as_of, "report": report.id}
    return _standing(stored.tracked_from, list(store.execute(LIVE_UP_TO, bounds)), zone)


def standing_before(store: Store, stored: StoredItem, report: Report, zone: ZoneInfo) -> Standing:
    """Where an item stood before one report, by as-of day and then by number: what its correction is held against."""
    return standing_by(store, stored, replace(report, id=ReportId(report.id - 1)), zone)


def after(store: Store, item: ItemId, as_of: date, total: Decimal | None, milestone: int | None) -> After:
    """Where the item stands once a report is stored, for what the transaction keeps."""
    known = store.known(KEPT, item)
    return Unread(KEPT, item) if known is None else Now(KEPT, item, known.after(as_of, total, milestone))


def _read(store: Store, items: Sequence[StoredItem], zone: ZoneInfo) -> dict[ItemId, Standing]:
    """From the database, or from an earlier transaction if nothing has happened to an item's reports since.

    Whatever happens to a report is an event, and writers take turns, so events are committed in the order of their numbers.
    Only what is committed is kept: a number taken back is given again.
    """
    shelf, touched = _look_at_shelf(store, zone)
    found: dict[ItemId, Standing] = {}
    for stored in items:
        kept = shelf.standings.get(stored.id)
        if kept is not None and stored.id not in touched and kept[0] == stored.tracked_from:
            found[stored.id] = kept[1]
    changed = [stored for stored in items if stored.id not in found]
    rows: dict[ItemId, list[Any]] = {stored.id: [] for stored in changed}
    for row in store.execute(LIVE_OF_ITEMS, {"items": list(rows)}) if rows else ():
        rows[row.item_id].append(row)
    for stored in changed:
        standing = found[stored.id] = _standing(stored.tracked_from, rows[stored.id], zone)
        if not store.changes:
            shelf.standings[stored.id] = stored.tracked_from, standing
    return found


def _look_at_shelf(store: Store, zone: ZoneInfo) -> tuple[_Shelf, set[ItemId]]:
    """What may be believed here, but for some items; an empty shelf of one's own if this view is older than the shelf.

    Where nothing happened the shelf stays: with many items a copy costs more than the query.
    """
    kept = store.shared.of(_Shelves)
    shelf = kept.newest if kept.newest and kept.newest.zone == zone else None
    touched: set[ItemId] = set()
    first = shelf is None
    if shelf is None:
        shelf, last = _Shelf(0, zone, {}), store.execute(LAST_EVENT).scalar_one() or 0
    else:
        events = {row[0]: ItemId(row[1]) for row in store.execute(TOUCHED_SINCE, {"seen": shelf.seen})}
        if shelf.seen and events.pop(shelf.seen, None) is None:
            return _Shelf(0, zone, {}), touched
        last, touched = max(events, default=shelf.seen), set(events.values())
    if (first or touched) and not store.changes:
        rest = dict(shelf.standings)
        for item in touched:
            rest.pop(item, None)
        shelf = kept.newest = _Shelf(last, zone, rest)
    return shelf, touched


def _standing(tracked_from: date, found: list[Any], zone: ZoneInfo) -> Standing:
    rows = [row for row in found if row.state != RETURNED]
    returned = [row for row in found if row.state == RETURNED and row.returned_at is not None]
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
        returned=_returned(returned, zone),
    )


def _returned(rows: Sequence[Any], zone: ZoneInfo) -> Return | None:
    """What was returned, by as-of day, and the local day of the last return."""
    if not rows:
        return None
    return Return(rows[-1].as_of, max(row.returned_at for row in rows).astimezone(zone).date())
