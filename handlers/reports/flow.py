"""The conversation of a report: what a line, a tap or a file does to the draft."""

from dataclasses import replace
from datetime import date

from domain.access import may_report, may_take_call
from domain.calls import Call, read_caller
from domain.errors import DomainError
from domain.items import Item, ItemId
from domain.people import UNIT_ROLES
from domain.reports import ReportId, ValueKind
from domain.understanding import (
    Intent,
    Understanding,
    asks_for_help,
    is_smalltalk,
    order_of,
    reason_alone,
    said_of_another,
)
from handlers.items.words import figures as figure_words
from handlers.kernel.messages import Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common
from handlers.reports import submit
from handlers.reports.build import because, choose, draft_of, filled, held_anew, read, unchanged
from handlers.reports.draft import FLOW, Draft, Entry, from_data, to_data
from handlers.reports.evidence import accept
from handlers.reports.questions import advance, held_against, shown_now
from handlers.reports.words import reports as zh

REPORTING = frozenset({Intent.REPORT, Intent.CORRECTION})


def begin(turn: Turn, text: str, understood: Understanding, call: Call | None = None) -> Answer:
    """A line that reports something starts a draft; nothing is stored before the person confirms."""
    if not (may_take_call(turn.person, call.unit) if call else turn.person.role in UNIT_ROLES):
        raise DomainError("not_reporter", zh.NOT_REPORTER)
    if not understood.entries:
        raise DomainError("no_item", zh.NOTHING_DUE)
    draft = draft_of(turn, text, understood, call)
    if turn.stored_file and turn.incoming.file:
        draft = replace(draft, evidence=(accept(turn),))
    return advance(turn, draft)


def begin_form(turn: Turn, item: ItemId, *, supersedes: ReportId | None = None, call: Call | None = None) -> Answer:
    """The form of one item, opened by a tap."""
    stored = turn.reference.items[item]
    if not may_report(turn.person, stored.item, call):
        raise DomainError("not_yours", zh.NOT_YOURS)
    draft = Draft(turn.new_token(), "", (Entry(item=item, supersedes=supersedes),), call=call)
    return advance(turn, draft)


@registry.flow(FLOW)
def message(turn: Turn) -> Answer | None:
    """A message while a draft is open: an answer to what was asked, evidence, or a new report that takes its place."""
    draft = from_data(turn.args)
    if turn.incoming.file is not None:
        added = replace(draft, evidence=(*draft.evidence, accept(turn)))
        return advance(turn, added)
    if draft.call is not None:
        return _on_the_phone(turn, draft, draft.call)
    return _line(turn, draft)


def _on_the_phone(turn: Turn, draft: Draft, call: Call) -> Answer | None:
    """Who rang may be told at any time; a line about something else is the same unit's next report."""
    caller, words = read_caller(turn.words)
    call = replace(call, caller=caller or call.caller)
    draft = replace(draft, call=call)
    if not words:
        return advance(turn, draft)
    turn = replace(turn, words=words)
    cards = _line(turn, draft)
    if cards is not None:
        return cards
    understood = read(turn, words, call=call)
    if understood.intent in REPORTING:
        return begin(turn, words, understood, call)
    return None


def _line(turn: Turn, draft: Draft) -> Answer | None:
    entry = draft.entries[draft.at] if draft.at < len(draft.entries) else None
    if entry is None or order_of(turn.words) is not None:
        return None
    moved = _another_item(turn, draft, entry)
    if moved is not None:
        return moved
    if entry.item is None:
        return _about_which(turn, draft, entry)
    return _about_entry(turn, draft, entry, turn.reference.items[entry.item].item)


