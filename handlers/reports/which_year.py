"""Of which year's item a line speaks, where the agreements of two years stand side by side (`domain.years.meant`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain import cadence
from domain.errors import DomainError
from domain.progress import is_finished
from domain.understanding import Entry, Intent, Understanding
from domain.understanding.text import without_year_of_items, year_of_items
from domain.years import Option, Span, meant, span_of
from handlers.kernel.reference import Reference
from handlers.kernel.turn import Moment, Turn
from handlers.reports.words import reports as zh
from storage.items import StoredItem

# Reads a line with the words of the year that a reference shows.
Read = Callable[[Reference, str], Understanding]
NAMING = frozenset({Intent.REPORT, Intent.CORRECTION, Intent.QUERY, Intent.BLOCKER, Intent.EXTENSION})
CLOSING = frozenset({Intent.REPORT, Intent.CORRECTION})


def read_in_its_year(turn: Turn, words: str, read: Read) -> Understanding:
    """The line as read with the words of the year it speaks of; what may be of two years names both.

    It is read once, and once more for each older year that is still held while the running one has just begun, or if the line
    names a year or a day outside of what was read first.
    """
    reference = turn.reference
    year, rest = year_of_items(words), without_year_of_items(words)
    if year is not None and year in reference.books:
        return _of(year, read(reference.of_year(year), rest), reference)
    first = read(reference, rest)
    if year in reference.stored and first.intent in CLOSING:
        raise DomainError("year_closed", zh.year_closed(year or 0))
    if len(reference.books) == 1 or first.intent not in NAMING:
        return first
    others = {each.year: read(each, rest) for each in reference.others() if each.year < reference.running}
    return _settled(turn, first, others) if others else first


def span(moment: Moment, stored: StoredItem) -> Span:
    """The days of an item."""
    return span_of(stored.item, moment.rules, moment.reference.calendar)


def last_day(moment: Moment, stored: StoredItem) -> date | None:
    """The last day that a figure can be of, where the item's year is over and another one runs; else None."""
    last = span(moment, stored).last
    return last if last < moment.today and stored.item.year < moment.reference.running else None


def _of(year: int, understood: Understanding, reference: Reference) -> Understanding:
    if year == reference.running:
        return understood
    return replace(understood, entries=tuple(replace(entry, year=year) for entry in understood.entries))


def _settled(turn: Turn, first: Understanding, others: Mapping[int, Understanding]) -> Understanding:
    """Each entry in its year. The reading that knows most items leads; the others are asked for their reading of each entry."""
    running = turn.reference.running
    readings = {running: first, **others}
    lead = max(readings, key=lambda year: (len(_items(readings[year])), year))
    tagged = {year: _of(year, each, turn.reference) for year, each in readings.items()}
    entries = tuple(
        _decided(turn, [entry, *_counterparts(tagged, lead, at, entry)], tagged[lead].intent)
        for at, entry in enumerate(tagged[lead].entries)
    )
    ask = any(entry.ask is not None or entry.instead for entry in entries)
    return replace(tagged[lead], entries=entries, must_ask=ask or (not entries and tagged[lead].must_ask))


def _items(understood: Understanding) -> list[str]:
    return [entry.item for entry in understood.entries if entry.item is not None]


def _counterparts(readings: Mapping[int, Understanding], lead: int, at: int, entry: Entry) -> list[Entry]:
    """What the other readings make of the words of one entry: the same code, else what stands in its place."""
    found = []
    for year, reading in readings.items():
        if year == lead:
            continue
        same = [each for each in reading.entries if each.item is not None and each.item == entry.item]
        placed = reading.entries[at : at + 1] if len(reading.entries) == len(readings[lead].entries) else ()
        found += [each for each in (*same, *placed) if each.item is not None][:1]
    return found


def _decided(turn: Turn, readings: Sequence[Entry], intent: Intent) -> Entry:
    """One entry of the readings of the same words, with those it may be instead."""
    known = {
        stored.item.year: (entry, stored)
        for entry in readings
        if (stored := turn.reference.called(entry.item, entry.year)) is not None
    }
    if not known:
        return readings[0]
    if intent not in CLOSING:
        return known[max(known)][0]
    entry, _ = next(iter(known.values()))
    options = [_option(turn, stored) for _, stored in known.values()]
    years = _corrected(turn, known) if intent is Intent.CORRECTION and entry.as_of is None else ()
    years = years or meant(options, entry.as_of, turn.said_on)
    chosen, *rest = [known[year][0] for year in years]
    return replace(chosen, instead=tuple(rest))


def _option(moment: Moment, stored: StoredItem) -> Option:
    standing = moment.standings([stored])[stored.id]
    since = standing.reported_as_of, standing.tracked_from
    owed = None
    if not is_finished(stored.item, standing):
        owed = cadence.next_due(stored.item, *since, moment.rules, moment.reference.calendar, standing.returned)
    return Option(stored.item.year, span(moment, stored), owes=owed is not None)


def _corrected(moment: Moment, known: Mapping[int, tuple[Entry, StoredItem]]) -> tuple[int, ...]:
    """A correction without a day is of the newest year on whose item there is something to correct."""
    standings = moment.standings([stored for _, stored in known.values()])
    told = [year for year, (_, stored) in known.items() if standings[stored.id].reported_as_of is not None]
    return (max(told),) if told else ()
