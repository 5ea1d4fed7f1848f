"""The form of a report: what a line or a file does to the draft."""

from collections.abc import Sequence
from dataclasses import replace

from domain.calls import Call, read_caller
from domain.items import Item, ItemId
from domain.secrecy import PERSONAL
from domain.understanding import (
    NOUGHTS,
    SIGNS,
    Ask,
    Intent,
    Order,
    Understanding,
    asks_for_help,
    is_assent,
    is_smalltalk,
    order_of,
    reason_alone,
    reason_in,
    said_of_another,
)
from domain.understanding.text import clean, year_alone, year_of_items
from handlers.kernel.forms import Data, Form
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from handlers.reports.build import against_record, choose, filled, passed_over, read, revalued
from handlers.reports.draft import FLOW, Asked, Draft, Entry, Unclear, card_name, from_data, items_in, to_data
from handlers.reports.evidence import proofs
from handlers.reports.no_change import because
from handlers.reports.questions import REPORTING, advance, begin, confirm_tap
from handlers.reports.slips import retold, sent
from handlers.reports.words import reports as zh
from storage import notices, states, supervision

# The card has been shown whole: what is open is its tap.
WAITING_FOR_TAP = frozenset({Asked.NOTHING, Asked.EDIT, Asked.EVIDENCE})


PASSED_ON = frozenset({Intent.BLOCKER, Intent.EXTENSION})


class ReportForm(Form):
    """A report being made: it stays open beside commands, and whatever becomes of it is said."""

    stays = True
    nods = True
    takes_others_words = True

    def answer(self, turn: Turn) -> Answer | None:
        """An answer to what was asked, evidence, or a new report that takes its place."""
        draft = against_record(turn, from_data(turn.args))
        if turn.incoming.file is not None:
            return _proved(turn, draft)
        return _told(turn, draft)

    def is_same(self, one: Data, other: Data) -> bool:
        return bool(one.get("token") == other.get("token"))

    def still_open(self, turn: Turn, data: Data) -> str:
        draft = from_data(data)
        return zh.still_open(_codes(turn, draft), asked=draft.asked is not Asked.NOTHING)

    def put_away(self, turn: Turn, data: Data) -> str:
        return zh.put_away(_codes(turn, from_data(data)))

    def refused(self, turn: Turn, data: Data) -> str:
        return self.still_open(turn, data)

    def foresee(self, moment: Moment, forms: Sequence[Data]) -> None:
        """Of what is about to be confirmed the lights, what holds its ladders, and the notices on it."""
        items = [item for data in forms for item in items_in(data)]
        states.of_items(moment.store, items)
        supervision.holds_of(moment.store, items)
        notices.open_on(moment.store, items)


registry.form(ReportForm(FLOW))


def _proved(turn: Turn, draft: Draft) -> Answer | None:
    """Files for the draft, and what their caption says of it; a caption about another item is a message of its own."""
    brought = proofs(turn)
    if not brought.taken and not turn.words:
        raise brought.refused[0]
    there = {sha256 for sha256, _ in draft.evidence}
    fresh = [(sha256, name) for sha256, name in brought.taken if sha256 not in there]
    proven = replace(draft, evidence=(*draft.evidence, *fresh))
    cards = _told(turn, proven) if turn.words else None
    if cards is None and turn.words and _of_another(turn, draft):
        return None
    if cards is None:
        cards = advance(turn, proven)
        if draft.asked is Asked.NOTHING and not turn.words and fresh:
            # Its card stands above with its tap, so that a mark on the picture says as much as the card once more.
            cards = [replace(card, manner=replace(card.manner, quiet=True, mark=True)) for card in cards]
    return brought.said_with(cards)


def _of_another(turn: Turn, draft: Draft) -> bool:
    """Whether a caption reports, or says something else that is passed on, of an item that is not in the draft."""
    understood = read(turn, turn.words, call=draft.call)
    mine = {turn.reference.items[entry.item].item.code for entry in draft.clear}
    others = [each for each in understood.entries if each.item is not None and each.item not in mine]
    if understood.intent in REPORTING:
        return any(each.value is not None or each.status or each.unchanged for each in others)
    return bool(others) and understood.intent in PASSED_ON


