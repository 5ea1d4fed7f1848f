"""Where items stand by their live reports: read once a transaction, and kept from one transaction to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from threading import Lock
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, func, select

from domain.cadence import Return
from domain.items import ItemId
from domain.progress import Point, Standing
from domain.reports import LIVE_STATES, Report, ReportId, ReportState
from storage.items import StoredItem
from storage.store import After, Fetched, Kept, Now, Store, Unread
from storage.tables import report_events, reports

KEPT: Kept[ItemId, Standing] = Kept("standings", reports, report_events)
# Of nearly all items, and a set of its own takes as much memory as the rest of a standing.
NONE: frozenset[int] = frozenset()
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


class _Shelf:
    """Standings as they were committed, each with the number of the newest event its reader saw, for all transactions.

    `touched` holds the newest event after `since` of each item, `seen` the newest of all: a standing holds for a view that is
    as new as its reader's, unless the item was touched in between. So nothing is taken back, and a reader beside a writer may
    go on putting in what it reads.
    """

    def __init__(self) -> None:
        self.since: int | None = None
        self.seen = 0
        self.touched: dict[ItemId, int] = {}
        self.standings: dict[ItemId, tuple[int, Standing]] = {}
        self._lock = Lock()

    def holds(self, stored: StoredItem, last: int) -> Standing | None:
        """Where the item stands for a view that ends with the event `last`, if that is known."""
        at, standing = self.standings.get(stored.id, (-1, None))
        oldest = max(self.since or 0, self.touched.get(stored.id, 0))
        if standing is None or not oldest <= at <= last:
            return None
        return standing if standing.tracked_from == stored.tracked_from else None

    def begin(self, last: int) -> None:
        """Sets the newest event that the first reader saw: older ones can touch nothing on the shelf."""
        with self._lock:
            if self.since is None:
                self.since = self.seen = last

    def follow(self, events: Mapping[int, ItemId]) -> None:
        """Notes the events that a later reader saw, each with the item it touched."""
        with self._lock:
            for event, item in events.items():
                self.touched[item] = max(event, self.touched.get(item, 0))
            self.seen = max(self.seen, *events)


class _Shelves:
    """The shelves of a database by zone: the day of a return is counted in it. A district has one."""

    def __init__(self) -> None:
        self._known: dict[ZoneInfo, _Shelf] = {}

    def of(self, zone: ZoneInfo) -> _Shelf:
        """The one of a zone, made when it is first asked for."""
        return self._known.setdefault(zone, _Shelf())


@dataclass(frozen=True, slots=True)
class _View:
    """What one transaction sees: events up to `last`, those on some items perhaps its own and not committed."""

    last: int
    own: frozenset[ItemId] = frozenset()


# Older than what is on the shelf, so that nothing there may be believed.
_OLDER = _View(-1)


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
    """What `Store.execute` is told of an item's standing when a report of it is stored."""
    known = store.known(KEPT, item)
    return Unread(KEPT, item) if known is None else Now(KEPT, item, known.after(as_of, total, milestone))


def _read(store: Store, items: Sequence[StoredItem], zone: ZoneInfo) -> dict[ItemId, Standing]:
    """From the database, or from an earlier transaction if nothing has happened to an item's reports since.

    Whatever happens to a report is an event, and writers take turns, so events are committed in the order of their numbers.
    Only what is committed is kept: a number taken back is given again.
    """
    shelf = store.shared.of(_Shelves).of(zone)
    view = _look(store, shelf)
    kept = {stored.id: shelf.holds(stored, view.last) for stored in items if stored.id not in view.own}
    found = {item: standing for item, standing in kept.items() if standing is not None}
    changed = [stored for stored in items if stored.id not in found]
    rows: dict[ItemId, list[Fetched]] = {stored.id: [] for stored in changed}
    for row in store.execute(LIVE_OF_ITEMS, {"items": list(rows)}) if rows else ():
        rows[row.item_id].append(row)
    for stored in changed:
        standing = found[stored.id] = _standing(stored.tracked_from, rows[stored.id], zone)
        if view is not _OLDER and not store.changes:
            shelf.standings[stored.id] = view.last, standing
    return found


def _look(store: Store, shelf: _Shelf) -> _View:
    """This transaction's view of the events. The shelf takes over what is new, unless the transaction itself has written."""
    if shelf.since is None:
        last = store.execute(LAST_EVENT).scalar_one() or 0
        if not store.changes:
            shelf.begin(last)
        return _View(last)
    seen = shelf.seen
    events = {row[0]: ItemId(row[1]) for row in store.execute(TOUCHED_SINCE, {"seen": seen})}
    if seen and events.pop(seen, None) is None:
        return _OLDER
    last = max(events, default=seen)
    if store.changes:
        return _View(last, frozenset(events.values()))
    if events:
        shelf.follow(events)
    return _View(last)


def _standing(tracked_from: date, found: list[Fetched], zone: ZoneInfo) -> Standing:
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
        reached=frozenset(row.milestone for row in rows if row.milestone is not None) or NONE,
        verified_reached=frozenset(row.milestone for row in verified if row.milestone is not None) or NONE,
        returned=_returned(returned, zone),
    )


def _returned(rows: Sequence[Fetched], zone: ZoneInfo) -> Return | None:
    """What was returned, by as-of day, and the local day of the last return."""
    if not rows:
        return None
    return Return(rows[-1].as_of, max(row.returned_at for row in rows).astimezone(zone).date())
