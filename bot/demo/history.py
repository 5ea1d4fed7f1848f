"""A believable year of reports: seeded, so that the same day always shows the same district."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from zoneinfo import ZoneInfo

from domain.cadence import due_of, next_period, period_of
from domain.calendar import WorkCalendar
from domain.items import Basis, Direction, Item, Kind
from domain.pace import plan_value
from domain.packs import RulePack
from domain.progress import plain
from domain.quantities import show

# Who works at least this fast meets the target on the day.
KEEPS_WORD = Decimal("0.83")
# And who works at least this fast meets the figures of the nodes on the way.
KEEPS_NODES = Decimal("0.9")
SOON = 2
# A report tells of the nodes of its period; the longest period is a quarter.
NODE_REACH = timedelta(days=92)
WHOLE = frozenset(["座", "家", "个", "条", "处", "项", "户", "件", "人", "名", "期", "份", "路", "所", "套", "人次"])


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the past. `verdict` is "verified", "returned" or "" while it waits; `settled` is when."""

    at: datetime
    as_of: date
    typed: str
    total: Decimal | None
    milestone: int | None
    verdict: str
    settled: datetime | None


def year_of(
    item: Item, today: date, rules: RulePack, calendar: WorkCalendar, zone: ZoneInfo, seed: str
) -> Iterator[Told]:
    """The reports of one item from its start to yesterday, oldest first."""
    random = Random(f"{seed}:{item.code}")  # noqa: S311 - a sample, not a secret
    temper = _Temper.draw(random)
    last: Decimal | None = None
    node = -1
    period = period_of(item.cadence, item.start)
    while item.due is not None and period.end < today:
        due = due_of(period, rules.due[item.cadence.value], calendar).day
        sent = _sent(due, temper, random, calendar)
        if temper.speed >= KEEPS_NODES and any(period.start <= node.date <= period.end for node in item.milestones):
            # Good news does not wait for the last day.
            sent = min(sent, calendar.add(period.end, SOON))
        if sent >= today:
            return
        if not random.random() < temper.silent:
            as_of = min(period.end, item.due)
            if item.kind is Kind.MILESTONE:
                node = _node(item, as_of, node, temper)
                told = _stage(item, sent, as_of, node, today, random, zone)
            else:
                last = _total(item, as_of, last, temper, random, calendar)
                told = _figure(item, sent, as_of, last, today, random, zone)
            if told is not None:
                yield told
            if told is not None and told.verdict == "returned":
                yield _again(told)
            if item.kind is not Kind.MILESTONE and _is_done(item, last):
                return
            if item.kind is Kind.MILESTONE and node == len(item.milestones) - 1:
                return
        period = next_period(item.cadence, period)


@dataclass(frozen=True, slots=True)
class _Temper:
    """How a unit works: `speed` against plan, `late` chance of a late report, `silent` chance of none."""

    speed: Decimal
    late: float
    silent: float

    @classmethod
    def draw(cls, random: Random) -> "_Temper":
        kind = random.random()
        if kind < 0.76:
            return cls(Decimal(str(round(random.uniform(0.99, 1.10), 3))), 0.06, 0.0)
        if kind < 0.84:
            return cls(Decimal(str(round(random.uniform(0.86, 0.95), 3))), 0.15, 0.02)
        if kind < 0.93:
            return cls(Decimal(str(round(random.uniform(0.70, 0.82), 3))), 0.3, 0.05)
        return cls(Decimal(str(round(random.uniform(0.90, 1.02), 3))), 0.5, 0.12)


def _sent(due: date, temper: _Temper, random: Random, calendar: WorkCalendar) -> date:
    shift = random.randint(1, 4) if random.random() < temper.late else -random.randint(0, 2)
    return calendar.on_or_after(calendar.add(due, shift))