def _told(turn: Turn, draft: Draft) -> Answer | None:
    return _on_the_phone(turn, draft, draft.call) if draft.call is not None else _line(turn, draft)


def _codes(turn: Turn, draft: Draft) -> list[str]:
    """The items it is about; none where others read along."""
    if not turn.incoming.private:
        return []
    found = [turn.reference.items.get(each.item) for each in draft.clear]
    return [stored.item.code for stored in found if stored is not None]


def _on_the_phone(turn: Turn, draft: Draft, call: Call) -> Answer | None:
    """Who rang may be told at any time; a line about something else is the same unit's next report."""
    caller, words = read_caller(turn.words)
    call = replace(call, caller=caller or call.caller)
    draft = replace(draft, call=call)
    if not words:
        return advance(turn, draft)
    turn = turn.saying(words)
    cards = _line(turn, draft)
    if cards is not None:
        return cards
    understood = read(turn, words, call=call)
    if understood.intent in REPORTING:
        return begin(turn, words, understood, call)
    return None


def _line(turn: Turn, draft: Draft) -> Answer | None:
    entry = draft.entries[draft.at] if draft.at < len(draft.entries) else None
    if entry is None:
        return None
    if SIGNS.search(turn.words) and (ordered := order_of(turn.words)) is not None:
        return _slipped(turn, draft, *ordered)
    if is_assent(turn.words):
        if draft.asked is not Asked.VALUE or not turn.words.isdecimal() or isinstance(entry, Unclear):
            return _assented(turn, draft)
        # 1 is said for 收到, too; where a figure is asked for it is one.
        turn = turn.saying(turn.words + turn.reference.items[entry.item].item.measure_unit)
    moved = _another_item(turn, draft, entry)
    if moved is not None:
        return moved
    if isinstance(entry, Unclear):
        return _about_which(turn, draft, entry)
    return _about_entry(turn, draft, entry, turn.reference.items[entry.item].item)


def _slipped(turn: Turn, draft: Draft, order: Order, named: str) -> Answer | None:
    """多写个0 while the card with its one figure is open is about that figure; other orders are about what was sent."""
    entry, times = draft.entries[0], NOUGHTS.get(order)
    if times is None or named or len(draft.entries) != 1 or isinstance(entry, Unclear) or entry.value is None:
        return None
    return advance(turn, draft.with_entry(0, revalued(turn, entry, entry.value * times, draft.call)))


def _assented(turn: Turn, draft: Draft) -> Answer:
    """好的: nothing is submitted by it, and nobody is left to think so. A question that is open is asked again."""
    data = to_data(draft)
    if draft.asked in WAITING_FOR_TAP and data == turn.args:
        taps = (
            confirm_tap(turn, draft, card_name(data, turn.today)),
            Button(common.CANCEL, "report.cancel", {"draft": draft.token}),
        )
        return [Card(lines=(zh.submit_now(_codes(turn, draft)),), buttons=(taps,), tells=PERSONAL)]
    return advance(turn, draft)


def _another_item(turn: Turn, draft: Draft, entry: Entry | Unclear) -> Answer | None:
    """不是这个，是服务业: the figure stays, the item is another."""
    rest = said_of_another(turn.words)
    if rest is None or isinstance(entry, Unclear):
        return None
    understood = read(turn, rest, call=draft.call)
    named = [each for each in understood.entries if each.value is None and each.item]
    mine = turn.reference.of_item(turn.reference.items[entry.item].item)
    other = mine.called(named[0].item) if len(named) == 1 else None
    if other is None or other.id == entry.item:
        return None
    if len(draft.entries) > 1:
        return advance(turn, draft.with_entry(draft.at, entry.saying(item=other.id, doubt=None)))
    return advance(turn, choose(turn, draft, draft.at, other.id))


