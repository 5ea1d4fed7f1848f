"""The clauses of a message, grouped by the item they are about."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from domain.quantities import convert
from domain.understanding import cues
from domain.understanding.catalogue import Catalogue, NamedItem
from domain.understanding.dates import time_words, without_days
from domain.understanding.figures import Figure, alike, counts_alike, figures, is_share
from domain.understanding.match import Match, match
from domain.understanding.model import Context
from domain.understanding.names import CODE, HIDDEN, hidden, hide
from domain.understanding.text import grams

_PART = re.compile(r"[(]?(?:其中|含(?!量)|包括|另外?有|剩余|还剩)")
_SHARE = re.compile(
    r"(?:已|约)?(?:完成率|完成(?:全年|年度|总)?(?:目标|任务|计划)的?|占(?:全年|年度)?(?:目标|任务|计划)的?)(?:为|达到?|是|:)?[\d百]"
)
_BESIDE_NAMES = re.compile(rf"[{HIDDEN}和与及跟以:\s]|截至|截止")
_NAME_AT_HEAD = re.compile(rf"[和与及跟以]*{HIDDEN}+")
# JS-010~JS-012 18座: one figure for several items is none of the first.
SPAN_OF_CODES = re.compile(r"[a-z]{1,4}-?\d{3}\s*(?:-|至|到|/|&|\+)+\s*(?:[a-z]{1,4}-?)?\d{3}(?![\d.座户家个条%])")
# How the name or the code of another item begins behind a figure.
_BEGINS = re.compile(r"[一-鿿]|\s*[a-z]{1,4}-?\d{3}(?!\d)")
# Of another item: 投诉还没有统计.
_NO_FIGURE_YET = re.compile(r"(?:还|尚|暂)(?:没|未|无)(?:有)?(?:统计|汇总|数|报|出|新|更新|$)")
_ASKED = re.compile(r"(?:几|多少)(?:个)?([^\d\s个,]{1,3})")

# Set by trial on the labelled lines, as in match.py. A clause that names another item less than this share as strongly as the
# item before still speaks of that one: at 0.2 a line is stored wrongly, from 0.35 to 1.0 nothing changes.
ECHO = 0.35
# It begins another item all the same if both have a figure of their own and the clause decides its item at least this well (0 to
# 1): at 0.8, 8 fewer lines are read in full, from 0.3 to 0.6 nothing changes.
ECHO_SURE = 0.6
# Behind how many figures of a clause another item is looked for. Each look costs as much as reading the clause; an item's own
# figures (target, share, comparison) are fewer.
MOST_CUTS = 6
# Pairs of characters that the names of two sister items have in common at least. The labelled lines do not decide it.
SISTER_PAIRS = 4


@dataclass(slots=True)
class Group:
    """Clauses about one item; `matched_at` is the number of the clause that names it."""

    match: Match | None
    clauses: list[str] = field(default_factory=list)
    matched_at: int = 0


def grouped(parts: list[str], catalogue: Catalogue, context: Context) -> list[Group]:
    """The groups in the order of the text. If no clause names an item, the first is about the item of the dialog (`focus`)."""
    groups: list[Group] = []
    for part in (piece for whole in parts for piece in _pieces(whole, catalogue, context)):
        _place(part, match(part, catalogue, context), groups, catalogue, context)
    for group in groups:
        if group.match is not None and len(group.match.codes) > 1 and context.focus in group.match.codes:
            # Of several that the words fit the one that was chosen is meant.
            group.match = replace(group.match, codes=(context.focus,), exact=True, sure=1.0)
    if context.focus and groups and all(group.match is None for group in groups):
        groups[0].match = Match((context.focus,), 1.0, 0, ("focus",), sure=1.0)
    return groups


def _place(part: str, found: Match | None, groups: list[Group], catalogue: Catalogue, context: Context) -> None:
    current = groups[-1] if groups else None
    if current is not None and (_PART.match(part) or _is_share(part, current, catalogue)):
        current.clauses.append(part)
        return
    if current is not None:
        found = _of_named_unit(part, found, current, catalogue) or found
    if found is None:
        sibling = _sibling(part, current, catalogue, context)
        if sibling is not None:
            groups.append(Group(sibling, [part]))
        elif current is None:
            groups.append(Group(None, [part]))
        else:
            current.clauses.append(part)
    elif current is not None and current.match is None and not _has_figure(current.clauses):
        current.match, current.matched_at = found, len(current.clauses)
        current.clauses.append(part)
    elif current is not None and current.match is not None and _agrees(current, found, part, catalogue):
        current.match = _better(current.match, found)
        current.clauses.append(part)
    else:
        groups.append(Group(found, [part]))


def _is_share(part: str, current: Group, catalogue: Catalogue) -> bool:
    """完成率90% behind a figure of what is counted is its share, and no other item called 完成率."""
    code = current.match.clear if current.match else None
    counted = code is not None and catalogue.named[code].item.measure_unit != "%"
    return counted and _SHARE.match(part) is not None and _has_figure(current.clauses)


def _has_figure(parts: list[str]) -> bool:
    return any(figures(part) for part in parts)


def _pieces(part: str, catalogue: Catalogue, context: Context) -> list[str]:
    """The clause, cut behind a figure after which another item is named: 旧改完工4个 and 分类达标13个."""
    if SPAN_OF_CODES.search(part):
        return [part]
    told = figures(CODE.sub(hidden, without_days(part, context.today)))
    if (first_code := CODE.search(part)) is not None:
        # A code ends like a figure: JS-010和JS-011没有变化.
        told += [Figure(Decimal(0), "", *each.span(), each[0]) for each in CODE.finditer(part, first_code.start())]
        told.sort(key=attrgetter("start"))
    for figure, following in list(pairwise(told))[:MOST_CUTS]:
        left, right = part[: figure.end], part[figure.end :]
        if following.start == figure.end and _of_another_kind(figure, following):
            # 18座95万平
            return [left, *_pieces(right, catalogue, context)]
        if not _BEGINS.match(part, figure.end):
            continue
        second = match(part[figure.end : following.end], catalogue, context)
        if second is None or not (second.exact or figure.unit != following.unit):
            continue
        first = match(left, catalogue, context)
        if first is None or set(first.codes) & set(second.codes):
            continue
        if second.exact or _counts_another(figure, following, first, second, catalogue):
            return [left, *_pieces(right, catalogue, context)]
    return [part]


def _of_another_kind(figure: Figure, following: Figure) -> bool:
    """Whether two figures measure different things; a share measures none."""
    units = figure.unit.lstrip("万亿"), following.unit.lstrip("万亿")
    return all(unit and not is_share(unit) for unit in units) and convert(following.value, units[1], units[0]) is None


def _counts_another(before: Figure, behind: Figure, first: Match, second: Match, catalogue: Catalogue) -> bool:
    """Whether each figure is written in the unit of its own item and of no other: 改厕192座分红80户."""
    old, new = (catalogue.named[each.codes[0]].item.measure_unit for each in (first, second))
    fits = before.unit == old and behind.unit == new
    return fits and not alike(old, new) and second.clear is not None and not second.better_named


def _of_named_unit(part: str, found: Match | None, current: Group, catalogue: Catalogue) -> Match | None:
    """The item of the same name of the street that a clause names beside a figure: the second clause of
    到位资金：甲街道11.2亿，乙街道5亿 has the item 到位资金 of 乙街道.
    """
    if current.match is None or not figures(part) or (found is not None and found.exact):
        return None
    street = next((unit for unit, _ in catalogue.units_in(part) if unit in catalogue.streets), None)
    if street is None:
        return None
    name = catalogue.named[current.match.codes[0]].item.name
    theirs = (catalogue.named[code].item for code in catalogue.by_unit.get(street, ()))
    twins = [item.code for item in theirs if item.name == name and item.unit == street]
    if len(twins) != 1 or twins[0] == current.match.clear:
        return None
    return Match((twins[0],), current.match.strength, 0, (f"{twins[0]}: {name} of the unit named",), exact=True)


def _sibling(part: str, current: Group | None, catalogue: Catalogue, context: Context) -> Match | None:
    """The one item of the same unit with a similar name that can have the figure's unit, where the item before cannot."""
    code = current.match.clear if current and current.match else None
    if code is None or context.unit is None:
        return None
    item = catalogue.named[code].item
    alien = [
        figure
        for figure in figures(hide(part, [catalogue.named[code]]))
        if figure.unit and not is_share(figure.unit) and convert(figure.value, figure.unit, item.measure_unit) is None
    ]
    if not alien or cues.TROUBLE.search(part):
        return None
    own = grams(item.name)
    sisters = [
        other
        for other in catalogue.by_unit.get(context.unit, ())
        if other != code
        and catalogue.named[other].item.unit == item.unit
        and convert(alien[0].value, alien[0].unit, catalogue.named[other].item.measure_unit) is not None
        and counts_alike(alien[0].unit, catalogue.named[other].item.measure_unit)
        and len(own & grams(catalogue.named[other].item.name)) >= SISTER_PAIRS
    ]
    return (
        Match((sisters[0],), 1.0, 0, (f"{sisters[0]}: unit {alien[0].unit}",), sure=0.85) if len(sisters) == 1 else None
    )


