"""What a digest says, as values: counts, what turned, who owes what, ordered by gravity. No wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.colours import GRAVITY, Light
from domain.items import Item, ItemId

TROUBLE = frozenset({Light.YELLOW, Light.RED})


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a digest sees it. `before` is the light of the last digest; `late` counts working days, 0 when not late."""

    id: ItemId
    item: Item
    light: Light
    reason: str
    before: Light | None
    report_due: date | None
    late: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A compiled digest. `change` is the count per light less the last digest's; empty when there was none.

    `turned_red` and `worse` (turned yellow) are new trouble, `better` is trouble that eased, or finished work. An item that
    has merely begun (grey to green) is in none of them. `late` has the longest debt first, the others the gravest light.
    """

    counts: Mapping[Light, int]
    change: Mapping[Light, int]
    turned_red: tuple[Line, ...]
    worse: tuple[Line, ...]
    better: tuple[Line, ...]
    late: tuple[Line, ...]
    due_soon: tuple[Line, ...]


def compile_digest(lines: Sequence[Line], today: date, until: date) -> Digest:
    """Compiles what changed since the last digest, what is late, and what falls due after `today` up to `until`."""
    counts = {light: sum(line.light is light for line in lines) for light in Light}
    known = [line for line in lines if line.before is not None]
    before = {light: sum(line.before is light for line in known) for light in Light}
    worse = [line for line in known if line.light in TROUBLE and _rise(line) > 0]
    better = [line for line in known if _rise(line) < 0 and (line.before in TROUBLE or line.light is Light.BLUE)]
    return Digest(
        counts=counts,
        change={light: counts[light] - before[light] for light in Light} if known else {},
        turned_red=_ordered([line for line in worse if line.light is Light.RED]),
        worse=_ordered([line for line in worse if line.light is not Light.RED]),
        better=_ordered(better),
        late=tuple(sorted((line for line in lines if line.late), key=lambda line: (-line.late, line.item.code))),
        due_soon=_ordered([line for line in lines if line.report_due and today <= line.report_due <= until]),
    )


def _rise(line: Line) -> int:
    """By how much the light got worse since the last digest; negative: better."""
    return 0 if line.before is None else GRAVITY[line.light] - GRAVITY[line.before]


def _ordered(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-GRAVITY[line.light], -line.item.weight, line.item.code)))
