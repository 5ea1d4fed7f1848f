"""From what was understood to a draft that can be asked about and confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from domain.access import may_report
from domain.calls import Call
from domain.errors import DomainError
from domain.items import Item, ItemId, Kind, Stage
from domain.progress import Point, Standing, normalise, parts_gap
from domain.quantities import MOST_FIGURE, show
from domain.reports import ReportId, ValueKind
from domain.understanding import (
    LONGEST,
    Ask,
    AskReason,
    Context,
    Intent,
    Understanding,
    against_history,
    most_expected,
    node_meant,
    understand,
)
from domain.understanding import Entry as Understood
from domain.understanding.text import without_year_of_items, year_of_items
from handlers.kernel.forms import Unreadable
from handlers.kernel.reference import Reference
from handlers.kernel.turn import Turn
from handlers.reports import which_year
from handlers.reports.draft import Draft, Entry, Unclear, Worked
from handlers.reports.words import reports as zh
from storage import reports
from storage.items import StoredItem
from storage.standings import standing_before

MOST_NOTE = 200


def read(
    turn: Turn, text: str, focus: Item | None = None, call: Call | None = None, corrects: ReportId | None = None
) -> Understanding:
    """What a message means today: of this person, or of the unit that told it by telephone.

    A correction is held against what was reported before the report that it replaces: `corrects`, or else the item's newest.
    Raises DomainError for a message that is too long to be read whole: what is not read must not pass for read.
    """
    if len(text) > LONGEST:
        raise DomainError("too_long", zh.too_long(len(text), LONGEST))
    unit = call.unit if call else turn.person.unit
    if focus is not None:
        return _read_about(turn, text, focus, unit, corrects)
    if len(turn.reference.books) == 1 and year_of_items(text) is None:
        return _read(turn, text, turn.reference, unit)
    return which_year.read_in_its_year(turn, text, lambda reference, line: _read(turn, line, reference, unit))


def _read_about(turn: Turn, text: str, focus: Item, unit: str | None, corrects: ReportId | None) -> Understanding:
    """The line is about an item, so it is read with the words of the item's year."""
    reference = turn.reference.of_item(focus)
    unit_items = reference.of_unit(unit) if unit else ()
    standings = turn.standings(unit_items)
    if corrects is not None:
        id_ = reference.by_code[focus.code].id
        standings = {**standings, id_: base_of(turn, Entry(item=id_, supersedes=corrects))}
    line = without_year_of_items(text)
    return _in_year(reference, understand(line, reference.catalogue, _context(turn, reference, unit, standings, focus)))


def _read(turn: Turn, text: str, reference: Reference, unit: str | None) -> Understanding:
    """The line with the words of the year that the reference shows."""
    standings = turn.standings(reference.of_unit(unit) if unit else ())
    understood = understand(text, reference.catalogue, _context(turn, reference, unit, standings, None))
    if understood.intent is not Intent.CORRECTION:
        return understood
    for each in understood.entries:
        if (stored := reference.called(each.item)) is not None:
            entry = _correcting(turn, Entry(item=stored.id))
            standings = {**standings, stored.id: base_of(turn, entry)}
    return understand(text, reference.catalogue, _context(turn, reference, unit, standings, None))


def _in_year(reference: Reference, understood: Understanding) -> Understanding:
    if reference.year == reference.running:
        return understood
    return replace(understood, entries=tuple(replace(each, year=reference.year) for each in understood.entries))


def _context(
    turn: Turn,
    reference: Reference,
    unit: str | None,
    standings: Mapping[ItemId, Standing],
    focus: Item | None,
) -> Context:
    last_totals, last_days = {}, {}
    for stored in reference.of_unit(unit) if unit else ():
        if (latest := standings[stored.id].latest) is not None:
            last_totals[stored.item.code], last_days[stored.item.code] = latest.total, latest.as_of

    def likely(code: str) -> Decimal | None:
        stored = reference.by_code[code]
        return most_expected(stored.item, standings[stored.id], turn.said_on, turn.reference.calendar)

    return Context(
        today=turn.said_on,
        unit=unit,
        last_totals=last_totals,
        last_days=last_days,
        most_expected=likely,
        focus=focus.code if focus else None,
        without_corrected=True,
    )


def draft_of(turn: Turn, text: str, understood: Understanding, call: Call | None = None) -> Draft:
    """The draft a message begins. A correction replaces the unit's newest live report of the item."""
    corrects = understood.intent is Intent.CORRECTION
    entries = tuple(_said(turn, each, call, corrects=corrects) for each in understood.entries)
    return Draft(token=turn.new_token(), typed=text, entries=entries, call=call)


