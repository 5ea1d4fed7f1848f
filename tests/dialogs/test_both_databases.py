"""The main road on SQLite and on PostgreSQL: report, verify, remind, digest."""

from datetime import date
from pathlib import Path

from domain.people import Role
from handlers.digests import tick as sending
from handlers.reminders import tick as reminders
from tests.support.pictures import picture
from tests.support.world import make_world


async def test_the_main_road_works_on_both_databases(store_url: str, tmp_path: Path) -> None:
    world = await make_world(tmp_path, url=store_url)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(reminders.tick)
    await clerk.say("26座楼宇累计交付18座，95万平")
    await clerk.press("确认提交")
    await clerk.send("现场.png", "image/png", picture())
    await clerk.press("JS-010")
    await inspector.say("待核验")
    await inspector.press("通过")
    assert "已通过" in (await clerk.pushed())[0].text
    world.clock.local(7, 6, 9, 1)
    ticked = await world.dispatch.moment(reminders.tick)
    assert ticked.messages == 2
    assert await world.dispatch.moment(sending.send_due) == 1
    assert any("周报" in each.text for each in await inspector.pushed())
    await world.database.close()
