"""What the buttons of a report do: on its confirm card, under its questions, and on an item's card."""

from dataclasses import replace
from datetime import date

from domain.errors import DomainError
from domain.items import ItemId
from domain.reports import ValueKind
from handlers.kernel.forms import Unreadable
from handlers.kernel.messages import Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common
from handlers.reports import submit
from handlers.reports.build import against_record, choose, unchanged
from handlers.reports.draft import FLOW, Asked, Draft, Entry, card_name, from_data, to_data
from handlers.reports.form import begin_form
from handlers.reports.questions import advance, check_may_report
from handlers.reports.words import reports as zh


@registry.action("report.confirm", of=FLOW)
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
    return submit.store(turn, draft.dated(day))


@registry.action("report.item", of=FLOW)
def pick_item(turn: Turn) -> Answer:
    """The person says which item was meant."""
    draft = _draft(turn)
    return advance(turn, choose(turn, draft, int(turn.args["at"]), ItemId(int(turn.args["item"]))), edit=True)


@registry.action("report.node", of=FLOW)
def pick_node(turn: Turn) -> Answer:
    """The person says which milestone is done."""
    draft, at, entry = _at(turn)
    node = int(turn.args["node"])
    done = entry.saying(milestone=node, kind=ValueKind.STATUS, doubt=None, unchanged=False, note="")
    return advance(turn, draft.with_entry(at, done), edit=True)


@registry.action("report.same", of=FLOW)
def same_as_before(turn: Turn) -> Answer:
    """无变化 with its reason: the last total again, as of today."""
    draft, at, entry = _at(turn)
    same = unchanged(turn, entry, str(turn.args.get("reason", "")))
    if not same.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    typed = draft.typed or zh.UNCHANGED
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
    rest = draft.without_entry(int(turn.args["at"]))
    if not rest.entries:
        turn.close_dialog()
        return [Card(lines=(common.CANCELLED,), edit=True)]
    return advance(turn, rest, edit=True)


@registry.action("report.edit", of=FLOW)
def edit(turn: Turn) -> Answer:
    """Something on the confirm card is wrong."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked=Asked.EDIT, at=0)))
    return [Card(lines=(zh.EDIT_HOW,))]


@registry.action("report.evidence", of=FLOW)
def evidence_wanted(turn: Turn) -> Answer:
    """The next file belongs to the draft."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked=Asked.EVIDENCE)))
    return [Card(lines=(zh.SEND_EVIDENCE,))]


@registry.action("report.cancel", of=FLOW)
def cancel(turn: Turn) -> Answer:
    """Drops the draft."""
    _draft(turn)
    turn.close_dialog()
    return [Card(lines=(common.CANCELLED,), edit=True)]


@registry.action("report.open")
def open_form(turn: Turn) -> Answer:
    """报送, tapped on an item's card."""
    return begin_form(turn, ItemId(int(turn.args["item"])))


@registry.action("report.unchanged")
def no_change(turn: Turn) -> Answer:
    """无变化, tapped on an item's card with its reason."""
    item = ItemId(int(turn.args["item"]))
    check_may_report(turn, turn.reference.items[item].item)
    entry = unchanged(turn, Entry(item=item), str(turn.args.get("reason", "")))
    if not entry.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    return advance(turn, Draft(turn.new_token(), zh.UNCHANGED, (entry,)))


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
    draft, at = _draft(turn), int(turn.args["at"])
    entry = draft.entries[at] if at < len(draft.entries) else None
    if not isinstance(entry, Entry):
        raise DomainError("draft_gone", zh.GONE)
    return draft, at, entry
