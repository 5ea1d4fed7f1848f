"""The line of an item in a list: its short name, then what the list is about."""

from datetime import timedelta

from domain.items import Basis
from domain.pace import plan_value
from domain.reasons import cause
from domain.understanding.short_names import short_name
from handlers.items.words import items as zh
from handlers.kernel.turn import Turn
from handlers.kernel.words import notation
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why

# What is due within this many days counts as still to be reported.
SOON = timedelta(days=10)


def owed_now(turn: Turn, judged: Judged) -> bool:
    """Whether a report is overdue, or so near that the pack reminds of it."""
    due, lead = judged.state.report_due, -turn.rules.ladder.report[0].offset
    return due is not None and turn.reference.calendar.between(turn.today, due) <= max(lead, 0)


def of_kind(turn: Turn, judged: Judged, unit: str, kind: str) -> str:
    """Of what is red the cause, of what is late the day, else where it stands; `unit` is empty where all are one's own."""
    item, state = judged.stored.item, judged.state
    head = zh.list_head(state.light.mark, unit, short_name(item.name), turn.code(item))
    if kind == "red":
        return zh.list_line(head, why(cause(state.reason)), as_of(judged))
    due = notation.due(state.report_due, confirmed=state.report_due_confirmed)
    late = turn.reference.calendar.late_by(state.report_due, turn.today)
    if kind == "late":
        return zh.list_line(head, zh.late_since(due, late))
    figure = notation.stands(item, judged.standing)
    owed = zh.owed(due, late) if due else ""
    plan = _plan(turn, judged) if kind == "mine" and item.unit == turn.person.unit and owed_now(turn, judged) else ""
    stands = zh.stands(as_of(judged), figure) if figure else zh.NO_REPORT_YET
    return zh.list_line(head, stands, "", plan, owed)


def as_of(judged: Judged) -> str:
    """截至5月31日: the day of the newest report; empty before the first."""
    day = judged.standing.reported_as_of
    return zh.as_of(notation.day(day)) if day is not None else ""


def _plan(turn: Turn, judged: Judged) -> str:
    """What the plan wants by today."""
    item = judged.stored.item
    wanted = plan_value(item, turn.today, turn.reference.calendar)
    if wanted is None or item.basis is Basis.ONCE:
        return ""
    return zh.planned(notation.amount(item, round(wanted, 1)))