def _about_entry(turn: Turn, draft: Draft, entry: Entry, item: Item) -> Answer | None:
    if year_of_items(turn.words) not in (None, item.year):
        return None
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
    odd = passed_over(told)
    if understood.intent is Intent.CORRECTION and entry.has_figure and told.value is None and not told.status:
        # 应该是17座 under a card of 万平方米 is about what was reported before it in 座.
        other = retold(turn, read(turn, turn.words), sent(turn)) if odd is not None else None
        return _which_figure(turn, draft, entry, odd) if other is None else other
    if odd is not None and not entry.has_figure:
        return advance(turn, draft.with_entry(draft.at, entry.saying(doubt=odd)))
    if not told.unchanged and told.value is None and told.status is None:
        if told.as_of is None and _speaks_of_work(turn, draft):
            return advance(turn, draft)
        if told.as_of is None or is_smalltalk(turn.words):
            return None
    entry = filled(turn, entry, replace(told, item=item.code))
    return advance(turn, replace(draft.with_entry(draft.at, entry), typed=typed))


def _which_figure(turn: Turn, draft: Draft, entry: Entry, odd: Ask | None) -> Answer:
    """报大了 under the open card: the right figure is asked for, and of several how to say which."""
    if len(draft.entries) > 1:
        return [say(zh.EDIT_HOW, tells=PERSONAL)]
    wrong = entry.saying(value=None, kind=None, doubt=odd, milestone=None, unchanged=False)
    return advance(turn, draft.with_entry(draft.at, wrong))


def _reason(turn: Turn, draft: Draft, understood: Understanding, item: Item) -> str:
    """Why nothing changed, typed while the card with 无变化 stands; empty for what is a message of its own."""
    waits = draft.asked in (Asked.ITEM, Asked.VALUE, Asked.DOUBT) or not any(entry.unchanged for entry in draft.clear)
    aside = understood.intent not in {*REPORTING, Intent.BLOCKER, Intent.SMALLTALK} or asks_for_help(turn.words)
    elsewhere = any(each.item not in (item.code, None) or each.candidates for each in understood.entries)
    alone = reason_alone(turn.words)
    told = any(each.value is not None or each.as_of or each.unchanged for each in understood.entries)
    staged = not alone and any(each.status for each in understood.entries)
    if waits or aside or elsewhere or told or staged:
        return ""
    # 卡住了: a blocker that nobody is asked to remove is why nothing changed.
    if not alone and understood.intent is not Intent.BLOCKER:
        return ""
    return reason_in([clean(turn.words)], [turn.reference.of_item(item).catalogue.named[item.code]])


def _speaks_of_work(turn: Turn, draft: Draft) -> bool:
    """正在推进 is about the item, if no answer; what nobody would take for a report but for the open question is not."""
    return read(turn, turn.words, call=draft.call).intent in REPORTING


def _about_which(turn: Turn, draft: Draft, entry: Unclear) -> Answer | None:
    """The name of an item that was offered; a figure, a question or another item's name is a message of its own."""
    if (answered := _year_told(turn, entry)) is not None:
        return advance(turn, choose(turn, draft, draft.at, answered))
    understood = read(turn, turn.words, call=draft.call)
    named = [each for each in understood.entries if each.item]
    stored = turn.reference.called(named[0].item, named[0].year) if len(named) == 1 else None
    if stored is None or understood.intent not in REPORTING:
        return None
    told = understood.entries[0]
    if told.value is not None or (entry.candidates and stored.id not in entry.candidates):
        return None
    return advance(turn, draft if told.instead else choose(turn, draft, draft.at, stored.id))


def _year_told(turn: Turn, entry: Unclear) -> ItemId | None:
    """2026年的, 去年, where several items may be meant and one of them is of that year."""
    year = year_alone(turn.words, turn.said_on.year)
    found = [id_ for id_ in entry.candidates if turn.reference.items[id_].item.year == year]
    return found[0] if len(found) == 1 and len(entry.candidates) > 1 else None