def _agrees(current: Group, now: Match, part: str, catalogue: Catalogue) -> bool:
    before = current.match
    if before is None or set(before.codes) & set(now.codes):
        return True
    old, new = (catalogue.named[each.codes[0]].item.measure_unit for each in (before, now))
    own = [figure for figure in figures(hide(part, [catalogue.named[now.codes[0]]])) if "%" not in figure.unit]
    for figure in own:
        if figure.unit and _fits(figure, new) and not _fits(figure, old):
            return False
    if now.exact or now.strength >= before.strength * ECHO or _NO_FIGURE_YET.search(part):
        return False
    # A weak echo inside the story of one item does not begin another, unless both have a figure of their own.
    return not (own and _has_figure(current.clauses) and _fits(own[0], new) and now.sure >= ECHO_SURE)


def _fits(figure: Figure, measure_unit: str) -> bool:
    return convert(figure.value, figure.unit, measure_unit) is not None


def _better(before: Match, now: Match) -> Match:
    both = tuple(code for code in before.codes if code in now.codes)
    if not both:
        return before
    sure = max(before.sure, now.sure)
    return Match(
        both,
        max(before.strength, now.strength),
        before.start,
        before.reasons + now.reasons,
        before.exact or now.exact,
        sure,
        letters=before.letters or now.letters,
        better_named=before.better_named and now.better_named,
    )


