"""A made district of any size: names of its own, four items in ten promised by many units alike, the rest by one alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

from sqlalchemy import insert

from domain.areas import Area
from domain.items import Basis, Cadence, Direction, Item, ItemId, Kind, Milestone
from domain.people import Role
from domain.units import Unit, UnitKind
from handlers.kernel.turn import Moment
from storage import areas, items, units
from storage.areas import Origin
from storage.tables import bindings, people

YEAR = 2026
FOUNDED = datetime(YEAR, 6, 20, 1, 0, tzinfo=UTC)
CHANNEL = "telegram"

_SYLLABLES = "云栖岭溪禾柏槐棠枫榆梓桐蒲芦荻葭砚墨琴瑟笙箫钟鼎珏琳瑶璞霁岚曦晖湄洲渚浦"
_BODIES = (
    ("街道", UnitKind.STREET),
    ("水务局", UnitKind.DEPARTMENT),
    ("园林局", UnitKind.DEPARTMENT),
    ("置业公司", UnitKind.COMPANY),
)
_THINGS = (
    "污水泵站",
    "口袋公园",
    "社区食堂",
    "健身步道",
    "充电车棚",
    "雨水管网",
    "托育园所",
    "文化礼堂",
    "慢行绿道",
    "养老驿站",
)
_WORKS = ("改造", "新建", "扩容", "翻修", "提质", "整治")
_ALIKE = (
    "老旧电梯加装",
    "屋顶绿化",
    "垃圾分类督导",
    "独居老人探访",
    "消防栓检修",
    "沿街店铺走访",
    "技能培训",
    "路灯补装",
)
_MEASURES = ("座", "处", "户", "个", "万平方米")
_NODES = ("完成方案审定", "全面开工", "主体完工")
_QUARTERS = (date(YEAR, 3, 31), date(YEAR, 6, 30), date(YEAR, 9, 30), date(YEAR, 12, 31))
_CHUNK = 500
# Items on one area, areas under one above them.
_ON_AREA, _UNDER = 40, 12


@dataclass(frozen=True, slots=True)
class Size:
    """How large a made district is."""

    items: int
    units: int
    people: int


def made_units(count: int) -> list[Unit]:
    """Units with a name and a short name each."""
    heads = ("".join(some) for some in product(_SYLLABLES, repeat=3))
    made = []
    for number, head in zip(range(count), heads, strict=False):
        body, kind = _BODIES[number % len(_BODIES)]
        made.append(Unit(f"MD{number:05}", f"{head}{body}", (f"{head}{body[0]}",), kind))
    return made


def made_items(size: Size) -> Iterator[Item]:
    """Items of all units in turn: six in ten unlike any other, one in five done once by its nodes."""
    codes = (f"{''.join(head)}-{number:03}" for head in product("EFGHKM", repeat=4) for number in range(1, 1000))
    heads = ["".join(some) for some in product(_SYLLABLES, repeat=2)]
    for number, code in zip(range(size.items), codes, strict=False):
        turn, unit = divmod(number, size.units)
        if number % 5 < 2:
            name = _ALIKE[(turn * 3 + number) % len(_ALIKE)]
        else:
            place, part = heads[number % len(heads)], number // len(heads)
            name = (
                f"{place}片区{_THINGS[(number + part) % len(_THINGS)]}{_WORKS[(number + part) % len(_WORKS)]}{part}期"
            )
        yield _item(code, number, f"MD{unit:05}", name)


def _item(code: str, number: int, unit: str, name: str) -> Item:
    once, target = number % 5 == 4, Decimal(60 + number % 340)
    measure = "项" if once else _MEASURES[number % len(_MEASURES)]
    return Item(
        code=code,
        year=YEAR,
        board=f"板块{number % 8}",
        unit=unit,
        co_units=(),
        name=name,
        aliases=(),
        kind=Kind.MILESTONE if once else Kind.QUANTITY,
        target=Decimal(1) if once else target,
        measure_unit=measure,
        baseline=None,
        weight=Decimal(1),
        start=date(YEAR, 1, 1),
        due=_QUARTERS[-1],
        cadence=(Cadence.MONTH, Cadence.QUARTER)[number % 2],
        leader=f"副区长{number % 9}",
        milestones=_nodes(name) if once else _figures(target, measure),
        direction=Direction.UP,
        basis=Basis.ONCE if once else Basis.FLOW,
        source=f"责任书{number // 1000}.xlsx 第{number % 1000}行",
    )


def _nodes(name: str) -> tuple[Milestone, ...]:
    return tuple(Milestone(day, f"{name}{text}") for day, text in zip(_QUARTERS, _NODES, strict=False))


def _figures(target: Decimal, measure: str) -> tuple[Milestone, ...]:
    """What shall be done by the end of each quarter."""
    shares = (target * quarter // 4 for quarter in range(1, 5))
    return tuple(Milestone(day, f"累计{some}{measure}", some) for day, some in zip(_QUARTERS, shares, strict=True))


def fill(moment: Moment, size: Size) -> None:
    """Units, items, areas that they hang on, and reporters bound to chats: the first to `1`, in the order of units."""
    units.put(moment.store, made_units(size.units), moment.now)
    ids = items.add(moment.store, made_items(size), "区人民政府", FOUNDED.date(), FOUNDED)
    _areas(moment, ids)
    _people(moment, size)


def _areas(moment: Moment, ids: list[ItemId]) -> None:
    origin = Origin(None, "made", FOUNDED)
    parts = [ids[at : at + _ON_AREA] for at in range(0, len(ids), _ON_AREA)]
    above = [Area(f"A{number}", f"{number}号轴", "轴") for number in range(len(parts) // _UNDER + 1)]
    below = [
        Area(f"P{number}", f"{number}号片区", "片区", above[number // _UNDER].code) for number in range(len(parts))
    ]
    areas.add(moment.store, [*above, *below], origin)
    for area, part in zip(below, parts, strict=True):
        areas.hang(moment.store, area.code, part, origin)


def _people(moment: Moment, size: Size) -> None:
    reporter = {"role": Role.REPORTER.value, "post": "", "active": True, "created_at": FOUNDED}
    bound = {"channel": CHANNEL, "bound_at": FOUNDED}
    for first in range(1, size.people + 1, _CHUNK):
        numbers = range(first, min(first + _CHUNK, size.people + 1))
        moment.store.execute(
            insert(people),
            [
                {"id": number, "name": f"填报人{number}", "unit": f"MD{(number - 1) % size.units:05}", **reporter}
                for number in numbers
            ],
        )
        moment.store.execute(
            insert(bindings),
            [{"person_id": number, "external_id": str(number), "chat": str(number), **bound} for number in numbers],
        )
