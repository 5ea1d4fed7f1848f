"""Stops and jumps of the clock, as the district's people notice them, or do not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import Service
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits
from bot.settings import load
from domain.people import Role
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import tick as reminders
from handlers.service import downtime
from storage import marks, schedule, states
from storage.supervision import Claim, claim_reminders
from storage.tables import file_ends, reminded
from tests.support.pictures import picture
from tests.support.world import SilentChannel, World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with reports owed from 25 June on."""
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    yield world
    await world.database.close()


KEPT = timedelta(hours=24)


def heartbeat(moment: Moment) -> str:
    """With a platform that keeps a day of messages."""
    return downtime.heartbeat(moment, KEPT)


async def run(world: World, work: object) -> object:
    """A use case nobody asked for."""
    return await world.dispatch.moment(work)  # type: ignore[arg-type]


async def settled(world: World) -> None:
    """Everything up to 25 June is past, and the service runs."""
    world.clock.local(6, 25, 9, 5)
    await run(world, reminders.tick)
    await run(world, heartbeat)


async def test_a_stop_longer_than_telegrams_memory_is_told_once(world: World) -> None:
    """F3: what was sent more than 24 hours ago may be lost, and somebody must know."""
    await settled(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.at += timedelta(hours=23)
    assert await run(world, heartbeat) == ""
    world.clock.at += timedelta(hours=30)
    assert "30 h" in str(await run(world, heartbeat))
    assert await run(world, heartbeat) == ""
    (told,) = [shown.text for shown in await inspector.pushed() if "停机" in shown.text]
    assert told == "系统停机 30 小时。平台只保留 24 小时内的消息，更早发来的可能没有收到，请提醒有关单位补报。"


async def test_the_service_looks_for_a_stop_before_it_ticks(world: World) -> None:
    """F3, F28: at its first tick, so that a clock that jumped is noticed before anything falls due by it."""
    await settled(world)
    service = service_of(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.at += timedelta(hours=30)
    await service.tick()
    assert any("系统停机 30 小时" in shown.text for shown in await inspector.pushed())
    world.clock.at += timedelta(days=365)
    assert "365 days" in (await service.tick()).held
    assert await world.new_in(inspector.name) == []


@pytest.mark.parametrize("knock", ["digest", "tick", "tidy"])
async def test_whichever_knock_comes_first_after_a_jump_of_the_clock_tells_nobody_anything_by_it(
    world: World, knock: str
) -> None:
    """F28: the digests of a month that is a year away left before the tick had looked at the clock."""
    await settled(world)
    readers = [await world.hire("督查员", Role.INSPECTOR), await world.hire("分管领导", Role.LEADER)]
    admin = await world.hire("管理员", Role.ADMIN)
    service = service_of(world)
    await service.tick()
    for each in (*readers, admin):
        await world.new_in(each.name)
    world.clock.at += timedelta(days=371)
    await getattr(service, knock)()
    assert await world.database.read(marks.nothing_due)
    for each in readers:
        assert await world.new_in(each.name) == []
    assert ["时钟" in shown.text for shown in await world.new_in(admin.name)] == [True]


async def test_after_a_jump_of_the_clock_no_file_ends_by_it(world: World) -> None:
    """F28: what nobody named for long looks forgotten, and would be swept away."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    photo = picture(1)
    await clerk.send("现场.png", "image/png", photo)
    service = service_of(world)
    await service.tick()
    before = world.clock.at
    world.clock.at += timedelta(days=371)
    await service.tidy()
    ended = select(func.count()).select_from(file_ends)
    assert await world.database.read(lambda store: store.execute(ended).scalar_one()) == 0
    world.clock.at = before + timedelta(hours=49)
    await world.database.write(lambda store: marks.clear(store, marks.JUMPED))
    await world.database.write(lambda store: marks.put(store, marks.ALIVE, before.isoformat()))
    await service.tidy()
    assert await world.database.read(lambda store: store.execute(ended).scalar_one()) == 1


async def test_a_jump_inside_a_tick_stops_it_at_its_next_transaction(world: World) -> None:
    """F28: lights were judged and reminders queued for the wrong day."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 26, 9, 5)
    service, judge = service_of(world), judging.judge

    def judge_and_jump(moment: Moment) -> int:
        done = judge(moment)
        world.clock.at += timedelta(days=366)
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "judge", judge_and_jump)
        ticked = await service.tick()
    assert "366 days" in ticked.held
    assert await world.new_in(clerk.name) == []


async def test_of_several_platforms_the_one_that_forgets_first_counts_and_none_is_told_of_where_none_forgets(
    world: World,
) -> None:
    """F3: what waits at a page is lost to nobody, since whoever writes is told at once."""
    await settled(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    patient, page = SilentChannel("patient"), SilentChannel("page")
    patient.abilities = replace(patient.abilities, keeps_for=timedelta(hours=72))
    page.abilities = replace(page.abilities, keeps_for=None)
    world.house = replace(world.house, channels={"page": page})
    world.clock.at += timedelta(hours=30)
    await service_of(world).tick()
    assert all("停机" not in shown.text for shown in await inspector.pushed())
    world.house = replace(world.house, channels={"patient": patient, "test": SilentChannel(), "page": page})
    world.clock.at += timedelta(hours=30)
    await service_of(world).tick()
    assert any("只保留 24 小时内" in shown.text for shown in await inspector.pushed())


async def test_a_clock_that_jumps_a_year_paints_nothing_red_and_pushes_nothing(world: World) -> None:
    """F28: forward a year and back again; ticks are held until a person says so, then it goes on as before."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    admin = await world.hire("管理员", Role.ADMIN)
    before = world.clock.at
    lights = await run(world, _lights)
    world.clock.at += timedelta(days=365)
    assert "the clock moved by 365 days" in str(await run(world, heartbeat))
    ticked = await run(world, reminders.tick)
    assert isinstance(ticked, reminders.Ticked)
    assert (ticked.judged, ticked.messages) == (0, 0)
    assert "365" in ticked.held
    assert await run(world, sending.send_due) == 0
    assert await run(world, _lights) == lights
    assert any("时钟跳动了 365 天" in shown.text for shown in await admin.pushed())
    (answer,) = await clerk.say("帮助")
    assert "可以这样用" in answer.text, "people are answered all the same"
    assert await run(world, lambda moment: marks.get(moment.store, marks.HELD)) is None, "and answers may leave"
    world.clock.at = before
    await run(world, lambda moment: marks.clear(moment.store, marks.JUMPED))
    world.clock.local(6, 30, 9, 5)
    await run(world, reminders.tick)
    assert any("提醒（" in shown.text for shown in await clerk.pushed())


async def test_a_clock_stepped_back_an_hour_pushes_nothing_twice(world: World) -> None:
    """F28, F24: a day's push is keyed by the local date, not by a timer."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    assert len(await clerk.pushed()) == 1
    world.clock.local(6, 30, 8, 30)
    await run(world, reminders.tick)
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    assert await world.new_in(clerk.name) == []


async def test_a_tick_killed_in_the_middle_has_done_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """F27: claims, moved reminders and messages are one transaction."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await world.hire("另一人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)

    def dying(*given: object) -> set[Claim]:
        claim_reminders(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("storage.supervision.claim_reminders", dying)
        with pytest.raises(KeyboardInterrupt):
            await run(world, reminders.tick)
    assert await _count(world, reminded) == 0
    assert await world.new_in(clerk.name) == []
    await run(world, reminders.tick)
    assert len(await clerk.pushed()) == 1


async def test_more_due_than_one_query_holds_are_all_told_in_one_bundle_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F29: everything due at the same moment; bundled by person, none left for tomorrow."""
    monkeypatch.setattr(reminders, "DUE_CHUNK", 3)
    await settled(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(7, 20, 9, 30)
    ticked = await run(world, reminders.tick)
    assert isinstance(ticked, reminders.Ticked)
    assert ticked.occurrences > 30
    assert len(await inspector.pushed()) == 1
    left = await world.dispatch.look(lambda moment: schedule.items_to_remind(moment.store, date(2026, 7, 20), 10))
    assert left == ()


def service_of(world: World) -> Service:
    """The service itself, not started."""
    return Service(
        world.house,
        {name: ChannelWithLimits(each, Limits()) for name, each in world.house.channels.items()},
        load(None),
    )


def _lights(moment: Moment) -> object:
    return {id_: state.light for id_, state in states.of_items(moment.store, list(moment.reference.items)).items()}


async def _count(world: World, table: object) -> int:
    return await world.dispatch.look(
        lambda moment: len(moment.store.execute(table.select()).all())  # type: ignore[attr-defined]
    )
