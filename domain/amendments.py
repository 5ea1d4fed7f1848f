"""What a change did to an item, field by field, as values: what an agreement said before and what it says now."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Own, Secrecy, Stage
from domain.quantities import show


class Field(Enum):
    """A field of an agreement's row, by its name in domain.items.Item, in the order people read them."""

    BOARD = "board"
    UNIT = "unit"
    CO_UNITS = "co_units"
    NAME = "name"
    ALIASES = "aliases"
    KIND = "kind"
    TARGET = "target"
    MEASURE_UNIT = "measure_unit"
    BASELINE = "baseline"
    WEIGHT = "weight"
    START = "start"
    DUE = "due"
    CADENCE = "cadence"
    LEADER = "leader"
    MILESTONES = "milestones"
    DIRECTION = "direction"
    BASIS = "basis"
    PART_OF = "part_of"
    SECRECY = "secrecy"
    OWN = "own"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A value of an older record that nobody can take apart."""

    text: str


Value: TypeAlias = (
    str | Decimal | date | Enum | tuple[str, ...] | tuple[Milestone, ...] | tuple[Own, ...] | AsWritten | None
)
Json: TypeAlias = "str | list[Json] | dict[str, Json] | None"

FIGURES = frozenset({Field.TARGET, Field.BASELINE, Field.WEIGHT})
DAYS = frozenset({Field.START, Field.DUE})
LISTS = frozenset({Field.CO_UNITS, Field.ALIASES})
CHOICES: dict[Field, type[Enum]] = {
    Field.KIND: Kind,
    Field.CADENCE: Cadence,
    Field.DIRECTION: Direction,
    Field.BASIS: Basis,
    Field.SECRECY: Secrecy,
    Field.STAGE: Stage,
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item with its value before and after, as in domain.items.Item."""

    field: Field
    old: Value
    new: Value


def changes(old: Item, new: Item) -> tuple[FieldChange, ...]:
    """The fields in which two versions of an item differ. Milestones count as one field."""
    pairs = ((field, getattr(old, field.value), getattr(new, field.value)) for field in Field)
    return tuple(FieldChange(field, before, after) for field, before, after in pairs if before != after)


def put_back(item: Item, made: tuple[FieldChange, ...]) -> Item:
    """The item as it was before changes, where it is still as they left it."""
    values: dict[str, Any] = {each.field.value: each.old for each in made}
    return replace(item, **values)


def to_json(change: FieldChange) -> list[Json]:
    """The change as it is stored: field, old, new."""
    return [change.field.value, _plain(change.old), _plain(change.new)]


def from_json(listed: list[Json]) -> FieldChange | None:
    """The change of a list of `to_json`; None of a field that an item does not have."""
    name, old, new = listed
    field = next((each for each in Field if each.value == name), None)
    return field and FieldChange(field, _value(field, old), _value(field, new))


def _plain(value: Value) -> Json:
    if isinstance(value, AsWritten):
        return {"as_written": value.text}
    if isinstance(value, tuple):
        return [_part(each) for each in value]
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return show(value)
    return value.isoformat() if isinstance(value, date) else value


def _part(node: Milestone | Own | str) -> Json:
    if isinstance(node, str):
        return node
    if isinstance(node, Own):
        return [node.heading, node.text]
    return [node.date.isoformat(), node.text, None if node.planned is None else show(node.planned)]


def _value(field: Field, plain: Json) -> Value:
    if plain is None:
        return None
    if isinstance(plain, dict):
        return AsWritten(str(plain["as_written"]))
    if isinstance(plain, list):
        if field is Field.OWN:
            return tuple(map(_own, plain))
        return tuple(map(str, plain)) if field in LISTS else tuple(map(_milestone, plain))
    if field in FIGURES:
        return Decimal(plain)
    if field in DAYS:
        return date.fromisoformat(plain)
    return CHOICES[field](plain) if field in CHOICES else plain


def _own(listed: Json) -> Own:
    if not isinstance(listed, list):
        raise TypeError(f"no column: {listed!r}")
    heading, text = listed
    return Own(str(heading), str(text))


def _milestone(listed: Json) -> Milestone:
    if not isinstance(listed, list):
        raise TypeError(f"no node: {listed!r}")
    day, text, planned = listed
    return Milestone(date.fromisoformat(str(day)), str(text), None if planned is None else Decimal(str(planned)))