def filled(turn: Turn, entry: Entry, understood: Understood) -> Entry:
    """An entry with what a later message about its item adds to it."""
    fresh = _entry(turn, understood, turn.reference.items[entry.item], supersedes=entry.supersedes)
    if fresh.unchanged:
        return replace(fresh, as_of=fresh.as_of or entry.as_of)
    return entry.saying(
        value=fresh.value if fresh.value is not None else entry.value,
        kind=fresh.kind or entry.kind,
        status=fresh.status or entry.status,
        as_of=fresh.as_of or entry.as_of,
        milestone=fresh.milestone if fresh.milestone is not None else entry.milestone,
        doubt=fresh.doubt if fresh.has_figure or fresh.doubt is not None else entry.doubt,
        unchanged=False,
        note=fresh.note,
        said_on=fresh.said_on if fresh.has_figure else entry.said_on,
    )


def revalued(turn: Turn, entry: Entry, value: Decimal, call: Call | None = None) -> Entry:
    """The entry with another figure, held against what is on record without the report that it replaces."""
    entry = entry.saying(value=value, milestone=None, unchanged=False)
    stored, unit = turn.reference.items[entry.item], call.unit if call else turn.person.unit
    reference = turn.reference.of_item(stored.item)
    standings = {**turn.standings(reference.of_unit(unit) if unit else ()), stored.id: base_of(turn, entry)}
    context = _context(turn, reference, unit, standings, None)
    kind = entry.kind or ValueKind.TOTAL
    doubt = against_history(value, kind, entry.as_of, stored.item, context, correction=False)
    return replace(entry, kind=kind, doubt=doubt)


def choose(turn: Turn, draft: Draft, at: int, item: ItemId) -> Draft:
    """The person said which item was meant: the message is read again with that in mind."""
    old = draft.entries[at]
    turn = replace(turn, read_as_of=old.said_on)
    stored = turn.reference.items[item]
    entry = old.of(item) if isinstance(old, Unclear) else old.saying(item=item, doubt=None)
    # What was typed answer by answer may have grown; each of it was read when it came.
    typed, alone = draft.typed[:LONGEST], len(draft.entries) == 1
    if isinstance(old, Unclear) and old.words and not alone:
        # Of several items only what is said of this one.
        typed, alone = old.words[:LONGEST], True
    again = read(turn, typed, stored.item, draft.call, entry.supersedes)
    if entry.supersedes is None and again.intent is Intent.CORRECTION:
        entry = _correcting(turn, entry)
        again = read(turn, typed, stored.item, draft.call, entry.supersedes)
    code = stored.item.code
    meant = [each for each in again.entries if each.item == code or (each.unchanged and code in each.candidates)]
    if alone and meant:
        entry = filled(turn, replace(entry, value=None, kind=None), replace(meant[0], item=code))
    elif entry.status and entry.milestone is None:
        entry = replace(entry, milestone=node_meant(stored.item, entry.status))
    return _rest_of_year(turn, draft.with_entry(at, entry), old, stored.item.year)


def _rest_of_year(turn: Turn, draft: Draft, answered: Entry | Unclear, year: int) -> Draft:
    """Who was asked for the year of one item has told that of the whole message."""
    if not _asks_year(turn, answered):
        return draft
    for at, entry in enumerate(draft.entries):
        mine = [each for each in _candidates(entry) if turn.reference.items[each].item.year == year]
        if _asks_year(turn, entry) and len(mine) == 1:
            return choose(turn, draft, at, mine[0])
    return draft


def _asks_year(turn: Turn, entry: Entry | Unclear) -> bool:
    """Whether what is open is the year: the items that may be meant are of different years."""
    return len({turn.reference.items[each].item.year for each in _candidates(entry)}) > 1


def _candidates(entry: Entry | Unclear) -> tuple[ItemId, ...]:
    return entry.candidates if isinstance(entry, Unclear) else ()


def worked_out(turn: Turn, draft: Draft) -> Draft:
    """The draft with what its entries come to, of those where that is not known yet."""
    entries = tuple(
        replace(entry, worked=_worked(turn, entry)) if isinstance(entry, Entry) and entry.worked is None else entry
        for entry in draft.entries
    )
    return replace(draft, entries=entries)


