"""What an inspector typed in for a unit that rang: who is told of it, and in whose name it is corrected."""

from domain.access import may_take_call
from domain.calls import Call
from domain.keys.news import TakenByPhone
from domain.reports import Report, ReportId
from handlers.items import figures
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.turn import Turn
from handlers.kernel.words import days
from handlers.reports.words import reports as zh
from storage import reports


def call_of(turn: Turn, report: Report) -> Call | None:
    """In whose name this person corrects a report: an inspector still speaks for the unit that rang."""
    if report.caller is None or not may_take_call(turn.person, report.unit):
        return None
    return Call(report.unit, report.caller)


def tell_unit(turn: Turn, call: Call, stored: list[ReportId]) -> int:
    """Tells the unit's people once what was typed in for them, with a button to correct it; how many it can reach."""
    found = [report for id_ in stored if (report := reports.by_id(turn.store, id_)) is not None]
    lines, buttons = [], []
    for report in found:
        item = turn.reference.items[report.item].item
        lines.append(zh.phone_line(item.code, item.name, figures.told(item, report), days.day(report.as_of)))
        buttons.append(Button(f"{zh.CORRECT} {item.code}", "report.correct", {"report": report.id}))
    card = Card(zh.PHONE_TOLD, (*lines, zh.phone_told(call.caller)), rows(buttons))
    return audience.tell(turn, audience.of_units(turn, [call.unit]), card, TakenByPhone(stored[0])).count
