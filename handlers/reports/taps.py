"""What the buttons of a report do: under its questions, on an item's card, and on the confirm card, where it is stored."""

from dataclasses import replace
from datetime import date

from domain.access import may_report
from domain.calls import Call
from domain.edits import Kind, Made
from domain.errors import DomainError
from domain.items import Stage
from domain.progress import can_stay
from domain.reports import ReportId, ReportState, ValueKind
from domain.secrecy import PERSONAL, Tells, personal
from handlers.items import sections
from handlers.items.sections import Place
from handlers.kernel.forms import Unreadable
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, Json
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import reason as why
from handlers.reports import obstacles
from handlers.reports.build import against_record, choose, unchanged
from handlers.reports.draft import FLOW, Asked, Draft, Entry, card_name, from_data, to_data
from handlers.reports.phone import tell_unit
from handlers.reports.questions import advance, begin_form, check_may_report, days_of, told, unchanged_taps
from handlers.reports.words import reports as zh
from storage import chats, evidence, reports
from storage.items import StoredItem
from storage.reports import NewReport


@registry.action("report.confirm", of=FLOW, style=Style.GO)
def confirm(turn: Turn) -> Answer:
    """Stores what the card shows; where that has changed since, the card as it is now comes first."""
    draft = _draft(turn)
    day = date.fromisoformat(str(turn.args.get("day", turn.today.isoformat())))
    name = card_name(to_data(draft), day)
    # A card from before an upgrade has another name, or none.
    if turn.args.get("shown") != name:
        first, *rest = advance(turn, draft)
        return [first.also(zh.CARD_CHANGED), *rest]
    turn.close_dialog()
    if (refused := _refused(turn, draft)) is not None:
        return [Card(lines=(refused.sentence,), edit=True, tells=_tells(turn, draft))]
    return _store(turn, draft.dated(day))


def _refused(turn: Turn, draft: Draft) -> DomainError | None:
    """Why an item of the draft cannot be reported on any more: it was ended or handed over meanwhile."""
    unit = draft.call.unit if draft.call is not None else turn.person.unit
    try:
        for item in (turn.reference.items[each.item].item for each in draft.clear):
            # Only what was ended or handed over is looked at closely.
            if item.stage is Stage.CLOSED or unit not in (item.unit, *item.co_units):
                check_may_report(turn, item, draft.call)
    except DomainError as refusal:
        return refusal
    return None


def _tells(turn: Turn, draft: Draft) -> Tells:
    return personal(*(turn.reference.items[each.item].item for each in draft.clear))


@registry.action("report.item", of=FLOW)
def pick_item(turn: Turn) -> Answer:
    """The person says which item was meant."""
    draft = _draft(turn)
    return advance(turn, choose(turn, draft, turn.number("at"), turn.item()), edit=True)


@registry.action("report.node", of=FLOW)
def pick_node(turn: Turn) -> Answer:
    """The person says which milestone is done."""
    draft, at, entry = _at(turn)
    node = turn.number("node")
    told = entry.said_on or turn.today
    done = entry.saying(milestone=node, kind=ValueKind.STATUS, doubt=None, unchanged=False, note="", said_on=told)
    return advance(turn, draft.with_entry(at, done), edit=True)


@registry.action("report.same", of=FLOW)
def same_as_before(turn: Turn) -> Answer:
    """无变化 with its reason: the last total again, as of today."""
    draft, at, entry = _at(turn)
    same = unchanged(turn, replace(entry, said_on=None), turn.text("reason", ""))
    if not same.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    typed = draft.typed or figure_words.UNCHANGED
    return advance(turn, replace(draft.with_entry(at, same), typed=typed), edit=True)


@registry.action("report.keep", of=FLOW)
def keep(turn: Turn) -> Answer:
    """The doubtful figure is right after all."""
    draft, at, entry = _at(turn)
    as_of = min(entry.as_of, turn.today) if entry.as_of else None
    return advance(turn, draft.with_entry(at, replace(entry, doubt=None, as_of=as_of)), edit=True)


@registry.action("report.value", of=FLOW)
def another_value(turn: Turn) -> Answer:
    """The doubtful figure is wrong: asks for the right one."""
    draft, at, entry = _at(turn)
    return advance(turn, draft.with_entry(at, entry.saying(value=None, kind=None, doubt=None)), edit=True)


@registry.action("report.drop", of=FLOW)
def drop(turn: Turn) -> Answer:
    """One item of the draft is not reported."""
    draft = _draft(turn)
    rest = draft.without_entry(turn.number("at"))
    if not rest.entries:
        turn.close_dialog()
        return [Card(lines=(common.CANCELLED,), edit=True, tells=PERSONAL)]
    return advance(turn, rest, edit=True)


@registry.action("report.edit", of=FLOW)
def edit(turn: Turn) -> Answer:
    """Something on the confirm card is wrong."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked=Asked.EDIT, at=0)))
    return [Card(lines=(zh.EDIT_HOW,), tells=PERSONAL)]


@registry.action("report.evidence", of=FLOW)
def evidence_wanted(turn: Turn) -> Answer:
    """The next file belongs to the draft."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked=Asked.EVIDENCE)))
    return [Card(lines=(zh.SEND_EVIDENCE,), tells=PERSONAL)]