def _another_item(turn: Turn, draft: Draft, entry: Entry) -> Answer | None:
    """不是这个，是服务业: the figure stays, the item is another."""
    rest = said_of_another(turn.words)
    if rest is None or entry.item is None:
        return None
    understood = read(turn, rest, call=draft.call)
    named = [each for each in understood.entries if each.value is None and each.item]
    other = turn.reference.by_code.get(named[0].item or "") if len(named) == 1 else None
    if other is None or other.id == entry.item:
        return None
    if len(draft.entries) > 1:
        return advance(turn, draft.with_entry(draft.at, replace(entry, item=other.id, doubt=None)))
    return advance(turn, choose(turn, draft, draft.at, other.id))


def _about_entry(turn: Turn, draft: Draft, entry: Entry, item: Item) -> Answer | None:
    understood = read(turn, turn.words, item, draft.call, entry.supersedes)
    reason = _reason(turn, draft, understood, item)
    if reason:
        return advance(turn, because(draft, reason, turn.words))
    if understood.intent not in REPORTING:
        return None
    mine = [each for each in understood.entries if each.item in (item.code, None)]
    others = [each for each in understood.entries if each.item not in (item.code, None)]
    if others or not mine:
        # A line about something else is a new report; the old draft was never stored.
        return None
    typed = f"{draft.typed}；{turn.words}" if draft.typed else turn.words
    told = mine[0]
    if not told.unchanged and told.value is None and told.status is None:
        if told.as_of is None and _speaks_of_work(turn, draft):
            return advance(turn, draft)
        if told.as_of is None or is_smalltalk(turn.words):
            return None
    entry = filled(turn, entry, replace(told, item=item.code), draft.call)
    return advance(turn, replace(draft.with_entry(draft.at, entry), typed=typed))


def _reason(turn: Turn, draft: Draft, understood: Understanding, item: Item) -> str:
    """Why nothing changed, typed while the card with 无变化 stands; empty for what is a message of its own."""
    waits = draft.asked in ("item", "value", "doubt") or not any(entry.unchanged for entry in draft.entries)
    aside = understood.intent not in {*REPORTING, Intent.BLOCKER, Intent.SMALLTALK} or asks_for_help(turn.words)
    elsewhere = any(each.item not in (item.code, None) or each.candidates for each in understood.entries)
    told = any(each.value is not None or each.status or each.as_of or each.unchanged for each in understood.entries)
    if waits or aside or elsewhere or told:
        return ""
    reason = reason_alone(turn.words)
    # 卡住了: an obstacle that nobody is asked to remove is why nothing changed.
    return reason or (turn.words if understood.intent is Intent.BLOCKER else "")


def _speaks_of_work(turn: Turn, draft: Draft) -> bool:
    """正在推进 is about the item, if no answer; what nobody would take for a report but for the open question is not."""
    return read(turn, turn.words, call=draft.call).intent in REPORTING


def _about_which(turn: Turn, draft: Draft, entry: Entry) -> Answer | None:
    """The name of an item that was offered; a figure, a question or another item's name is a message of its own."""
    understood = read(turn, turn.words, call=draft.call)
    named = [each.item for each in understood.entries if each.item]
    if len(named) != 1 or understood.intent not in REPORTING:
        return None
    stored = turn.reference.by_code[named[0]]
    told = understood.entries[0]
    if told.value is not None or (entry.candidates and stored.id not in entry.candidates):
        return None
    return advance(turn, choose(turn, draft, draft.at, stored.id))


@registry.action("report.confirm")
def confirm(turn: Turn) -> Answer:
    """Stores what the card shows; where that has changed since, the card as it is now comes first."""
    draft = _draft(turn)
    dated = draft.dated(date.fromisoformat(str(turn.args.get("day", turn.today.isoformat()))))
    if _has_changed(turn, draft, dated):
        first, *rest = advance(turn, held_anew(turn, draft))
        return [first.also(zh.CARD_CHANGED), *rest]
    turn.close_dialog()
    return submit.store(turn, dated)


