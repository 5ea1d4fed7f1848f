"""Many items, standings, days and rules, always the same ones: what the golden file of reasons is made over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from domain.cadence import Due, Return, next_due
from domain.colours import Light
from domain.due_rules import DueRule
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Stage
from domain.light_rules import Blue, LightRule, Measure, Miss, MissedRule, PeerRule
from domain.lights import Judgement, judge
from domain.pace import Pace, pace
from domain.packs import RulePack
from domain.progress import Point, Standing
from domain.rollup import Member, Rolled, roll_up
from domain.rollup_rules import By, GroupTurn, Method, RollupRule
from tests.domain.examples import CALENDAR, EVERY_FIGURE, FUND, RULES, WEEKDAYS

T = TypeVar("T")
YEAR = date(2026, 1, 1)
DUE = DueRule(None, 5, 2)
SHARE = replace(
    RULES,
    measure=Measure.SHARE,
    inclusive=True,
    blue=Blue.FINISHED,
    missed=(
        MissedRule(Miss.PLAN, Cadence.MONTH, DUE, 1, Light.YELLOW, Light.YELLOW),
        MissedRule(Miss.PLAN, Cadence.QUARTER, DUE, 2, Light.RED, None),
        MissedRule(Miss.START, Cadence.TEN_DAYS, DUE, 1, Light.YELLOW, None),
    ),
    peers=PeerRule(Decimal(10), Decimal(20), 2),
)
EVERY_TURN = (
    GroupTurn(Light.RED, Light.RED, Decimal(30)),
    GroupTurn(Light.YELLOW, Light.YELLOW, Decimal("12.5")),
    GroupTurn(Light.YELLOW, Light.RED, Decimal(0)),
)
# Promises of other districts: a port's berths, a county's roads, a cap on water, a rate, what is done step by step.
ELSEWHERE = (
    ("LG-003", "深水泊位改造", Basis.FLOW, Direction.UP, "个泊位", "7", None, Cadence.MONTH),
    ("XQ-021", "“四好农村路”新改建里程", Basis.FLOW, Direction.UP, "公里", "186.5", None, Cadence.TEN_DAYS),
    ("SW-101", "全县用水总量控制在", Basis.FLOW, Direction.DOWN, "万立方米", "12500", None, Cadence.QUARTER),
    ("HB-007", "空气优良天数比例", Basis.RATE, Direction.UP, "%", "88.3", "85.1", Cadence.MONTH),
    ("JY-019", "公办幼儿园在园幼儿占比", Basis.LEVEL, Direction.UP, "%", "62", "55.4", Cadence.QUARTER),
    ("AJ-002", "未结执行案件", Basis.LEVEL, Direction.DOWN, "件", "150", "1200", Cadence.MONTH),
    ("GY-014", "规模以上工业企业", Basis.LEVEL, Direction.UP, "家", "1045", "1000", Cadence.MONTH),
)


@dataclass(frozen=True, slots=True)
class Case:
    """An item as it stands on a day, under a pack's rules."""

    item: Item
    standing: Standing
    today: date
    owes: Due | None
    rules: LightRule
    average: Decimal | None


