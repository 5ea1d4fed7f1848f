"""The queue of reports: the unit's head confirms (审核), the district's inspectors verify (核验)."""

from collections.abc import Sequence
from dataclasses import replace

from domain import lights
from domain.access import may_change, may_confirm, may_report, may_verify
from domain.colours import ALARMS, GRAVITY
from domain.errors import DomainError
from domain.items import Item, Stage
from domain.keys.news import Verdict
from domain.people import Person, Role
from domain.reports import LIVE_STATES, UNVERIFIED_STATES, Report, ReportId, ReportState
from domain.secrecy import PERSONAL, personal
from domain.understanding import Order
from handlers.kernel import audience, files
from handlers.kernel.manner import Manner, Style
from handlers.kernel.messages import Button, Card, FileRef, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.lights.words.reasons import reason as why
from handlers.reports.words import reports as report_words
from handlers.reports.words import verification as zh
from storage import evidence, people, reports, states
from storage.items import StoredItem
from storage.standings import standing_by
from wording.said import joined

VERIFYING = frozenset({Role.INSPECTOR, Role.UNIT_HEAD})
FLOW = "return"


@registry.command("verify", ("待核验", "核验", "待审核"), "逐条核验报送", VERIFYING, chip=True)
def queue(turn: Turn) -> Answer:
    """The first of what waits."""
    return [_show(turn)]


@registry.order(Order.RETURN, VERIFYING)
@registry.order(Order.APPROVE, VERIFYING)
def of_item(turn: Turn, stored: StoredItem | None) -> Answer:
    """The first report of one item that waits for this person, in its place in the queue."""
    if stored is None:
        return queue(turn)
    found = waiting(turn)
    at = next((at for at, report in enumerate(found) if report.item == stored.id), None)
    if at is None:
        return [say(zh.none_waits(stored.item.code), tells=PERSONAL)]
    return [_card(turn, found[at], at, len(found))]


@registry.action("verify.show")
def show(turn: Turn) -> Answer:
    """Another place in the queue: the first report numbered above `after`, or below `before`."""
    _leave_reason(turn)
    before, after = turn.number_or_none("before"), turn.number_or_none("after")
    return [_show(turn, before=before, after=after, here=turn.number_or_none("here")).edited()]


@registry.action("verify.approve", style=Style.GO)
def approve(turn: Turn) -> Answer:
    """通过: the head's word makes it confirmed, the inspector's makes it count."""
    report = _report(turn)
    state = ReportState.CONFIRMED if turn.person.role is Role.UNIT_HEAD else ReportState.VERIFIED
    expected = {ReportState.SUBMITTED} if state is ReportState.CONFIRMED else UNVERIFIED_STATES
    return _settle(turn, report, expected, state, "")


@registry.action("verify.return")
def ask_reason(turn: Turn) -> Answer:
    """退回 needs a reason: one of the usual, or typed."""
    report = _report(turn)
    code = _item(turn, report).item.code
    choices = [Button(reason, "verify.returned", {"report": report.id, "reason": reason}) for reason in zh.REASONS]
    other = Button(zh.OTHER_REASON, "verify.other", {"report": report.id})
    back = Button(common.BACK, "verify.show", {"here": report.id})
    turn.open_dialog(FLOW, {"report": report.id})
    return [Card(lines=(zh.why(code),), buttons=(*rows(choices, 2), (other, back)), edit=True, tells=PERSONAL)]


@registry.action("verify.other")
def other_reason(turn: Turn) -> Answer:
    """The next message is the reason."""
    report = _report(turn)
    turn.open_dialog(FLOW, {"report": report.id})
    return [replace(say(zh.WRITE_REASON, tells=PERSONAL), manner=Manner(asks=zh.REASON_LIKE))]


@registry.flow(FLOW)
def typed_reason(turn: Turn) -> Answer | None:
    if not turn.words:
        return [say(zh.WRITE_REASON, tells=PERSONAL)]
    report = _report(turn)
    turn.close_dialog()
    return _settle(turn, report, UNVERIFIED_STATES, ReportState.RETURNED, turn.words[:200])


@registry.action("verify.returned")
def return_(turn: Turn) -> Answer:
    """Returned with one of the usual reasons."""
    _leave_reason(turn)
    return _settle(turn, _report(turn), UNVERIFIED_STATES, ReportState.RETURNED, turn.text("reason"))


