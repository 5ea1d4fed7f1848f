"""What follows from a light comes on the record once, in the morning after, and stands on the item's card."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.packs.file import load_pack
from domain.light_rules import PeerRule
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.lights.words.reasons import reason as why
from handlers.reminders import tick as reminders
from storage import states
from storage.items import StoredItem
from storage.states import LightRecord
from tests.support.world import World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district under the rules of Ouhai and Guangyuan."""
    world = await make_world(tmp_path, rules=load_pack("ouhai-guangyuan"))
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    await tick(world, 6, 25)
    yield world
    await world.database.close()


async def tick(world: World, month: int, day: int) -> None:
    """A tick in the morning."""
    world.clock.local(month, day, 9, 5)
    await world.dispatch.moment(reminders.tick)


async def records(world: World) -> list[LightRecord]:
    """What stands on record about 26 座楼宇."""

    def look(moment: Moment) -> list[LightRecord]:
        return list(states.records_of(moment.store, moment.reference.by_code["JS-010"].id))

    return await world.dispatch.look(look)


async def test_a_red_light_that_stays_for_a_night_is_on_record_once_and_on_the_card(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(7, 3)
    await clerk.say("JS-010 9座 截至6月30日")
    await clerk.press("确认提交")
    assert await records(world) == [], "the day is not over"
    await tick(world, 7, 6)
    await tick(world, 7, 6)
    await tick(world, 7, 7)
    (found,) = await records(world)
    assert (found.record, found.times, found.on, found.unit) == ("light_red", 1, date(2026, 7, 3), "BM28")
    card = (await clerk.say("事项 JS-010"))[-1]
    assert "督查记录：7月3日第 1 次亮红灯，亮红灯，约谈单位主要负责人，按规则扣 2 分" in card.text


async def test_a_slip_that_is_corrected_the_same_day_leaves_no_record(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(7, 2)
    for line in ("JS-010 9座 截至6月30日", "JS-010 11座 截至6月30日"):
        await clerk.say(line)
        await clerk.press("确认提交")
    await tick(world, 7, 3)
    assert await records(world) == []


async def test_others_with_the_same_task_are_compared_where_the_pack_says_so(tmp_path: Path) -> None:
    rules = load_pack("default")
    peers = PeerRule(yellow_gap=Decimal(10), red_gap=Decimal(30), least=2)
    world = await make_world(tmp_path, rules=replace(rules, lights=replace(rules.lights, peers=peers)))
    world.clock.local(3, 3)
    await world.settle()

    def alike(moment: Moment) -> list[StoredItem]:
        return [each for each in moment.reference.everything if each.item.name == "招商引资到位资金"][:4]

    for stored, share in zip(await world.dispatch.look(alike), ("0.40", "0.38", "0.36", "0.10"), strict=True):
        clerk = await world.hire(stored.item.unit, Role.REPORTER, stored.item.unit)
        total = (stored.item.target or Decimal(0)) * Decimal(share)
        await clerk.say(f"{stored.item.code} {total.normalize():f}{stored.item.measure_unit} 截至2月28日")
        await clerk.press("确认提交" if clerk.last[-1].labels[0].startswith("确认") else clerk.last[-1].labels[0])

    def look(moment: Moment) -> tuple[list[str], int]:
        judged = judging.look(moment, alike(moment))
        return [why(each.state.reason) for each in judged], len(moment.reference.peers_of(judged[0].stored))

    reasons, others = await world.dispatch.look(look)
    assert others == 7
    assert ["完成率低于同类平均" in reason for reason in reasons] == [False, False, False, True]
    await world.database.close()
