"""正推 and 倒逼 with how each figure was made."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.items import Item
from domain.pace import Pace, expected, needed_rate, next_need, observed_rate
from domain.quantities import show
from handlers.kernel.words.notation import day
from handlers.lights.words.reasons import of_change, rate
from wording.said import worded


def working(item: Item, found: Pace) -> tuple[str, ...]:
    """A line each: where it leads, what is needed, what the next node needs, and the one against the other."""
    return (*_ahead(item, found), *_back(item, found), *_next_node(item, found), *_pressure(found))


def _ahead(item: Item, found: Pace) -> Iterator[str]:
    end = expected(item, found)
    if found.observed is not None and end is not None:
        speed = worded("近期{speed}（中位数）", speed=_speed(item, found.observed))
        leads = worded(
            "照此到期{part} {show} {measure_unit}",
            part="为" if end[1] else "约",
            show=show(end[0]),
            measure_unit=item.measure_unit,
        )
        yield worded("正推：{speed}，{leads}，{finish}", speed=speed, leads=leads, finish=_finish(found.finish))


def _speed(item: Item, observed: Decimal) -> str:
    if observed <= 0:
        return "没有进展" if observed == 0 else "倒退"
    return rate(observed_rate(observed), item.measure_unit)


def _finish(on: date | None) -> str:
    return worded("{year}年{day}完成", year=on.year, day=day(on)) if on else "不能完成"


def _back(item: Item, found: Pace) -> Iterator[str]:
    if found.needed is not None:
        yield worded("倒逼：{left}", left=_left(item, found.left, found.days_left, found.needed))


def _next_node(item: Item, found: Pace) -> Iterator[str]:
    need = next_need(item, found)
    if need is not None:
        yield worded(
            "节点倒逼：{day}前{left}",
            day=day(item.milestones[need.index].date),
            left=_left(item, need.left, need.days, need.rate),
        )


def _left(item: Item, left: Decimal, days: int, needed: Decimal) -> str:
    unit = item.measure_unit
    return worded(
        "还差 {show} {of_change}，剩 {days} 个工作日，需{rate}",
        show=show(left),
        of_change=of_change(unit),
        days=days,
        rate=rate(needed_rate(needed), unit),
    )


def _pressure(found: Pace) -> Iterator[str]:
    """倒逼 against 正推."""
    if found.pressure is not None:
        yield worded("压力：需现速的 {quantize} 倍", quantize=found.pressure.quantize(Decimal("0.1"), ROUND_HALF_UP))
    elif found.needed is not None and found.observed is not None:
        yield "压力：近期没有进展"