@registry.action("verify.evidence")
def show_evidence(turn: Turn) -> Answer:
    """The files of a report, each as a card."""
    report = _report(turn)
    tells = personal(turn.reference.items[report.item].item)
    return [
        files.card(turn, FileRef(piece.sha256, piece.name, piece.media_type), tells)
        for piece in evidence.of_report(turn.store, report.id)
    ] or [say(zh.NO_EVIDENCE, tells=PERSONAL)]


def waiting(turn: Turn) -> tuple[Report, ...]:
    """What this person may settle: that of red items first, then of yellow ones, the longest wait first."""
    person = turn.person
    if person.role is Role.UNIT_HEAD:
        found = reports.waiting(turn.store, {ReportState.SUBMITTED}, person.unit or "", person.id)
        return _readable(turn, [report for report in found if may_confirm(person, report)])
    found = reports.waiting(turn.store, UNVERIFIED_STATES, None, person.id)
    return _readable(turn, [report for report in found if may_verify(person, report)])


def _readable(turn: Turn, found: Sequence[Report]) -> tuple[Report, ...]:
    known = turn.stored([report.item for report in found])
    judged = states.of_items(turn.store, list(known))

    def urgency(report: Report) -> tuple[int, int]:
        state = judged.get(report.item)
        return -GRAVITY[state.light] if state is not None and state.light in ALARMS else 0, report.id

    return tuple(sorted((report for report in found if report.item in known), key=urgency))


def _leave_reason(turn: Turn) -> None:
    """No reason is waited for any more; a report that is being made stays open."""
    dialog = turn.dialog()
    if dialog is not None and dialog.flow == FLOW:
        turn.close_dialog()


def _show(turn: Turn, *, before: int | None = None, after: int | None = None, here: int | None = None) -> Card:
    """The report before or after one in the queue, or that one; the most urgent where that one waits no more."""
    found = waiting(turn)
    if not found:
        return say(zh.EMPTY, tells=PERSONAL)
    places: dict[int | None, int] = {report.id: at for at, report in enumerate(found)}
    at = places.get(here, 0)
    if before in places:
        at = max(places[before] - 1, 0)
    elif after in places:
        at = (places[after] + 1) % len(found)
    return _card(turn, found[at], at, len(found))


def _card(turn: Turn, report: Report, at: int, count: int) -> Card:
    stored = _item(turn, report)
    item = stored.item
    pieces = evidence.of_report(turn.store, report.id)
    before = _figure_before(turn, report)
    who = people.by_id(turn.store, report.person)
    sent = notation.day(turn.local_day(report.submitted_at))
    lines = [
        item.name,
        zh.change(before, notation.told(item, report), notation.day(report.as_of), len(pieces)),
        zh.reporter(joined("", (who.name if who else "", figure_words.by_others(report))), sent, report.typed),
    ]
    if report.state is ReportState.CONFIRMED:
        lines.append(zh.confirmed_by_head())
    lines.append(_light(turn, stored, report))
    return Card(
        title=zh.title(at + 1, count, turn.reference.unit_name(report.unit), item.code),
        lines=tuple(lines),
        buttons=_buttons(report, has_evidence=bool(pieces), many=count > 1),
        tells=personal(item),
    )


def _light(turn: Turn, stored: StoredItem, report: Report) -> str:
    """The light by this report's figure and day as its sender saw it on the confirm card, whatever was reported later."""
    standing, sent = standing_by(turn.store, stored, report, turn.district.zone), turn.local_day(report.submitted_at)
    verdict = lights.judge(stored.item, standing, sent, None, turn.rules.lights, turn.reference.calendar)
    return joined(" ", (verdict.light.mark, why(verdict.reason)))


def _buttons(report: Report, *, has_evidence: bool, many: bool) -> tuple[tuple[Button, ...], ...]:
    args = {"report": report.id}
    first = (Button(zh.APPROVE, "verify.approve", args), Button(zh.RETURN, "verify.return", args))
    second = [Button(report_words.CURVE, "item.curve", {"item": report.item})]
    if has_evidence:
        second.append(Button(zh.EVIDENCE, "verify.evidence", args))
    if not many:
        return first, tuple(second)
    third = (
        Button(common.PREVIOUS, "verify.show", {"before": report.id}),
        Button(common.NEXT, "verify.show", {"after": report.id}),
    )
    return first, tuple(second), third


