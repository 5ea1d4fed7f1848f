"""A report that was sent turns out wrong, and the words do not name it: which one is meant is found, and shown old and new."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.access import may_change
from domain.people import UNIT_ROLES
from domain.reports import LIVE_STATES, Report, ReportState, ValueKind
from domain.secrecy import PERSONAL, personal
from domain.understanding import NOUGHTS, AskReason, Intent, Order, Understanding, figure_denied
from handlers.kernel.messages import Button, Card, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.reports.build import filled, read, revalued
from handlers.reports.draft import Draft, Entry
from handlers.reports.questions import advance, begin, begin_form, reported_of
from handlers.reports.words import reports as zh
from storage import reports
from storage.items import StoredItem

# So many of the person's newest reports may be meant by words that name none.
MOST = 8
MOST_CHOICES = 4
COUNTING = LIVE_STATES | {ReportState.RETURNED}


@registry.meaning(
    Intent.CORRECTION, roles=UNIT_ROLES, instead=reported_of, with_file=lambda understood: bool(understood.entries)
)
def corrected(turn: Turn, understood: Understanding) -> Answer:
    """A line that corrects something; without a name the newest report that it fits."""
    named = any(entry.item is not None for entry in understood.entries)
    told = any(entry.value is not None or entry.status or entry.unchanged for entry in understood.entries)
    newest = [] if named else sent(turn)
    if not newest or turn.incoming.file is not None:
        return begin(turn, turn.words, understood)
    if not told:
        return which(turn, newest)
    return retold(turn, understood, newest) or begin(turn, turn.words, understood)


def sent(turn: Turn, stored: StoredItem | None = None) -> list[Report]:
    """What the person sent and may still correct, the newest first: of an item, of the card that the line answers, or all."""
    if stored is None and len(turn.quoted) == 1:
        stored = turn.reference.items.get(turn.quoted[0])
    store = turn.store
    found = reports.of_person(store, turn.person.id, MOST) if stored is None else reports.of_item(store, stored.id)
    return [
        each
        for each in found
        if each.state in COUNTING and each.item in turn.reference.items and may_change(turn.person, each)
    ]


def newest_of(found: Sequence[Report]) -> list[Report]:
    """Those that were submitted with one tap, the last one."""
    return [each for each in found if each.submitted_at == found[0].submitted_at]


def which(turn: Turn, found: Sequence[Report]) -> Answer:
    """The question for the right figure of the newest report; where several were sent together, which of them."""
    together = newest_of(found)
    if len(together) == 1:
        return _with_way_out(begin_form(turn, together[0].item, supersedes=together[0].id), found)
    shown = [(turn.reference.items[each.item].item, each) for each in together[:MOST_CHOICES]]
    told = [(item.code, notation.said(item, each)) for item, each in shown]
    taps = [
        Button(zh.wrong_label(code, said), "report.correct", {"report": each.id}, personal(item))
        for (code, said), (item, each) in zip(told, shown, strict=True)
    ]
    line = zh.ask_which_wrong([" ".join(each) for each in told])
    tells = personal(*(item for item, _ in shown))
    return [Card(lines=(line,), buttons=rows([*taps, Button(zh.ANOTHER, "mine.page", {"page": 0})], 1), tells=tells)]


def _with_way_out(cards: Answer, found: Sequence[Report]) -> Answer:
    """Where more was sent than the one that is taken to be meant, a tap to the others."""
    if len(found) == 1 or not cards:
        return cards
    other = Button(zh.ANOTHER, "mine.page", {"page": 0})
    return [*cards[:-1], replace(cards[-1], buttons=(*cards[-1].buttons, (other,)))]


def retold(turn: Turn, understood: Understanding, found: Sequence[Report]) -> Answer | None:
    """A right figure is told: of the report whose figure is denied, else of the newest whose item such a figure can be of."""
    denied = figure_denied(turn.words)
    offered = {code for entry in understood.entries for code in entry.candidates}
    for report in found:
        item = turn.reference.items[report.item].item
        if denied is not None and denied not in (report.value, report.total):
            continue
        if offered and item.code not in offered:
            continue
        again = read(turn, turn.words, item, None, report.id)
        told = [each for each in again.entries if each.value is not None or each.status]
        if len(told) != 1 or (told[0].ask is not None and told[0].ask.reason is AskReason.UNIT_MISMATCH):
            continue
        bare = Entry(item=report.item, supersedes=report.id, as_of=report.as_of)
        entry = filled(turn, bare, replace(told[0], item=item.code))
        return _with_way_out(advance(turn, Draft(turn.new_token(), turn.words, (entry,))), found)
    return None


@registry.order(Order.NOUGHT_OFF, UNIT_ROLES)
def nought_off(turn: Turn, stored: StoredItem | None) -> Answer:
    """多写个0: a tenth of the newest figure."""
    return _multiplied(turn, stored, NOUGHTS[Order.NOUGHT_OFF])


@registry.order(Order.NOUGHT_ON, UNIT_ROLES)
def nought_on(turn: Turn, stored: StoredItem | None) -> Answer:
    """少写个0: ten times the newest figure."""
    return _multiplied(turn, stored, NOUGHTS[Order.NOUGHT_ON])


@registry.order(Order.SWAPPED, UNIT_ROLES)
def swapped(turn: Turn, stored: StoredItem | None) -> Answer:
    """报串了: the two newest in each other's place where both count the same thing; else which of them is wrong."""
    found = sent(turn, None)
    if stored is not None and (mine := sent(turn, stored)):
        found = [mine[0], *(each for each in found if each.item != stored.id)]
    pair = list({each.item: each for each in reversed(found)}.values())[::-1][:2]
    if not pair:
        return [say(zh.NO_REPORTS, tells=PERSONAL)]
    if len(pair) == 1 or not _same_measure(turn, pair):
        return which(turn, pair)
    figures = [each.value for each in pair if each.value is not None]
    entries = tuple(_instead(turn, *each) for each in zip(pair, reversed(figures), strict=True))
    return advance(turn, Draft(turn.new_token(), turn.words, entries))


def _same_measure(turn: Turn, pair: Sequence[Report]) -> bool:
    units = {turn.reference.items[each.item].item.measure_unit for each in pair}
    return len(units) == 1 and all(_has_figure(each) for each in pair) and pair[0].value_kind is pair[1].value_kind


def _has_figure(report: Report) -> bool:
    """Whether it tells a figure of its own."""
    return report.value is not None and not report.unchanged and report.value_kind is not ValueKind.STATUS


def _multiplied(turn: Turn, stored: StoredItem | None, times: Decimal) -> Answer:
    found = sent(turn, stored)
    if not found:
        return [say(zh.no_report_of(stored.item.code) if stored is not None else zh.NO_REPORTS, tells=PERSONAL)]
    # Of several that were sent together, the one whose figure may have a nought too many.
    meant = [(each, right) for each in newest_of(found) if (right := _whole(each, times)) is not None]
    if len(meant) != 1:
        return which(turn, found)
    entry = _instead(turn, *meant[0])
    return _with_way_out(advance(turn, Draft(turn.new_token(), turn.words, (entry,))), found)


def _whole(report: Report, times: Decimal) -> Decimal | None:
    """The figure so many times, where that leaves no broken number."""
    if report.value is None or not _has_figure(report):
        return None
    right = report.value * times
    return right if right % 1 == 0 else None


def _instead(turn: Turn, report: Report, value: Decimal) -> Entry:
    """The report again, with another figure."""
    entry = Entry(item=report.item, kind=report.value_kind, as_of=report.as_of, supersedes=report.id)
    return revalued(turn, entry, value)