def share_no_change(groups: list[Group], catalogue: Catalogue, today: date) -> None:
    """Items that are only named, right before one that has not changed, have not changed either: JS-010、JS-011 都没变化."""
    for now, group in reversed(list(pairwise(groups))):
        told = ",".join(group.clauses)
        if now.match is None or group.match is None or not cues.UNCHANGED.search(told):
            continue
        if set(now.match.codes) & set(group.match.codes) or not _only_names(now, catalogue, today):
            continue
        named = [catalogue.named[code] for code in group.match.codes]
        said = [rest for part in group.clauses if (rest := part[_after_name(part, named) :])]
        now.clauses = [*now.clauses[:-1], now.clauses[-1] + "".join(said[:1]), *said[1:]]


def _only_names(group: Group, catalogue: Catalogue, today: date) -> bool:
    """Whether the clauses hold nothing but the item's code or name, and perhaps a day."""
    named = [catalogue.named[code] for code in (group.match.codes if group.match else ())]
    for part in group.clauses:
        left = list(hide(part, named))
        for when in time_words(part, today):
            left[when.start : when.end] = HIDDEN * (when.end - when.start)
        if _BESIDE_NAMES.sub("", "".join(left)):
            return False
    return True


def _after_name(part: str, named: list[NamedItem]) -> int:
    """Where the item's code or name at the head of a clause ends."""
    found = _NAME_AT_HEAD.match(hide(part, named))
    return found.end() if found else 0


def by_counter(group: Group, catalogue: Catalogue) -> Match | None:
    """The match with only those items that are counted as the clauses count (17座, 几栋), if there are any."""
    if group.match is None or group.match.clear:
        return group.match
    text = ",".join(group.clauses)
    bare = hide(text, [catalogue.named[code] for code in group.match.codes])
    asked = _ASKED.search(text)
    counters = [figure.unit for figure in figures(bare) if figure.unit] + ([asked.group(1)[0]] if asked else [])
    fitting = tuple(
        code
        for code in group.match.codes
        if any(alike(counter, catalogue.named[code].item.measure_unit) for counter in counters)
    )
    found = group.match
    return Match(fitting, found.strength, found.start, found.reasons, found.exact, found.sure) if fitting else found
