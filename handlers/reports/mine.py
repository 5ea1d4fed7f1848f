"""What I sent: correct it, withdraw it, see what became of it."""

from domain.access import may_change
from domain.errors import DomainError
from domain.items import ItemId
from domain.people import UNIT_ROLES, Role
from domain.reports import LIVE_STATES, UNVERIFIED_STATES, Report, ReportId, ReportState
from domain.secrecy import PERSONAL, personal
from domain.understanding import Order
from handlers.items.lists import page_turns
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.reports import slips
from handlers.reports.phone import call_of
from handlers.reports.questions import begin_form
from handlers.reports.words import reports as zh
from storage import evidence, reports
from storage.items import StoredItem
from wording.said import joined

PAGE = 5
# So many of the newest are gone through, page by page.
MOST = 50
# Who sends reports, or types them in for a unit.
SENDERS = UNIT_ROLES | {Role.INSPECTOR}


@registry.command("mine", ("我的报送",), "看已报内容，更正或撤回", SENDERS)
def mine(turn: Turn) -> Answer:
    """The person's reports and what inspectors typed in for the unit, the newest first, with taps to what may still be done."""
    return [_page(turn, 0)]


@registry.action("mine.page")
def another_page(turn: Turn) -> Answer:
    """Another page of them, in place of this one."""
    return [_page(turn, turn.number("page")).edited()]


@registry.action("mine.show")
def show(turn: Turn) -> Answer:
    """One of them, with its taps."""
    return [_card(turn, _report(turn))]


@registry.order(Order.WITHDRAW, SENDERS)
def to_withdraw(turn: Turn, stored: StoredItem | None) -> Answer:
    """撤回 JS-010; without an item the last reports."""
    return of_item(turn, stored) if stored is not None else mine(turn)


@registry.order(Order.LAST, SENDERS)
def newest(turn: Turn, _stored: StoredItem | None) -> Answer:
    """撤回刚才那条: what was sent with the last tap, or of the card that the line answers."""
    found = slips.sent(turn)
    if not found:
        return mine(turn)
    return [_card(turn, each) for each in slips.newest_of(found)]


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


@registry.action("report.withdrawn", style=Style.DANGER)
def withdraw(turn: Turn) -> Answer:
    """Takes a report back that nobody has verified yet; the row and its history stay."""
    report = _withdrawable(turn)
    moved = reports.move(turn.store, report.id, UNVERIFIED_STATES, ReportState.WITHDRAWN, turn.person.id, "", turn.now)
    if not moved:
        raise DomainError("report_moved", zh.ALREADY)
    stored = turn.reference.items[report.item]
    judging.refresh(turn, [stored])
    return [say(zh.withdrawn(stored.item.code), tells=PERSONAL).edited()]


def _page(turn: Turn, number: int) -> Card:
    found = reports.of_person_or_told_by_phone(turn.store, turn.person.id, turn.person.unit, MOST)
    sent = [report for report in found if report.item in turn.reference.items]
    if not sent:
        return say(zh.NO_REPORTS, tells=PERSONAL)
    if len(sent) == 1:
        return _card(turn, sent[0])
    shown = list(enumerate(sent, start=1))[number * PAGE : (number + 1) * PAGE]
    lines, graded, taps = [], [], []
    for at, report in shown:
        item = turn.reference.items[report.item].item
        tells = personal(item)
        lines.append(zh.mine_head(at, item, joined("，", _lines(turn, report))))
        graded.append(tells)
        if _buttons(report):
            taps.append(Button(zh.mine_label(at, item.code), "mine.show", {"report": report.id}, tells))
    turns = page_turns(number, len(sent), ("mine.page", {}), PAGE)
    return Card(
        title=zh.mine_title(len(sent), most=MOST),
        lines=(*lines, zh.MINE_HINT) if taps else tuple(lines),
        buttons=(*rows(taps, 3), *turns),
        tells=PERSONAL,
        line_tells=(*graded, PERSONAL) if taps else tuple(graded),
    )


def _card(turn: Turn, report: Report) -> Card:
    item = turn.reference.items[report.item].item
    title, lines = f"{item.code} {item.name}", _lines(turn, report)
    return Card(title=title, lines=tuple(lines), buttons=_buttons(report), about=(report.item,), tells=personal(item))


def _lines(turn: Turn, report: Report) -> list[str]:
    item = turn.reference.items[report.item].item
    sent_on = notation.day(turn.local_day(report.submitted_at))
    said, phoned = notation.told(item, report), figure_words.by_others(report)
    lines = [zh.mine_line(said, notation.day(report.as_of), sent_on, report.state.word, phoned)]
    pieces = evidence.of_report(turn.store, report.id)
    if pieces:
        lines.append(zh.evidence_line(len(pieces)))
    if report.state is ReportState.RETURNED:
        lines.append(zh.return_reason(reports.events(turn.store, report.id)[-1].reason))
    return lines


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
