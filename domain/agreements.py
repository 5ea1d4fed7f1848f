"""Agreements as a whole: what a new workbook changes, what a draft lacks, the same in another year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.amendments import Field, FieldChange, changes
from domain.items import Item, Kind, Stage


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What becomes of one item: its fields that change, and the item as it will be."""

    code: str
    name: str
    fields: tuple[FieldChange, ...]
    new: Item


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import would do. `absent` items are stored but not in the file: they are shown and never removed by it;
    those that were ended are not missed.
    """

    new: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    same: int
    absent: tuple[Item, ...]


def compare(
    stored: Sequence[Item], read: Sequence[Item], unstated: Mapping[str, Collection[str]] | None = None
) -> Changes:
    """What `read` would change in `stored`, matched by code.

    `unstated` names per code the fields the file does not decide (guessed or not carried): there the stored value stays and
    is no change. Without it, a file is taken to decide neither aliases, direction, basis, part_of and secrecy nor a start on
    1 January. Where an item came from is no change either. Milestones count as one field.
    """
    known = {item.code: item for item in stored}
    new: list[Item] = []
    changed: list[ItemChange] = []
    same = 0
    for item in read:
        old = known.pop(item.code, None)
        if old is None:
            new.append(item)
            continue
        merged = _keeping(old, item, _undecided(item) if unstated is None else unstated.get(item.code, ()))
        fields = changes(old, merged)
        if fields:
            changed.append(ItemChange(item.code, item.name, fields, merged))
        else:
            same += 1
    absent = tuple(item for item in known.values() if item.stage is not Stage.CLOSED)
    return Changes(tuple(new), tuple(changed), same, absent)


def _undecided(item: Item) -> frozenset[str]:
    """Fields an official workbook says nothing about."""
    start = {"start"} if item.start == date(item.year, 1, 1) else set()
    return frozenset({"aliases", "direction", "basis", "part_of", "secrecy"} | start)


def _keeping(old: Item, item: Item, undecided: Collection[str]) -> Item:
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
    return replace(merged, stage=_stage(old, merged))


def _stage(old: Item, merged: Item) -> Stage:
    """CLOSED stays; else OPEN as soon as target and due date are known."""
    if old.stage is Stage.CLOSED:
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