def _has_changed(turn: Turn, draft: Draft, dated: Draft) -> bool:
    """Whether the tapped card shows something else than would be stored, or what a newer figure on record makes doubtful."""
    if "shown" not in turn.args:
        # From before an upgrade: such a card does not say what it shows.
        return False
    if turn.args["shown"] != shown_now(turn, dated):
        return True
    return turn.args["base"] != held_against(turn, dated) and held_anew(turn, draft) != draft


@registry.action("report.item")
def pick_item(turn: Turn) -> Answer:
    """The person says which item was meant."""
    draft = _draft(turn)
    return advance(turn, choose(turn, draft, int(turn.args["at"]), ItemId(int(turn.args["item"]))), edit=True)


@registry.action("report.node")
def pick_node(turn: Turn) -> Answer:
    """The person says which milestone is done."""
    draft, at, entry = _at(turn)
    node = int(turn.args["node"])
    done = replace(entry, milestone=node, kind=ValueKind.STATUS, doubt=None, unchanged=False, note="")
    return advance(turn, draft.with_entry(at, done), edit=True)


@registry.action("report.same")
def same_as_before(turn: Turn) -> Answer:
    """无变化 with its reason: the last total again, as of today."""
    draft, at, entry = _at(turn)
    same = unchanged(turn, entry, str(turn.args.get("reason", "")))
    if not same.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    typed = draft.typed or figure_words.UNCHANGED
    return advance(turn, replace(draft.with_entry(at, same), typed=typed), edit=True)


@registry.action("report.keep")
def keep(turn: Turn) -> Answer:
    """The doubtful figure is right after all."""
    draft, at, entry = _at(turn)
    as_of = min(entry.as_of, turn.today) if entry.as_of else None
    return advance(turn, draft.with_entry(at, replace(entry, doubt=None, as_of=as_of)), edit=True)


@registry.action("report.value")
def another_value(turn: Turn) -> Answer:
    """The doubtful figure is wrong: asks for the right one."""
    draft, at, entry = _at(turn)
    return advance(turn, draft.with_entry(at, replace(entry, value=None, kind=None, doubt=None)), edit=True)


@registry.action("report.drop")
def drop(turn: Turn) -> Answer:
    """One item of the draft is not reported."""
    draft = _draft(turn)
    rest = draft.without_entry(int(turn.args["at"]))
    if not rest.entries:
        turn.close_dialog()
        return [Card(lines=(common.CANCELLED,), edit=True)]
    return advance(turn, rest, edit=True)


@registry.action("report.edit")
def edit(turn: Turn) -> Answer:
    """Something on the confirm card is wrong."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked="edit", at=0)))
    return [Card(lines=(zh.EDIT_HOW,))]


@registry.action("report.evidence")
def evidence_wanted(turn: Turn) -> Answer:
    """The next file belongs to the draft."""
    draft = _draft(turn)
    turn.open_dialog(FLOW, to_data(replace(draft, asked="evidence")))
    return [Card(lines=(zh.SEND_EVIDENCE,))]


@registry.action("report.cancel")
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
    if not may_report(turn.person, turn.reference.items[item].item):
        raise DomainError("not_yours", zh.NOT_YOURS)
    entry = unchanged(turn, Entry(item=item), str(turn.args.get("reason", "")))
    if not entry.unchanged:
        raise DomainError("no_figure_before", zh.NO_FIGURE_BEFORE)
    return advance(turn, Draft(turn.new_token(), figure_words.UNCHANGED, (entry,)))


def _draft(turn: Turn) -> Draft:
    dialog = turn.dialog()
    if dialog is None or dialog.flow != FLOW or dialog.data["token"] != turn.args["draft"]:
        raise DomainError("draft_gone", zh.GONE)
    return from_data(dialog.data)


def _at(turn: Turn) -> tuple[Draft, int, Entry]:
    draft, at = _draft(turn), int(turn.args["at"])
    if at >= len(draft.entries):
        raise DomainError("draft_gone", zh.GONE)
    return draft, at, draft.entries[at]