class Dice:
    """Throws that are the same for ever: only `Random.random` is promised not to change between versions."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def upto(self, most: int) -> int:
        """A whole number from 0 to `most`."""
        return int(self._random.random() * (most + 1))

    def one(self, some: Sequence[T]) -> T:
        """One of several."""
        return some[self.upto(len(some) - 1)]

    def luck(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self._random.random() * 100 < percent


def lights(pack: RulePack, count: int) -> Iterator[tuple[Case, Judgement]]:
    """So many cases with their judgements."""
    for number in range(count):
        case = _case(Dice(number), pack)
        day = case.owes.day if case.owes else None
        found = judge(case.item, case.standing, case.today, day, case.rules, CALENDAR, case.average, case.owes)
        yield case, found


def paces(pack: RulePack, count: int) -> Iterator[tuple[Item, Pace]]:
    """The paces of those of so many cases that have one."""
    for number in range(count):
        case = _case(Dice(number), pack)
        found = pace(case.item, case.standing, case.today, CALENDAR if number % 2 else WEEKDAYS)
        if found is not None:
            yield case.item, found


def groups(count: int) -> Iterator[Rolled]:
    """The lights of so many groups."""
    for number in range(count):
        dice = Dice(number)
        likely = [dice.one(tuple(Light)) for _ in range(1 + dice.upto(4))]
        members = [
            Member(dice.one(likely), Decimal(dice.upto(60)) / 2, draft=dice.luck(6)) for _ in range(dice.upto(14))
        ]
        turns = [turn for turn in EVERY_TURN if dice.luck(60)]
        rule = RollupRule(
            dice.one(tuple(Method)), dice.one(tuple(By)), tuple(turns), dice.luck(20), dice.luck(70), dice.luck(70)
        )
        yield roll_up(members, rule)


def _case(dice: Dice, pack: RulePack) -> Case:
    item = _item(dice)
    today = YEAR + timedelta(days=dice.upto(395))
    standing = _standing(dice, item, today)
    returned = Return(today - timedelta(days=40), today - timedelta(days=dice.upto(30))) if dice.luck(10) else None
    owes = next_due(item, standing.reported_as_of, standing.tracked_from, pack, CALENDAR, returned)
    rules = dice.one((RULES, SHARE, replace(SHARE, blue=Blue.NEVER, measure=Measure.POINTS)))
    average = Decimal(dice.upto(1000)) / 10 if dice.luck(50) else None
    return Case(item, standing, today, owes if dice.luck(85) else None, rules, average)


def _item(dice: Dice) -> Item:
    if dice.luck(60):
        item = dice.one((*EVERY_FIGURE, FUND))
    else:
        code, name, basis, direction, unit, target, baseline, cadence = dice.one(ELSEWHERE)
        start = YEAR + timedelta(days=dice.upto(90)) if dice.luck(30) else YEAR
        due = date(2026, 6 + dice.upto(6), 20)
        item = Item(
            code=code,
            year=2026,
            board="",
            unit="D01",
            co_units=(),
            name=name,
            aliases=(),
            kind=Kind.PERCENTAGE if unit == "%" else Kind.QUANTITY,
            target=Decimal(target),
            measure_unit=unit,
            baseline=None if baseline is None else Decimal(baseline),
            weight=Decimal(10),
            start=start,
            due=due,
            cadence=cadence,
            leader="",
            milestones=_nodes(dice, Decimal(target), start, due),
            direction=direction,
            basis=basis,
        )
    if dice.luck(3):
        return replace(item, stage=Stage.CLOSED)
    return replace(item, target=None, stage=Stage.DRAFT) if dice.luck(3) else item


def _nodes(dice: Dice, target: Decimal, start: date, due: date) -> tuple[Milestone, ...]:
    count = dice.upto(3)
    days = (due - start).days
    return tuple(
        Milestone(
            start + timedelta(days=days * number // (count + 1)),
            dice.one(("完成“一期”主体", "开工", "过半")),
            (target * number / (count + 1)).quantize(Decimal("0.1")) if dice.luck(70) else None,
        )
        for number in range(1, count + 1)
    )


def _standing(dice: Dice, item: Item, today: date) -> Standing:
    tracked = max(item.start, YEAR + timedelta(days=dice.upto(60))) if dice.luck(30) else item.start
    if dice.luck(12):
        return Standing(tracked)
    days = sorted({min(today, item.start + timedelta(days=dice.upto(365))) for _ in range(1 + dice.upto(6))})
    if item.basis is Basis.ONCE:
        reached = frozenset(range(dice.upto(len(item.milestones))))
        verified = reached if dice.luck(50) else frozenset()
        return Standing(tracked, (), days[-1], None, reached, verified)
    history = _history(dice, item, days)
    known = history[-1] if dice.luck(40) else history[0] if dice.luck(50) else None
    return Standing(tracked, history, days[-1], known)


def _history(dice: Dice, item: Item, days: Sequence[date]) -> tuple[Point, ...]:
    target = item.target or Decimal(10)
    begin = item.baseline if item.basis is not Basis.FLOW and item.baseline is not None else Decimal(0)
    way, pace_ = target - begin, Decimal(dice.upto(30)) / 20
    digits = Decimal(1) if dice.luck(50) else Decimal("0.01")
    points = []
    for on in days:
        share = Decimal((on - item.start).days) / 350 * pace_ * (80 + dice.upto(40)) / 100
        points.append(Point(on, (begin + way * share).quantize(digits)))
    return tuple(points)
