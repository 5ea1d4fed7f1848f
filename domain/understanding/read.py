"""The reading of a message: clauses to entries, entries to what must be asked."""

import re
from dataclasses import dataclass, field
from datetime import date

from domain.quantities import convert
from domain.understanding.catalogue import Catalogue
from domain.understanding.dates import When, whens
from domain.understanding.entries import UNCHANGED, Said, build
from domain.understanding.intent import intent_of, is_smalltalk
from domain.understanding.match import Match, match
from domain.understanding.model import Ask, AskReason, Context, Entry, Intent, Understanding
from domain.understanding.numbers import figures
from domain.understanding.text import clauses, clean, grams

_NAMING = frozenset({Intent.QUERY, Intent.EXTENSION})
_COUNTERS = ("座栋幢楼", "家户", "条", "人名位", "处", "所", "套", "件", "路", "期", "份", "亩")
_WIDE = re.compile(r"哪些|谁|几项|多少项|各街道|全部|所有|排名|红灯|黄灯|没报|未报|逾期")


@dataclass(slots=True)
class _Group:
    """Clauses about one item."""

    match: Match | None
    clauses: list[str] = field(default_factory=list)


def understand(text: str, catalogue: Catalogue, context: Context) -> Understanding:
    """What a message says today. Any text gives a result; nothing is stored here."""
    cleaned = clean(text)
    if not cleaned:
        return Understanding(Intent.SMALLTALK)
    intent = intent_of(cleaned)
    if intent in (Intent.ACK, Intent.HELP, Intent.SMALLTALK):
        return Understanding(intent)
    groups = _groups(clauses(cleaned), catalogue, context)
    for group in groups:
        group.match = _by_counter(group, catalogue)
    if intent in _NAMING and is_smalltalk(cleaned) and all(group.match is None for group in groups):
        return Understanding(Intent.SMALLTALK)
    if intent in _NAMING:
        return _naming(intent or Intent.QUERY, cleaned, groups, catalogue)
    head = _head_date(groups, context.today)
    entries = [
        entry for group in groups if (entry := _entry(group, catalogue, context, head, intent, len(groups))) is not None
    ]
    entries = _merged(entries)
    if intent is Intent.BLOCKER:
        return _blocker(entries)
    nameless = all(entry.item is None and not entry.candidates for entry in entries)
    says_nothing = not any(entry.value is not None or entry.status for entry in entries)
    if intent is None and nameless and says_nothing and UNCHANGED.search(cleaned):
        return Understanding(Intent.REPORT, (Entry(None, ask=Ask(AskReason.ITEM_UNCLEAR)),), must_ask=True)
    if intent is None and nameless and (is_smalltalk(cleaned) or says_nothing):
        return Understanding(Intent.SMALLTALK)
    if not entries:
        return Understanding(intent or Intent.REPORT, (), must_ask=True)
    return Understanding(intent or Intent.REPORT, tuple(entries), any(entry.ask is not None for entry in entries))


def _groups(parts: list[str], catalogue: Catalogue, context: Context) -> list[_Group]:
    groups: list[_Group] = []
    for part in parts:
        found = match(part, catalogue, context)
        current = groups[-1] if groups else None
        if found is None:
            sibling = _sibling(part, current, catalogue, context)
            if sibling is not None:
                groups.append(_Group(sibling, [part]))
            elif current is None:
                groups.append(_Group(None, [part]))
            else:
                current.clauses.append(part)
        elif current is not None and (current.match is None or _agrees(current.match, found, part, catalogue)):
            current.match = _better(current.match, found)
            current.clauses.append(part)
        else:
            groups.append(_Group(found, [part]))
    if context.focus and groups and all(group.match is None for group in groups):
        groups[0].match = Match((context.focus,), 1.0, 0, ("focus",))
    return groups


def _sibling(part: str, current: _Group | None, catalogue: Catalogue, context: Context) -> Match | None:
    """A figure in a unit that the item before cannot have: its sister item of the same unit, if there is just one."""
    code = current.match.clear if current and current.match else None
    if code is None or context.unit is None:
        return None
    item = catalogue.named[code].item
    alien = [
        figure
        for figure in figures(part)
        if figure.unit and convert(figure.value, figure.unit, item.measure_unit) is None
    ]
    if not alien or "%" in alien[0].unit:
        return None
    own = grams(item.name)
    sisters = [
        other
        for other in catalogue.by_unit.get(context.unit, ())
        if other != code
        and catalogue.named[other].item.unit == item.unit
        and convert(alien[0].value, alien[0].unit, catalogue.named[other].item.measure_unit) is not None
        and len(own & grams(catalogue.named[other].item.name)) >= 4
    ]
    return Match((sisters[0],), 1.0, 0, (f"unit {alien[0].unit}",)) if len(sisters) == 1 else None


