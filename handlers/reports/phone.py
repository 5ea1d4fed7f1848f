"""A report made by telephone (代报): an inspector types it in, the unit is told once and may correct it in its own name."""

from domain.access import may_report, may_take_call
from domain.calls import Call, read_caller, read_unit
from domain.errors import DomainError
from domain.keys.news import TakenByPhone
from domain.people import Role
from domain.reports import Report, ReportId
from domain.secrecy import PERSONAL, personal
from handlers.items import sections
from handlers.items.sections import Place
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.lights.judging import Judged
from handlers.reports.build import read
from handlers.reports.questions import REPORTING, begin, begin_form, check_may_report
from handlers.reports.words import reports as zh
from storage import reports
from storage.items import StoredItem
from wording.said import joined

INSPECTORS = frozenset({Role.INSPECTOR})
FLOW = "phone"


@registry.command("phone", ("代报", "电话代报"), "代单位录入电话报送，如“代报 舜华路街道 规上工业3家”", INSPECTORS)
def by_phone(turn: Turn) -> Answer:
    """`代报 舜华路街道 规上工业3家 来电人 王主任`; what is left out is asked for."""
    return _taken(turn, Call(""))


@registry.flow(FLOW)
def told(turn: Turn) -> Answer | None:
    """The unit, or what it told."""
    if not turn.words:
        return None
    return _taken(turn, Call(turn.text("unit"), turn.text("caller")))


@registry.action("phone.item")
def from_card(turn: Turn) -> Answer:
    """代报, tapped on an item's card: for the lead unit, or for the unit that is chosen."""
    stored = turn.reference.items.get(turn.item())
    if stored is None:
        raise DomainError("no_item", common.STALE_BUTTON)
    units = [stored.item.unit, *(unit for unit in stored.item.co_units if unit != stored.item.unit)]
    if "unit" not in turn.args and len(units) > 1:
        choices = [
            Button(turn.reference.unit_name(unit), "phone.item", {"item": stored.id, "unit": unit}) for unit in units
        ]
        return [Card(lines=(zh.PHONE_WHICH_UNIT,), buttons=rows(choices, 1), tells=PERSONAL)]
    return begin_form(turn, stored.id, call=Call(str(turn.args.get("unit", stored.item.unit))))


@sections.taps_at(Place.LAST, 1)
def by_phone_tap(turn: Turn, stored: StoredItem, _judged: Judged | None) -> list[Button]:
    """代报 for who may take the unit's call."""
    if not may_report(turn.person, stored.item, Call(stored.item.unit)):
        return []
    return [Button(zh.PHONE, "phone.item", {"item": stored.id})]


def call_of(turn: Turn, report: Report) -> Call | None:
    """In whose name this person corrects a report: an inspector still speaks for the unit that rang."""
    if report.caller is None or not may_take_call(turn.person, report.unit):
        return None
    return Call(report.unit, report.caller)


def tell_unit(turn: Turn, call: Call, stored: list[ReportId]) -> int:
    """Tells the unit's people once what was typed in for them, with a button to correct it; how many it can reach."""
    found = [report for id_ in stored if (report := reports.by_id(turn.store, id_)) is not None]
    lines, buttons, told = [], [], []
    for report in found:
        item = turn.reference.items[report.item].item
        told.append(item)
        lines.append(zh.phone_line(item.code, item.name, notation.told(item, report), notation.day(report.as_of)))
        buttons.append(Button(joined(" ", (zh.CORRECT, item.code)), "report.correct", {"report": report.id}))
    card = Card(zh.PHONE_TOLD, (*lines, zh.phone_told(call.caller)), rows(buttons), tells=personal(*told))
    return audience.tell(turn, audience.of_units(turn, [call.unit]), card, TakenByPhone(stored[0])).count


def _taken(turn: Turn, call: Call) -> Answer:
    """What is known of the call so far, with the words of this turn; asks for the rest."""
    caller, words = read_caller(turn.words)
    unit = call.unit
    if not unit:
        found, words = read_unit(words, turn.reference.units.values())
        if found is None and words:
            _wait(turn, Call("", caller or call.caller))
            return [say(zh.PHONE_UNKNOWN_UNIT, tells=PERSONAL)]
        unit = found.code if found else ""
    call = Call(unit, caller or call.caller)
    if unit:
        check_may_report(turn, call=call)
    if not unit or not words:
        _wait(turn, call)
        return [say(zh.phone_what(turn.reference.unit_name(unit)) if unit else zh.PHONE_HOW, tells=PERSONAL)]
    understood = read(turn, words, call=call)
    if understood.intent not in REPORTING:
        _wait(turn, call)
        return [say(zh.phone_not_understood(turn.reference.unit_name(unit)), tells=PERSONAL)]
    return begin(turn, words, understood, call)


def _wait(turn: Turn, call: Call) -> None:
    turn.open_dialog(FLOW, {"unit": call.unit, "caller": call.caller})
