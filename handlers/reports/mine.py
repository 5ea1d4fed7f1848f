"""What I sent: correct it, withdraw it, see what became of it."""

from domain.access import may_change
from domain.errors import DomainError
from domain.items import ItemId
from domain.people import UNIT_ROLES, Role
from domain.reports import LIVE_STATES, UNVERIFIED_STATES, Report, ReportId, ReportState
from domain.secrecy import PERSONAL, personal
from domain.understanding import Order
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.reports.phone import call_of
from handlers.reports.questions import begin_form
from handlers.reports.words import reports as zh
from storage import evidence, reports
from storage.items import StoredItem

SHOWN = 5
# Who sends reports, or types them in for a unit.
SENDERS = UNIT_ROLES | {Role.INSPECTOR}


@registry.command("mine", ("我的报送",), "看已报内容，更正或撤回", SENDERS)
def mine(turn: Turn) -> Answer:
    """The person's last reports and what inspectors typed in for the unit, a card each with what may still be done."""
    found = reports.of_person_or_told_by_phone(turn.store, turn.person.id, turn.person.unit)
    sent = [report for report in found if report.item in turn.reference.items]
    if not sent:
        return [say(zh.NO_REPORTS, tells=PERSONAL)]
    return [_card(turn, report) for report in reversed(sent[:SHOWN])]


@registry.order(Order.WITHDRAW, SENDERS)
def to_withdraw(turn: Turn, stored: StoredItem | None) -> Answer:
    """撤回 JS-010; without an item the last reports."""
    return of_item(turn, stored) if stored is not None else mine(turn)


def of_item(turn: Turn, stored: StoredItem) -> Answer:
    """The newest report of one item that is the person's to take back or correct; of those that still count, if there is one."""
    found = [each for each in reports.of_item(turn.store, stored.id) if may_change(turn.person, each)]
    open_ones = [each for each in found if each.state in LIVE_STATES | {ReportState.RETURNED}]
    if not found:
        return [say(zh.no_report_of(stored.item.code), tells=PERSONAL)]
    return [_card(turn, (open_ones or found)[0])]


@registry.action("report.correct")
def correct(turn: Turn) -> Answer:
    """Opens the form for a correction; the wrong report stays on the record as superseded."""
    report = _report(turn)
    if report.state not in LIVE_STATES | {ReportState.RETURNED}:
        raise DomainError("report_moved", zh.ALREADY)
    return begin_form(turn, report.item, supersedes=report.id, call=call_of(turn, report))


@registry.action("report.withdraw")
def ask_withdraw(turn: Turn) -> Answer:
    """Asks once before withdrawing."""
    report = _withdrawable(turn)
    item = turn.reference.items[report.item].item
    sure = Button(zh.SURE_WITHDRAW, "report.withdrawn", {"report": report.id})
    return [
        Card(lines=(zh.ask_withdraw(item.code, notation.said(item, report)),), buttons=((sure,),), tells=personal(item))
    ]


@registry.action("report.withdrawn")
def withdraw(turn: Turn) -> Answer:
    """Takes a report back that nobody has verified yet; the row and its history stay."""
    report = _withdrawable(turn)
    moved = reports.move(turn.store, report.id, UNVERIFIED_STATES, ReportState.WITHDRAWN, turn.person.id, "", turn.now)
    if not moved:
        raise DomainError("report_moved", zh.ALREADY)
    stored = turn.reference.items[report.item]
    judging.refresh(turn, [stored])
    return [say(zh.withdrawn(stored.item.code), tells=PERSONAL).edited()]


def _card(turn: Turn, report: Report) -> Card:
    item = turn.reference.items[report.item].item
    sent_on = notation.day(turn.local_day(report.submitted_at))
    said, phoned = notation.told(item, report), figure_words.by_phone(report.caller)
    lines = [zh.mine_line(said, notation.day(report.as_of), sent_on, report.state.word, phoned)]
    pieces = evidence.of_report(turn.store, report.id)
    if pieces:
        lines.append(zh.evidence_line(len(pieces)))
    if report.state is ReportState.RETURNED:
        lines.append(zh.return_reason(reports.events(turn.store, report.id)[-1].reason))
    return Card(title=f"{item.code} {item.name}", lines=tuple(lines), buttons=_buttons(report), tells=personal(item))


def _buttons(report: Report) -> tuple[tuple[Button, ...], ...]:
    args = {"report": report.id}
    buttons = []
    if report.state in LIVE_STATES | {ReportState.RETURNED}:
        buttons.append(Button(zh.CORRECT, "report.correct", args))
    if report.state in UNVERIFIED_STATES:
        buttons.append(Button(zh.WITHDRAW, "report.withdraw", args))
    return (tuple(buttons),) if buttons else ()


def _report(turn: Turn) -> Report:
    report = reports.by_id(turn.store, ReportId(turn.number("report")))
    if report is None or ItemId(report.item) not in turn.reference.items or not may_change(turn.person, report):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    return report


def _withdrawable(turn: Turn) -> Report:
    report = _report(turn)
    if report.state is ReportState.VERIFIED:
        raise DomainError("verified", zh.WITHDRAW_VERIFIED)
    if report.state not in UNVERIFIED_STATES:
        raise DomainError("report_moved", zh.ALREADY)
    return report
