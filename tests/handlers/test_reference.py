"""What conversations look things up in follows every change, and after any changes it is what a fresh start would load."""

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.demo.sample import sample_items, sample_units
from bot.road.dispatch import Dispatch
from bot.setup import prepare
from domain import groups
from domain.areas import Area, AreaChange, AreaField, AreaFieldChange
from domain.calendar import Day
from domain.items import Item, Stage
from domain.shortfalls import likeness
from domain.understanding import Context, as_json, understand
from domain.units import Unit, UnitKind
from handlers.kernel import reference
from handlers.kernel.reference import Reference
from handlers.kernel.turn import Moment, Undo
from storage import areas, calendar, items, units
from storage.areas import Origin
from storage.engine import open_database
from storage.items import StoredItem
from storage.tables import items as item_rows
from tests.support.world import World, make_world

STEPS = 40
LINES = (
    "楼宇交付18座",
    "规上工业新增3家",
    "招商引资到位资金5亿",
    "26座楼宇累计交付18座，95万平",
    "ldjz 3处",
    "新增改一 12座",
)
YEAR = 2026


@pytest.fixture(autouse=True)
def everything_counts_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SMALL", 8)
    monkeypatch.setattr(groups, "CROWD", 4)


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The sample district with three areas."""
    world = await make_world(tmp_path, url=store_url)
    await world.settle()
    await world.dispatch.moment(_with_areas)
    yield world
    await world.database.close()


def _with_areas(moment: Moment) -> None:
    origin = _origin(moment)
    areas.add(
        moment.store,
        [Area("Z", "一轴", "轴"), Area("P1", "东片", "片区", "Z"), Area("P2", "西片", "片区", "Z")],
        origin,
    )
    areas.hang(moment.store, "P1", [stored.id for stored in moment.reference.everything[:9]], origin)


def _origin(moment: Moment) -> Origin:
    return Origin(None, "测试", moment.now)


def told(known: Reference, today: date) -> dict[str, object]:
    """Everything a reference says, in a form that two of them can be compared by."""
    whole = {
        name: getattr(known, name) for name in ("year", "units", "items", "by_code", "everything", "days", "stored")
    }
    whole |= {
        f"{name} of {year}": getattr(book, name)
        for year, book in known.books.items()
        for name in ("owned", "led", "parts", "catalogue", "everything")
    }
    lines = [
        as_json(understand(line, known.catalogue, Context(today, unit)))
        for line in LINES
        for unit in (None, "BM28", "JD01")
    ]
    tree = known.areas
    return {
        **whole,
        "words": known.catalogue,
        "weights": {pair: known.catalogue.weight[pair] for pair in known.catalogue.pairs},
        "lines": lines,
        "peers": {code: known.peers_of(stored) for code, stored in known.by_code.items()},
        "named": {name: known.unit_named(name) for unit in known.units.values() for name in unit.names},
        "unit order": list(known.units),
        "tree": (tree.areas, tree.hung, {code: tree.areas_of(code) for code in known.by_code}),
        "calendar": [known.calendar.is_workday(date(YEAR, 10, day)) for day in range(1, 32)],
    }


async def agrees(world: World) -> None:
    """The reference that was kept is the one a fresh start loads."""

    def both(moment: Moment) -> tuple[dict[str, object], dict[str, object]]:
        fresh = reference.load(moment.store, moment.today, moment.rules)
        assert moment.reference is not fresh
        assert moment.reference.seen == fresh.seen
        return told(moment.reference, moment.today), told(fresh, moment.today)

    kept, fresh = await world.dispatch.look(both)
    for name, value in fresh.items():
        assert kept[name] == value, name


def _some(moment: Moment, chance: random.Random) -> StoredItem:
    return chance.choice(moment.reference.everything)


def _changed(moment: Moment, stored: StoredItem, new: Item) -> None:
    items.change(moment.store, stored.id, new, [], None, moment.now)


def _add(moment: Moment, chance: random.Random) -> None:
    like, number = _some(moment, chance).item, chance.randrange(10**6)
    fresh = replace(like, code=f"XJ-{number}", name=chance.choice([like.name, f"新增改{number}楼宇交付"]), aliases=())
    items.add(moment.store, [fresh], "区政府", date(YEAR, 1, 1), moment.now)


def _amend(moment: Moment, chance: random.Random) -> None:
    stored = _some(moment, chance)
    _changed(moment, stored, replace(stored.item, target=Decimal(chance.randrange(1, 999))))


def _rename(moment: Moment, chance: random.Random) -> None:
    stored, like = _some(moment, chance), _some(moment, chance).item
    name = chance.choice([like.name, f"{stored.item.name}改{chance.randrange(9)}"])
    _changed(moment, stored, replace(stored.item, name=name, aliases=chance.choice([like.aliases, ("某别名",), ()])))


def _regroup(moment: Moment, chance: random.Random) -> None:
    stored, codes = _some(moment, chance), list(moment.reference.units)
    whole = chance.choice([None, _some(moment, chance).item.code])
    new = replace(
        stored.item,
        unit=chance.choice(codes),
        co_units=tuple(chance.sample(codes, 2)),
        part_of=whole,
        leader=chance.choice("甲乙"),
    )
    _changed(moment, stored, new)


def _withdraw(moment: Moment, chance: random.Random) -> None:
    stored = _some(moment, chance)
    _changed(moment, stored, replace(stored.item, stage=Stage.CLOSED))


def _name_unit(moment: Moment, chance: random.Random) -> None:
    number = chance.randrange(10**6)
    old = chance.choice(list(moment.reference.units.values()))
    fresh = Unit(f"AA{number}", f"新设{number}街道", (f"新{number}",), UnitKind.STREET)
    renamed = replace(old, name=f"改名{number}局", short_names=(f"改{number}",))
    units.put(moment.store, [chance.choice([fresh, renamed])], moment.now)


def _change_area(moment: Moment, chance: random.Random) -> None:
    number, tree = chance.randrange(10**6), moment.reference.areas
    if chance.random() < 0.4:
        areas.add(
            moment.store, [Area(f"N{number}", f"新片{number}", "片区", chance.choice(["Z", None]))], _origin(moment)
        )
        return
    old = tree.by_code[chance.choice(["P1", "P2"])]
    moved = replace(old, name=f"{old.code}改{number}", parent=chance.choice(["Z", None]))
    areas.change(
        moment.store, [AreaChange(moved, (AreaFieldChange(AreaField.NAME, old.name, moved.name),))], _origin(moment)
    )


def _hang(moment: Moment, chance: random.Random) -> None:
    area, some = chance.choice(moment.reference.areas.areas).code, [_some(moment, chance) for _ in range(3)]
    there = moment.reference.areas.items_on(area)
    ids = {stored.id: stored.item.code in there for stored in some}
    areas.take(moment.store, area, [id_ for id_, hangs in ids.items() if hangs], _origin(moment))
    areas.hang(moment.store, area, [id_ for id_, hangs in ids.items() if not hangs], _origin(moment))


def _turn_day(moment: Moment, chance: random.Random) -> None:
    day = date(YEAR, 10, chance.randrange(1, 32))
    calendar.put(moment.store, [Day(day, chance.random() < 0.5, "", "测试", True)], moment.now)


def _break_and_mend(moment: Moment, chance: random.Random) -> None:
    """A row that makes no sense, found when it is looked at again."""
    stored = _some(moment, chance)
    kind = chance.choice(["nonsense", stored.item.kind.value])
    moment.store.execute(update(item_rows).where(item_rows.c.id == stored.id).values(kind=kind))
    items.can_be_read_again(moment.store, [stored.id])


Change = Callable[[Moment, random.Random], None]
CHANGES: tuple[Change, ...] = (
    _add,
    _amend,
    _rename,
    _rename,
    _regroup,
    _withdraw,
    _name_unit,
    _change_area,
    _hang,
    _hang,
    _turn_day,
    _break_and_mend,
)


def _by(change: Change, chance: random.Random) -> Callable[[Moment], None]:
    return lambda moment: change(moment, chance)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_any_changes_it_is_what_a_fresh_start_loads(world: World, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(STEPS):
        some = chance.choices(CHANGES, k=chance.randrange(1, 4))

        def work(moment: Moment, some: list[Callable[[Moment, random.Random], None]] = some) -> None:
            for change in some:
                # Each change looks at what the one before it left.
                change(world.dispatch.moment_in(moment.store), chance)

        await world.dispatch.moment(work)
        if step % 5 == 4:
            await agrees(world)


async def test_a_change_is_followed_without_loading_everything_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.dispatch.look(lambda moment: None)

    def loaded(*_: object) -> Reference:
        raise AssertionError("everything was loaded again")

    monkeypatch.setattr(reference, "load", loaded)
    chance = random.Random(5)
    for change in CHANGES:
        await world.dispatch.moment(_by(change, chance))
        await world.dispatch.look(lambda moment: None)


async def test_an_earlier_name_that_another_unit_took_stays_that_units(world: World) -> None:
    """Whoever bore it before does not find it again by a change of its own."""
    first = sample_units()[0]
    steps = [
        replace(first, name="一号局", short_names=()),
        Unit("AA1", first.name, (), UnitKind.STREET),
        replace(first, name="二号局", short_names=()),
        Unit("AA1", "别的街道", (), UnitKind.STREET),
        replace(first, name="三号局", short_names=()),
    ]
    found = []
    for unit in steps:
        await world.dispatch.moment(_putting(unit))
        await agrees(world)
        known = await world.dispatch.look(lambda moment: moment.reference)
        found.append(getattr(known.unit_named(first.name), "code", None))
    assert found == [first.code, *["AA1"] * 4]


def _putting(unit: Unit) -> Callable[[Moment], object]:
    return lambda moment: units.put(moment.store, [unit], moment.now)


async def test_agreements_of_a_newer_year_are_held_at_once_and_run_from_their_first_day(world: World) -> None:
    await world.dispatch.look(lambda moment: None)
    newer = [replace(item, year=YEAR + 1) for item in sample_items(YEAR)[:3]]
    await world.dispatch.moment(
        lambda moment: items.add(moment.store, newer, "区政府", date(YEAR + 1, 1, 1), moment.now)
    )
    known = await world.dispatch.look(lambda moment: moment.reference)
    coming = [stored.item.code for stored in known.of_year(YEAR + 1).everything]
    assert (known.year, set(known.books)) == (YEAR, {YEAR, YEAR + 1})
    assert coming == sorted(item.code for item in newer)
    assert len(known.items) == len(known.everything) + 3
    await agrees(world)
    world.clock.local(1, 1, year=YEAR + 1)
    known = await world.dispatch.look(lambda moment: moment.reference)
    assert (known.year, [stored.item.code for stored in known.everything]) == (YEAR + 1, coming)


async def test_a_change_in_either_year_is_followed(world: World) -> None:
    newer = [replace(item, year=YEAR + 1) for item in sample_items(YEAR)[:30]]
    await world.dispatch.moment(
        lambda moment: items.add(moment.store, newer, "区政府", date(YEAR + 1, 1, 1), moment.now)
    )
    for month, year in ((12, YEAR), (1, YEAR + 1)):
        world.clock.local(month, 5, year=year)
        for shown in (YEAR, YEAR + 1):

            def rename(moment: Moment, shown: int = shown) -> None:
                stored = moment.reference.of_year(shown).everything[0]
                _changed(moment, stored, replace(stored.item, name=f"{stored.item.name}改", target=Decimal(7)))

            await world.dispatch.moment(rename)
            await agrees(world)


async def test_a_transaction_sees_its_own_changes_and_one_that_is_taken_back_leaves_no_trace(world: World) -> None:
    before = await world.dispatch.look(lambda moment: moment.reference)
    seen: list[str] = []

    def fails(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        _changed(moment, stored, replace(stored.item, name="改过的名字"))
        seen.append(world.dispatch.moment_in(moment.store).reference.by_code["JS-010"].item.name)
        raise Undo

    with pytest.raises(Undo):
        await world.dispatch.moment(fails)
    assert seen == ["改过的名字"]
    after = await world.dispatch.look(lambda moment: moment.reference)
    assert after is before
    assert after.by_code["JS-010"].item.name != "改过的名字"
    await agrees(world)


async def test_work_that_is_taken_back_alone_is_unseen_by_the_rest_of_its_transaction(world: World) -> None:
    def work(moment: Moment) -> list[str]:
        def renames() -> None:
            stored = moment.reference.by_code["JS-010"]
            _changed(moment, stored, replace(stored.item, name="改过的名字"))
            names.append(world.dispatch.moment_in(moment.store).reference.by_code["JS-010"].item.name)
            raise Undo

        names: list[str] = []
        moment.attempt(renames)
        units.put(moment.store, [replace(sample_units()[0], name="另一个名字")], moment.now)
        again = world.dispatch.moment_in(moment.store).reference
        return [*names, again.by_code["JS-010"].item.name, again.unit_name(sample_units()[0].code)]

    first, second, unit = await world.dispatch.moment(work)
    assert first == "改过的名字"
    assert second != first
    assert unit == "另一个名字"
    await agrees(world)


async def test_another_process_on_the_same_database_sees_the_change(world: World) -> None:
    database = open_database(str(world._url))
    other = Dispatch(replace(world.house, database=database))
    await prepare(other._house, new=True)
    try:
        old = await other.look(lambda moment: moment.reference.by_code["JS-010"].item.name)
        stored = await world.dispatch.look(lambda moment: moment.reference.by_code["JS-010"])
        renamed = replace(stored.item, name="别处改的名字")
        await world.dispatch.moment(lambda moment: _changed(moment, stored, renamed))
        found = await other.look(lambda moment: moment.reference.by_code["JS-010"].item.name)
        assert (old, found) == (stored.item.name, "别处改的名字")
    finally:
        await database.close()


async def test_a_year_is_read_in_pages_whatever_stands_at_their_edges(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "PAGE_SIZE", 7)
    whole = await world.database.read(lambda store: items.of_year(store, YEAR))
    assert await world.database.read(lambda store: tuple(items.readable_of_year(store, YEAR))) == whole
    await world.database.write(
        lambda store: store.execute(update(item_rows).where(item_rows.c.id == whole[7].id).values(kind="nonsense"))
    )
    found = await world.database.read(lambda store: tuple(items.readable_of_year(store, YEAR)))
    assert found == (*whole[:7], *whole[8:])
    assert likeness(found[0].item)
