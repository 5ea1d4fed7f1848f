"""The sample district lives by itself: it reports, and the inspectors settle, as its seeded history says."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.demo.history import Told, year_of
from domain.items import ItemId
from domain.people import PersonId, Role
from domain.reports import ReportState, ValueKind
from handlers.kernel.turn import Moment
from handlers.lights import judging
from storage import calendar, items, marks, people, reports
from storage.items import StoredItem
from storage.reports import NewReport, PastReport

SEED = "zeren"
# 中央商务区: from the start on it reports only what a visitor types, so that a ladder can be watched climbing, or be stopped.
PLAYED = "BM28"

Account = list[tuple[StoredItem, Told]]
Staff = dict[tuple[Role, str | None], list[PersonId]]


def tell(moment: Moment, today: date) -> Account:
    """Every report of the sample year sent before the local day `today`, oldest first; the same ones whatever the day."""
    work = calendar.load(moment.store)
    told = [
        (stored, each)
        for stored in items.of_year(moment.store, moment.reference.year)
        for each in year_of(stored.item, today, moment.rules, work, moment.district.zone, SEED)
    ]
    return sorted(told, key=lambda pair: pair[1].at)


def staff_of(moment: Moment) -> Staff:
    """Who acts in the sample, by role and unit."""
    staff: Staff = {}
    for person in people.active(moment.store):
        staff.setdefault((person.role, person.unit), []).append(person.id)
    return staff


def record(moment: Moment, staff: Staff, told: Account) -> None:
    """Stores reports of the past with what became of them."""
    past = []
    for stored, each in told:
        state = ReportState(each.verdict) if each.verdict else ReportState.SUBMITTED
        clerk, by = staff[Role.REPORTER, stored.item.unit][0], _inspector(staff, stored)
        past.append(PastReport(_new(stored, each, clerk), each.at, state, each.settled, by, _reason(state)))
    reports.add_past(moment.store, past)


def live_on(moment: Moment, staff: Staff, told: Account, since: datetime, until: datetime) -> None:
    """What happens in the district after `since` and up to `until` (UTC): other units report, inspectors settle what waits.

    What a visitor has taken in hand stays with the visitor: the played unit, and any item reported by hand meanwhile.
    A unit without a clerk, or a district without inspectors, says nothing.
    """
    marks.put(moment.store, marks.TRAVELLED, until.astimezone(UTC).isoformat())
    if (Role.INSPECTOR, None) not in staff:
        return
    able = {unit for role, unit in staff if role is Role.REPORTER} - {PLAYED}
    fresh = [pair for pair in told if since < pair[1].at <= until and pair[0].item.unit in able]
    by_hand = _by_hand(moment, {stored.id for stored, _ in fresh}, told)
    fresh = [(stored, replace(each, verdict="", settled=None)) for stored, each in fresh if stored.id not in by_hand]
    record(moment, staff, fresh)
    touched = {stored.id: stored for stored, _ in fresh} | _settle(moment, staff, told, until)
    judging.refresh(moment, list(touched.values()))


def _by_hand(moment: Moment, wanted: Collection[ItemId], told: Account) -> set[ItemId]:
    """The items whose newest report is not one of the sample's."""
    own = {(stored.id, each.at) for stored, each in told}
    newest = reports.latest_live(moment.store, list(wanted))
    return {id_ for id_, report in newest.items() if (id_, report.submitted_at) not in own}


def _settle(moment: Moment, staff: Staff, told: Account, until: datetime) -> dict[ItemId, StoredItem]:
    """Verdicts due by now on reports of the sample that nobody has settled by hand; the items they touch."""
    waiting = frozenset({ReportState.SUBMITTED, ReportState.CONFIRMED})
    due = {(stored.id, each.at): (stored, each) for stored, each in told if each.settled and each.settled <= until}
    touched = {}
    for report in reports.waiting(moment.store, waiting, None, PersonId(0)):
        stored, each = due.get((report.item, report.submitted_at), (None, None))
        if stored is None or each is None or each.settled is None:
            continue
        state, by = ReportState(each.verdict), _inspector(staff, stored)
        reports.move(moment.store, report.id, waiting, state, by, _reason(state), each.settled)
        touched[stored.id] = stored
    return touched


def _inspector(staff: Staff, stored: StoredItem) -> PersonId:
    inspectors = staff[Role.INSPECTOR, None]
    return inspectors[stored.id % len(inspectors)]


def _reason(state: ReportState) -> str:
    return "数字有误" if state is ReportState.RETURNED else ""


def _new(stored: StoredItem, told: Told, clerk: PersonId) -> NewReport:
    item = stored.item
    return NewReport(
        item=stored.id,
        person=clerk,
        unit=item.unit,
        typed=told.typed,
        value=told.total,
        value_kind=ValueKind.STATUS if told.milestone is not None else ValueKind.TOTAL,
        total=told.total,
        status=item.milestones[told.milestone].text[:50] if told.milestone is not None else None,
        as_of=told.as_of,
        milestone=told.milestone,
    )
