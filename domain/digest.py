"""A digest (通报) as values: its kind and scope, the counts of lights, the items that turned, the units that owe reports."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.calendar import DAY, WorkCalendar
from domain.colours import ALARMS, GRAVITY, Light
from domain.items import Item, ItemId


class DigestKind(Enum):
    """How long a digest looks back, the longest last."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def word(self) -> str:
        """What it is called in Chinese."""
        return {"weekly": "周报", "monthly": "月报", "quarterly": "季报"}[self.value]


@dataclass(frozen=True, slots=True)
class Scope:
    """The items of a digest: those of a year, and of one leader, board or lead unit where these are given."""

    year: int
    leader: str | None = None
    board: str | None = None
    unit: str | None = None

    @property
    def key(self) -> str:
        """Stable name: digests are compared with the last one of the same scope."""
        parts = (("leader", self.leader), ("board", self.board), ("unit", self.unit))
        return ";".join(f"{name}={value}" for name, value in parts if value is not None)

    def holds(self, item: Item) -> bool:
        """Whether an item of the year belongs to the scope."""
        wishes = ((self.leader, item.leader), (self.board, item.board), (self.unit, item.unit))
        return all(wanted in (None, value) for wanted, value in wishes)


@dataclass(frozen=True, slots=True)
class Tally:
    """Open items of one unit and board with one light: their number, how many owe an overdue report, since when the oldest of
    these is due, and how many reports fall due soon.
    """

    unit: str
    board: str
    light: Light
    count: int
    late: int = 0
    oldest_due: date | None = None
    soon: int = 0


@dataclass(frozen=True, slots=True)
class Turned:
    """An item whose light has changed since the last digest."""

    item: ItemId
    code: str
    weight: Decimal
    before: Light
    now: Light


@dataclass(frozen=True, slots=True)
class Debt:
    """A unit that owes overdue reports: how many, and the due day of the oldest."""

    unit: str
    count: int
    oldest: date


@dataclass(frozen=True, slots=True)
class Digest:
    """A compiled digest. `change` is the count per light less the last digest's; empty when there was none.

    `turned_red` and `worse` (turned yellow) are new trouble; `made_up` is trouble that eased, `finished` what is done since.
    An item that has merely begun (grey to green) is in none of them. `debts` has the longest debt first, the others the
    gravest light.
    """

    counts: Mapping[Light, int]
    change: Mapping[Light, int]
    turned_red: tuple[Turned, ...]
    worse: tuple[Turned, ...]
    made_up: tuple[Turned, ...]
    finished: tuple[Turned, ...]
    debts: tuple[Debt, ...]
    soon: int

    @property
    def late(self) -> int:
        """Overdue reports of all units."""
        return sum(debt.count for debt in self.debts)


def compile_digest(tallies: Sequence[Tally], turned: Sequence[Turned] | None) -> Digest:
    """The digest of the tallies and of what turned since the last one; `turned` is None if there is no last one."""
    counts = {light: sum(each.count for each in tallies if each.light is light) for light in Light}
    moved = turned or ()
    worse = [each for each in moved if each.now in ALARMS and _rise(each) > 0]
    change = {
        light: sum(each.now is light for each in moved) - sum(each.before is light for each in moved) for light in Light
    }
    return Digest(
        counts=counts,
        change={} if turned is None else change,
        turned_red=_ordered([each for each in worse if each.now is Light.RED]),
        worse=_ordered([each for each in worse if each.now is not Light.RED]),
        made_up=_ordered([each for each in moved if each.before in ALARMS and _rise(each) < 0]),
        finished=_ordered([each for each in moved if each.now is Light.BLUE and each.before not in ALARMS]),
        debts=_debts(tallies),
        soon=sum(each.soon for each in tallies),
    )


def begins(kind: DigestKind, day: date) -> date:
    """The first day of the week, month or quarter that runs on a local day."""
    if kind is DigestKind.WEEKLY:
        return day - (day.isoweekday() - 1) * DAY
    month = day.month if kind is DigestKind.MONTHLY else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def sent_from(kind: DigestKind, on: int, day: date, calendar: WorkCalendar) -> date:
    """The day from which the running digest is sent: the `on`-th working day of its week, month or quarter."""
    return calendar.add(begins(kind, day) - DAY, on)


def _debts(tallies: Sequence[Tally]) -> tuple[Debt, ...]:
    by_unit: dict[str, Debt] = {}
    for each in tallies:
        if each.late and each.oldest_due is not None:
            known = by_unit.get(each.unit, Debt(each.unit, 0, each.oldest_due))
            oldest = min(known.oldest, each.oldest_due)
            by_unit[each.unit] = replace(known, count=known.count + each.late, oldest=oldest)
    return tuple(sorted(by_unit.values(), key=lambda debt: (debt.oldest, -debt.count, debt.unit)))


def cells(tallies: Sequence[Tally]) -> dict[str, dict[str, dict[str, int]]]:
    """Unit -> board -> a light's value -> count: what the heat map shows."""
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for each in tallies:
        found[each.unit][each.board][each.light.value] = each.count
    return found


def _rise(each: Turned) -> int:
    """By how much the light got worse since the last digest; negative: better."""
    return GRAVITY[each.now] - GRAVITY[each.before]


def _ordered(turned: list[Turned]) -> tuple[Turned, ...]:
    return tuple(sorted(turned, key=lambda each: (-GRAVITY[each.now], -each.weight, each.code)))
