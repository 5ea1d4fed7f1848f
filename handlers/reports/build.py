"""From what was understood to a draft that can be asked about and confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.access import may_report
from domain.calls import Call
from domain.items import Basis, Item, ItemId, Kind
from domain.progress import Standing, normalise
from domain.reports import LIVE_STATES, ReportId, ValueKind
from domain.understanding import Context, Intent, Understanding, against_history, most_expected, understand
from domain.understanding import Entry as Understood
from handlers.kernel.turn import Turn
from handlers.reports.draft import Doubt, Draft, Entry
from handlers.reports.plausible import doubt_of_sum
from storage import reports
from storage.items import StoredItem
from storage.standings import standing_before, standings_of

MOST_NOTE = 200


def read(
    turn: Turn, text: str, focus: Item | None = None, call: Call | None = None, corrects: ReportId | None = None
) -> Understanding:
    """What a message means today: of this person, or of the unit that told it by telephone.

    A correction is held against what was reported before the report that it replaces: `corrects`, or else the item's newest.
    """
    unit = call.unit if call else turn.person.unit
    unit_items = turn.reference.of_unit(unit) if unit else ()
    standings = standings_of(turn.store, unit_items, turn.district.zone)
    if focus is not None and corrects is not None:
        id_ = turn.reference.by_code[focus.code].id
        standings = {**standings, id_: base_of(turn, Entry(item=id_, supersedes=corrects))}
    understood = understand(text, turn.reference.catalogue, _context(turn, unit, unit_items, standings, focus))
    if focus is not None or understood.intent is not Intent.CORRECTION:
        return understood
    for each in understood.entries:
        if (stored := turn.reference.by_code.get(each.item or "")) is not None:
            entry = _correcting(turn, Entry(item=stored.id))
            standings = {**standings, stored.id: base_of(turn, entry)}
    return understand(text, turn.reference.catalogue, _context(turn, unit, unit_items, standings, None))


def _context(
    turn: Turn,
    unit: str | None,
    unit_items: Sequence[StoredItem],
    standings: Mapping[ItemId, Standing],
    focus: Item | None,
) -> Context:
    latest = {stored.item.code: point for stored in unit_items if (point := standings[stored.id].latest) is not None}

    def likely(code: str) -> Decimal | None:
        stored = turn.reference.by_code[code]
        return most_expected(stored.item, standings[stored.id], turn.today, turn.reference.calendar)

    return Context(
        today=turn.today,
        unit=unit,
        last_totals={code: point.total for code, point in latest.items()},
        last_days={code: point.as_of for code, point in latest.items()},
        most_expected=likely,
        focus=focus.code if focus else None,
        without_corrected=True,
    )


def draft_of(turn: Turn, text: str, understood: Understanding, call: Call | None = None) -> Draft:
    """The draft a message begins. A correction replaces the unit's newest live report of the item."""
    corrects = understood.intent is Intent.CORRECTION
    entries = [_entry(turn, each, call, corrects=corrects) for each in understood.entries]
    return Draft(token=turn.new_token(), typed=text, entries=tuple(entries), call=call)


def filled(turn: Turn, entry: Entry, understood: Understood, call: Call | None = None) -> Entry:
    """An entry whose item is known, with what a later message adds to it."""
    fresh = _entry(turn, understood, call, supersedes=entry.supersedes)
    if fresh.unchanged:
        return replace(fresh, as_of=fresh.as_of or entry.as_of)
    return replace(
        entry,
        value=fresh.value if fresh.value is not None else entry.value,
        kind=fresh.kind or entry.kind,
        status=fresh.status or entry.status,
        as_of=fresh.as_of or entry.as_of,
        milestone=fresh.milestone if fresh.milestone is not None else entry.milestone,
        doubt=fresh.doubt if fresh.has_figure else entry.doubt,
        unchanged=False,
        note=fresh.note,
    )


def choose(turn: Turn, draft: Draft, at: int, item: ItemId) -> Draft:
    """The person said which item was meant: the message is read again with that in mind."""
    old = draft.entries[at]
    stored = turn.reference.items[item]
    entry = replace(old, item=item, candidates=(), doubt=None)
    again = read(turn, draft.typed, stored.item, draft.call, entry.supersedes)
    if old.supersedes is None and again.intent is Intent.CORRECTION:
        entry = _correcting(turn, entry)
        again = read(turn, draft.typed, stored.item, draft.call, entry.supersedes)
    code = stored.item.code
    meant = [each for each in again.entries if each.item == code or (each.unchanged and code in each.candidates)]
    if len(draft.entries) == 1 and meant:
        entry = filled(turn, replace(entry, value=None, kind=None), replace(meant[0], item=code), draft.call)
    elif entry.status and entry.milestone is None:
        entry = replace(entry, milestone=node_for(stored.item, entry.status))
    return draft.with_entry(at, entry)


def total_of(turn: Turn, entry: Entry) -> Decimal | None:
    """What the entry comes to in the item's unit; None for a stage that is not the last."""
    stored = turn.reference.items[entry.item or ItemId(0)]
    item = stored.item
    if entry.milestone is not None:
        return Decimal(1) if item.kind is Kind.MILESTONE and entry.milestone == len(item.milestones) - 1 else None
    if entry.value is None or entry.kind is None:
        return None
    latest = base_of(turn, entry).latest
    return normalise(item, entry.value, entry.kind, latest.total if latest else None)


def standing_of(turn: Turn, stored: StoredItem) -> Standing:
    """Where one item stands by its live reports."""
    return standings_of(turn.store, [stored], turn.district.zone)[stored.id]


