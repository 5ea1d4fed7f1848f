"""撤回, 退回 and 通过 with or without an item, and 什么情况: none of them is taken for a report."""

import pytest

from domain.people import Role
from tests.support.world import Talk, World


@pytest.fixture
async def clerk(world: World) -> Talk:
    """The clerk of the CBD centre, who reported 16 buildings and 60 of the area."""
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    for line in ("楼宇交付16座", "JS-011 60万平方米"):
        await clerk.say(line)
        await clerk.press("确认提交")
    return clerk


@pytest.mark.parametrize("line", ["撤回 JS-010", "撤回JS-010", "我要撤回楼宇交付", "撤回 JS-010 的报送"])
async def test_to_take_back_an_item_leads_to_the_own_report_with_its_buttons(clerk: Talk, line: str) -> None:
    (card,) = await clerk.say(line)
    assert card.text.startswith("JS-010 中央商务区26座楼宇建成交付\n16座，截至 6月24日")
    assert card.labels == ["更正", "撤回"]


async def test_to_take_back_says_so_where_there_is_nothing(world: World, clerk: Talk) -> None:
    (said,) = await clerk.say("撤回 JJ-024")
    assert said.text == "JJ-024 没有您可以撤回或更正的报送。"


async def test_to_take_back_alone_leads_to_what_one_sent(clerk: Talk) -> None:
    (listed,) = await clerk.say("撤回")
    assert listed.labels == ["1. JS-011", "2. JS-010"]
    (card,) = await clerk.press("1. JS-011")
    assert card.text.startswith("JS-011")
    assert card.labels == ["更正", "撤回"]


async def test_what_one_sent_is_one_card_with_pages_the_newest_first(clerk: Talk) -> None:
    """T12: 我的报送 was four to six messages, the last after three seconds."""
    for figure in (17, 18, 19, 20, 21):
        await clerk.say(f"JS-010 {figure}座")
        await clerk.press("确认提交")
    (first,) = await clerk.say("我的报送")
    lines = first.text.splitlines()
    assert lines[0] == "我的报送（7 次）"
    assert [line.split("：")[0] for line in lines[1:6]] == [
        f"{at}. JS-010 中央商务区26座楼宇建成交付" for at in range(1, 6)
    ]
    assert "21座，截至" in lines[1]
    assert first.labels[-1] == "下一页"
    (second,) = await clerk.press("下一页")
    assert second.message.edit_of == "m1", "in place"
    assert [line[:9] for line in second.text.splitlines()[1:3]] == ["6. JS-011", "7. JS-010"]
    assert second.labels == ["6. JS-011", "7. JS-010", "上一页"]


async def test_to_take_back_while_a_report_is_open_leaves_it_open(clerk: Talk) -> None:
    await clerk.say("楼宇交付正在推进")
    (card,) = await clerk.say("撤回 JS-010")
    assert card.labels == ["更正", "撤回"]
    assert card.text.endswith("JS-010 的填报还没有提交，可接着回复；不报请发“取消”。")


async def test_to_take_back_and_report_anew_is_a_correction(clerk: Talk) -> None:
    (card,) = await clerk.say("撤回重报 JS-010 18座")
    assert "16座 → 18座（更正）" in card.text


@pytest.mark.parametrize("line", ["退回 JS-011 数不对", "退回JS-011", "通过 JS-011"])
@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.INSPECTOR])
async def test_who_verifies_is_led_to_that_report_of_the_queue(
    world: World, clerk: Talk, role: Role, line: str
) -> None:
    checks = await world.hire("核验人", role, "BM28" if role is Role.UNIT_HEAD else None)
    (card,) = await checks.say(line)
    assert card.text.startswith("2/2 中央商务区发展服务中心 JS-011")
    assert card.labels[:2] == ["通过", "退回"]
    (said,) = await checks.say("退回 JJ-024")
    assert said.text == "JJ-024 没有待您核验的报送。"


async def test_a_clerk_s_pass_of_a_test_stays_a_report(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("基金公司填报人", Role.REPORTER, "QY05")
    await clerk.say("事项 GZ-012")
    await clerk.press("报送")
    (card,) = await clerk.say("通过了评审")
    assert "撤回" not in card.labels
    assert "GZ-012" in card.text


@pytest.mark.parametrize(
    "line", ["JS-010什么情况", "楼宇交付什么情况", "JS-010怎么样了", "楼宇交付进展如何", "JS-010 啥情况啊"]
)
@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.INSPECTOR, Role.REPORTER])
async def test_what_about_an_item_shows_its_card(world: World, clerk: Talk, role: Role, line: str) -> None:
    asks = await world.hire("问的人", role, None if role is Role.INSPECTOR else "BM28")
    (card,) = await asks.say(line)
    assert "JS-010 中央商务区26座楼宇建成交付" in card.text
    assert "最近：16座（61.5%），截至 6月24日，待核验" in card.text