@registry.action("report.cancel", of=FLOW)
def cancel(turn: Turn) -> Answer:
    """Drops the draft."""
    _draft(turn)
    turn.close_dialog()
    return [Card(lines=(common.CANCELLED,), edit=True, tells=PERSONAL)]


@sections.taps_at(Place.REPORT, 1)
def to_report(turn: Turn, stored: StoredItem, judged: Judged | None) -> list[Button]:
    """报送 for the unit's own people, and 无变化 where the item may stay as it was."""
    if not may_report(turn.person, stored.item):
        return []
    args: dict[str, Json] = {"item": stored.id}
    same = unchanged_taps("report.unchanged", args) if judged and can_stay(stored.item, judged.standing) else []
    return [Button(zh.REPORT, "report.open", args), *same]


@registry.action("report.open")
def open_form(turn: Turn) -> Answer:
    """报送, tapped on an item's card."""
    return begin_form(turn, turn.item())


@registry.action("report.unchanged")
def no_change(turn: Turn) -> Answer:
    """无变化, tapped on an item's card with its reason."""
    item = turn.item()
    check_may_report(turn, turn.reference.items[item].item)
    entry = unchanged(turn, Entry(item=item), turn.text("reason", ""))
    if not entry.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    return advance(turn, Draft(turn.new_token(), figure_words.UNCHANGED, (entry,)))


def _store(turn: Turn, draft: Draft) -> Answer:
    """Stores every entry of a confirmed draft; the card stays as it was, without its buttons, and says when the next is due."""
    entries, made = draft.clear, []
    days = days_of(turn, entries)
    lines = told(turn, entries, days)
    for entry in draft.clear:
        new = _new_report(turn, draft, entry)
        if not draft.evidence and new.supersedes is None and draft.call is None:
            made.append(reports.add_later(turn.store, new, turn.now))
            continue
        report = reports.add(turn.store, new, turn.now)
        made.append(report)
        for sha256, name in draft.evidence:
            evidence.attach(turn.store, report, sha256, name, turn.person.id, turn.now)
    for place in draft.messages:
        for id_ in made:
            chats.note_made(turn.store, turn.incoming.channel, place, Made(Kind.REPORT, str(id_)), turn.now)
    touched = [turn.reference.items[entry.item] for entry in draft.clear]
    judged = judging.refresh(turn, touched)
    dues = [state.state.report_due for _, state in judged.values() if state.state.report_due]
    confirmed = all(state.state.report_due_confirmed for _, state in judged.values())
    due = notation.due(min(dues, default=None), confirmed=confirmed)
    states = [judged[stored.id][1].state for stored in touched]
    lines = [zh.lit(line, state.light.mark, why(state.reason)) for line, state in zip(lines, states, strict=True)]
    if draft.evidence:
        lines.append(zh.evidence_line(len(draft.evidence)))
    title = zh.submitted_title(len(touched), days)
    if draft.call is not None:
        title = zh.phone_title(turn.reference.unit_name(draft.call.unit), title)
        lines.append(zh.caller_line(draft.call.caller))
    if draft.obstacles:
        lines += obstacles.raised(turn, draft)
    lines.append(_what_became(turn, draft.call, made, due))
    about, tells = tuple(stored.id for stored in touched), personal(*(stored.item for stored in touched))
    return [Card(title, tuple(lines), edit=True, about=about, tells=tells)]


def _what_became(turn: Turn, call: Call | None, made: list[ReportId], due: str) -> str:
    """The last line of a submitted card; a unit that rang is told."""
    if call is None:
        return zh.submitted(notation.moment(turn.now.astimezone(turn.district.zone)), due)
    reached = tell_unit(turn, call, made)
    return zh.phone_submitted(turn.reference.unit_name(call.unit), len(made), reached, due)


def _new_report(turn: Turn, draft: Draft, entry: Entry) -> NewReport:
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
        forwarded=draft.forwarded.author if draft.forwarded else None,
    )


def _draft(turn: Turn) -> Draft:
    """The draft that the tapped card belongs to, against what is on record by now."""
    dialog = turn.dialog()
    if dialog is None or dialog.flow != FLOW or dialog.data.get("token") != turn.args["draft"]:
        raise DomainError("draft_gone", zh.GONE)
    try:
        return against_record(turn, from_data(dialog.data))
    except Unreadable as failure:
        raise DomainError("draft_gone", zh.GONE) from failure


def _at(turn: Turn) -> tuple[Draft, int, Entry]:
    """The entry that a question is about."""
    draft, at = _draft(turn), turn.number("at")
    entry = draft.entries[at] if at < len(draft.entries) else None
    if not isinstance(entry, Entry):
        raise DomainError("draft_gone", zh.GONE)
    return draft, at, entry