def _total(
    item: Item, as_of: date, last: Decimal | None, temper: _Temper, random: Random, calendar: WorkCalendar
) -> Decimal:
    planned = plan_value(item, as_of, calendar) or Decimal(0)
    noise = Decimal(str(round(random.uniform(0.985, 1.015), 4)))
    if item.basis is Basis.LEVEL and item.baseline is not None:
        value = item.baseline + (planned - item.baseline) * temper.speed * noise
    elif item.direction is Direction.DOWN:
        value = planned / (temper.speed * noise)
    else:
        value = planned * temper.speed * noise
    value = _rounded(item, value)
    if item.due is not None and item.target is not None and as_of >= item.due and temper.speed >= KEEPS_WORD:
        value = max(value, item.target) if item.direction is Direction.UP else min(value, item.target)
    if temper.speed >= KEEPS_NODES:
        for node in item.milestones:
            if node.planned is not None and as_of - NODE_REACH < node.date <= as_of:
                value = max(value, node.planned) if item.direction is Direction.UP else min(value, node.planned)
    grows = item.basis is Basis.FLOW
    return max(value, last) if grows and last is not None else value


def _rounded(item: Item, value: Decimal) -> Decimal:
    if item.measure_unit in WHOLE:
        return value.quantize(Decimal(1), ROUND_HALF_UP)
    digits = Decimal("0.1") if item.target and abs(item.target) >= 10 else Decimal("0.01")
    rounded = plain(value.quantize(digits, ROUND_HALF_UP))
    return min(rounded, Decimal(100)) if item.kind is Kind.PERCENTAGE and item.basis is Basis.LEVEL else rounded


def _is_done(item: Item, total: Decimal | None) -> bool:
    grows = item.direction is Direction.UP and item.basis in (Basis.FLOW, Basis.LEVEL)
    return grows and total is not None and item.target is not None and total >= item.target


def _node(item: Item, as_of: date, node: int, temper: _Temper) -> int:
    slip = timedelta(days=int((1 - float(temper.speed)) * 120)) if temper.speed < 1 else timedelta(0)
    done = [index for index, each in enumerate(item.milestones) if each.date + slip <= as_of]
    return max([node, *done])


def _stage(item: Item, sent: date, as_of: date, node: int, today: date, random: Random, zone: ZoneInfo) -> Told | None:
    if node < 0:
        return None
    at = _moment(sent, random, zone)
    verdict, settled = _verdict(at, today, random, zone)
    return Told(at, as_of, f"{item.name}：{item.milestones[node].text}", None, node, verdict, settled)


def _figure(item: Item, sent: date, as_of: date, total: Decimal, today: date, random: Random, zone: ZoneInfo) -> Told:
    at = _moment(sent, random, zone)
    verdict, settled = _verdict(at, today, random, zone)
    called = random.choice(item.aliases) if item.aliases else item.name
    said = random.choice(("累计{}", "{}", "截至{}底累计{}", "到{}末{}"))
    typed = _typed(called, show(total), item.measure_unit, as_of, said)
    return Told(at, as_of, typed, total, None, verdict, settled)


def _typed(called: str, figure: str, unit: str, as_of: date, pattern: str) -> str:
    if pattern.count("{}") == 2:
        return f"{called}" + pattern.format(f"{as_of.month}月", f"{figure}{unit}")
    return f"{called}" + pattern.format(f"{figure}{unit}")


def _moment(day: date, random: Random, zone: ZoneInfo) -> datetime:
    clock = time(random.choice((9, 10, 11, 14, 15, 16, 17)), random.randint(0, 59), random.randint(0, 59))
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _again(told: Told) -> Told:
    """A returned report is sent again the day after and verified."""
    again = (told.settled or told.at) + timedelta(hours=20)
    return replace(told, at=again, verdict="verified", settled=again + timedelta(hours=5))


def _verdict(at: datetime, today: date, random: Random, zone: ZoneInfo) -> tuple[str, datetime | None]:
    settled = at + timedelta(days=random.randint(1, 3), minutes=random.randint(3, 90))
    # Both are drawn whatever comes of them: as the days go on, what was told before must stay the same.
    slack, lot = random.randint(0, 4), random.random()
    if settled.astimezone(zone).date() >= today - timedelta(days=slack):
        return "", None
    return ("returned" if lot < 0.02 else "verified"), settled
