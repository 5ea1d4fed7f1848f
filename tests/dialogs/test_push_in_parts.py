"""The day's push in parts, on both databases: all are told what one push tells, once, wherever the service dies in between."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from domain.people import Role
from domain.set_aside import Kind
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import parts
from handlers.reminders import tick as reminders
from storage import people, schedule
from storage.store import Store
from storage.tables import asks, item_states, outbox, reminded, withheld
from tests.support.world import World, before_a_push

STAFF = (("区一", Role.UNIT_HEAD, "BM28"), ("区二", Role.UNIT_HEAD, "BM03"), ("督查", Role.INSPECTOR, None))
# What a push leaves: bundles by person with their lines, claims, asks, what was withheld, next reminders.
Left = tuple[object, ...]
# Before the reports are due, and after: then heads and inspectors are told too.
DAYS = ((6, 30), (7, 8))


async def prepared(url: str, folder: Path) -> World:
    """A district before a push with heads, an inspector and clerks."""
    world = await before_a_push(url, folder)
    for name, role, unit in STAFF:
        await world.hire(name, role, unit)
    return world


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    world = await prepared(store_url, tmp_path)
    yield world
    await world.database.close()


@pytest.fixture(autouse=True)
def one_unit_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "UNITS", 1)


async def judged(world: World) -> None:
    while await world.dispatch.moment(judging.judge):
        pass


async def in_parts(world: World, most: int = 99) -> int:
    """Some parts of the push; how many."""
    await judged(world)
    after: str | None = ""
    done = 0
    while (
        done < most and (after := await world.dispatch.moment(partial(parts.push_part, after=after or ""))) is not None
    ):
        done += 1
    return done


def left(store: Store) -> Left:
    pushes = store.execute(select(outbox).where(outbox.c.lane == 1, outbox.c.kind == "reminder").order_by(outbox.c.key))
    tables = (
        select(reminded.c.item_id, reminded.c.occurrence, reminded.c.person_id, reminded.c.outbox_key),
        select(asks.c.unit, asks.c.on),
        select(withheld.c.item_id, withheld.c.occurrence),
        select(item_states.c.item_id, item_states.c.remind_on),
    )
    told = [(row.key, row.person_id, row.payload["title"], tuple(row.payload["lines"])) for row in pushes]
    return (told, *(sorted(map(tuple, store.execute(query)), key=str) for query in tables))


async def pushed_on_each_day(world: World, before_the_tick: Callable[[], object] | None) -> list[Left]:
    found = []
    for month, day in DAYS:
        world.clock.local(month, day, 9, 5)
        if before_the_tick is None:
            assert await in_parts(world) > 3
        await world.dispatch.moment(reminders.tick)
        found.append(await world.database.read(left))
    return found


async def test_parts_and_the_tick_tell_what_the_tick_alone_tells(world: World, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = await prepared(f"sqlite:///{tmp_path}/whole.db", tmp_path / "whole")
    try:
        expected = await pushed_on_each_day(whole, lambda: None)
    finally:
        await whole.database.close()
    assert await pushed_on_each_day(world, None) == expected


async def test_parts_alone_tell_the_units_staff(world: World) -> None:
    await in_parts(world)
    told = {name: len(await world.new_in(name)) for name in ("甲", "乙", "丙", "督查")}
    assert told == {"甲": 1, "乙": 1, "丙": 1, "督查": 0}
    await world.dispatch.moment(reminders.tick)
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 0, 0]


@pytest.mark.parametrize("died_after", [0, 1, 2, 5])
async def test_a_service_that_dies_between_two_parts_goes_on_where_it_stopped(world: World, died_after: int) -> None:
    await in_parts(world, died_after)
    before = {name: await world.new_in(name) for name in ("甲", "乙", "丙")}
    await world.restart()
    await in_parts(world)
    await world.dispatch.moment(reminders.tick)
    for name, told in before.items():
        assert len([*told, *await world.new_in(name)]) == 1, name


class Died(BaseException):
    """No failure that anybody catches."""


async def test_a_part_that_dies_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await judged(world)
    first = await world.database.read(left)

    def dying(*_given: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("handlers.reminders.parts.schedule.remind_on", dying)
        with pytest.raises(Died):
            await world.dispatch.moment(partial(parts.push_part, after=""))
    assert await world.database.read(left) == first
    assert await in_parts(world) > 0


async def test_a_unit_that_fails_is_left_to_the_tick_and_the_others_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(moment: Moment, units: Sequence[str], since: date) -> None:
        if list(units) == ["BM28"]:
            raise ValueError("a slip")
        working(moment, units, since)

    working = parts._push
    monkeypatch.setattr(parts, "_push", failing)
    await in_parts(world)
    assert [len(await world.new_in(name)) for name in ("甲", "丙")] == [0, 1]
    await world.dispatch.moment(reminders.tick)
    assert [len(await world.new_in(name)) for name in ("甲", "丙")] == [1, 0]


async def test_a_unit_with_somebody_away_is_left_to_the_tick(world: World) -> None:
    def away(moment: Moment) -> None:
        (clerk,) = people.find(moment.store, "甲")
        people.take_leave(moment.store, clerk.id, moment.today, moment.today, clerk.id, moment.now)

    await world.dispatch.moment(away)
    await in_parts(world)
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 0, 1]
    await world.dispatch.moment(reminders.tick)
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 1, 0]


async def test_what_falls_due_after_a_part_is_told_by_the_next_push(world: World) -> None:
    """A bundle a day: what it did not tell is owed, and neither lost nor claimed."""
    await in_parts(world)

    def forget_one(store: Store) -> int:
        (item,) = store.execute(select(reminded.c.item_id).order_by(reminded.c.item_id).limit(1)).scalars()
        store.execute(delete(reminded).where(reminded.c.item_id == item))
        schedule.remind_on(store, {item: world.clock.now().date()})
        return int(item)

    item = await world.database.write(forget_one)
    for name in ("甲", "乙", "丙"):
        await world.new_in(name)
    await world.dispatch.moment(reminders.tick)
    assert [len(await world.new_in(name)) for name in ("甲", "乙", "丙")] == [0, 0, 0]
    assert (Kind.REMIND, item) in await world.database.read(schedule.aside)
    world.clock.local(7, 1, 9, 5)
    await world.dispatch.moment(reminders.tick)
    told = await world.database.read(lambda store: set(store.execute(select(reminded.c.item_id)).scalars()))
    assert item in told


async def test_nothing_is_pushed_in_parts_at_night_and_twice_a_day(world: World) -> None:
    world.clock.local(6, 30, 6, 0)
    assert await in_parts(world) == 0
    world.clock.local(6, 30, 9, 5)
    assert await in_parts(world) > 0
    await world.dispatch.moment(reminders.tick)
    assert await in_parts(world) == 0