def base_of(turn: Turn, entry: Entry) -> Standing:
    """What an entry is held against and added to: where its item stands, of a correction without the report it replaces."""
    stored = turn.reference.items[entry.item or ItemId(0)]
    replaced = reports.by_id(turn.store, entry.supersedes) if entry.supersedes is not None else None
    return (
        standing_of(turn, stored)
        if replaced is None
        else standing_before(turn.store, stored, replaced, turn.district.zone)
    )


def node_for(item: Item, status: str) -> int | None:
    """The one milestone whose words share the most with a stage word; None when none or several do."""
    if item.basis is not Basis.ONCE:
        return None
    shares = [len(_pairs(status) & _pairs(node.text)) for node in item.milestones]
    best = max(shares, default=0)
    return shares.index(best) if best and shares.count(best) == 1 else None


def _entry(
    turn: Turn,
    understood: Understood,
    call: Call | None,
    *,
    corrects: bool = False,
    supersedes: ReportId | None = None,
) -> Entry:
    code = understood.item
    stored = turn.reference.by_code.get(code) if code else None
    mine = [
        turn.reference.by_code[each].id
        for each in understood.candidates
        if each in turn.reference.by_code and may_report(turn.person, turn.reference.by_code[each].item, call)
    ]
    figure = understood.value if understood.value_kind is not ValueKind.STATUS else None
    status = understood.status
    milestone = node_for(stored.item, status) if stored and status and figure is None else None
    ask = understood.ask
    doubt = Doubt(ask.reason.value, ask.figures) if ask and (figure is not None or milestone is not None) else None
    entry = Entry(
        item=stored.id if stored else None,
        candidates=tuple(mine),
        value=figure,
        kind=understood.value_kind if figure is not None else (ValueKind.STATUS if milestone is not None else None),
        status=status,
        as_of=understood.as_of,
        milestone=milestone,
        doubt=doubt,
        supersedes=supersedes,
    )
    entry = _correcting(turn, entry) if corrects else entry
    return _held_against(turn, entry, stored, understood)


def _held_against(turn: Turn, entry: Entry, stored: StoredItem | None, understood: Understood) -> Entry:
    """The entry with the last figure where it says 无变化, with a doubt where it contradicts those of its parts."""
    if understood.unchanged and stored is not None and not entry.has_figure:
        entry = unchanged(turn, entry, understood.because[:MOST_NOTE])
    if entry.doubt is None and stored is not None and not entry.unchanged and entry.value is not None:
        entry = replace(entry, doubt=doubt_of_sum(turn, stored, total_of(turn, entry), entry.as_of))
    return entry


def unchanged(turn: Turn, entry: Entry, note: str) -> Entry:
    """无变化, as of today, with its reason: the last total again, of a milestone item no new node; the entry as it was while
    there is no figure that could stay the same.
    """
    stored = turn.reference.items[entry.item or ItemId(0)]
    if stored.item.kind is Kind.MILESTONE:
        same = replace(entry, value=None, kind=ValueKind.STATUS, status=None, milestone=None)
    elif (latest := base_of(turn, entry).latest) is not None:
        same = replace(entry, value=latest.total, kind=ValueKind.TOTAL)
    else:
        return entry
    return replace(same, unchanged=True, doubt=None, note=note)


def held_anew(turn: Turn, draft: Draft) -> Draft:
    """The draft against what is on record by now: 无变化 is the newest figure, and what has become doubtful is asked about."""
    unit = draft.call.unit if draft.call else turn.person.unit
    items = turn.reference.of_unit(unit) if unit else ()
    context = _context(turn, unit, items, standings_of(turn.store, items, turn.district.zone), None)
    return replace(draft, entries=tuple(_held_anew(turn, entry, context) for entry in draft.entries))


def _held_anew(turn: Turn, entry: Entry, context: Context) -> Entry:
    if entry.item is None or entry.supersedes is not None:
        return entry
    if entry.unchanged:
        return unchanged(turn, entry, entry.note)
    if entry.value is None or entry.kind is None or entry.doubt is not None:
        return entry
    item = turn.reference.items[entry.item].item
    ask = against_history(entry.value, entry.kind, entry.as_of, item, context, correction=False)
    return replace(entry, doubt=Doubt(ask.reason.value, ask.figures)) if ask else entry


def because(draft: Draft, reason: str, typed: str) -> Draft:
    """The draft with the reason of every 无变化 in it."""
    note = reason[:MOST_NOTE]
    entries = tuple(replace(entry, note=note) if entry.unchanged else entry for entry in draft.entries)
    return replace(draft, entries=entries, typed=f"{draft.typed}；{typed}")


def unchanged_before(turn: Turn, item: ItemId) -> int:
    """How many reports in a row said 无变化 up to now."""
    live = [report for report in reports.of_item(turn.store, item) if report.state in LIVE_STATES]
    return next((at for at, report in enumerate(live) if not report.unchanged), len(live))


def _correcting(turn: Turn, entry: Entry) -> Entry:
    if entry.item is None:
        return entry
    latest = reports.latest_live(turn.store, [entry.item]).get(entry.item)
    replaced = ReportId(latest.id) if latest else None
    as_of = entry.as_of or (latest.as_of if latest else None)
    return replace(entry, supersedes=replaced, as_of=as_of)


def _pairs(text: str) -> set[str]:
    same = {"揭牌": "挂牌", "完工": "竣工", "动工": "开工", "启用": "投用"}
    for word, standard in same.items():
        text = text.replace(word, standard)
    return {text[at : at + 2] for at in range(len(text) - 1)}
