"""Questions in chat get a line or two from stored facts, within what the person may see."""

import re

from domain.people import Role
from tests.support.world import Talk, World


async def test_what_is_left_and_where_it_stands_are_told_in_a_line(world: World, cbd: Talk) -> None:
    (left,) = await cbd.say("CBD楼宇还差几座")
    assert left.text.endswith("JS-010 中央商务区26座楼宇建成交付：还差 10座（6月24日报 16座），12月20日前完成。")
    (now,) = await cbd.say("楼宇交付现在多少了")
    assert now.text.endswith("16座（截至 6月24日，待核验），目标 26座，完成 61.5%。")
    (target,) = await cbd.say("楼宇交付目标是多少")
    assert target.text.endswith("目标 26座，12月20日前完成。")
    (when,) = await cbd.say("楼宇交付下个节点什么时候")
    assert "下一节点 9月30日 累计交付19座，下次报送" in when.text


async def test_what_one_still_owes_is_counted_with_buttons_to_report(world: World, cbd: Talk) -> None:
    (owed,) = await cbd.say("我们还有几项没报")
    assert owed.text.startswith("逾期未报 ")
    assert "JS-010" not in owed.text.split("；")[0]
    assert any(label.startswith("报送 ") for label in owed.labels)


async def test_the_inspector_asks_for_red_lights_and_late_units(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (red,) = await inspector.say("哪些街道红灯")
    assert red.text.startswith("红灯 ")
    assert "大明湖：街道综合养老服务中心建成投用（节点" in red.text
    assert "局" not in red.text
    (late,) = await inspector.say("本周谁没报")
    assert late.text.startswith("逾期未报 ")
    assert re.search(r"\n\S+：\S.*（逾期 \d+ 个工作日）", late.text)


async def test_a_unit_that_is_named_is_told_of_alone(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (red,) = await inspector.say("大明湖街道红灯")
    assert red.text.startswith("红灯 1 项，涉及 1 家\n大明湖：")
    (unit,) = await inspector.say("大明湖街道怎么样")
    assert "大明湖街道（全区 " in unit.text.splitlines()[0]
    (missed,) = await inspector.say("哪些单位没完成")
    assert missed.text.startswith("红灯 ")


async def test_nobody_learns_what_is_not_theirs(world: World, cbd: Talk) -> None:
    clerk = await world.hire("龙洞填报人", Role.REPORTER, "JD13")
    (red,) = await clerk.say("哪些街道红灯")
    assert "趵突泉" not in red.text
    (other,) = await clerk.say("趵突泉占道经营现在多少了")
    assert "16" not in other.text
    assert "占道经营整治：" not in other.text


async def test_no_red_street_is_not_told_as_no_red_light(world: World, cbd: Talk) -> None:
    """The clerk's own unit has red items and is no street."""
    (streets,) = await cbd.say("哪些街道红灯")
    assert streets.text == "本单位有关事项中没有亮红灯的街道。"
