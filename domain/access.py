"""Who may see and do what: the one place that decides (DESIGN section 1, FEATURES rows 27-28).

What may be done to a supervision notice is decided in domain/notices/conditions.py.
"""

from enum import Enum

from domain.calls import Call
from domain.digest import Scope
from domain.items import Item, Stage
from domain.notices.model import Notice
from domain.people import UNIT_ROLES, Person, Role
from domain.reports import LIVE_STATES, Report, ReportState

# Roles that look at the whole district.
_DISTRICT = frozenset({Role.INSPECTOR, Role.LEADER, Role.ADMIN})


class NoReport(Enum):
    """Why a person cannot report. NOT_REPORTER: the role never does; OWN_UNIT: nobody takes a call of the own unit; NOT_YOURS
    and NOT_THEIRS: the item is another unit's than the person's, or than the unit's that rang. ENDED: nothing is owed on it.
    """

    NOT_REPORTER = "not_reporter"
    OWN_UNIT = "own_unit"
    NOT_YOURS = "not_yours"
    NOT_THEIRS = "not_theirs"
    ENDED = "item_ended"


class Supervision(Enum):
    """What is done about an item from outside its unit: 催一下, 发督办单, 请督办."""

    NUDGE = "nudge"
    NOTICE = "notice"
    REQUEST = "request"


class NoSupervision(Enum):
    """Why a person cannot do that: it is not this person's to do, or nobody works on the item."""

    NOT_ALLOWED = "not_allowed"
    NOT_OPEN = "item_not_open"


def sees_all(person: Person) -> bool:
    """Whether the person looks at every unit's items."""
    return person.role in _DISTRICT


def may_see(person: Person, item: Item) -> bool:
    """District roles see every item; people of a unit see what the unit leads or has a part in."""
    return sees_all(person) or (person.unit is not None and person.unit in (item.unit, *item.co_units))


def why_no_report(person: Person, item: Item | None = None, call: Call | None = None) -> NoReport | None:
    """Why a person cannot report on an item, or on any item; None if it may be done.

    Staff and head of the lead unit or a co-unit report; an inspector types in what such a unit told by telephone (代报), never
    for an own unit.
    """
    if call is None and person.role not in UNIT_ROLES:
        return NoReport.NOT_REPORTER
    if call is not None and person.role is not Role.INSPECTOR:
        return NoReport.NOT_REPORTER
    if call is not None and person.unit is not None and person.unit == call.unit:
        return NoReport.OWN_UNIT
    unit = call.unit if call is not None else person.unit
    if item is None:
        return None
    if unit in (item.unit, *item.co_units):
        return NoReport.ENDED if item.stage is Stage.CLOSED else None
    return NoReport.NOT_THEIRS if call is not None else NoReport.NOT_YOURS


def may_report(person: Person, item: Item, call: Call | None = None) -> bool:
    """Whether the person may report on the item; see why_no_report."""
    return why_no_report(person, item, call) is None


def may_take_call(person: Person, unit: str) -> bool:
    """Whether the person may type in what a unit told by telephone; see why_no_report."""
    return why_no_report(person, call=Call(unit)) is None


def may_change(person: Person, report: Report) -> bool:
    """A report is corrected or withdrawn by who sent it and still works for its unit, or by the head of the unit it was sent for;
    by the unit's staff, too, if an inspector typed it in.
    """
    if report.person == person.id:
        return report.by_phone or person.unit == report.unit
    allowed = UNIT_ROLES if report.by_phone else {Role.UNIT_HEAD}
    return person.role in allowed and person.unit == report.unit


def may_confirm(person: Person, report: Report) -> bool:
    """The unit's head checks the reports of the unit's staff, never an own one."""
    return (
        person.role is Role.UNIT_HEAD
        and person.unit == report.unit
        and report.person != person.id
        and report.state is ReportState.SUBMITTED
    )


def may_verify(person: Person, report: Report) -> bool:
    """An inspector verifies what others sent; nobody verifies an own report or one of the own unit."""
    return (
        person.role is Role.INSPECTOR
        and report.person != person.id
        and (person.unit is None or person.unit != report.unit)
        and report.state in LIVE_STATES - {ReportState.VERIFIED}
    )


def may_administer(person: Person) -> bool:
    """Imports, invitations, calendar."""
    return person.role is Role.ADMIN


def may_have_digest(person: Person, scope: Scope) -> bool:
    """The district's offices have digests of everything, a unit's head those of the unit."""
    own = person.role is Role.UNIT_HEAD and scope.unit is not None and scope.unit == person.unit
    return sees_all(person) or own


def may_nudge(person: Person, item: Item) -> bool:
    """催一下: inspectors every unit, a leader those of the portfolio, and never one's own unit."""
    if person.role is Role.INSPECTOR:
        return person.unit is None or person.unit != item.unit
    return person.role is Role.LEADER and person.post == item.leader


def may_draft_notice(person: Person) -> bool:
    """Supervision notices (督办单) are the inspectors'."""
    return person.role is Role.INSPECTOR


def may_request_notice(person: Person, item: Item) -> bool:
    """A leader asks the inspectors for a notice on an item of the portfolio; they draft, number and send it."""
    return person.role is Role.LEADER and person.post == item.leader


def why_no_supervision(person: Person, item: Item, step: Supervision) -> NoSupervision | None:
    """Why a person cannot take that step about an item; None if it may be done."""
    may = {
        Supervision.NUDGE: may_nudge(person, item),
        Supervision.NOTICE: may_draft_notice(person),
        Supervision.REQUEST: may_request_notice(person, item),
    }
    if not may[step]:
        return NoSupervision.NOT_ALLOWED
    return NoSupervision.NOT_OPEN if item.stage is not Stage.OPEN else None


def may_see_notice(person: Person, notice: Notice, item: Item) -> bool:
    """Inspectors and admins see every notice; once sent, a leader those of the portfolio, a unit its own and no other."""
    if person.role in (Role.INSPECTOR, Role.ADMIN):
        return True
    if notice.sent_on is None:
        return False
    if person.role is Role.LEADER:
        return item.leader == person.post
    return person.unit is not None and person.unit == notice.unit