def _settle(
    turn: Turn, report: Report, expected: set[ReportState] | frozenset[ReportState], state: ReportState, reason: str
) -> Answer:
    stored = _item(turn, report)
    if state is ReportState.RETURNED and not turn.reference.holds(stored.item, turn.today):
        raise DomainError("year_closed", zh.too_late_to_return(stored.item.year))
    if state is ReportState.RETURNED and stored.item.stage is Stage.CLOSED:
        raise DomainError("item_ended", zh.ENDED_NOT_RETURNED)
    queued = [each.id for each in waiting(turn)]
    following = queued[queued.index(report.id) + 1 :] if report.id in queued else []
    moved = reports.move(turn.store, report.id, expected, state, turn.person.id, reason, turn.now)
    if not moved:
        raise DomainError("report_moved", zh.MOVED)
    judging.refresh(turn, [stored])
    _tell_reporter(turn, report, state, reason)
    shown = _show(turn, here=next(iter(following), None))
    done = zh.settled(stored.item.code, f"{state.word}")
    rest = shown if waiting(turn) else say(zh.DONE, tells=PERSONAL)
    return [say(done, tells=PERSONAL).edited(), rest] if turn.incoming.button else [say(done, tells=PERSONAL), rest]


def _tell_reporter(turn: Turn, report: Report, state: ReportState, reason: str) -> None:
    if state not in (ReportState.RETURNED, ReportState.VERIFIED):
        return
    item, verdict = _item(turn, report).item, Verdict(report.id, state)
    said, by = notation.said(item, report), _office(turn.person)
    told = audience.of_author(turn, report.person, report.unit, item.code)
    if state is ReportState.VERIFIED:
        audience.tell(turn, told, say(zh.approved(item.code, said, by), tells=personal(item)), verdict)
        return
    if report.by_phone:
        # The unit owes the figure again, whoever typed it in.
        told += audience.of_units(turn, [report.unit], item.code)
    if report.unit not in (item.unit, *item.co_units):
        # The item was handed over since: who leads it now owes the figure.
        told += audience.of_units(turn, [item.unit], item.code)
    lines = (zh.returned(item.code, said, reason, by),)

    def card(person: Person) -> Card:
        return Card(lines=lines, buttons=rows(_again(person, report, item)), tells=personal(item))

    audience.tell(turn, audience.others(turn, told), card, verdict)


def _again(person: Person, report: Report, item: Item) -> list[Button]:
    """How a returned report is made good: corrected, or, by who has to go on with another's, sent anew."""
    if may_change(person, report) and (report.by_phone or may_report(person, item)):
        return [Button(zh.REPORT_AGAIN, "report.correct", {"report": report.id})]
    return [Button(zh.REPORT_AGAIN, "report.open", {"item": report.item})] if may_report(person, item) else []


def _office(person: Person) -> str:
    return "单位审核" if person.role is Role.UNIT_HEAD else "督查室核验"


def _figure_before(turn: Turn, report: Report) -> str:
    item = _item(turn, report).item
    earlier = [
        each
        for each in reports.of_item(turn.store, report.item)
        if each.id < report.id and each.state in LIVE_STATES | {ReportState.SUPERSEDED} and each.total is not None
    ]
    return notation.amount(item, earlier[0].total) if earlier and earlier[0].total is not None else ""


def _report(turn: Turn) -> Report:
    report = reports.by_id(turn.store, ReportId(turn.number("report")))
    if report is None or not turn.stored([report.item]):
        raise DomainError("report_moved", zh.MOVED)
    if report.person == turn.person.id:
        raise DomainError("own_report", zh.OWN)
    if not (may_confirm(turn.person, report) or may_verify(turn.person, report)):
        settled = report.state not in UNVERIFIED_STATES
        raise DomainError("not_allowed", zh.MOVED if settled else common.NOT_ALLOWED)
    return report


def _item(turn: Turn, report: Report) -> StoredItem:
    """The item of a report that can be read; its year may have closed."""
    return turn.stored([report.item])[report.item]
