"""Storing a confirmed draft: reports, evidence and the items' new lights in one transaction."""

from domain.errors import DomainError
from domain.reports import ReportState, ValueKind
from handlers.kernel.messages import Card
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import days
from handlers.lights import judging
from handlers.reports.draft import Draft, Entry
from handlers.reports.phone import tell_unit
from handlers.reports.words import reports as zh
from storage import evidence, reports
from storage.reports import NewReport


def store(turn: Turn, draft: Draft) -> Answer:
    """Stores every entry of a confirmed draft and says when the next report is due."""
    made = []
    for entry in draft.clear:
        new = _new(turn, draft, entry)
        if not draft.evidence and new.supersedes is None and draft.call is None:
            reports.add_later(turn.store, new, turn.now)
            continue
        report = reports.add(turn.store, new, turn.now)
        made.append(report)
        for sha256, name in draft.evidence:
            evidence.attach(turn.store, report, sha256, name, turn.person.id, turn.now)
    touched = [turn.reference.items[entry.item] for entry in draft.clear]
    judged = judging.refresh(turn, touched)
    dues = [state.state.report_due for _, state in judged.values() if state.state.report_due]
    next_due = min(dues, default=None)
    confirmed = all(state.state.report_due_confirmed for _, state in judged.values())
    due = days.due(next_due, confirmed=confirmed)
    if draft.call is None:
        return [Card(lines=(zh.submitted(len(draft.entries), due),), edit=True)]
    told = tell_unit(turn, draft.call, made)
    unit = turn.reference.unit_name(draft.call.unit)
    return [Card(lines=(zh.phone_submitted(unit, len(made), told, due),), edit=True)]


def _new(turn: Turn, draft: Draft, entry: Entry) -> NewReport:
    if entry.as_of is None or not entry.has_figure or entry.worked is None:
        raise DomainError("incomplete", zh.GONE)
    if entry.as_of > turn.today:
        raise DomainError("as_of_future", zh.AS_OF_FUTURE)
    if entry.supersedes is not None:
        old = reports.by_id(turn.store, entry.supersedes)
        if old is None or old.state in (ReportState.SUPERSEDED, ReportState.WITHDRAWN):
            raise DomainError("report_moved", zh.ALREADY)
    return NewReport(
        item=entry.item,
        person=turn.person.id,
        unit=draft.call.unit if draft.call else turn.person.unit or "",
        typed=draft.typed,
        value=entry.value,
        value_kind=entry.kind or ValueKind.STATUS,
        total=entry.total,
        status=entry.status,
        as_of=entry.as_of,
        note=entry.note,
        supersedes=entry.supersedes,
        unchanged=entry.unchanged,
        milestone=entry.milestone,
        caller=draft.call.caller if draft.call else None,
    )
