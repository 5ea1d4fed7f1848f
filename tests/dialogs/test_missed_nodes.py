"""A missed node is told alike by the reminder and by the item's light."""

from pathlib import Path

from bot.demo.sample import sample_items
from domain.people import Role
from handlers.reminders import tick as reminders
from tests.support.world import make_world


async def test_a_report_a_day_before_the_node_tells_of_it_to_all(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle([item for item in sample_items(2026) if item.code == "JS-010"])
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(6, 29)
    await clerk.say("26座楼宇累计交付9座")
    await clerk.press("确认提交")
    world.clock.local(7, 14, 9, 5)
    await world.dispatch.moment(reminders.tick)
    told = "".join(each.text for each in await inspector.pushed())
    assert "累计交付11座" in told
    *_, card = await inspector.say("事项 JS-010")
    assert "节点“累计交付11座”逾期 10 个工作日" in card.text
    await world.database.close()