def _agrees(before: Match, now: Match, part: str, catalogue: Catalogue) -> bool:
    if set(before.codes) & set(now.codes):
        return True
    old, new = (catalogue.named[each.codes[0]].item.measure_unit for each in (before, now))
    for figure in figures(part):
        fits_new = convert(figure.value, figure.unit, new) is not None
        if figure.unit and fits_new and convert(figure.value, figure.unit, old) is None:
            return False
    # A weak echo inside the story of one item does not begin another; a name in full does.
    return not now.exact and now.strength < before.strength * 0.35


def _better(before: Match | None, now: Match) -> Match:
    if before is None:
        return now
    both = tuple(code for code in before.codes if code in now.codes)
    if not both:
        return before
    return Match(both, max(before.strength, now.strength), before.start, before.reasons + now.reasons)


def _head_date(groups: list[_Group], today: date) -> When | None:
    """A date at the head of a list holds for every entry."""
    if not groups:
        return None
    first = groups[0].clauses[0]
    named = whens(first, today)
    if not named or (len(groups) == 1 and len(groups[0].clauses) == 1):
        return None
    found = groups[0].match
    at_head = named[0].start <= 2 and (found is None or found.start >= named[0].end)
    return named[0] if at_head else None


def _entry(
    group: _Group,
    catalogue: Catalogue,
    context: Context,
    head: When | None,
    intent: Intent | None,
    count: int,
) -> Entry | None:
    codes = group.match.codes if group.match else ()
    said = Said(tuple(group.clauses), head, intent is Intent.CORRECTION, intent is Intent.BLOCKER)
    built = build(said, [catalogue.named[code] for code in codes], context)
    if built is None:
        return None
    if not codes and built.value is None and built.status is None and count > 1:
        return None
    reasons = group.match.reasons if group.match else ()
    confidence = 0.0 if not codes else (0.95 if len(codes) == 1 else 0.4)
    if built.ask is not None:
        confidence = min(confidence, 0.5)
    return Entry(
        item=codes[0] if len(codes) == 1 else None,
        candidates=codes if len(codes) > 1 else (),
        value=built.value,
        value_kind=built.kind,
        measure_unit=catalogue.named[codes[0]].item.measure_unit if codes else None,
        as_of=built.as_of,
        status=built.status,
        confidence=confidence,
        ask=built.ask if len(codes) == 1 else Ask(AskReason.ITEM_UNCLEAR),
        reasons=reasons + built.reasons,
    )


def _merged(entries: list[Entry]) -> list[Entry]:
    """One entry an item: the one with the figure wins over an echo without."""
    merged: list[Entry] = []
    for entry in entries:
        twin = next((at for at, each in enumerate(merged) if entry.item and each.item == entry.item), None)
        if twin is None:
            merged.append(entry)
        elif merged[twin].value is None and entry.value is not None:
            merged[twin] = entry
    return merged


def _naming(intent: Intent, text: str, groups: list[_Group], catalogue: Catalogue) -> Understanding:
    """A query or an extension names items and carries no figure."""
    if intent is Intent.QUERY and _WIDE.search(text):
        return Understanding(intent)
    entries = [
        Entry(
            item=group.match.clear,
            candidates=group.match.codes if group.match.clear is None else (),
            measure_unit=catalogue.named[group.match.codes[0]].item.measure_unit,
            confidence=0.9 if group.match.clear else 0.4,
            reasons=group.match.reasons,
        )
        for group in groups
        if group.match is not None
    ]
    unclear = intent is Intent.EXTENSION and (not entries or any(entry.item is None for entry in entries))
    return Understanding(intent, tuple(_merged(entries)), must_ask=unclear)


def _by_counter(group: _Group, catalogue: Catalogue) -> Match | None:
    """几栋 and 17座 speak of what is counted in buildings: the counter decides between items that are named alike."""
    if group.match is None or group.match.clear:
        return group.match
    text = ",".join(group.clauses)
    asked = re.search(r"(?:几|多少)(?:个)?([^\d\s个]{1,3})", text)
    counters = [figure.unit for figure in figures(text) if figure.unit] + ([asked.group(1)[0]] if asked else [])
    fitting = tuple(
        code
        for code in group.match.codes
        if any(_alike(counter, catalogue.named[code].item.measure_unit) for counter in counters)
    )
    return Match(fitting, group.match.strength, 0, group.match.reasons) if fitting else group.match


def _alike(counter: str, measure_unit: str) -> bool:
    return counter == measure_unit or any(counter in alike and measure_unit in alike for alike in _COUNTERS)


def _blocker(entries: list[Entry]) -> Understanding:
    named = tuple(entry for entry in entries if entry.item or entry.candidates)
    unclear = not named or any(entry.item is None for entry in named)
    doubtful = any(entry.ask is not None and entry.value is not None for entry in named)
    return Understanding(Intent.BLOCKER, named, must_ask=unclear or doubtful)
