"""What is compared with what: the question as a button carries it, and the ranking it comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.comparison import Entrant, Entry, Order, Ranking, day_compared, entry, rank, takes_part
from domain.items import Item
from domain.shortfalls import likeness
from domain.understanding.comparison import End, Ranked
from domain.units import UnitKind
from handlers.items import lists
from handlers.kernel.messages import Json
from handlers.kernel.turn import Turn
from handlers.lights import judging
from handlers.lights.judging import Judged
from storage.items import StoredItem


@dataclass(frozen=True, slots=True)
class Wanted:
    """A comparison as a button carries it: `task` is the code of an item with the task, `units` those it is about."""

    ranked: Ranked
    kind: UnitKind | None
    end: End
    by_completion: bool
    board: str | None
    area: str | None
    task: str | None
    units: tuple[str, ...]
    whole: bool

    @property
    def args(self) -> dict[str, Json]:
        """What a button carries."""
        return {
            "ranked": self.ranked.value,
            "unit_kind": self.kind.value if self.kind else None,
            "end": self.end.value,
            "completion": self.by_completion,
            "board": self.board,
            "area": self.area,
            "task": self.task,
            "units": " ".join(self.units),
            "whole": self.whole,
        }

    def items_of(self, key: str) -> "Wanted":
        """The items behind a line, the slowest first."""
        items = replace(self, ranked=Ranked.ITEM, end=End.WORST, by_completion=False)
        match self.ranked:
            case Ranked.UNIT:
                return replace(items, kind=None, units=(key,))
            case Ranked.BOARD:
                return replace(items, board=key)
            case Ranked.AREA:
                return replace(items, area=key)
            case Ranked.ITEM:
                return items

    @classmethod
    def of(cls, turn: Turn) -> "Wanted":
        """What a tapped button carries."""
        kind = turn.text_or_none("unit_kind")
        return cls(
            Ranked(turn.text("ranked")),
            UnitKind(kind) if kind else None,
            End(turn.text("end")),
            turn.flag("completion"),
            turn.text_or_none("board"),
            turn.text_or_none("area"),
            turn.text_or_none("task"),
            tuple(turn.text("units").split()),
            turn.flag("whole"),
        )


@dataclass(frozen=True, slots=True)
class Field:
    """Who is compared: the ranking, and of each key the items that it rests on."""

    ranking: Ranking
    judged: Mapping[str, Sequence[Judged]]

    @property
    def every(self) -> list[Judged]:
        """All items that take part."""
        return [each for some in self.judged.values() for each in some]


def field(turn: Turn, wanted: Wanted) -> Field:
    """Who is compared, judged now."""
    stored = [each for each in lists.scope(turn, whole=wanted.whole) if _is_meant(turn, wanted, each)]
    judged = [each for each in judging.look(turn, stored) if takes_part(each.stored.item, each.state.light)]
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        for key in _keys(turn, wanted.ranked, each.stored.item):
            groups.setdefault(key, []).append(each)
    order = Order.COMPLETION if wanted.by_completion else Order.LIGHTS
    if order is Order.LIGHTS and wanted.task is not None:
        order = Order.PLAN
    entrants = [Entrant(key, tuple(_entry(turn, each) for each in some)) for key, some in groups.items()]
    return Field(rank(entrants, order), groups)


def _is_meant(turn: Turn, wanted: Wanted, stored: StoredItem) -> bool:
    item, known = stored.item, turn.reference
    unit = known.units.get(item.unit)
    if wanted.kind is not None and (unit is None or unit.kind is not wanted.kind):
        return False
    if wanted.board is not None and item.board != wanted.board:
        return False
    if wanted.area is not None and item.code not in known.areas.items_under(wanted.area):
        return False
    # One unit that is named is looked for among all; several are held against each other.
    if wanted.units and item.unit not in wanted.units and (wanted.ranked is not Ranked.UNIT or len(wanted.units) > 1):
        return False
    task = known.by_code.get(wanted.task or "")
    return wanted.task is None or (task is not None and likeness(item) == likeness(task.item))


def _keys(turn: Turn, ranked: Ranked, item: Item) -> Iterable[str]:
    if ranked is Ranked.AREA:
        return [area.code for area in turn.reference.areas.areas_of(item.code)]
    return [{Ranked.UNIT: item.unit, Ranked.BOARD: item.board, Ranked.ITEM: item.code}[ranked]]


def _entry(turn: Turn, judged: Judged) -> Entry:
    item, state = judged.stored.item, judged.state
    return entry(item, judged.standing, state.light, state.gap, against(turn, judged), turn.reference.calendar)


def against(turn: Turn, judged: Judged) -> date | None:
    late = turn.reference.calendar.late_by(judged.state.report_due, turn.today) > 0
    return day_compared(judged.stored.item, judged.standing, turn.today, late=late)