def against_record(turn: Turn, draft: Draft) -> Draft:
    """The draft against what is on record by now; the very same one if nothing moved that it rests on.

    Where a newer figure is on record 无变化 means that figure, and what has become doubtful is asked about. Raises Unreadable
    if it names an item that is not this year's.
    """
    if any(entry.item not in turn.reference.items for entry in draft.clear):
        raise Unreadable
    entries = tuple(_against_record(turn, entry, draft.call) for entry in draft.entries)
    return draft if entries == draft.entries else replace(draft, entries=entries)


def _against_record(turn: Turn, entry: Entry | Unclear, call: Call | None) -> Entry | Unclear:
    if isinstance(entry, Unclear) or entry.worked is None:
        return entry
    now = _worked(turn, entry)
    if now == entry.worked:
        return entry
    moved = now.base != entry.worked.base
    entry = replace(entry, worked=now)
    if not moved or entry.supersedes is not None:
        return entry
    if entry.unchanged:
        same = unchanged(turn, entry, entry.note)
        return replace(same, worked=_worked(turn, same))
    if entry.value is None or entry.kind is None or entry.doubt is not None:
        return entry
    unit = call.unit if call else turn.person.unit
    item = turn.reference.items[entry.item].item
    reference = turn.reference.of_item(item)
    context = _context(turn, reference, unit, turn.standings(reference.of_unit(unit) if unit else ()), None)
    return replace(entry, doubt=against_history(entry.value, entry.kind, entry.as_of, item, context, correction=False))


def _worked(turn: Turn, entry: Entry) -> Worked:
    item, base = turn.reference.items[entry.item].item, base_of(turn, entry).latest
    if entry.milestone is not None:
        last = item.kind is Kind.MILESTONE and entry.milestone == len(item.milestones) - 1
        return Worked(base, Decimal(1) if last else None)
    if entry.value is None or entry.kind is None:
        return Worked(base, None)
    return Worked(base, normalise(item, entry.value, entry.kind, base.total if base else None))


def base_of(turn: Turn, entry: Entry) -> Standing:
    """What an entry is held against and added to: where its item stands, of a correction without the report it replaces."""
    stored = turn.reference.items[entry.item]
    replaced = reports.by_id(turn.store, entry.supersedes) if entry.supersedes is not None else None
    if replaced is not None:
        return standing_before(turn.store, stored, replaced, turn.district.zone)
    return turn.standings([stored])[stored.id]


def _said(turn: Turn, understood: Understood, call: Call | None, *, corrects: bool) -> Entry | Unclear:
    stored = turn.reference.called(understood.item, understood.year)
    if stored is not None and not understood.instead:
        return _entry(turn, understood, stored, corrects=corrects)
    mine = items_meant(turn, understood)
    candidates = tuple(each.id for each in mine if may_report(turn.person, each.item, call))
    value, kind = _figure(understood)
    return Unclear(candidates, value, kind, understood.status, understood.as_of, turn.said_on, understood.words)


def items_meant(turn: Turn, understood: Understood) -> list[StoredItem]:
    """The items that an entry names or may mean, of whichever year."""
    found = []
    for each in (understood, *understood.instead):
        codes = (each.item,) if each.item is not None else each.candidates
        found += [stored for code in codes if (stored := turn.reference.called(code, each.year)) is not None]
    return found


def _entry(
    turn: Turn,
    understood: Understood,
    stored: StoredItem,
    *,
    corrects: bool = False,
    supersedes: ReportId | None = None,
) -> Entry:
    """What is said of an item, held against its parts or its whole; 无变化 is its last figure."""
    (value, kind), status = _figure(understood), understood.status
    milestone = node_meant(stored.item, status) if status and value is None else None
    entry = Entry(
        item=stored.id,
        value=value,
        kind=kind if milestone is None else ValueKind.STATUS,
        status=status,
        as_of=understood.as_of,
        milestone=milestone,
        doubt=_doubt_told(understood) if value is not None or milestone is not None else passed_over(understood),
        supersedes=supersedes,
        said_on=turn.said_on,
    )
    entry = _correcting(turn, entry) if corrects else entry
    if understood.unchanged and not entry.has_figure:
        return unchanged(turn, entry, understood.because[:MOST_NOTE])
    entry = _in_term(turn, entry, stored)
    if entry.doubt is None and entry.value is not None and (whole := _whole(turn, stored)) is not None:
        entry = replace(entry, worked=_worked(turn, entry))
        entry = replace(entry, doubt=_doubt_of_sum(turn, stored, whole, entry))
    return entry


