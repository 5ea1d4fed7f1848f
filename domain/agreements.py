"""Agreements as a whole: what a new workbook changes, what a draft lacks, the same in another year."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from domain.amendments import Field, FieldChange, changes
from domain.items import Item, Kind, Stage
from domain.matching import Match, is_another_promise, matches


class Answer(Enum):
    """Whether a row that calls an item otherwise means it all the same, or another promise."""

    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the items, by their codes.

    `reported` have reports, so that no other promise may slip under them unasked. `withdrawn` came with an import that was
    undone: they are as if they had never been there, until a file brings them again. `answers` settle doubts.
    """

    reported: Collection[str] = ()
    withdrawn: Collection[str] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What becomes of one item: its fields that change, and the item as it will be."""

    code: str
    name: str
    fields: tuple[FieldChange, ...]
    new: Item


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item with reports whose name, unit or measure the file gives otherwise: the same promise, or another?"""

    old: Item
    new: Item


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import would do. `absent` items are stored but not in the file: they are shown and never removed by it;
    those that were ended are not missed. With doubts nothing may be stored. `renumbered` are pairs of the code by which the file
    would number an item and the one that it bears.
    """

    new: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    same: int
    absent: tuple[Item, ...]
    doubts: tuple[Doubt, ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()


NOTHING_KNOWN = Known()


def compare(
    stored: Sequence[Item],
    read: Sequence[Item],
    unstated: Mapping[str, Collection[str]] | None = None,
    coded: Collection[str] = (),
    known: Known = NOTHING_KNOWN,
) -> Changes:
    """What `read` would change in `stored`, matched by promise (domain.matching); `coded` are the codes that the file states.

    `unstated` names per code the fields the file does not decide (guessed or not carried): there the stored value stays and
    is no change. Without it, a file is taken to decide neither aliases, direction, basis, part_of and secrecy nor a start on
    1 January. Where an item came from is no change either. Milestones count as one field.
    """
    found = matches(stored, read, [item.code in coded for item in read])
    pairs, doubts = _settled(found, stored, read, known)
    codes = _codes(stored, read, pairs)
    changed: list[ItemChange] = []
    for at, old in pairs.items():
        code = read[at].code
        undecided = _undecided(read[at]) if unstated is None else unstated.get(code, ())
        item = replace(read[at], code=old.code, part_of=codes.get(read[at].part_of or "", read[at].part_of))
        merged = _keeping(old, item, undecided, again=old.code in known.withdrawn)
        if differing := changes(old, merged):
            changed.append(ItemChange(old.code, merged.name, differing, merged))
    new = [
        replace(item, code=codes[item.code], part_of=codes.get(item.part_of or "", item.part_of))
        for at, item in enumerate(read)
        if at not in pairs and all(item is not doubt.new for doubt in doubts)
    ]
    here = {old.code for old in pairs.values()} | {doubt.old.code for doubt in doubts}
    absent = [item for item in stored if item.code not in here and item.stage is not Stage.CLOSED]
    renumbered = [(code, final) for code, final in codes.items() if code != final]
    same = len(pairs) - len(changed)
    return Changes(tuple(new), tuple(changed), same, tuple(absent), tuple(doubts), tuple(renumbered))


def _settled(
    found: Sequence[Match], stored: Sequence[Item], read: Sequence[Item], known: Known
) -> tuple[dict[int, Item], list[Doubt]]:
    """The stored item of each item read that is one, and what must be asked first."""
    pairs: dict[int, Item] = {}
    doubts: list[Doubt] = []
    for match in found:
        old, new = stored[match.stored], read[match.read]
        if old.code not in known.reported or not is_another_promise(old, new):
            pairs[match.read] = old
        elif old.code not in known.answers:
            doubts.append(Doubt(old, new))
        elif known.answers[old.code] is Answer.SAME:
            pairs[match.read] = old
    return pairs, doubts


def _codes(stored: Sequence[Item], read: Sequence[Item], pairs: Mapping[int, Item]) -> dict[str, str]:
    """The code that each item read bears: its promise's; of a new one the file's where it is free, else the board's next."""
    taken = {item.code for item in stored}
    codes = {read[at].code: old.code for at, old in pairs.items()}
    new = [item.code for at, item in enumerate(read) if at not in pairs]
    codes |= {code: code for code in new if code not in taken}
    taken |= set(codes.values())
    highest = _highest(taken)
    for code in (code for code in new if code not in codes):
        prefix = code.rpartition("-")[0]
        highest[prefix] += 1
        codes[code] = f"{prefix}-{highest[prefix]:03d}"
    return codes


def _highest(codes: Iterable[str]) -> Counter[str]:
    """The highest number of each board's codes."""
    highest: Counter[str] = Counter()
    for code in codes:
        prefix, _, number = code.rpartition("-")
        highest[prefix] = max(highest[prefix], int(number) if number.isdecimal() else 0)
    return highest


def _undecided(item: Item) -> frozenset[str]:
    """Fields an official workbook says nothing about."""
    start = {"start"} if item.start == date(item.year, 1, 1) else set()
    return frozenset({"aliases", "direction", "basis", "part_of", "secrecy"} | start)


def _keeping(old: Item, item: Item, undecided: Collection[str], *, again: bool) -> Item:
    """The item as read, with the stored value where the file does not decide.

    A vague target or an open limit does not undo what was settled since, and a file never opens a closed item again. A basis
    of another kind of item is not kept: 节点 turned into a figure needs a new one.
    """
    kept = {key: getattr(old, key) for key in undecided}
    if item.target is None and old.target is not None:
        kept |= {"target": old.target, "kind": old.kind, "measure_unit": old.measure_unit}
    if item.due is None:
        kept["due"] = old.due
    merged = replace(item, **kept)
    if (old.kind is Kind.MILESTONE) != (merged.kind is Kind.MILESTONE):
        merged = replace(merged, basis=item.basis)
    if merged.due is not None and merged.start > merged.due:
        merged = replace(merged, start=item.start)
    return replace(merged, stage=_stage(old, merged, again=again))


def _stage(old: Item, merged: Item, *, again: bool) -> Stage:
    """CLOSED stays, unless the item comes `again`; else OPEN as soon as target and due date are known."""
    if old.stage is Stage.CLOSED and not again:
        return Stage.CLOSED
    return Stage.DRAFT if merged.target is None or merged.due is None else Stage.OPEN


def shift_year(items: Sequence[Item], year: int) -> tuple[Item, ...]:
    """The same promises in another year: every date keeps month and day, 29 February becomes the 28th.

    An item that runs into the next year keeps doing so.
    """
    return tuple(_shifted(item, year - item.year) for item in items)


def _shifted(item: Item, years: int) -> Item:
    """One item moved by whole years."""
    return replace(
        item,
        year=item.year + years,
        start=_moved(item.start, years),
        due=_moved(item.due, years) if item.due else None,
        milestones=tuple(replace(step, date=_moved(step.date, years)) for step in item.milestones),
    )


def _moved(day: date, years: int) -> date:
    """The same day of another year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def missing_parts(item: Item) -> tuple[Field, ...]:
    """What an item lacks to be signed; empty for a complete item."""
    lacking = (
        (item.target is None, Field.TARGET),
        (not item.measure_unit and item.kind is not Kind.MILESTONE, Field.MEASURE_UNIT),
        (item.due is None, Field.DUE),
        (not item.leader, Field.LEADER),
    )
    return tuple(field for lacks, field in lacking if lacks)
