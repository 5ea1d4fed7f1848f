"""倒排 in chat: a proposal with its working, and one clear sentence where there is nothing to propose."""

from domain.people import Role
from tests.support.world import World


async def test_a_clerk_gets_node_dates_back_from_the_end(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座 截至11月22日")
    await clerk.press("确认提交")
    lines = (await clerk.say("倒排 JS-010 到12月18日 2个节点"))[-1].text.splitlines()
    assert lines[0] == "JS-010 中央商务区26座楼宇建成交付 倒排建议"
    assert lines[1] == "目前 18座"
    assert lines[2].endswith("累计 22座")
    assert lines[3] == "12月18日：累计 26座"


async def test_what_cannot_be_scheduled_is_said_in_one_sentence(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    assert (await clerk.say("倒排"))[-1].text.startswith("请写明编号")
    assert (await clerk.say("倒排 JS-010 到11月24日 4个节点"))[-1].text.startswith("剩余工作日不足")
    assert (await clerk.say("倒排 JS-010 40个节点"))[-1].text == "节点数须为 1 到 12 个。"
    assert (await clerk.say("倒排 ZZ-999"))[-1].text.startswith("没有找到")
