"""正推 and 倒逼 with how each figure was made."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.items import Item
from domain.pace import Pace, expected, needed_rate, next_need, observed_rate
from domain.quantities import show
from handlers.kernel.words.notation import day
from handlers.lights.words.reasons import of_change, rate


def working(item: Item, found: Pace) -> tuple[str, ...]:
    """A line each: where it leads, what is needed, what the next node needs, and the one against the other."""
    return (*_ahead(item, found), *_back(item, found), *_next_node(item, found), *_pressure(found))


def _ahead(item: Item, found: Pace) -> Iterator[str]:
    end = expected(item, found)
    if found.observed is not None and end is not None:
        speed = f"近期{_speed(item, found.observed)}（中位数）"
        leads = f"照此到期{'为' if end[1] else '约'} {show(end[0])} {item.measure_unit}"
        yield f"正推：{speed}，{leads}，{_finish(found.finish)}"


def _speed(item: Item, observed: Decimal) -> str:
    if observed <= 0:
        return "没有进展" if observed == 0 else "倒退"
    return rate(observed_rate(observed), item.measure_unit)


def _finish(on: date | None) -> str:
    return f"{on.year}年{day(on)}完成" if on else "不能完成"


def _back(item: Item, found: Pace) -> Iterator[str]:
    if found.needed is not None:
        yield f"倒逼：{_left(item, found.left, found.days_left, found.needed)}"


def _next_node(item: Item, found: Pace) -> Iterator[str]:
    need = next_need(item, found)
    if need is not None:
        yield f"节点倒逼：{day(item.milestones[need.index].date)}前{_left(item, need.left, need.days, need.rate)}"


def _left(item: Item, left: Decimal, days: int, needed: Decimal) -> str:
    unit = item.measure_unit
    return f"还差 {show(left)} {of_change(unit)}，剩 {days} 个工作日，需{rate(needed_rate(needed), unit)}"


def _pressure(found: Pace) -> Iterator[str]:
    """倒逼 against 正推."""
    if found.pressure is not None:
        yield f"压力：需现速的 {found.pressure.quantize(Decimal('0.1'), ROUND_HALF_UP)} 倍"
    elif found.needed is not None and found.observed is not None:
        yield "压力：近期没有进展"