def passed_over(understood: Understood) -> Ask | None:
    """That figures stood there and none of them tells the item's progress, so that what became of them is said."""
    ask = understood.ask
    return ask if ask is not None and ask.reason is AskReason.NO_VALUE and ask.figures else None


def _doubt_told(understood: Understood) -> Ask | None:
    """The doubt of the words; whether a day is the item's is known of its stored year, see `_in_term`."""
    ask = understood.ask
    return None if ask is not None and ask.reason is AskReason.OUT_OF_TERM else ask


def _in_term(turn: Turn, entry: Entry, stored: StoredItem) -> Entry:
    """The entry with a doubt if its day lies before the item's own days."""
    day = entry.as_of or entry.said_on or turn.today
    if entry.doubt is not None or not entry.has_figure or day >= stored.item.start:
        return entry
    start = which_year.span(turn, stored).start
    if day >= start:
        return entry
    return replace(entry, doubt=Ask(AskReason.OUT_OF_TERM, (start.isoformat(), str(stored.item.year))))


def within_year(turn: Turn, draft: Draft) -> Draft:
    """The draft with the last day of its year where nobody named a day and the item's year is over."""
    entries = tuple(_within_year(turn, entry) for entry in draft.entries)
    return draft if entries == draft.entries else replace(draft, entries=entries)


def _within_year(turn: Turn, entry: Entry | Unclear) -> Entry | Unclear:
    if isinstance(entry, Unclear) or entry.as_of is not None:
        return entry
    stored = turn.reference.items[entry.item]
    if stored.item.year >= turn.reference.running:
        return entry
    return replace(entry, as_of=which_year.last_day(turn, stored))


def _figure(understood: Understood) -> tuple[Decimal | None, ValueKind | None]:
    told = understood.value if understood.value_kind is not ValueKind.STATUS else None
    if told is not None and abs(told) > MOST_FIGURE:
        raise DomainError("too_large", zh.TOO_LARGE)
    return told, understood.value_kind if told is not None else None


def _whole(turn: Turn, stored: StoredItem) -> StoredItem | None:
    """The district's item over an item's parts: of a part its whole, of a whole itself."""
    if stored.item.part_of is not None:
        return turn.reference.called(stored.item.part_of, stored.item.year)
    return stored if turn.reference.of_item(stored.item).parts_of(stored.item.code) else None


def _doubt_of_sum(turn: Turn, stored: StoredItem, whole: StoredItem, entry: Entry) -> Ask | None:
    """Whether the figure contradicts those of the parts or of the whole, as far as both are on record."""
    if entry.total is None:
        return None
    # What was merged is counted by what took its place.
    every = turn.reference.of_item(whole.item).parts_of(whole.item.code)
    parts = [each for each in every if each.item.stage is not Stage.CLOSED]
    standings = turn.standings([whole, *parts])
    known = {each.item.code: point for each in (whole, *parts) if (point := standings[each.id].latest) is not None}
    known[stored.item.code] = Point(entry.as_of or entry.said_on or turn.today, entry.total)
    gap = parts_gap(whole.item, [each.item for each in parts], known)
    if gap is None:
        return None
    unit = gap.whole.measure_unit
    figures = (gap.whole.name, f"{show(gap.reported)}{unit}", f"{show(gap.summed)}{unit}")
    return Ask(AskReason.SUM_OF_PARTS, figures)


def unchanged(turn: Turn, entry: Entry, note: str) -> Entry:
    """无变化, as of today, with its reason: the last total again, of a milestone item no new node; the entry as it was while
    there is no figure that could stay the same.
    """
    stored = turn.reference.items[entry.item]
    if stored.item.kind is Kind.MILESTONE:
        same = entry.saying(value=None, kind=ValueKind.STATUS, status=None, milestone=None)
    elif (latest := base_of(turn, entry).latest) is not None:
        same = entry.saying(value=latest.total, kind=ValueKind.TOTAL)
    else:
        return entry
    return replace(same, unchanged=True, doubt=None, note=note, said_on=entry.said_on or turn.said_on)


def _correcting(turn: Turn, entry: Entry) -> Entry:
    latest = reports.latest_live(turn.store, [entry.item]).get(entry.item)
    replaced = ReportId(latest.id) if latest else None
    as_of = entry.as_of or (latest.as_of if latest else None)
    return replace(entry, supersedes=replaced, as_of=as_of)
